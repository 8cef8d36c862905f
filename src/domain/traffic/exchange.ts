// An exchange: a request with its response, in whichever order they came, and what is known when only one half came.

import type { LoggedHalf, UnreadableEvent } from './loggedMessage.ts';

/**
 * pending: request, no response yet. completed: both. orphaned: response only. unanswered: request whose time ran out.
 * unreadable: an event that is no logged message; shown so that nothing disappears.
 */
export type ExchangeState = 'pending' | 'completed' | 'orphaned' | 'unanswered' | 'unreadable';

/** Colours with which a person marks a row; shown with a shape of their own too. */
export type Mark = 'red' | 'yellow' | 'green' | 'blue';

/** What a person added to an exchange. Pinned and noted ones survive eviction and clearing. */
export interface Annotation {
  readonly isPinned: boolean;
  readonly mark?: Mark;
  /** Empty when there is none. */
  readonly note: string;
}

/** An exchange that nobody has touched. */
export const noAnnotation: Readonly<Annotation> = { isPinned: false, note: '' };

/** One row of the live panel. Replaced, never changed in place, so that a reader can compare by identity. */
export interface Exchange {
  /** Running number within the session, in order of first arrival; the row's key. */
  readonly number: number;
  readonly state: ExchangeState;
  /** Empty for unreadable events. */
  readonly messageId: string;
  readonly request?: LoggedHalf;
  readonly response?: LoggedHalf;
  readonly unreadable?: UnreadableEvent;
  /** The latest further halves with the same message id (a retry, or an event that the sender sent twice), oldest first. */
  readonly repeats: readonly LoggedHalf[];
  /** All further halves, also those that are no longer in `repeats`. */
  readonly repeatCount: number;
  /** When the first half came to us, milliseconds since the epoch. */
  readonly firstSeenAt: number;
  /** True when the hub dropped events while the other half was awaited: it may have been among them. */
  readonly mayBeInGap: boolean;
  readonly annotation: Annotation;
}

/** Where a duration was read: the gateway's own figures, or the times at which the hub stored the halves. */
export type DurationSource = 'gateway' | 'enqueued';

/** How long a call took. Negative when clocks differ, and shown so. */
export interface ExchangeDuration {
  readonly milliseconds: number;
  readonly source: DurationSource;
}

/** Time between request and response: the gateway's figures where it logged them, else the service's enqueued times. Undefined unless completed. */
export function durationOf(exchange: Exchange): ExchangeDuration | undefined {
  const { request, response } = exchange;
  if (request === undefined || response === undefined) {
    return undefined;
  }
  const elapsed = response.metadata.elapsedInMs;
  if (elapsed !== undefined) {
    return { milliseconds: elapsed, source: 'gateway' };
  }
  const [from, to] = [request.metadata.timestamp, response.metadata.timestamp];
  return from !== undefined && to !== undefined
    ? { milliseconds: to - from, source: 'gateway' }
    : { milliseconds: response.event.enqueuedAt - request.event.enqueuedAt, source: 'enqueued' };
}

/** The milliseconds of `durationOf`. */
export function durationInMs(exchange: Exchange): number | undefined {
  return durationOf(exchange)?.milliseconds;
}

/** The moment the row stands for: when the request, else the response or raw event, was stored. */
export function exchangeTime(exchange: Exchange): number {
  return (
    exchange.request?.event.enqueuedAt ??
    exchange.response?.event.enqueuedAt ??
    exchange.unreadable?.event.enqueuedAt ??
    exchange.firstSeenAt
  );
}
