// What a client sets up before the first capture of a region: the resource group and the network watcher.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import {
  accountId,
  ask,
  errorCode,
  machineId,
  MemoryBlobs,
  networkClient,
  richSubscription,
  sandboxFor,
} from '../testSupport.ts';

describe('network watchers', () => {
  it('are created where there is none, by the real client, and can capture at once', async (t) => {
    const sandbox = await sandboxFor(t, { blobs: new MemoryBlobs() });
    const client = networkClient(sandbox);
    const created = await client.networkWatchers.createOrUpdate('NetworkWatcherRG', 'NetworkWatcher_francecentral', {
      location: 'France Central',
      tags: { made: 'by hand' },
    });
    assert.deepEqual([created.location, created.provisioningState], ['francecentral', 'Succeeded']);
    const capture = await client.packetCaptures.create('NetworkWatcherRG', 'NetworkWatcher_francecentral', 'first', {
      target: machineId(sandbox, 'vm-france-01'),
      storageLocation: { storageId: accountId(sandbox, 'fabrikamfrance') },
    });
    assert.equal(capture.provisioningState, 'Succeeded');
    const again = await putWatcher(sandbox, 'NetworkWatcher_FranceCentral', { location: 'francecentral' });
    assert.deepEqual([again.status, (again.body as { name: string }).name], [200, 'NetworkWatcher_francecentral']);
  });

  it('are one for each region', async (t) => {
    const sandbox = await sandboxFor(t);
    const second = await putWatcher(sandbox, 'second', { location: 'westeurope' });
    assert.deepEqual([second.status, errorCode(second)], [400, 'NetworkWatcherCountLimitReached']);
    const moved = await putWatcher(sandbox, 'NetworkWatcher_westeurope', { location: 'francecentral' });
    assert.deepEqual([moved.status, errorCode(moved)], [409, 'InvalidResourceLocation']);
    assert.equal(errorCode(await putWatcher(sandbox, 'x', {})), 'LocationRequired');
    assert.equal(
      errorCode(await putWatcher(sandbox, 'x', { location: 'atlantis' })),
      'LocationNotAvailableForResourceType',
    );
    assert.equal(
      errorCode(await putWatcher(sandbox, 'x', { location: 'francecentral' }, 'none')),
      'ResourceGroupNotFound',
    );
  });
});

describe('resource groups', () => {
  it('are created, kept in their place, and refused to who may not', async (t) => {
    const sandbox = await sandboxFor(t);
    const put = (name: string, body: unknown, account = 'ada'): Promise<Answer> =>
      ask(sandbox, `/subscriptions/${richSubscription(sandbox)}/resourceGroups/${name}?api-version=2021-04-01`, {
        method: 'PUT',
        account,
        body,
      });
    const created = await put('rg-watchers', { location: 'francecentral', tags: { a: 'b' } });
    assert.equal(created.status, 201);
    assert.deepEqual((created.body as { tags: unknown }).tags, { a: 'b' });
    assert.equal((await put('RG-WATCHERS', { location: 'France Central' })).status, 200);
    assert.equal(errorCode(await put('rg-watchers', { location: 'uksouth' })), 'InvalidResourceGroupLocation');
    assert.equal(errorCode(await put('rg%20space', { location: 'uksouth' })), 'InvalidResourceGroup');
    assert.equal(errorCode(await put('rg-net', { location: 'uksouth' }, 'net')), 'AuthorizationFailed');
    const inIt = await putWatcher(sandbox, 'here', { location: 'francecentral' }, 'rg-watchers');
    assert.equal(inIt.status, 201);
  });
});

function putWatcher(sandbox: Sandbox, name: string, body: unknown, group = 'NetworkWatcherRG'): Promise<Answer> {
  const scope = `/subscriptions/${richSubscription(sandbox)}/resourceGroups/${group}`;
  return ask(sandbox, `${scope}/providers/Microsoft.Network/networkWatchers/${name}?api-version=2026-01-01`, {
    method: 'PUT',
    body,
  });
}
