// An exchange: a request with its response, in whichever order they came, and what is known when only one half came.

import type { LoggedMessage } from './loggedMessage.ts';

/** A logged message that could be read. */
export type LoggedHalf = Extract<LoggedMessage, { kind: 'request' | 'response' }>;

/**
 * pending: request, no response yet. completed: both. orphaned: response only. unanswered: request whose time ran out.
 * unreadable: an event that is no logged message; shown so that nothing disappears.
 */
export type ExchangeState = 'pending' | 'completed' | 'orphaned' | 'unanswered' | 'unreadable';

/** One row of the live panel. Replaced, never changed in place, so that a reader can compare by identity. */
export interface Exchange {
  /** Running number within the session, in order of first arrival; the row's key. */
  readonly number: number;
  readonly state: ExchangeState;
  /** Empty for unreadable events. */
  readonly messageId: string;
  readonly request?: LoggedHalf;
  readonly response?: LoggedHalf;
  readonly unreadable?: Extract<LoggedMessage, { kind: 'unreadable' }>;
  /** The latest further halves with the same message id (a retry, or an event that the sender sent twice), oldest first. */
  readonly repeats: readonly LoggedHalf[];
  /** All further halves, also those that are no longer in `repeats`. */
  readonly repeatCount: number;
  /** When the first half came to us, milliseconds since the epoch. */
  readonly firstSeenAt: number;
}

/**
 * Time between request and response in milliseconds, from the service's enqueued times.
 * Undefined unless completed; may be negative when the halves lie in partitions whose clocks differ, and is shown so.
 */
export function durationInMs(exchange: Exchange): number | undefined {
  return exchange.request === undefined || exchange.response === undefined
    ? undefined
    : exchange.response.event.enqueuedAt - exchange.request.event.enqueuedAt;
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

/** What a kept event takes besides its body: the objects and the short texts that were read out of it. */
const bytesBesideBody = 1000;

/** Memory that an exchange takes, roughly, in bytes: its events' bodies, repeats too, and a share for the objects around each. */
export function exchangeBytes({ request, response, unreadable, repeats }: Exchange): number {
  return [request, response, unreadable, ...repeats].reduce(
    (sum, half) => sum + (half === undefined ? 0 : half.event.body.byteLength + bytesBesideBody),
    0,
  );
}
