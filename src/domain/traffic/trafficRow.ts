// The summary of an exchange that a list shows; bodies and headers stay behind and are fetched on selection.

import { authorityOf, headerText, mediaTypeOf, readHeaders } from '../http/httpMessage.ts';
import type { HttpHeader } from '../http/httpMessage.ts';
import { durationOf, exchangeTime } from './exchange.ts';
import type { DurationSource, Exchange, ExchangeState, Mark } from './exchange.ts';
import type { LoggedHalf } from './loggedMessage.ts';
import type { TrafficProblem } from './trafficProblem.ts';

/** One row of the list. Plain data. */
export interface TrafficRow {
  readonly number: number;
  readonly state: ExchangeState;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Empty when the request did not come. */
  readonly method: string;
  /** Host header or authority of an absolute target; empty when unknown. */
  readonly host: string;
  /** The raw target of the request: path and query. */
  readonly path: string;
  /** 0 when the response did not come. */
  readonly status: number;
  /** undefined unless completed. */
  readonly durationInMs?: number;
  readonly durationSource?: DurationSource;
  /** Bytes of the bodies as declared, else as logged. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Media type of the response, else of the request, without parameters; empty when not given. */
  readonly contentType: string;
  /** Address of the caller; empty when unknown. */
  readonly clientIp: string;
  /** Where the first half lay. */
  readonly partitionId: string;
  readonly sequenceNumber: number;
  /** Halves beyond the pair. */
  readonly repeatCount: number;
  readonly problems: readonly TrafficProblem[];
  readonly isPinned: boolean;
  readonly mark?: Mark;
  readonly note: string;
  /** False when the view's filter hides the row. */
  readonly isMatch: boolean;
  readonly isHighlighted: boolean;
  /** Values of the header columns that the view has chosen, in their order. */
  readonly extra: readonly string[];
}

/** Longest text of one cell; the whole stands in the details. */
const maxCellLength = 500;

/** Longest method of a cell. */
export const maxMethodLength = 40;

/** What a view adds to a row beyond the exchange itself. */
export interface RowLook {
  /** Header columns: `request:<name>` or `response:<name>`. */
  readonly headerColumns: readonly string[];
  readonly isMatch: boolean;
  readonly isHighlighted: boolean;
}

/** The look of a view without filter, highlight or header columns. */
const plainLook: Readonly<RowLook> = { headerColumns: [], isMatch: true, isHighlighted: false };

/** Summarises an exchange. */
export function toTrafficRow(exchange: Exchange, look: RowLook = plainLook): TrafficRow {
  const { request, response, annotation } = exchange;
  const first = request ?? response ?? exchange.unreadable;
  const requestHeaders = request === undefined ? [] : readHeaders(request.bytes, request.http);
  const responseHeaders = response === undefined ? [] : readHeaders(response.bytes, response.http);
  const statusLine = response?.http.startLine;
  const duration = durationOf(exchange);
  return {
    number: exchange.number,
    state: exchange.state,
    time: exchangeTime(exchange),
    ...requestCells(request, requestHeaders),
    status: statusLine?.kind === 'response' ? statusLine.statusCode : 0,
    ...(duration === undefined ? {} : { durationInMs: duration.milliseconds, durationSource: duration.source }),
    requestBytes: bodySizeOf(request),
    responseBytes: bodySizeOf(response),
    contentType: cutCell(mediaTypeOf(responseHeaders) || mediaTypeOf(requestHeaders)),
    partitionId: first?.event.partitionId ?? '',
    sequenceNumber: first?.event.sequenceNumber ?? 0,
    repeatCount: exchange.repeatCount,
    problems: exchangeProblems(exchange),
    isPinned: annotation.isPinned,
    ...(annotation.mark === undefined ? {} : { mark: annotation.mark }),
    note: cutCell(annotation.note),
    isMatch: look.isMatch,
    isHighlighted: look.isHighlighted,
    extra: look.headerColumns.map((column) => cutCell(headerColumn(column, requestHeaders, responseHeaders))),
  };
}

/** Everything that an exchange is marked for: what is wrong with either half, and with the exchange as a whole. */
export function exchangeProblems(exchange: Exchange): TrafficProblem[] {
  const { request, response } = exchange;
  const found = new Set<TrafficProblem>([...(request?.http.problems ?? []), ...(response?.http.problems ?? [])]);
  if (exchange.mayBeInGap) {
    found.add('hubGap');
  }
  if ((durationOf(exchange)?.milliseconds ?? 0) < 0) {
    found.add('negativeDuration');
  }
  if (exchange.repeatCount > 0) {
    found.add('repeated');
  }
  return [...found];
}

/** Bytes of a body before the gateway cut it: as the gateway or the message says, else as logged. 0 for a missing half. */
export function bodySizeOf(half: LoggedHalf | undefined): number {
  return half === undefined
    ? 0
    : (half.metadata.originalBodyBytes ?? half.http.declaredLength ?? half.bytes.length - half.http.bodyStart);
}

/** The caller's address as proxies wrote it into the request; empty when unknown. What the gateway logged goes before it. */
export function clientIpOf(forwardedFor: string | undefined, clientIp: string | undefined): string {
  return forwardedFor?.split(',')[0]?.trim() ?? clientIp ?? '';
}

/** The caller's address of a logged request, whole. @param headers those of the request, when they are read already */
export function callerOf(
  request: LoggedHalf | undefined,
  headers: readonly HttpHeader[] = request === undefined ? [] : readHeaders(request.bytes, request.http),
): string {
  return (
    request?.metadata.clientIp ?? clientIpOf(headerText(headers, 'x-forwarded-for'), headerText(headers, 'client-ip'))
  );
}

function requestCells(
  request: LoggedHalf | undefined,
  headers: readonly HttpHeader[],
): Pick<TrafficRow, 'method' | 'host' | 'path' | 'clientIp'> {
  const line = request?.http.startLine;
  const clientIp = callerOf(request, headers);
  return line?.kind === 'request'
    ? {
        method: line.method.slice(0, maxMethodLength),
        host: cutCell(authorityOf(line.target, headers)),
        path: cutCell(line.target),
        clientIp: cutCell(clientIp),
      }
    : { method: '', host: '', path: '', clientIp: cutCell(clientIp) };
}

function headerColumn(column: string, request: readonly HttpHeader[], response: readonly HttpHeader[]): string {
  const colon = column.indexOf(':');
  return headerText(column.startsWith('response:') ? response : request, column.slice(colon + 1)) ?? '';
}

/** A text as a cell shows it. */
export function cutCell(text: string): string {
  return text.length > maxCellLength ? `${text.slice(0, maxCellLength)}…` : text;
}
