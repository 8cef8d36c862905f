// The summary of an exchange that a list shows; bodies and headers stay behind and are fetched on selection.

import { durationInMs, exchangeTime } from './exchange.ts';
import type { Exchange, ExchangeState } from './exchange.ts';

/** One row of the list. Plain data, safe to send to a webview. */
export interface TrafficRow {
  readonly number: number;
  readonly state: ExchangeState;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Empty when the request did not come. */
  readonly method: string;
  /** The raw target of the request: path and query. */
  readonly path: string;
  /** 0 when the response did not come. */
  readonly status: number;
  /** undefined unless completed. */
  readonly durationInMs?: number;
  /** Halves beyond the pair, and problems found in either half. */
  readonly repeatCount: number;
  readonly problemCount: number;
}

/** Longest path in a row; the whole stands in the details. */
const maxPathLength = 500;

/** Summarises an exchange. */
export function toTrafficRow(exchange: Exchange): TrafficRow {
  const requestLine = exchange.request?.http.startLine;
  const statusLine = exchange.response?.http.startLine;
  const duration = durationInMs(exchange);
  return {
    number: exchange.number,
    state: exchange.state,
    time: exchangeTime(exchange),
    method: requestLine?.kind === 'request' ? requestLine.method.slice(0, 40) : '',
    path: requestLine?.kind === 'request' ? requestLine.target.slice(0, maxPathLength) : '',
    status: statusLine?.kind === 'response' ? statusLine.statusCode : 0,
    ...(duration === undefined ? {} : { durationInMs: duration }),
    repeatCount: exchange.repeatCount,
    problemCount: (exchange.request?.http.problems.length ?? 0) + (exchange.response?.http.problems.length ?? 0),
  };
}
