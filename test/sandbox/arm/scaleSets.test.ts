// Scale sets: the model and what instances have of it, extensions as long-running operations, captures of chosen instances.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import {
  accountId,
  ask,
  errorCode,
  errorMessage,
  FixedPacketSource,
  finished,
  machineId,
  ManualClock,
  MemoryBlobs,
  networkClient,
  sandboxFor,
  scaleSetId,
  settle,
  watcher,
} from '../testSupport.ts';

const compute = 'api-version=2024-07-01';
const agent = {
  publisher: 'Microsoft.Azure.NetworkWatcher',
  type: 'NetworkWatcherAgentLinux',
  typeHandlerVersion: '1.4',
  autoUpgradeMinorVersion: true,
};

describe('the model of a scale set', () => {
  it('reaches an instance only by manualupgrade', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = scaleSetId(sandbox, 'vmss-workers');
    assert.deepEqual(await instancesOf(sandbox, id), { 0: true, 1: true, 2: true, 4: true });
    await finished(sandbox, await putAgent(sandbox, id));
    assert.deepEqual(await instancesOf(sandbox, id), { 0: false, 1: false, 2: false, 4: false });
    assert.deepEqual(await viewOf(sandbox, `${id}/virtualMachines/2`), []);

    const upgraded = await upgrade(sandbox, id, ['0', '2']);
    assert.equal(upgraded.status, 202);
    await finished(sandbox, upgraded);
    assert.deepEqual(await instancesOf(sandbox, id), { 0: true, 1: false, 2: true, 4: false });
    assert.deepEqual(await viewOf(sandbox, `${id}/virtualMachines/2`), ['ProvisioningState/succeeded']);
    assert.deepEqual(await viewOf(sandbox, `${id}/virtualMachines/1`), []);
    await finished(sandbox, await upgrade(sandbox, id, ['*']));
    assert.deepEqual(await instancesOf(sandbox, id), { 0: true, 1: true, 2: true, 4: true });

    const { body } = await ask(sandbox, `${id}/instanceView?${compute}`);
    assert.deepEqual((body as { extensions: unknown }).extensions, [
      { name: 'Agent', statusesSummary: [{ code: 'ProvisioningState/succeeded', count: 4 }] },
    ]);
    assert.equal((await ask(sandbox, `${id}/virtualMachines/1/extensions/agent?${compute}`)).status, 200);

    const model = (await ask(sandbox, `${id}?${compute}`)).body as {
      properties: { virtualMachineProfile: { extensionProfile: { extensions: { properties: object }[] } } };
    };
    assert.deepEqual(model.properties.virtualMachineProfile.extensionProfile.extensions[0]?.properties, agent);
  });

  it('refuses instances that are not there', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = scaleSetId(sandbox, 'vmss-workers');
    const unknown = await upgrade(sandbox, id, ['0', '3']);
    assert.deepEqual([unknown.status, errorCode(unknown)], [400, 'InvalidParameter']);
    assert.match(errorMessage(unknown), /instanceId 3 is not an active/);
    assert.equal((await upgrade(sandbox, id, [])).status, 400);
    assert.equal((await upgrade(sandbox, id, ['0'], 'ren')).status, 403);
  });

  it('loses an extension by the same way', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = scaleSetId(sandbox, 'vmss-api');
    const path = `${id}/extensions/AzureNetworkWatcherExtension?${compute}`;
    const removal = await ask(sandbox, path, { method: 'DELETE' });
    assert.equal(removal.status, 202);
    await finished(sandbox, removal);
    assert.equal((await ask(sandbox, path)).status, 404);
    assert.equal((await ask(sandbox, path, { method: 'DELETE' })).status, 204);
    assert.deepEqual(await viewOf(sandbox, `${id}/virtualMachines/3`), ['ProvisioningState/succeeded']);
    await finished(sandbox, await upgrade(sandbox, id, ['3']));
    assert.deepEqual(await viewOf(sandbox, `${id}/virtualMachines/3`), []);
  });

  it('is followed at once when the policy is automatic', async (t) => {
    const sandbox = await sandboxFor(t);
    const id = scaleSetId(sandbox, 'vmss-workers');
    const scaleSet = sandbox.arm.state.get(id);
    assert.ok(scaleSet);
    scaleSet.properties = { ...scaleSet.properties, upgradePolicy: { mode: 'Automatic' } };
    await finished(sandbox, await putAgent(sandbox, id));
    assert.deepEqual(await instancesOf(sandbox, id), { 0: true, 1: true, 2: true, 4: true });
    assert.deepEqual(await viewOf(sandbox, `${id}/virtualMachines/4`), ['ProvisioningState/succeeded']);
  });
});

