// What exists in the sandbox at its start: one rich subscription and one empty one. Names are fixed, ids come from the seed.
// Resource ids are spelled in mixed case as Azure spells them.

import type { Directory } from '../identity/directory.ts';
import type { Seed } from '../seed.ts';
import type { DataPlaneEndpoints } from './armContext.ts';
import type { ArmState } from './armState.ts';
import { addAlerts } from './estate/alerts.ts';
import { addEventHubs } from './estate/eventHubs.ts';
import type { EstateOptions } from './estate/plan.ts';
import { addWatcher, groupNames } from './estate/plan.ts';
import { addLargeEstate, largeStorageAccountNames, largeSubscriptionNames } from './estate/large.ts';
import { addFlowLogs } from './estate/flowLogs.ts';
import { addMachines } from './estate/machines.ts';
import { addNetwork } from './estate/network.ts';
import { addScaleSets } from './estate/scaleSets.ts';
import { addStorageAccounts, storageAccountNames } from './estate/storageAccounts.ts';

/** `small` for people and most tests, `large` for measurements. */
export type EstateSize = 'small' | 'large';

/** Fills the state from nothing. */
export function buildEstate(options: {
  readonly state: ArmState;
  readonly seed: Seed;
  readonly directory: Directory;
  readonly endpoints: DataPlaneEndpoints;
  readonly now: number;
  readonly size: EstateSize;
}): void {
  const { state, seed, directory, endpoints, now } = options;
  const tenantId = directory.tenants[0]?.id ?? '';
  const subscriptionId = seed.guid('subscription edge');
  const others = options.size === 'large' ? largeSubscriptionNames : ['Fabrikam Sandbox (empty)'];
  state.subscriptions.push(
    { id: subscriptionId, name: 'Fabrikam Edge Production', tenantId },
    ...others.map((name) => ({ id: seed.guid(`subscription ${name}`), name, tenantId })),
  );
  state.groups.push(
    { subscriptionId, name: groupNames.watcher, location: 'westeurope' },
    { subscriptionId, name: groupNames.edge, location: 'westeurope' },
    { subscriptionId, name: groupNames.north, location: 'northeurope' },
    { subscriptionId, name: groupNames.france, location: 'francecentral' },
  );
  const part: EstateOptions = { state, seed, endpoints, subscriptionId, tenantId, now };
  addWatcher(part, { group: groupNames.watcher, name: 'NetworkWatcher_westeurope', location: 'westeurope' });
  // Named by hand: a client must find a watcher by location, never by name.
  addWatcher(part, { group: groupNames.north, name: 'nw-scandinavia', location: 'northeurope' });
  addNetwork(part);
  addFlowLogs(part);
  addMachines(part);
  addScaleSets(part);
  addStorageAccounts(part);
  addEventHubs(part);
  addAlerts(part);
  if (options.size === 'large') {
    addLargeEstate(
      part,
      state.subscriptions.map(({ id }) => id),
    );
  }
}

/** Names of all storage accounts of an estate; Azurite is started with them before ARM exists. */
export function accountNamesOf(size: EstateSize): readonly string[] {
  return size === 'large' ? [...storageAccountNames, ...largeStorageAccountNames] : storageAccountNames;
}
