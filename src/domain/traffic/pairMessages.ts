// Pairing: takes logged messages one by one and says which row each makes or changes. One event changes at most one row.

import { noAnnotation } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import type { LoggedHalf, LoggedMessage } from './loggedMessage.ts';

/** Rows that still wait for their other half, by message id, and the number of the next row. Owned by the caller. */
export interface PairingState {
  nextNumber: number;
  /** Latest exchange of each message id that is kept. */
  readonly byMessageId: Map<string, Exchange>;
  /** Requests without a response, oldest first: insertion order is age order, so expiry never scans the young. */
  readonly waiting: Map<number, Exchange>;
}

/** What one step did: a row that is new, or one that replaces the row of the same number. */
export interface PairingChange {
  readonly exchange: Exchange;
  readonly isNew: boolean;
}

/** A fresh state; rows are numbered from 1. */
export function createPairingState(): PairingState {
  return { nextNumber: 1, byMessageId: new Map(), waiting: new Map() };
}

/**
 * Takes one message. Either half may come first; a second request or response of an id becomes a repeat of its row.
 * Equal states and messages give equal results; the state is updated in place because copying it would cost more than all else.
 * @param now milliseconds since the epoch
 */
export function pairMessage(state: PairingState, message: LoggedMessage, now: number): PairingChange {
  if (message.kind === 'unreadable') {
    const exchange = addExchange(state, { state: 'unreadable', messageId: '', unreadable: message, firstSeenAt: now });
    return { exchange, isNew: true };
  }
  const known = state.byMessageId.get(message.messageId);
  if (known === undefined) {
    const half = message.kind === 'request' ? { request: message } : { response: message };
    const exchange = addExchange(state, {
      state: message.kind === 'request' ? 'pending' : 'orphaned',
      messageId: message.messageId,
      ...half,
      firstSeenAt: now,
    });
    return { exchange, isNew: true };
  }
  return { exchange: replace(state, join(known, message)), isNew: false };
}

/**
 * Marks the requests that waited longer than the time-out.
 * @returns the rows that became unanswered; the cost does not grow with the number still waiting
 */
export function expireUnanswered(state: PairingState, now: number, timeoutInMs: number): Exchange[] {
  const expired: Exchange[] = [];
  for (const exchange of state.waiting.values()) {
    if (now - exchange.firstSeenAt < timeoutInMs) {
      break;
    }
    expired.push(exchange);
  }
  return expired.map((exchange) => {
    state.waiting.delete(exchange.number);
    return replace(state, { ...exchange, state: 'unanswered' });
  });
}

/** Forgets a row that the store evicted; a half that comes later for its id makes a new row. */
export function forgetExchange(state: PairingState, exchange: Exchange): void {
  state.waiting.delete(exchange.number);
  if (state.byMessageId.get(exchange.messageId)?.number === exchange.number) {
    state.byMessageId.delete(exchange.messageId);
  }
}

function addExchange(state: PairingState, parts: Omit<Exchange, 'number' | 'repeats' | 'repeatCount' | 'mayBeInGap' | 'annotation'>): Exchange {
  const exchange: Exchange = {
    number: state.nextNumber++,
    repeats: [],
    repeatCount: 0,
    mayBeInGap: false,
    annotation: noAnnotation,
    ...parts,
  };
  if (exchange.messageId !== '') {
    state.byMessageId.set(exchange.messageId, exchange);
  }
  if (exchange.state === 'pending') {
    state.waiting.set(exchange.number, exchange);
  }
  return exchange;
}

function join(known: Exchange, half: LoggedHalf): Exchange {
  if (half.kind === 'request' && known.request === undefined) {
    return { ...known, request: half, state: 'completed' };
  }
  if (half.kind === 'response' && known.response === undefined) {
    return { ...known, response: half, state: 'completed' };
  }
  return { ...known, repeats: [...known.repeats, half].slice(-maxRepeats), repeatCount: known.repeatCount + 1 };
}

/** Halves of one id that are kept beyond the pair; a sender that repeats for ever must not fill the memory. All are counted. */
const maxRepeats = 20;

function replace(state: PairingState, exchange: Exchange): Exchange {
  state.byMessageId.set(exchange.messageId, exchange);
  if (exchange.state === 'pending') {
    // Same key, so the place in the age order stays.
    state.waiting.set(exchange.number, exchange);
  } else {
    state.waiting.delete(exchange.number);
  }
  return exchange;
}
