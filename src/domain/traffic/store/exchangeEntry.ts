// An exchange as the store holds it: where its halves lie, and the few facts that lists and filters ask for all the time.

import type { Annotation, ExchangeState } from '../exchange.ts';
import type { MessageSlab } from './messageSlab.ts';

/** Where one event lies. */
export interface MessagePlace {
  readonly slab: MessageSlab;
  readonly at: number;
}

/** A further half of a row. */
export interface RepeatPlace extends MessagePlace {
  readonly kind: 'request' | 'response';
}

/** Changed in place by the store only; small, for there are a hundred thousand of them. */
export interface ExchangeEntry {
  readonly number: number;
  readonly messageId: string;
  state: ExchangeState;
  method: string;
  target: string;
  /** 0 until the response is there. */
  status: number;
  /** The request, or the event that holds both halves, or the unreadable event. */
  requestSlab: MessageSlab | undefined;
  requestAt: number;
  responseSlab: MessageSlab | undefined;
  responseAt: number;
  readonly firstSeenAt: number;
  mayBeInGap: boolean;
  repeatCount: number;
  /** The latest further halves; undefined as long as there are none. */
  repeats: RepeatPlace[] | undefined;
  annotation: Annotation;
}
