// A cloud that is behind the public one: every kind of call falls back to a version that the cloud offers, with its result, and does
// not ask with the refused one again.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { ArmServices } from '../../src/adapters/azure/arm.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { SandboxAzure } from './sandboxAzure.ts';

/** Versions that the cloud does not have, and what it offers in their place; all by the type of the provider. */
const lag = [
  ['/Microsoft\\.Network/', '2026-01-01', '2022-11-01, 2023-09-01'],
  ['/Microsoft\\.Network/', '2024-05-01', '2022-11-01, 2023-11-01'],
  ['/Microsoft\\.Compute/', '2024-07-01', '2021-11-01, 2022-11-01, 2099-01-01-preview'],
  ['/Microsoft\\.Compute/virtualMachineScaleSets/[^/]+/networkInterfaces', '2018-10-01', '2017-03-30'],
  ['/Microsoft\\.Storage/', '2023-05-01', '2019-06-01, 2021-04-01'],
  ['/Microsoft\\.Authorization/', '2022-04-01', '2015-07-01, 2018-07-01'],
  ['/Microsoft\\.ResourceGraph/', '2021-03-01', '2022-10-01'],
  ['/Microsoft\\.EventHub/', '2024-01-01', '2017-04-01, 2021-11-01'],
  ['/resourceGroups/[^/]+$', '2022-12-01', '2021-04-01, 2022-09-01'],
] as const;

const refused: ReadonlySet<string> = new Set(lag.map(([, version]) => version));

/** A kind of call, and the versions in which it is answered in the end. */
interface Row {
  readonly what: string;
  readonly run: (services: ArmServices) => Promise<unknown>;
  readonly versions: readonly string[];
}

