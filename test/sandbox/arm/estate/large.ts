// The large estate for measurements: four subscriptions with ten regions each, 40 watchers, 5,000 machines and 500 captures in
// every state. The ordinary estate is part of its first subscription. Names and ids are the same at every start.

import { newCaptureRecord } from '../capture/captureRecord.ts';
import { toCaptureProperties } from '../capture/captureProperties.ts';
import { capturePath } from '../capture/capturePath.ts';
import { readCaptureSettings } from '../capture/captureSettings.ts';
import type { PowerState } from '../compute/powerState.ts';
import { addMachine } from './machines.ts';
import { addSecurityGroup, addVirtualNetwork } from './network.ts';
import type { EstateOptions } from './plan.ts';
import { addWatcher, groupNames, idIn } from './plan.ts';
import { regions } from './regions.ts';
import { addAccount } from './storageAccounts.ts';

const machineType = 'Microsoft.Compute/virtualMachines';
const watcherType = 'Microsoft.Network/networkWatchers';
const machineCount = 5000;
const captureCount = 500;
const departments = ['Edge', 'Retail', 'Logistics', 'Research'];

/** Subscriptions beside the ordinary one. */
export const largeSubscriptionNames = departments.slice(1).map((name) => `Fabrikam ${name} Production`);

/** France Central stays without a watcher, as in the ordinary estate. */
const largeRegions = regions.filter(({ name }) => name !== 'francecentral');

/** Names of the storage accounts, one for each region and subscription. */
export const largeStorageAccountNames: readonly string[] = departments.flatMap((_, index) =>
  largeRegions.map((region) => accountName(index, region.name)),
);

/** One region of one subscription. */
interface Place {
  readonly options: EstateOptions;
  readonly number: number;
  readonly region: string;
  readonly group: string;
  readonly accountId: string;
}

/** Adds everything to what the ordinary estate made. @param subscriptionIds four ids, the ordinary subscription first */
export function addLargeEstate(ordinary: EstateOptions, subscriptionIds: readonly string[]): void {
  const { state } = ordinary;
  const places = subscriptionIds.flatMap((subscriptionId, index) => {
    const options = { ...ordinary, subscriptionId };
    if (index > 0) {
      state.groups.push({ subscriptionId, name: groupNames.watcher, location: 'westeurope' });
    }
    return largeRegions.map(({ name }, regionIndex) => addPlace(options, [index, regionIndex], name));
  });
  const left = machineCount - state.list({ type: machineType }).length;
  places.forEach((place, index) => addMachines(place, share(left, places.length, index)));
  places.forEach((place, index) => addCaptures(place, share(captureCount, places.length, index)));
}

/** An equal share of a whole; the first ones take what is left over. */
function share(whole: number, count: number, index: number): number {
  return Math.floor(whole / count) + (index < whole % count ? 1 : 0);
}

function addPlace(
  options: EstateOptions,
  [subscriptionIndex, regionIndex]: readonly [number, number],
  region: string,
): Place {
  const { state, subscriptionId } = options;
  const group = `rg-${region}`;
  state.groups.push({ subscriptionId, name: group, location: region });
  const watchers = state.list({ type: watcherType, scope: `/subscriptions/${subscriptionId}` });
  if (!watchers.some(({ location }) => location === region)) {
    addWatcher(options, { group: groupNames.watcher, name: `NetworkWatcher_${region}`, location: region });
  }
  const network = { state, subscriptionId, group, location: region };
  addSecurityGroup(network, 'nsg-main', [
    { name: 'Allow-Web', priority: 100, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', ports: ['80', '443'] },
  ]);
  const prefix = `10.${100 + subscriptionIndex * largeRegions.length + regionIndex}.0.0/16`;
  addVirtualNetwork(network, {
    name: 'vnet-main',
    prefix,
    subnets: [{ name: 'snet-main', prefix, securityGroup: 'nsg-main' }],
  });
  const name = accountName(subscriptionIndex, region);
  addAccount(options, { name, group, location: region });
  return {
    options,
    number: 100 + subscriptionIndex * largeRegions.length + regionIndex,
    region,
    group,
    accountId: idIn(subscriptionId, group, `Microsoft.Storage/storageAccounts/${name}`),
  };
}

function addMachines({ options, number, region, group }: Place, count: number): void {
  const { state, seed, subscriptionId } = options;
  for (let index = 1; index <= count; index += 1) {
    addMachine(state, seed, {
      name: `vm-${region}-${String(number)}-${String(index).padStart(3, '0')}`,
      subscriptionId,
      group,
      location: region,
      osType: index % 3 === 0 ? 'Windows' : 'Linux',
      powerState: powerStateAt(index),
      hasAgent: index % 5 !== 0,
      privateIp: `10.${number}.${Math.floor(index / 200)}.${4 + (index % 200)}`,
      subnet: 'vnet-main/snet-main',
    });
  }
}

function powerStateAt(index: number): PowerState {
  return index % 10 === 7 ? 'deallocated' : index % 25 === 3 ? 'stopped' : 'running';
}

function addCaptures({ options, number, region, group, accountId }: Place, count: number): void {
  const { state, subscriptionId, now } = options;
  const watcher = state
    .list({ type: watcherType, scope: `/subscriptions/${subscriptionId}` })
    .find(({ location }) => location === region);
  const machines = state
    .list({ type: machineType, scope: `/subscriptions/${subscriptionId}/resourceGroups/${group}` })
    .filter(({ hidden }) => hidden['powerState'] === 'running');
  const account = state.get(accountId);
  for (let index = 1; index <= count; index += 1) {
    const target = machines[index % machines.length];
    if (watcher === undefined || target === undefined || account === undefined) {
      throw new Error(`The large estate has no place for a capture in ${region}.`);
    }
    const isRunning = index % 4 === 0;
    const isFailed = index % 10 === 1;
    const startedAt = now - index * (isRunning ? 60_000 : 3_600_000);
    const storage = { storageId: accountId };
    const settings = readCaptureSettings({ properties: { target: target.id, storageLocation: storage } });
    const { blob } = account.properties['primaryEndpoints'] as { readonly blob: string };
    const storagePath = `${blob}${capturePath({ targetId: target.id, at: startedAt })}`;
    state.put({
      id: `${watcher.id}/packetCaptures/incident-${number}-${String(index).padStart(2, '0')}`,
      properties: {
        ...toCaptureProperties(settings, target, storagePath),
        provisioningState: isFailed ? 'Failed' : 'Succeeded',
      },
      hidden: {
        record: newCaptureRecord({
          packetCaptureStatus: isFailed ? 'Error' : isRunning ? 'Running' : 'Stopped',
          captureStartTime: isFailed ? undefined : startedAt,
          stopReason: isFailed || isRunning ? undefined : 'TimeExceeded',
          errors: isFailed ? ['CaptureFailed'] : [],
        }),
      },
    });
  }
}

function accountName(subscriptionIndex: number, region: string): string {
  return `fabrikam${subscriptionIndex}${region}`.slice(0, 24);
}
