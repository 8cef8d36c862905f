// The large estate: what it holds, and that all of it is read in pages by the clients' own means.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import { startSandbox } from '../sandbox.ts';
import { ask, networkClient, tokenFor } from '../testSupport.ts';

describe('the large estate', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox({
      estate: 'large',
      blobService: 'none',
      rate: 0,
      retryAfterInSeconds: 0,
      operationDurationInMs: 0,
    });
  });

  after(() => sandbox.stop());

  it('has four subscriptions, 40 watchers, 5,000 machines and 500 captures', async () => {
    const { info } = sandbox;
    assert.equal(info.subscriptions.length, 4);
    assert.equal(info.virtualMachines.length, 5000);
    assert.equal(new Set(info.virtualMachines.map(({ id }) => id.toLowerCase())).size, 5000);
    assert.equal(new Set(info.virtualMachines.map(({ privateIpAddress }) => privateIpAddress)).size, 5000);
    const watchers = info.networkWatchers;
    assert.equal(watchers.length, 40);
    const token = await tokenFor(sandbox);
    const states = new Map<string, number>();
    for (const { id } of watchers) {
      const { body } = await ask(sandbox, `${id}/packetCaptures?api-version=2026-01-01`, { token });
      for (const { properties } of (body as { value: { properties: { provisioningState: string } }[] }).value) {
        states.set(properties.provisioningState, (states.get(properties.provisioningState) ?? 0) + 1);
      }
    }
    assert.equal(
      [...states.values()].reduce((sum, count) => sum + count, 0),
      500,
    );
    assert.deepEqual([...states.keys()].toSorted(), ['Failed', 'Succeeded']);
  });

  it('gives all machines in pages of a thousand rows', async () => {
    const token = await tokenFor(sandbox);
    const ids = new Set<string>();
    let pages = 0;
    let skipToken: string | undefined = undefined;
    do {
      const { body } = await ask(sandbox, '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', {
        method: 'POST',
        token,
        body: {
          query: "Resources | where type in~ ('microsoft.compute/virtualmachines') | project id, name, properties",
          options: { $top: 5000, ...(skipToken === undefined ? {} : { $skipToken: skipToken }) },
        },
      });
      const page = body as { totalRecords: number; data: { id: string }[]; $skipToken?: string };
      assert.equal(page.totalRecords, 5000);
      page.data.forEach(({ id }) => ids.add(id));
      pages += 1;
      skipToken = page.$skipToken;
    } while (skipToken !== undefined);
    assert.deepEqual([pages, ids.size], [5, 5000]);
  });

  it('stops and deletes captures that ran before the sandbox did', async () => {
    const running = sandbox.arm.state
      .list({ type: 'Microsoft.Network/networkWatchers/packetCaptures' })
      .find(({ id }) => id.includes('NetworkWatcher_westeurope') && id.endsWith('-04'));
    const client = networkClient(sandbox);
    const about = ['NetworkWatcherRG', 'NetworkWatcher_westeurope', running?.name ?? ''] as const;
    assert.equal((await client.packetCaptures.getStatus(...about)).packetCaptureStatus, 'Running');
    await client.packetCaptures.stop(...about);
    const stopped = await client.packetCaptures.getStatus(...about);
    assert.deepEqual([stopped.packetCaptureStatus, stopped.stopReason], ['Stopped', 'UserStopped']);
    await client.packetCaptures.delete(...about);
    await assert.rejects(client.packetCaptures.get(...about), { statusCode: 404 });
  });
});
