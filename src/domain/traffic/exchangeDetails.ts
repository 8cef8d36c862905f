// Both halves of an exchange in full, as text that is safe to show: what the details pane gets when a row is selected.

import { bodyOf, decodeText, headerValue, readHeaders, startLineText } from '../http/httpMessage.ts';
import type { HttpHeader } from '../http/httpMessage.ts';
import type { HttpProblem } from '../http/httpProblem.ts';
import { durationOf } from './exchange.ts';
import type { Annotation, Exchange, ExchangeDuration, ExchangeState } from './exchange.ts';
import type { HubEvent, LoggedFormat, LoggedHalf, LoggedMessageProblem } from './loggedMessage.ts';
import type { TrafficProblem } from './trafficProblem.ts';
import { exchangeProblems } from './trafficRow.ts';

/** Where an event stood in the hub. */
export interface EventPosition {
  readonly partitionId: string;
  readonly sequenceNumber: number;
  readonly enqueuedAt: number;
  readonly offset?: string;
  /** Application properties of the event. */
  readonly properties: readonly (readonly [name: string, value: string])[];
}

/** One half: start line as it was logged, headers, and as much of the body as a view should carry. */
export interface HalfDetails {
  readonly startLine: string;
  readonly headers: readonly HttpHeader[];
  /** Exactly as long as the bytes that are shown, so that it travels alone. */
  readonly body: ArrayBuffer;
  /** Bytes of the logged body, and as the message or the gateway declared it. */
  readonly bodyBytes: number;
  readonly declaredBytes?: number;
  /** True when `body` is only the beginning of the logged body. */
  readonly isBodyShortened: boolean;
  readonly problems: readonly HttpProblem[];
  readonly format: LoggedFormat;
  /** What the gateway said beside the message, as logged. */
  readonly metadata: readonly (readonly [key: string, value: string])[];
  /** Beginning of the event exactly as it was logged, first line included. */
  readonly raw: string;
  readonly isRawShortened: boolean;
  readonly position: EventPosition;
}

/** The times of an exchange, milliseconds since the epoch, each by its own clock. */
export interface ExchangeTiming {
  readonly duration?: ExchangeDuration;
  /** When the first half came to us. */
  readonly firstSeenAt: number;
  /** By the gateway, where it logged them. */
  readonly requestAt?: number;
  readonly responseAt?: number;
  /** By the hub. */
  readonly requestEnqueuedAt?: number;
  readonly responseEnqueuedAt?: number;
  /** How far the response's Date header is off its enqueued time; absent when they agree to the second. */
  readonly skewInMs?: number;
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
  readonly repeats: readonly (EventPosition & { readonly kind: 'request' | 'response' })[];
  readonly repeatCount: number;
  readonly timing: ExchangeTiming;
  readonly annotation: Annotation;
  readonly problems: readonly TrafficProblem[];
}

/** Bytes of a body that travel to a view at once. */
const maxBodyBytes = 256 * 1024;
const maxRawBytes = 64 * 1024;
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
    repeats: exchange.repeats.map((half) => ({ kind: half.kind, ...toPosition(half.event) })),
    repeatCount: exchange.repeatCount,
    timing: toTiming(exchange),
    annotation: exchange.annotation,
    problems: exchangeProblems(exchange),
  };
}

function toHalfDetails(half: LoggedHalf): HalfDetails {
  const { bytes } = half;
  const body = bodyOf(bytes, half.http);
  const declared = half.metadata.originalBodyBytes ?? half.http.declaredLength;
  return {
    startLine: startLineText(bytes, half.http),
    headers: shownHeaders(readHeaders(bytes, half.http)),
    body: body.slice(0, maxBodyBytes).buffer,
    bodyBytes: body.length,
    ...(declared === undefined ? {} : { declaredBytes: declared }),
    isBodyShortened: body.length > maxBodyBytes,
    problems: half.http.problems,
    format: half.format,
    metadata: half.metadata.pairs,
    raw: decodeText(half.event.body.subarray(0, maxRawBytes)),
    isRawShortened: half.event.body.length > maxRawBytes,
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
  return {
    partitionId: event.partitionId,
    sequenceNumber: event.sequenceNumber,
    enqueuedAt: event.enqueuedAt,
    ...(event.offset === undefined ? {} : { offset: event.offset }),
    properties: Object.entries(event.properties ?? {}),
  };
}

function toTiming(exchange: Exchange): ExchangeTiming {
  const { request, response } = exchange;
  const duration = durationOf(exchange);
  const skewInMs = response === undefined ? undefined : clockSkewInMs(response);
  return {
    firstSeenAt: exchange.firstSeenAt,
    ...(duration === undefined ? {} : { duration }),
    ...(request === undefined ? {} : { requestEnqueuedAt: request.event.enqueuedAt }),
    ...(response === undefined ? {} : { responseEnqueuedAt: response.event.enqueuedAt }),
    ...(request?.metadata.timestamp === undefined ? {} : { requestAt: request.metadata.timestamp }),
    ...(response?.metadata.timestamp === undefined ? {} : { responseAt: response.metadata.timestamp }),
    ...(skewInMs === undefined || skewInMs === 0 ? {} : { skewInMs }),
  };
}

/**
 * How far the Date header (RFC 9110, section 6.6.1) is off the enqueued time. The header is cut to whole seconds: a moment within
 * that second is no difference. undefined without a readable Date.
 */
export function clockSkewInMs(response: LoggedHalf): number | undefined {
  const date = Date.parse(headerValue(readHeaders(response.bytes, response.http), 'date') ?? '');
  if (Number.isNaN(date)) {
    return undefined;
  }
  const { enqueuedAt } = response.event;
  const latest = date + 999;
  return date > enqueuedAt ? date - enqueuedAt : latest < enqueuedAt ? latest - enqueuedAt : 0;
}
