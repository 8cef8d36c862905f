// Two ends of an in-memory message channel that hands over copies, as VS Code's does: JSON in between, delivery later.

import type { Disposable } from '../../src/base/disposable.ts';
import { Emitter } from '../../src/base/event.ts';
import type { Transport } from '../../src/protocol/channel.ts';

/** Both ends, and everything that went over. */
export interface TransportPair {
  readonly host: Transport;
  readonly view: Transport;
  readonly sent: unknown[];
  /** How many listeners there are on both sides. */
  readonly listeners: () => number;
}

/** @param isSynchronous hands messages over at once, the hardest order for both sides */
export function transportPair(isSynchronous = false): TransportPair {
  const toHost = new Emitter<unknown>();
  const toView = new Emitter<unknown>();
  const sent: unknown[] = [];
  const end = (own: Emitter<unknown>, other: Emitter<unknown>): Transport => ({
    send(message) {
      sent.push(message);
      const copy: unknown = JSON.parse(JSON.stringify(message));
      if (isSynchronous) {
        other.fire(copy);
      } else {
        queueMicrotask(() => other.fire(copy));
      }
    },
    receive: (listener): Disposable => own.event(listener),
  });
  return {
    host: end(toHost, toView),
    view: end(toView, toHost),
    sent,
    listeners: () => toHost.size + toView.size,
  };
}
