// Both halves of an exchange in full, as text that is safe to show: what the details pane gets when a row is selected.

import { bodyOf, decodeText, readHeaders, startLineText } from '../http/httpMessage.ts';
import type { HttpHeader, HttpProblem } from '../http/httpMessage.ts';
import type { Exchange, ExchangeState } from './exchange.ts';
import type { HubEvent, LoggedHalf, LoggedMessageProblem } from './loggedMessage.ts';

/** Where an event stood in the hub. */
export interface EventPosition {
  readonly partitionId: string;
  readonly sequenceNumber: number;
  readonly enqueuedAt: number;
}

/** One half: start line as it was logged, headers, and as much of the body as a view should carry. */
export interface HalfDetails {
  readonly startLine: string;
  readonly headers: readonly HttpHeader[];
  readonly body: string;
  /** Bytes of the logged body, and as the message declared it. */
  readonly bodyBytes: number;
  readonly declaredBytes?: number;
  /** True when `body` is only the beginning of the logged body. */
  readonly isBodyShortened: boolean;
  readonly problems: readonly HttpProblem[];
  readonly position: EventPosition;
}

/** An exchange in full. */
export interface ExchangeDetails {
  readonly number: number;
  readonly state: ExchangeState;
  readonly messageId: string;
  readonly request?: HalfDetails;
  readonly response?: HalfDetails;
  readonly unreadable?: {
    readonly problem: LoggedMessageProblem;
    readonly text: string;
    /** True when `text` is only the beginning. */
    readonly isShortened: boolean;
    readonly position: EventPosition;
  };
  /** The latest of the halves beyond the pair, and how many there were in all. */
  readonly repeats: readonly EventPosition[];
  readonly repeatCount: number;
}

/** Bytes of a body that travel to a view at once. */
const maxBodyBytes = 256 * 1024;
/** Header lines, and characters of one value, that travel to a view: an event may hold a million of either. */
const maxHeaders = 1000;
const maxHeaderLength = 16_384;

/** Decodes an exchange for the details pane. */
export function toExchangeDetails(exchange: Exchange): ExchangeDetails {
  return {
    number: exchange.number,
    state: exchange.state,
    messageId: exchange.messageId,
    ...(exchange.request === undefined ? {} : { request: toHalfDetails(exchange.request) }),
    ...(exchange.response === undefined ? {} : { response: toHalfDetails(exchange.response) }),
    ...(exchange.unreadable === undefined
      ? {}
      : {
          unreadable: {
            problem: exchange.unreadable.problem,
            text: decodeText(exchange.unreadable.event.body.subarray(0, maxBodyBytes)),
            isShortened: exchange.unreadable.event.body.length > maxBodyBytes,
            position: toPosition(exchange.unreadable.event),
          },
        }),
    repeats: exchange.repeats.map((half) => toPosition(half.event)),
    repeatCount: exchange.repeatCount,
  };
}

function toHalfDetails(half: LoggedHalf): HalfDetails {
  const { bytes } = half;
  const body = bodyOf(bytes, half.http);
  return {
    startLine: startLineText(bytes, half.http),
    headers: shownHeaders(readHeaders(bytes, half.http)),
    body: decodeText(body.subarray(0, maxBodyBytes)),
    bodyBytes: body.length,
    ...(half.http.declaredLength === undefined ? {} : { declaredBytes: half.http.declaredLength }),
    isBodyShortened: body.length > maxBodyBytes,
    problems: half.http.problems,
    position: toPosition(half.event),
  };
}

/** What is left out shows as an ellipsis, with the number of lines. */
function shownHeaders(headers: readonly HttpHeader[]): HttpHeader[] {
  const shown = headers.slice(0, maxHeaders).map(({ name, value }) => ({ name: cut(name), value: cut(value) }));
  return headers.length > maxHeaders ? [...shown, { name: '…', value: `+ ${headers.length - maxHeaders}` }] : shown;
}

function cut(text: string): string {
  return text.length > maxHeaderLength ? `${text.slice(0, maxHeaderLength).toWellFormed()}…` : text;
}

function toPosition(event: HubEvent): EventPosition {
  return { partitionId: event.partitionId, sequenceNumber: event.sequenceNumber, enqueuedAt: event.enqueuedAt };
}
