// The virtual network cards on a clock by hand: what their packets tell, and that the same seed makes the same packets.
// The reader checks all lengths and checksums on the way.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Bench, calls, gatewayIp, long, ordersIp, text } from './nicBench.ts';
import type { ReadIp, ReadPacket } from './pcapReader.ts';
import { readPcap } from './pcapReader.ts';

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

/** A file of ten calls. */
async function record(seed: number): Promise<Uint8Array> {
  const bench = new Bench(seed);
  const session = bench.open('orders');
  for (let index = 0; index < 10; index += 1) {
    await bench.call({ responseBytes: long(9000), durationInMs: 300 });
  }
  return session.close();
}

/** Sequence number of the first request. */
function requestOf(packets: ReturnType<typeof calls> | undefined): number | undefined {
  return packets?.find(({ source, payload }) => source === gatewayIp && payload.length > 0)?.sequenceNumber;
}

/** Resets and ends that follow one call, with who sent them. */
async function flagsOf(
  options: Parameters<Bench['call']>[0],
  waitInMs = 0,
): Promise<readonly (readonly [string, string])[]> {
  const bench = new Bench();
  const session = bench.open('orders');
  await bench.call(options);
  await bench.clock.advance(waitInMs + 50);
  return calls(session.close())
    .filter(({ flags }) => /[RF]/.test(flags))
    .map(({ source, flags }) => [source, flags] as const);
}

/** Segments that were sent more than once. */
function repeated(packets: readonly ReadIp[]): number {
  const data = packets.filter(({ payload }) => payload.length > 0);
  return data.length - new Set(data.map(({ source, sequenceNumber }) => `${source} ${sequenceNumber}`)).size;
}

function isOf(address: string): (packet: ReadPacket) => boolean {
  return ({ ip }) => ip === undefined || ip.source === address || ip.target === address;
}
