// Calls of scale set instances, as tshark reads them, and that other machines have none of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Bench } from './nicBench.ts';
import { askTshark, brokenPackets } from './tshark.ts';

describe('instances of scale sets', () => {
  it('serve calls and fetch jobs beside their background', async () => {
    for (const [vmId, side, uri] of [
      ['api', 'ip.dst == 10.1.3.4', /^\/catalog\/SKU-\d+$/],
      ['worker', 'ip.src == 10.1.4.4', /^\/jobs\/(next\?worker=10\.1\.4\.4|J-\d{5}\/result)$/],
    ] as const) {
      const file = await record(vmId);
      assert.deepEqual(await askTshark(file, brokenPackets), []);
      const uris = (await askTshark(file, 'http.request', ['http.request.uri'])).map(([first = '']) => first);
      assert.ok(uris.length > 20 && uris.every((one) => uri.test(one)), uris.join(' '));
      assert.equal((await askTshark(file, `http.request && ${side}`)).length, uris.length);
      assert.ok((await askTshark(file, 'http.response.code >= 400')).length > 0);
      assert.ok((await askTshark(file, 'dns')).length > 20, 'no background');
    }
  });

  it('leave other machines alone', async () => {
    assert.deepEqual(await askTshark(await record('idle'), 'http.request'), []);
  });
});

async function record(vmId: string): Promise<Uint8Array> {
  const bench = new Bench();
  const session = bench.open(vmId);
  await bench.clock.advance(60_000);
  return session.close();
}
