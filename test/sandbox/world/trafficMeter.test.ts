// What the meter counts, beside what a capture of the same card holds.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { describe, it } from 'node:test';
import { BackgroundTraffic } from './backgroundTraffic.ts';
import { Bench, gatewayIp, ordersIp } from './nicBench.ts';
import { BlankRandom, Random } from './random.ts';
import { TrafficMeter } from './trafficMeter.ts';

function meterOf(t: TestContext, bench: Bench): TrafficMeter {
  const meter = new TrafficMeter({ tap: bench.tap, seed: 1, clock: bench.clock, slotInMs: 1000 });
  t.after(() => meter.dispose());
  return meter;
}

describe('the traffic meter', () => {
  it('finds as much background as a card has', () => {
    const traffic = new BackgroundTraffic({ seed: 1, startInMs: 0 });
    // A card begins with what the seconds before left.
    const real = [0, 59_999].flatMap((now) => sizes(traffic.upTo('10.1.2.4', now)));
    const sketch = Array.from({ length: 65 }, (_, index) => sizes(traffic.sketch('10.1.2.4', index - 5))).flat();
    assert.ok(real.length > 500);
    assert.deepEqual(sketch, real);
  });

  it('goes on with the same series after blank bytes', () => {
    const [real, blank] = [new Random(7), new BlankRandom(7)];
    assert.equal(real.bytes(1000).length, blank.bytes(1000).length);
    assert.equal(real.next(), blank.next());
  });

  it('counts a call on both its cards, and a connection until it has been idle', async (t) => {
    const bench = new Bench();
    const meter = meterOf(t, bench);
    const from = bench.clock.now();
    const before = [gatewayIp, ordersIp].map((ip) => meter.measure(ip, from, from + 1000));
    for (let call = 0; call < 3; call += 1) {
      await bench.call({ requestBytes: new Uint8Array(5000), durationInMs: 10 });
    }
    const after = [gatewayIp, ordersIp].map((ip) => meter.measure(ip, from, from + 1000));
    const [gateway, orders] = after.map((one, index) => ({
      in: one.bytesIn - before[index]!.bytesIn,
      out: one.bytesOut - before[index]!.bytesOut,
    }));
    // Three requests of four segments each, an acknowledgement for each answer, a handshake.
    assert.equal(gateway?.out, 3 * (5000 + 5 * 66) + 2 * 66);
    assert.deepEqual(orders, { in: gateway.out, out: gateway.in });
    await bench.clock.advance(60_000);
    const idle = meter.measure(gatewayIp, from + 31_000, from + 60_000).flowsOut;
    const busy = meter.measure(gatewayIp, from + 1000, from + 28_000).flowsOut;
    assert.ok(busy - idle > 0.5, `${busy} ${idle}`);
  });

  it('tells how many connections were new in the busiest second', async (t) => {
    const bench = new Bench();
    const meter = meterOf(t, bench);
    const from = bench.clock.now();
    for (let call = 0; call < 20; call += 1) {
      await bench.call({ clientPort: 40_000 + call, durationInMs: 1 });
    }
    const { newPerSecondOut } = meter.measure(gatewayIp, from, from + 1000);
    assert.ok(newPerSecondOut >= 20 && newPerSecondOut < 30, String(newPerSecondOut));
  });

  it('forgets what is older than two hours', async (t) => {
    const bench = new Bench();
    const meter = meterOf(t, bench);
    assert.ok(meter.knownFrom('10.9.9.9') <= bench.clock.now());
    meter.measure(gatewayIp, bench.clock.now(), bench.clock.now());
    const start = meter.startInMs;
    await bench.clock.advance(3 * 3_600_000);
    assert.ok(meter.knownFrom(gatewayIp) >= start + 3_600_000 - 1000);
    assert.ok(meter.knownFrom('10.9.9.9') >= bench.clock.now() - 30 * 60_000 - 1000, 'never asked for before');
  });
});

/** Times, senders and sizes. */
function sizes(packets: ReturnType<BackgroundTraffic['upTo']>): readonly string[] {
  return packets.map(({ timeInUs, source, payload }) => `${timeInUs} ${source.ip}:${source.port} ${payload.length}`);
}
