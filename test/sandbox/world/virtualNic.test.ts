// The virtual network cards on a clock by hand: what is in a file, what is left out, and that the same seed makes the
// same packets. The reader checks all lengths and checksums on the way.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PacketSource } from '../contract.ts';
import { ManualClock } from '../testSupport.ts';
import type { ReadIp, ReadPacket } from './pcapReader.ts';
import { readPcap } from './pcapReader.ts';
import { VirtualNic } from './virtualNic.ts';
import type { WireExchange } from './wireTap.ts';
import { WireTap } from './wireTap.ts';

const gatewayIp = '10.1.2.4';
const ordersIp = '10.1.0.4';
const addresses: Readonly<Record<string, string>> = { gateway: gatewayIp, orders: ordersIp, idle: '10.1.0.20' };

type Capture = Parameters<PacketSource['open']>[0];

class Bench {
  readonly clock = new ManualClock();
  readonly tap = new WireTap();
  readonly nic: VirtualNic;

  constructor(seed = 1) {
    const addressOf = (vmId: string): string | undefined => addresses[vmId];
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

const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');

function long(length: number, title = 'HTTP/1.1 200 OK'): Uint8Array {
  return text(`${title}\r\nContent-Length: ${length}\r\n\r\n${'abcdefghij'.repeat(length / 10)}`);
}

/** Packets between gateway and machine. */
function calls(file: Uint8Array): readonly (ReadIp & { readonly timeInUs: number })[] {
  return readPcap(file).packets.flatMap(({ ip, timeInUs }) =>
    ip !== undefined && [ip.source, ip.target].includes(gatewayIp) && [ip.sourcePort, ip.targetPort].includes(8080)
      ? [{ ...ip, timeInUs }]
      : [],
  );
}

/** The bytes of one direction, put together by sequence number. */
function streamOf(file: Uint8Array, source: string): string {
  const own = calls(file).filter((packet) => packet.source === source && packet.flags !== 'RA');
  const first = own.find(({ flags }) => flags.includes('S'))?.sequenceNumber ?? own[0]!.sequenceNumber - 1;
  const parts = new Map<number, Buffer>();
  for (const { sequenceNumber, payload } of own.filter((packet) => packet.payload.length > 0)) {
    const at = (sequenceNumber - first - 1) >>> 0;
    const before = parts.get(at);
    assert.ok(before === undefined || before.equals(payload), 'a repeated segment has other bytes');
    parts.set(at, payload);
  }
  const sorted = [...parts].toSorted(([left], [right]) => left - right);
  let end = 0;
  for (const [at, part] of sorted) {
    assert.equal(at, end, 'a gap or an overlap');
    end += part.length;
  }
  return Buffer.concat(sorted.map(([, part]) => part)).toString('latin1');
}

const latin = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');

describe('the virtual network cards', () => {
  it('carry the very bytes of the calls, on both sides, over one kept connection', async () => {
    const bench = new Bench();
    const sessions = [bench.open('gateway'), bench.open('orders')];
    const exchanges = [await bench.call(), await bench.call({ responseBytes: long(50_000) }), await bench.call()];
    await bench.clock.advance(100);
    for (const file of sessions.map((session) => session.close())) {
      assert.equal(streamOf(file, gatewayIp), exchanges.map(({ requestBytes }) => latin(requestBytes)).join(''));
      assert.equal(streamOf(file, ordersIp), exchanges.map(({ responseBytes }) => latin(responseBytes)).join(''));
      const packets = calls(file);
      assert.deepEqual(
        packets.slice(0, 3).map(({ flags }) => flags),
        ['S', 'SA', 'A'],
      );
      assert.equal(packets.filter(({ flags }) => flags.includes('S')).length, 2);
      assert.ok(packets.every(({ payload }) => payload.length <= 1448));
    }
  });

  it('write packets in order of time, within the time of the capture', async () => {
    const bench = new Bench();
    await bench.clock.advance(4000);
    const start = bench.clock.now() * 1000;
    const session = bench.open('orders');
    for (let index = 0; index < 20; index += 1) {
      await bench.call({ clientPort: 40_000 + (index % 3) * 2, durationInMs: 70 });
    }
    const times = readPcap(session.close()).packets.map(({ timeInUs }) => timeInUs);
    assert.deepEqual(
      times,
      times.toSorted((left, right) => left - right),
    );
    assert.ok(times[0]! >= start && times.at(-1)! < (bench.clock.now() + 1) * 1000);
  });

  it('make the same packets for the same seed, and others for another', async () => {
    const record = async (seed: number): Promise<Uint8Array> => {
      const bench = new Bench(seed);
      const session = bench.open('orders');
      for (let index = 0; index < 10; index += 1) {
        await bench.call({ responseBytes: long(9000), durationInMs: 300 });
      }
      return session.close();
    };
    assert.deepEqual(await record(3), await record(3));
    assert.notDeepEqual(await record(3), await record(4));
  });

  it('show a connection that was open before without its beginning, with the numbers it had', async () => {
    const bench = new Bench();
    const whole = bench.open('orders');
    await bench.call({ responseBytes: long(20_000) });
    const late = bench.open('orders');
    await bench.call();
    const alone = new Bench();
    await alone.call({ responseBytes: long(20_000) });
    const after = alone.open('orders');
    await alone.call();
    const [all, some, later] = [whole, late, after].map((session) => calls(session.close()));
    assert.ok(some!.length > 0 && some!.every(({ flags }) => !flags.includes('S')));
    assert.deepEqual([...some!], all!.slice(-some!.length));
    const requestOf = (packets: ReturnType<typeof calls> | undefined): number | undefined =>
      packets?.find(({ source, payload }) => source === gatewayIp && payload.length > 0)?.sequenceNumber;
    assert.equal(requestOf(later), requestOf(some), 'nobody recorded the first call, but it was counted');
  });

  it('show a lost segment on the sender\u2019s card alone', async () => {
    const bench = new Bench();
    const sessions = [bench.open('orders'), bench.open('gateway')];
    for (let index = 0; index < 30; index += 1) {
      await bench.call({ requestBytes: text(`GET /${index} HTTP/1.1\r\n\r\n`), responseBytes: long(15_000) });
    }
    const [sender, receiver] = sessions.map((session) => repeated(calls(session.close())));
    assert.ok(sender! > 0);
    assert.equal(receiver, 0);
  });

  it('end a connection by reset, by impatience, by the machine\u2019s word and by idleness', async () => {
    const flagsOf = async (
      options: Parameters<Bench['call']>[0],
      waitInMs = 0,
    ): Promise<readonly (readonly [string, string])[]> => {
      const bench = new Bench();
      const session = bench.open('orders');
      await bench.call(options);
      await bench.clock.advance(waitInMs + 50);
      return calls(session.close())
        .filter(({ flags }) => /[RF]/.test(flags))
        .map(({ source, flags }) => [source, flags] as const);
    };
    const [client, server] = [
      [gatewayIp, 'FA'],
      [ordersIp, 'FA'],
    ];
    assert.deepEqual(await flagsOf({ failure: 'closed' }), [[ordersIp, 'RA']]);
    assert.deepEqual(await flagsOf({ failure: 'timeout', durationInMs: 3000 }), [client, server]);
    const closing = text('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    assert.deepEqual(await flagsOf({ responseBytes: closing }), [server, client]);
    assert.deepEqual(await flagsOf({}, 29_500), [client, server]);
    assert.deepEqual(await flagsOf({}, 20_000), []);
  });

  it('begin a new connection after an end', async () => {
    const bench = new Bench();
    const session = bench.open('gateway');
    await bench.call({ failure: 'closed' });
    await bench.call();
    assert.equal(calls(session.close()).filter(({ flags }) => flags === 'S').length, 2);
  });

  it('have traffic of their own when nobody calls, the same in captures that overlap', async () => {
    const bench = new Bench();
    const first = bench.open('idle');
    await bench.clock.advance(3000);
    const second = bench.open('idle');
    await bench.clock.advance(60_000);
    const [all, some] = [first, second].map((session) => readPcap(session.close()).packets);
    assert.deepEqual([...some!], all!.slice(-some!.length));
    assert.ok(all!.filter(({ timeInUs }) => timeInUs < all![0]!.timeInUs + 3_000_000).length > 2);
    assert.ok(all!.every(isOf('10.1.0.20')));
    const ports = new Set(all!.flatMap(({ ip }) => (ip === undefined ? [0] : [ip.sourcePort, ip.targetPort])));
    for (const port of [0, 53, 123, 443, 8080, 5432, 9100]) {
      assert.ok(ports.has(port), `nothing of port ${port}`);
    }
    const knocks = all!.filter(({ ip }) => ip?.targetPort === 5432);
    assert.ok(knocks.length >= 3 && knocks.every(({ ip }) => ip?.flags === 'S'));
  });

  it('give instances of a scale set addresses of their own', async () => {
    const bench = new Bench();
    const session = bench.open('/x/virtualMachineScaleSets/vmss-api/virtualMachines/3');
    await bench.clock.advance(2000);
    assert.ok(readPcap(session.close()).packets.every(isOf('10.1.3.7')));
  });

  it('keep what the filters want', async () => {
    const bench = new Bench();
    const open = (filters: Capture['filters']): ReturnType<PacketSource['open']> => bench.open('orders', { filters });
    const sessions = [
      open([{ protocol: 'TCP', localPort: '8080', remoteIPAddress: '10.1.2.0-10.1.2.255' }]),
      open([{ protocol: 'UDP' }]),
      open([{ remotePort: '53;123;' }, { localPort: '8080' }]),
      open([{ remoteIPAddress: '10.1.2.1-10.1.2' }]),
    ];
    for (let index = 0; index < 30; index += 1) {
      await bench.call({ durationInMs: 500 });
    }
    const [http, udp, either, none] = sessions.map((session) => readPcap(session.close()).packets.map(({ ip }) => ip));
    assert.ok(http!.length > 60 && http!.every((ip) => ip?.protocol === 'TCP' && hasEnd(ip, gatewayIp, ordersIp)));
    assert.ok(udp!.length > 20 && udp!.every((ip) => ip?.protocol === 'UDP'));
    assert.ok(either!.length >= http!.length + udp!.length);
    assert.deepEqual(none, []);
  });

  it('cut packets, but tell how long they were', async () => {
    const bench = new Bench();
    const sessions = [bench.open('orders'), bench.open('orders', { bytesPerPacket: 64 })];
    await bench.call({ responseBytes: long(5000) });
    const [whole, cut] = sessions.map((session) => readPcap(session.close()));
    assert.equal(cut!.snapLength, 64);
    assert.deepEqual(
      cut!.packets.map(({ timeInUs, length, bytes }) => [timeInUs, length, bytes]),
      whole!.packets.map(({ timeInUs, length, bytes }) => [timeInUs, length, bytes.subarray(0, 64)]),
    );
  });

  it('say once that the file is full, and never write a larger one', async () => {
    const bench = new Bench();
    let fullCount = 0;
    const session = bench.open('orders', { totalBytes: 10_000, onFull: () => (fullCount += 1) });
    assert.equal(session.byteCount, 24);
    while (fullCount === 0) {
      await bench.call({ responseBytes: long(3000) });
    }
    await bench.call();
    const file = session.close();
    assert.equal(fullCount, 1);
    assert.ok(file.length <= 10_000 && file.length > 8000, `${file.length}`);
    assert.deepEqual([session.byteCount, session.packetCount], [file.length, readPcap(file).packets.length]);
  });

  it('fill a small file without any call', async () => {
    const bench = new Bench();
    let isFull = false;
    const session = bench.open('idle', { totalBytes: 2000, onFull: () => (isFull = true) });
    await bench.clock.advance(30_000);
    assert.ok(isFull);
    session.close();
  });

  it('run no timer without a capture, and leave none behind', async () => {
    const bench = new Bench();
    await bench.call();
    assert.equal(bench.clock.timerCount, 0);
    const sessions = [bench.open('orders'), bench.open('idle')];
    assert.equal(bench.clock.timerCount, 1);
    for (const session of sessions) {
      const file = session.close();
      assert.deepEqual(session.close(), file);
    }
    assert.equal(bench.clock.timerCount, 0);
    bench.open('idle');
    await bench.nic.stop();
    await bench.call();
    assert.equal(bench.clock.timerCount, 0);
  });
});

function repeated(packets: readonly ReadIp[]): number {
  const data = packets.filter(({ payload }) => payload.length > 0);
  return data.length - new Set(data.map(({ source, sequenceNumber }) => `${source} ${sequenceNumber}`)).size;
}

function isOf(address: string): (packet: ReadPacket) => boolean {
  return ({ ip }) => ip === undefined || ip.source === address || ip.target === address;
}

function hasEnd(ip: ReadIp, ...ends: readonly string[]): boolean {
  return ends.includes(ip.source) && ends.includes(ip.target);
}
