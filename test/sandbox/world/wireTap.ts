// What passes between the gateway and the backend machines, byte for byte, for whoever turns it into packets.

import type { Event } from '../../../src/base/event.ts';
import { Emitter } from '../../../src/base/event.ts';

/** One call as the network card of a backend machine sees it. The addresses are of the small world, the bytes are real. */
export interface WireExchange {
  /** The gateway, 10.1.2.x. */
  readonly clientIp: string;
  /** The same for all calls of one kept-alive connection. */
  readonly clientPort: number;
  /** The machine, 10.1.0.x. */
  readonly serverIp: string;
  readonly serverPort: number;
  /** The Host header of the call. */
  readonly host: string;
  /** Start line, headers and body. */
  readonly requestBytes: Uint8Array;
  /** Undefined when the machine closed the connection or did not answer in time. */
  readonly responseBytes?: Uint8Array;
  /** Why there is no response: the machine closed the connection, or the gateway lost patience. */
  readonly failure?: 'closed' | 'timeout';
  /** Milliseconds since 1970. */
  readonly requestedAt: number;
  readonly respondedAt?: number;
  /** Which of the world's machines it was, from 0. */
  readonly vmIndex: number;
}

/** Tells of each call when it is over. */
export class WireTap {
  readonly #emitter = new Emitter<WireExchange>();
  readonly onDidExchange: Event<WireExchange> = this.#emitter.event;

  /** For the gateway alone. */
  report(exchange: WireExchange): void {
    this.#emitter.fire(exchange);
  }

  dispose(): void {
    this.#emitter.dispose();
  }
}
