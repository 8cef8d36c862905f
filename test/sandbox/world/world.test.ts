// The small world as its listeners see it: the same seed makes the same calls, and wire and log tell of the same ones.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { planCalls } from './clients.ts';
import { Random } from './random.ts';
import type { WireExchange } from './wireTap.ts';
import type { World, WorldOptions } from './world.ts';
import { startWorld } from './world.ts';

interface Seen {
  readonly world: World;
  readonly requests: Map<string, string>;
  readonly responses: Map<string, string>;
  readonly wire: WireExchange[];
}

async function see(context: TestContext, options: Partial<WorldOptions> = {}): Promise<Seen> {
  const requests = new Map<string, string>();
  const responses = new Map<string, string>();
  const wire: WireExchange[] = [];
  const world = await startWorld({
    hub: 'apim',
    seed: 7,
    ratePerSecond: 0,
    forwardTimeoutInMs: 400,
    sink: {
      append(hub, partitionId, { body }) {
        const text = Buffer.from(body).toString('utf8');
        const [, kind, id] = /^(request|response):([0-9a-f-]{36})\n/.exec(text) ?? [];
        assert.deepEqual([hub, partitionId], ['apim', kind === 'request' ? '0' : '1']);
        (kind === 'request' ? requests : responses).set(id!, text.slice(text.indexOf('\n') + 1));
      },
    },
    ...options,
  });
  context.after(() => world.stop());
  world.tap.onDidExchange((exchange) => wire.push(exchange));
  return { world, requests, responses, wire };
}

function first(seed: number): unknown[] {
  const calls = planCalls(new Random(seed));
  return Array.from({ length: 200 }, () => calls.next().value);
}

const latin = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');
const headerOf = (message: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\r$`, 'im').exec(message)?.[1];

describe('the small world', { concurrency: true }, () => {
  it('plans the same calls for the same seed, and others for another', () => {
    assert.deepEqual(first(3), first(3));
    assert.notDeepEqual(first(3), first(4));
  });

  it('logs the same messages in two runs', async (context) => {
    const runs = await Promise.all([see(context), see(context)]);
    await Promise.all(runs.map(({ world }) => world.burst(120)));
    const [one, two] = runs.map(({ requests }) => new Set(requests.keys()));
    // Retries come a little later, so the runs may differ in these.
    assert.ok([...one!].filter((id) => two!.has(id)).length >= 120);
  });

  it('makes believable traffic', async (context) => {
    const { world, requests, responses } = await see(context);
    await world.burst(400);
    assert.ok(world.requestCount >= 400);
    const statuses = new Set([...responses.values()].map((text) => text.split(' ')[1]));
    for (const status of ['200', '201', '204', '304', '404', '402', '422', '500', '503']) {
      assert.ok(statuses.has(status), `no ${status} among ${[...statuses].join(' ')}`);
    }
    const lost = [...requests.keys()].filter((id) => !responses.has(id));
    assert.ok(
      lost.length > 0 && lost.length < requests.size / 5,
      `${lost.length} of ${requests.size} without a response`,
    );
    assert.deepEqual(
      [...responses.keys()].filter((id) => !requests.has(id)),
      [],
    );
    const all = [...requests.values()].join('\n');
    assert.match(all, /authorization: Bearer/);
    assert.doesNotMatch(all, /^Authorization:/m);
    assert.match(all, /subscription-key=/);
    assert.match(all, /\ufffd/);
    assert.match([...responses.values()].join('\n'), /Set-Cookie: session=abc123; Path=\/; HttpOnly, last=/);
  });

  it('taps the very calls it logs', async (context) => {
    const { world, requests, responses, wire } = await see(context);
    await world.burst(150);
    const logged = new Map([...requests].map(([id, text]) => [headerOf(text, 'x-request-id'), { text, id }]));
    assert.ok(wire.length > 100);
    for (const exchange of wire) {
      const request = latin(exchange.requestBytes);
      const own = logged.get(headerOf(request, 'x-request-id'));
      assert.ok(own, request);
      assert.equal(request.split('\r\n')[0], own.text.split('\r\n')[0]);
      const length = Number(headerOf(request, 'content-length') ?? 0);
      assert.equal(request.length - request.indexOf('\r\n\r\n') - 4, length);
      assert.equal(headerOf(request, 'host'), exchange.host);
      if (exchange.responseBytes !== undefined) {
        assert.equal(latin(exchange.responseBytes).split('\r\n')[0], responses.get(own.id)!.split('\r\n')[0]);
        assert.ok(exchange.respondedAt! >= exchange.requestedAt);
      } else {
        assert.equal(responses.has(own.id), false);
      }
      assert.match(exchange.clientIp, /^10\.1\.2\.[45]$/);
      assert.equal(exchange.serverIp, `10.1.0.${4 + exchange.vmIndex}`);
      assert.ok(exchange.clientPort > 0);
    }
    assert.deepEqual(new Set(wire.map(({ vmIndex }) => vmIndex)), new Set([0, 1]));
    assert.ok(new Set(wire.map(({ clientPort }) => clientPort)).size < wire.length); // connections are kept alive
  });

  it('keeps a rate, and stops at once', async (context) => {
    const { world } = await see(context, { ratePerSecond: 200 });
    const startedAt = performance.now();
    while (world.requestCount < 60) {
      assert.ok(performance.now() - startedAt < 5000, `${world.requestCount} requests in five seconds`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.ok(performance.now() - startedAt > 100, 'faster than the rate');
    const before = performance.now();
    await world.stop();
    assert.ok(performance.now() - before < 300);
  });
});
