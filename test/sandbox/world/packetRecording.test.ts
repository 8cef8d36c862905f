// What a capture keeps of the packets that pass: filters, cut packets, and the limit of the file.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PacketSource } from '../contract.ts';
import type { Capture } from './nicBench.ts';
import { Bench, gatewayIp, long, ordersIp } from './nicBench.ts';
import type { ReadIp } from './pcapReader.ts';
import { readPcap } from './pcapReader.ts';

describe('a recording', () => {
  it('keeps what the filters want', async () => {
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

  it('cuts packets, but tells how long they were', async () => {
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

  it('says once that the file is full, and never writes a larger one', async () => {
    const bench = new Bench();
    let fullCount = 0;
    const session = bench.open('orders', { totalBytes: 10_000, onFull: () => (fullCount += 1) });
    assert.equal(session.byteCount, 24);
    for (let index = 0; index < 5; index += 1) {
      await bench.call({ responseBytes: long(3000) });
    }
    const file = session.close();
    assert.equal(fullCount, 1);
    assert.ok(file.length <= 10_000 && file.length > 8000, `${file.length}`);
    assert.deepEqual([session.byteCount, session.packetCount], [file.length, readPcap(file).packets.length]);
  });

  it('fills a small file without any call', async () => {
    const bench = new Bench();
    let isFull = false;
    const session = bench.open('idle', { totalBytes: 2000, onFull: () => (isFull = true) });
    await bench.clock.advance(30_000);
    assert.ok(isFull);
    session.close();
  });
});

function hasEnd(ip: ReadIp, ...ends: readonly string[]): boolean {
  return ends.includes(ip.source) && ends.includes(ip.target);
}
