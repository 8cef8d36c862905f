// What the tests of the virtual network cards share: cards on a clock by hand, and calls made up on the spot.

import type { PacketSource } from '../contract.ts';
import { ManualClock } from '../testSupport.ts';
import type { ReadIp } from './pcapReader.ts';
import { readPcap } from './pcapReader.ts';
import { VirtualNic } from './virtualNic.ts';
import type { WireExchange } from './wireTap.ts';
import { WireTap } from './wireTap.ts';

export const gatewayIp = '10.1.2.4';
export const ordersIp = '10.1.0.4';
const addresses: Readonly<Record<string, string>> = {
  gateway: gatewayIp,
  orders: ordersIp,
  idle: '10.1.0.20',
  api: '10.1.3.4',
  worker: '10.1.4.4',
};

const addressOf = (vmId: string): string | undefined => addresses[vmId];

export type Capture = Parameters<PacketSource['open']>[0];

/** A tap and the cards, with a clock by hand. */
export class Bench {
  readonly clock = new ManualClock();
  readonly tap = new WireTap();
  readonly nic: VirtualNic;

  constructor(seed = 1) {
    this.nic = new VirtualNic({ tap: this.tap, addressOf, seed, clock: this.clock });
  }

  open(vmId: string, options: Partial<Capture> = {}): ReturnType<PacketSource['open']> {
    return this.nic.open({ vmId, filters: [], bytesPerPacket: 0, totalBytes: 0, onFull: () => undefined, ...options });
  }

  /** A call that took `durationInMs` and is over now. */
  async call(options: Partial<WireExchange> & { readonly durationInMs?: number } = {}): Promise<WireExchange> {
    const requestedAt = this.clock.now();
    await this.clock.advance(options.durationInMs ?? 10);
    const answer = {
      responseBytes: text('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      respondedAt: this.clock.now(),
    };
    const exchange: WireExchange = {
      clientIp: gatewayIp,
      clientPort: 40_000,
      serverIp: ordersIp,
      serverPort: 8080,
      host: 'api.internal',
      requestBytes: text('GET /orders/A-1 HTTP/1.1\r\nHost: api.internal\r\n\r\n'),
      requestedAt,
      vmIndex: 0,
      ...(options.failure === undefined && answer),
      ...options,
    };
    this.tap.report(exchange);
    return exchange;
  }
}

/** Bytes of a text of Latin characters. */
export const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');

/** A message with a body of this length, a multiple of ten. */
export function long(length: number, title = 'HTTP/1.1 200 OK'): Uint8Array {
  return text(`${title}\r\nContent-Length: ${length}\r\n\r\n${'abcdefghij'.repeat(length / 10)}`);
}

/** Packets between gateway and machine. */
export function calls(file: Uint8Array): readonly (ReadIp & { readonly timeInUs: number })[] {
  return readPcap(file).packets.flatMap(({ ip, timeInUs }) =>
    ip?.protocol === 'TCP' && [gatewayIp, ordersIp].includes(ip.source) && [gatewayIp, ordersIp].includes(ip.target)
      ? [{ ...ip, timeInUs }]
      : [],
  );
}
