// What captures stand on, through real requests: machines, scale sets, accounts, rights and addresses as they are read, and the
// watchers, agents and instances that the remedies make; with the exact calls and their api-versions.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { mendCapture } from '../../src/app/capture/mendCapture.ts';
import { missingActions } from '../../src/domain/arm/permission.ts';
import { agentOf, isAgentReady } from '../../src/domain/capture/captureGround.ts';
import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import type { PreflightFacts } from '../../src/domain/capture/preflight.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { SandboxAzure } from './sandboxAzure.ts';

describe('the ground of captures', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none', pageSize: 2 });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  /** `METHOD path version status` since a moment; paths begin behind the resource group, and calls that ran together are sorted. */
  function calls(from: number): string[] {
    return azure.sandbox.requests.entries
      .slice(from)
      .filter(({ path }) => !path.endsWith('/token'))
      .map(({ method, path, apiVersion, status }) => `${method} ${shortPath(path)} ${apiVersion} ${status}`)
      .toSorted();
  }
  const mark = (): number => azure.sandbox.requests.entries.length;

  it('reads a machine: system, power, agent and cards', async () => {
    const from = mark();
    const machine = await azure.services().ground.getMachine(azure.machine('vm-gateway-01'));
    const { id, name, region, system, powerState, cardIds } = machine;
    assert.deepEqual(
      { id, name, region, system, powerState },
      {
        id: azure.machine('vm-gateway-01'),
        name: 'vm-gateway-01',
        region: 'westeurope',
        system: 'linux',
        powerState: 'running',
      },
    );
    assert.equal(cardIds.length, 1);
    assert.ok(isAgentReady(agentOf(machine.extensions)));
    assert.deepEqual(calls(from), [
      'GET …/virtualMachines/vm-gateway-01 2024-07-01 200',
      'GET …/virtualMachines/vm-gateway-01/extensions 2024-07-01 200',
    ]);
  });

  it('sees who does not run, who has no agent, and what came meanwhile', async () => {
    const { ground } = azure.services();
    const states = await Promise.all(
      ['vm-legacy-erp', 'vm-batch-01', 'vm-build-07'].map(async (name) => {
        const { powerState, extensions } = await ground.getMachine(azure.machine(name));
        return [name, powerState, agentOf(extensions) !== undefined];
      }),
    );
    assert.deepEqual(states, [
      ['vm-legacy-erp', 'running', false],
      ['vm-batch-01', 'deallocated', true],
      ['vm-build-07', 'stopped', true],
    ]);
    await azure.control('/machines/vm-gateway-01/power', { state: 'deallocated' });
    assert.equal((await ground.getMachine(azure.machine('vm-gateway-01'))).powerState, 'deallocated');
    await azure.control('/machines/vm-gateway-01', {}, 'DELETE');
    await assertUserError(ground.getMachine(azure.machine('vm-gateway-01')), 'resourceNotFound', /"vm-gateway-01"/);
  });

  it('reads a scale set with all its instances, over pages', async () => {
    const from = mark();
    const { ground } = azure.services();
    const workers = await ground.getScaleSet(azure.scaleSet('vmss-workers'));
    assert.deepEqual(
      { ...workers, extensions: workers.extensions.map(({ name }) => name) },
      {
        id: azure.scaleSet('vmss-workers'),
        name: 'vmss-workers',
        region: 'westeurope',
        system: 'linux',
        isUpgradedByHand: true,
        extensions: workers.extensions.map(({ name }) => name),
        instances: ['0', '1', '2', '4'].map((instanceId) => ({
          instanceId,
          name: `vmss-workers_${instanceId}`,
          powerState: 'running',
          hasLatestModel: true,
          hasAgent: false,
        })),
      },
    );
    assert.equal(agentOf(workers.extensions), undefined);
    assert.deepEqual(calls(from), [
      'GET …/virtualMachineScaleSets/vmss-workers 2024-07-01 200',
      'GET …/virtualMachineScaleSets/vmss-workers/extensions 2024-07-01 200',
      'GET …/virtualMachineScaleSets/vmss-workers/virtualMachines 2024-07-01 200',
      'GET …/virtualMachineScaleSets/vmss-workers/virtualMachines 2024-07-01 200',
    ]);
    const api = await ground.getScaleSet(azure.scaleSet('vmss-api'));
    assert.deepEqual(
      api.instances.map(({ instanceId, hasAgent }) => [instanceId, hasAgent]),
      [
        ['0', true],
        ['1', true],
        ['3', true],
      ],
    );
  });

  it('lists scale sets with their sizes, with Resource Graph and without', async () => {
    const listed = async (): Promise<unknown> =>
      (await azure.services().inventory.listScaleSets()).map(({ name, region, capacity }) => [name, region, capacity]);
    const expected = [
      ['vmss-api', 'westeurope', 3],
      ['vmss-workers', 'westeurope', 4],
    ];
    assert.deepEqual(await listed(), expected);
    await azure.control('/faults', { pathPattern: 'ResourceGraph', status: 404, code: 'InvalidResourceType' });
    const from = mark();
    assert.deepEqual(await listed(), expected);
    assert.deepEqual(calls(from), [
      'GET …/virtualmachinescalesets 2024-07-01 200',
      'POST …/Microsoft.ResourceGraph/resources 2021-03-01 404',
    ]);
  });

  it('reads what decides whether an account can take captures', async () => {
    const { ground } = azure.services();
    const names = ['fabrikamcaptures', 'fabrikampremium', 'fabrikamkeyless', 'fabrikamfirewall', 'fabrikamprivate'];
    const from = mark();
    const accounts = await Promise.all(names.map((name) => ground.getStorageAccount(azure.storage(name))));
    assert.deepEqual(
      accounts.map(({ name, region, isPremium, allowsSharedKey, network }) => [
        name,
        region,
        isPremium,
        allowsSharedKey,
        network,
      ]),
      [
        ['fabrikamcaptures', 'westeurope', false, true, 'open'],
        ['fabrikampremium', 'westeurope', true, true, 'open'],
        ['fabrikamkeyless', 'westeurope', false, false, 'open'],
        ['fabrikamfirewall', 'westeurope', false, true, 'restricted'],
        ['fabrikamprivate', 'westeurope', false, true, 'closed'],
      ],
    );
    assert.deepEqual(calls(from), names.map((name) => `GET …/storageAccounts/${name} 2023-05-01 200`).toSorted());
  });

  it('reads what each account may do, at a resource and at a group', async () => {
    const needed = [
      'Microsoft.Network/networkWatchers/packetCaptures/write',
      'Microsoft.Storage/storageAccounts/listServiceSas/action',
      'Microsoft.Compute/virtualMachines/read',
    ];
    const missing = async (account: string, scope: string): Promise<unknown> =>
      missingActions(await azure.services({ account }).ground.listPermissions(scope), needed);
    const scope = azure.storage('fabrikamcaptures');
    const from = mark();
    assert.deepEqual(await missing('ada', scope), []);
    assert.deepEqual(calls(from), [
      'GET …/storageAccounts/fabrikamcaptures/providers/Microsoft.Authorization/permissions 2022-04-01 200',
    ]);
    assert.deepEqual(await missing('ren', scope), needed.slice(0, 2));
    assert.deepEqual(await missing('ned', scope), needed.slice(1, 2));
    assert.deepEqual(await missing('net', scope), needed.slice(1));
    assert.deepEqual(await missing('ada', scope.slice(0, scope.indexOf('/providers/'))), []);
    await assertUserError(
      azure.services({ account: 'sol' }).ground.listPermissions(scope),
      'forbidden',
      /permissions\/read/,
    );
    await assertUserError(
      azure.services().ground.listPermissions(`${scope}gone`),
      'resourceNotFound',
      /"fabrikamcapturesgone"/,
    );
  });

  it('lists the addresses of a machine and of all instances of a scale set', async () => {
    const { ground } = azure.services();
    const from = mark();
    assert.deepEqual(await ground.listAddresses(azure.machine('vm-gateway-01')), ['10.1.2.4']);
    const middle = mark();
    assert.deepEqual((await ground.listAddresses(azure.scaleSet('vmss-api'))).toSorted(), [
      '10.1.3.4',
      '10.1.3.5',
      '10.1.3.7',
    ]);
    assert.deepEqual(
      calls(from).filter((line) => !line.includes('2018-10-01')),
      [
        'GET …/networkInterfaces/vm-gateway-01-nic 2024-05-01 200',
        'GET …/virtualMachines/vm-gateway-01 2024-07-01 200',
      ],
    );
    assert.deepEqual(
      [...new Set(calls(middle))],
      ['GET …/virtualMachineScaleSets/vmss-api/networkInterfaces 2018-10-01 200'],
    );
  });

  it('installs the agent of the system on a machine, and waits for it', async () => {
    const { ground, groundWork } = azure.services();
    const machine = await ground.getMachine(azure.machine('vm-legacy-erp'));
    const from = mark();
    await groundWork.installAgent(machine);
    assert.deepEqual(azure.bodiesSince(from, 'PUT'), [
      {
        location: 'westeurope',
        properties: {
          publisher: 'Microsoft.Azure.NetworkWatcher',
          type: 'NetworkWatcherAgentWindows',
          typeHandlerVersion: '1.4',
          autoUpgradeMinorVersion: true,
        },
      },
    ]);
    assert.deepEqual(calls(from), [
      'GET …/operations/{id} 2024-07-01 200',
      'GET …/virtualMachines/vm-legacy-erp/extensions/AzureNetworkWatcherExtension 2024-07-01 200',
      'PUT …/virtualMachines/vm-legacy-erp/extensions/AzureNetworkWatcherExtension 2024-07-01 201',
    ]);
    assert.ok(isAgentReady(agentOf((await ground.getMachine(machine.id)).extensions)));
  });

  it('repairs an agent under the name it has', async () => {
    const { ground, groundWork } = azure.services();
    const machine = await ground.getMachine(azure.machine('vm-gateway-01'));
    const [name] = machine.extensions
      .filter(({ publisher }) => publisher.endsWith('NetworkWatcher'))
      .map((one) => one.name);
    const from = mark();
    await groundWork.installAgent(machine);
    assert.match(calls(from).at(-1) ?? '', new RegExp(`^PUT .*/extensions/${name} 2024-07-01 200$`));
  });

  it('says why an agent could not be installed', async () => {
    const { ground, groundWork } = azure.services();
    await assertUserError(
      groundWork.installAgent(await ground.getMachine(azure.machine('vm-batch-01'))),
      'serviceFailed',
      /vm-batch-01|not running|deallocated/i,
    );
    const { system: _system, ...unknown } = await ground.getMachine(azure.machine('vm-legacy-erp'));
    await assertUserError(groundWork.installAgent(unknown), 'agentNeedsOs', /"vm-legacy-erp"/);
    const forbidden = azure.services({ account: 'ren' }).groundWork;
    await assertUserError(
      forbidden.installAgent(await ground.getMachine(azure.machine('vm-legacy-erp'))),
      'forbidden',
      /virtualMachines\/extensions\/write/i,
    );
  });

  it('puts the agent into a scale set, and has the chosen instances take it over', async () => {
    const { ground, groundWork, captures } = azure.services();
    const scaleSetId = azure.scaleSet('vmss-workers');
    const state = await ground.getScaleSet(scaleSetId);
    const capture: NewPacketCapture = {
      watcherId: azure.watcherId,
      name: 'workers',
      targetId: scaleSetId,
      scope: { include: ['1', '4'], exclude: [] },
      destination: { filePath: '/var/captures/w.cap' },
      filters: [],
      limits: {},
    };
    const facts = { target: { kind: 'scaleSet', state: { kind: 'known', value: state } } } as unknown as PreflightFacts;
    const from = mark();
    await mendCapture({ work: groundWork, captures }, 'installAgent', { capture, facts });
    const writes = azure.sandbox.requests.entries.slice(from).filter(({ method }) => method !== 'GET');
    assert.deepEqual(
      writes.map(({ method, path, apiVersion, body }) => [method, shortPath(path), apiVersion, body]),
      [
        [
          'PUT',
          '…/virtualMachineScaleSets/vmss-workers/extensions/AzureNetworkWatcherExtension',
          '2024-07-01',
          {
            properties: {
              publisher: 'Microsoft.Azure.NetworkWatcher',
              type: 'NetworkWatcherAgentLinux',
              typeHandlerVersion: '1.4',
              autoUpgradeMinorVersion: true,
            },
          },
        ],
        ['POST', '…/virtualMachineScaleSets/vmss-workers/manualupgrade', '2024-07-01', { instanceIds: ['1', '4'] }],
      ],
    );
    const after = await ground.getScaleSet(scaleSetId);
    assert.ok(isAgentReady(agentOf(after.extensions)));
    assert.deepEqual(
      after.instances.map(({ instanceId, hasAgent, hasLatestModel }) => [instanceId, hasAgent, hasLatestModel]),
      [
        ['0', false, false],
        ['1', true, true],
        ['2', false, false],
        ['4', true, true],
      ],
    );
    assert.equal((await captures.create(capture)).state, 'running');
  });

  it('says which instance cannot be updated', async () => {
    await assertUserError(
      azure.services().groundWork.updateInstances(azure.scaleSet('vmss-workers'), ['9']),
      'serviceFailed',
      /instanceId 9/,
    );
  });

  it('creates the watcher of a region in the group that exists', async () => {
    const { groundWork, inventory } = azure.services();
    const from = mark();
    const watcher = await groundWork.createWatcher('francecentral');
    assert.deepEqual(watcher, {
      id: azure.watcherId.replace('westeurope', 'francecentral'),
      name: 'NetworkWatcher_francecentral',
      region: 'francecentral',
    });
    assert.deepEqual(azure.bodiesSince(from, 'PUT'), [{ location: 'francecentral', properties: {} }]);
    assert.deepEqual(calls(from), [
      'GET …/NetworkWatcherRG 2022-12-01 200',
      'PUT …/networkWatchers/NetworkWatcher_francecentral 2024-05-01 201',
    ]);
    assert.ok((await inventory.listNetworkWatchers()).some(({ id }) => id === watcher.id));
    const created = await azure.services().captures.create({
      watcherId: watcher.id,
      name: 'france',
      targetId: azure.machine('vm-france-01'),
      scope: { include: [], exclude: [] },
      destination: { storageId: azure.storage('fabrikamfrance') },
      filters: [],
      limits: {},
    });
    assert.equal(created.state, 'running');
  });

  it('creates the group too where there is none', async () => {
    const empty = azure.sandbox.info.subscriptions[1]?.id ?? '';
    const { groundWork } = azure.services({ subscriptionId: empty });
    const from = mark();
    const watcher = await groundWork.createWatcher('francecentral');
    assert.ok(watcher.id.startsWith(`/subscriptions/${empty}/resourceGroups/NetworkWatcherRG/`), watcher.id);
    assert.deepEqual(azure.bodiesSince(from, 'PUT'), [
      { location: 'francecentral' },
      { location: 'francecentral', properties: {} },
    ]);
    assert.deepEqual(calls(from), [
      'GET …/NetworkWatcherRG 2022-12-01 404',
      'PUT …/NetworkWatcherRG 2022-12-01 201',
      'PUT …/networkWatchers/NetworkWatcher_francecentral 2024-05-01 201',
    ]);
  });

  it('says why a watcher cannot be created', async () => {
    await assertUserError(
      azure.services().groundWork.createWatcher('northeurope'),
      'serviceFailed',
      /NetworkWatcherCountLimitReached: Cannot create more than 1/,
    );
    await assertUserError(
      azure.services({ account: 'ren' }).groundWork.createWatcher('francecentral'),
      'forbidden',
      /networkWatchers\/write/,
    );
  });
});

function shortPath(path: string): string {
  return path
    .replace(/^.*\/(operations|operationResults)\/.*$/, '…/$1/{id}')
    .replace(/^.*?\/providers\/Microsoft\.(?:Network|Compute|Storage)\//i, '…/')
    .replace(/^.*\/(resourceGroups|providers(?=\/Microsoft\.ResourceGraph))\//, '…/');
}