describe('a cloud that lags', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  function rows(): readonly Row[] {
    const machineId = azure.machine('vm-gateway-01');
    const scaleSetId = azure.scaleSet('vmss-workers');
    const storageId = azure.storage('fabrikamcaptures');
    const { watcherId } = azure;
    const machine = { id: machineId, name: 'vm-gateway-01', region: 'westeurope', watcherId };
    const packet = { machineId, sourceAddress: '10.1.2.4', destinationAddress: '8.8.8.8' };
    return [
      { what: 'a machine', run: ({ ground }) => ground.getMachine(machineId), versions: ['2022-11-01'] },
      { what: 'a scale set', run: ({ ground }) => ground.getScaleSet(scaleSetId), versions: ['2022-11-01'] },
      { what: 'an account', run: ({ ground }) => ground.getStorageAccount(storageId), versions: ['2021-04-01'] },
      { what: 'permissions', run: ({ ground }) => ground.listPermissions(storageId), versions: ['2018-07-01'] },
      {
        what: 'addresses of a machine',
        run: ({ ground }) => ground.listAddresses(machineId),
        versions: ['2022-11-01', '2023-11-01'],
      },
      { what: 'addresses of a set', run: ({ ground }) => ground.listAddresses(scaleSetId), versions: ['2017-03-30'] },
      { what: 'scale sets', run: ({ inventory }) => inventory.listScaleSets(), versions: ['2022-10-01'] },
      { what: 'watchers', run: ({ inventory }) => inventory.listNetworkWatchers(), versions: ['2022-10-01'] },
      { what: 'any resource', run: ({ inventory }) => inventory.getResource(storageId), versions: ['2021-04-01'] },
      { what: 'a key', run: ({ listStorageKey }) => listStorageKey(storageId), versions: ['2021-04-01'] },
      { what: 'an endpoint', run: ({ blobEndpointOf }) => blobEndpointOf(storageId), versions: ['2021-04-01'] },
      {
        what: 'cards of a machine',
        run: ({ diagnostics }) => diagnostics.getMachineNetwork(machine),
        versions: ['2022-11-01', '2023-09-01'],
      },
      {
        what: 'the next hop',
        run: ({ diagnostics }) => diagnostics.getNextHop(watcherId, packet),
        versions: ['2023-09-01'],
      },
      {
        what: 'rules',
        run: ({ diagnostics }) => diagnostics.showSecurityRules(watcherId, machineId),
        versions: ['2023-09-01'],
      },
      {
        what: 'a topology',
        run: async ({ diagnostics }) => (await diagnostics.showTopology(watcherId, 'rg-edge-prod')).value,
        versions: ['2023-09-01'],
      },
      { what: 'flow logs', run: ({ diagnostics }) => diagnostics.listFlowLogs(watcherId), versions: ['2023-09-01'] },
      { what: 'captures', run: ({ captures }) => captures.list(watcherId), versions: ['2023-09-01'] },
      {
        what: 'a capture from its start to its end',
        run: async ({ captures }) => {
          const { id } = await captures.create({
            watcherId,
            name: 'lag',
            targetId: machineId,
            scope: { include: [], exclude: [] },
            destination: { storageId },
            filters: [],
            limits: {},
          });
          await captures.stop(id);
          await captures.delete(id);
        },
        versions: ['2023-09-01'],
      },
      {
        what: 'an agent',
        run: async ({ ground, groundWork }) => {
          await groundWork.installAgent(await ground.getMachine(azure.machine('vm-legacy-erp')));
        },
        versions: ['2022-11-01'],
      },
      {
        what: 'an update of instances',
        run: ({ groundWork }) => groundWork.updateInstances(scaleSetId, ['0']),
        versions: ['2022-11-01'],
      },
      {
        what: 'a watcher',
        run: ({ groundWork }) => groundWork.createWatcher('francecentral'),
        versions: ['2022-09-01', '2023-11-01'],
      },
    ];
  }

  async function lagBehind(): Promise<void> {
    for (const [pathPattern, apiVersion, offered] of lag) {
      await azure.control('/faults', {
        pathPattern,
        apiVersion,
        status: 400,
        code: 'NoRegisteredProviderFound',
        message: `No registered resource provider found for location 'westeurope' and API version '${apiVersion}' for type 'x'. The supported api-versions are '${offered}'.`,
      });
    }
  }

  it('falls back in every kind of call, and remembers', async (t) => {
    for (const { what, run, versions } of rows()) {
      await t.test(what, async () => {
        await azure.control('/reset');
        const expected = await run(azure.services());
        await azure.control('/reset');
        await lagBehind();
        const services = azure.services();
        const versionsOf = async (): Promise<readonly string[]> => {
          const from = azure.sandbox.requests.entries.length;
          assert.deepEqual(withoutTimes(await run(services)), withoutTimes(expected));
          const asked = azure.sandbox.requests.entries.slice(from).flatMap(({ apiVersion }) => apiVersion ?? []);
          return [...new Set(asked)].toSorted();
        };
        const first = await versionsOf();
        assert.ok(
          first.some((version) => refused.has(version)),
          `nothing was refused: ${first.join()}`,
        );
        assert.deepEqual(
          first.filter((version) => !refused.has(version)),
          versions,
        );
        assert.deepEqual(await versionsOf(), versions);
      });
    }
  });

  it('says so where the cloud offers no version at all', async () => {
    await azure.control('/faults', {
      pathPattern: '/Microsoft\\.Network/',
      status: 404,
      code: 'InvalidResourceType',
      message: "The resource type 'networkWatchers' could not be found in the namespace 'Microsoft.Network'.",
    });
    await assertUserError(
      azure.services().captures.list(azure.watcherId),
      'serviceFailed',
      /InvalidResourceType: The resource type 'networkWatchers'/,
    );
  });
});

/** An answer without what differs from call to call. */
function withoutTimes(value: unknown): unknown {
  return value === undefined
    ? undefined
    : (JSON.parse(JSON.stringify(value), (key, each: unknown) =>
        /time|modified/i.test(key) ? undefined : each,
      ) as unknown);
}