describe('extensions', () => {
  it('are Creating, Updating and Deleting while the operation runs', async (t) => {
    const clock = new ManualClock();
    const sandbox = await sandboxFor(t, { clock, operationDurationInMs: 30_000, retryAfterInSeconds: 10 });
    const id = machineId(sandbox, 'vm-orders-01');
    const path = `${id}/extensions/Second?${compute}`;
    const created = await ask(sandbox, path, { method: 'PUT', body: { location: 'westeurope', properties: agent } });
    assert.deepEqual([created.status, stateOf(created)], [201, 'Creating']);
    assert.deepEqual(await viewOf(sandbox, id), ['ProvisioningState/succeeded', 'ProvisioningState/creating']);
    const url = String(created.headers['azure-asyncoperation']);
    const running = (await ask(sandbox, url)).body as Record<string, string>;
    assert.deepEqual(
      [running['status'], running['startTime'], running['endTime']],
      ['InProgress', '2026-11-22T10:20:30.4050000+00:00', undefined],
    );
    assert.ok(url.includes(`/operations/${running['name']}?`));
    await clock.advance(30_000);
    const ended = (await ask(sandbox, url)).body as Record<string, string>;
    assert.deepEqual([ended['status'], ended['endTime']], ['Succeeded', '2026-11-22T10:21:00.4050000+00:00']);
    const again = await ask(sandbox, path, { method: 'PUT', body: { properties: agent } });
    assert.deepEqual([again.status, stateOf(again)], [200, 'Updating']);
    await clock.advance(30_000);
    assert.equal((await ask(sandbox, path, { method: 'DELETE' })).status, 202);
    assert.equal(stateOf(await ask(sandbox, path)), 'Deleting');
    await clock.advance(30_000);
    assert.equal((await ask(sandbox, path)).status, 404);
  });

  it('cannot be changed on a machine that does not run', async (t) => {
    const sandbox = await sandboxFor(t);
    const path = `${machineId(sandbox, 'vm-batch-01')}/extensions/AzureNetworkWatcherExtension?${compute}`;
    const removal = await ask(sandbox, path, { method: 'DELETE' });
    const status = await finished(sandbox, removal);
    assert.deepEqual([status.status, status.error?.code], ['Failed', 'OperationNotAllowed']);
    assert.equal(stateOf(await ask(sandbox, path)), 'Failed');
  });
});

describe('a capture of a scale set', () => {
  it('needs the agent on the chosen instances alone, and makes a file of each', async (t) => {
    const packets = new FixedPacketSource();
    const blobs = new MemoryBlobs();
    const sandbox = await sandboxFor(t, { packets, blobs });
    const client = networkClient(sandbox);
    const target = scaleSetId(sandbox, 'vmss-workers');
    const parameters = {
      target,
      targetType: 'AzureVMSS' as const,
      storageLocation: { storageId: accountId(sandbox, 'fabrikamcaptures') },
    };
    await finished(sandbox, await putAgent(sandbox, target));
    await finished(sandbox, await upgrade(sandbox, target, ['1', '4']));
    await assert.rejects(
      Promise.resolve(client.packetCaptures.create(...watcher, 'all', parameters)),
      /NetworkWatcherAgentNotInstalled.*virtualMachines\/0/,
    );
    const scope = { include: ['1', '4'], exclude: [] };
    const capture = await client.packetCaptures.create(...watcher, 'some', { ...parameters, scope });
    assert.deepEqual(
      packets.opened.map(({ vmId }) => vmId),
      ['1', '4'].map((id) => `${target}/virtualMachines/${id}`),
    );
    await client.packetCaptures.stop(...watcher, 'some');
    const path = new URL(capture.storageLocation?.storagePath ?? '').pathname;
    const expected = ['1', '4'].map((id) => path.replace(/^\//, '').replace(/\.cap$/, `_${id}.cap`));
    const end = Date.now() + 3000;
    while (blobs.files.size < 2) {
      assert.ok(Date.now() < end);
      await settle();
    }
    assert.deepEqual([...blobs.files.keys()], expected);
  });
});

describe('cards of instances', () => {
  it('are listed by the real client with the addresses of the description', async (t) => {
    const sandbox = await sandboxFor(t);
    const client = networkClient(sandbox);
    const found: (string | undefined)[] = [];
    const list = client.networkInterfaces.listVirtualMachineScaleSetNetworkInterfaces('rg-edge-prod', 'vmss-workers');
    for await (const card of list) {
      found.push(card.ipConfigurations?.[0]?.privateIPAddress);
    }
    assert.deepEqual(found, ['10.1.4.4', '10.1.4.5', '10.1.4.6', '10.1.4.8']);
    const workers = sandbox.info.scaleSets.find(({ name }) => name === 'vmss-workers');
    assert.deepEqual(
      workers?.instances.map(({ privateIpAddress, hasAgent }) => [privateIpAddress, hasAgent]),
      found.map((address) => [address, false]),
    );
    const one = client.networkInterfaces.listVirtualMachineScaleSetVMNetworkInterfaces(
      'rg-edge-prod',
      'vmss-workers',
      '4',
    );
    const first = await one[Symbol.asyncIterator]().next();
    assert.equal(
      (first.value as { virtualMachine: { id: string } }).virtualMachine.id,
      `${workers?.id}/virtualMachines/4`,
    );
  });
});

function putAgent(sandbox: Sandbox, ownerId: string): Promise<Answer> {
  return ask(sandbox, `${ownerId}/extensions/Agent?${compute}`, { method: 'PUT', body: { properties: agent } });
}

function upgrade(sandbox: Sandbox, id: string, instanceIds: readonly string[], account = 'ada'): Promise<Answer> {
  return ask(sandbox, `${id}/manualupgrade?${compute}`, { method: 'POST', account, body: { instanceIds } });
}

/** By instance, whether it has the latest model. */
async function instancesOf(sandbox: Sandbox, id: string): Promise<Record<string, boolean>> {
  const { body } = await ask(sandbox, `${id}/virtualMachines?${compute}`);
  const { value } = body as { value: { instanceId: string; properties: { latestModelApplied: boolean } }[] };
  return Object.fromEntries(value.map(({ instanceId, properties }) => [instanceId, properties.latestModelApplied]));
}

/** Codes of the extensions that an instance view tells of. */
async function viewOf(sandbox: Sandbox, id: string): Promise<readonly string[]> {
  const { body } = await ask(sandbox, `${id}/instanceView?${compute}`);
  const { extensions } = body as { extensions: { statuses: { code: string }[] }[] };
  return extensions.map(({ statuses }) => statuses[0]?.code ?? '');
}

function stateOf(answer: Answer): string {
  return (answer.body as { properties: { provisioningState: string } }).properties.provisioningState;
}
