// What exists in the sandbox at its start: one rich subscription and one empty one. Names are fixed, ids come from the seed.
// Resource ids are spelled in mixed case as Azure spells them.

import type { Directory } from '../identity/directory.ts';
import type { Seed } from '../seed.ts';
import type { DataPlaneEndpoints } from './armContext.ts';
import type { ArmState } from './armState.ts';
import { addAlerts } from './estate/alerts.ts';
import { addEventHubs } from './estate/eventHubs.ts';
import type { EstateOptions } from './estate/plan.ts';
import { groupNames, idIn } from './estate/plan.ts';
import { addMachines } from './estate/machines.ts';
import { addNetwork } from './estate/network.ts';
import { addScaleSets } from './estate/scaleSets.ts';
import { addStorageAccounts } from './estate/storageAccounts.ts';

/** Fills the state from nothing. */
export function buildEstate(options: {
  readonly state: ArmState;
  readonly seed: Seed;
  readonly directory: Directory;
  readonly endpoints: DataPlaneEndpoints;
  readonly now: number;
}): void {
  const { state, seed, directory, endpoints, now } = options;
  const tenantId = directory.tenants[0]?.id ?? '';
  const subscriptionId = seed.guid('subscription edge');
  state.subscriptions.push(
    { id: subscriptionId, name: 'Fabrikam Edge Production', tenantId },
    { id: seed.guid('subscription empty'), name: 'Fabrikam Sandbox (empty)', tenantId },
  );
  state.groups.push(
    { subscriptionId, name: groupNames.watcher, location: 'westeurope' },
    { subscriptionId, name: groupNames.edge, location: 'westeurope' },
    { subscriptionId, name: groupNames.north, location: 'northeurope' },
    { subscriptionId, name: groupNames.france, location: 'francecentral' },
  );
  const part: EstateOptions = { state, seed, endpoints, subscriptionId, tenantId, now };
  addWatchers(part);
  addNetwork(part);
  addMachines(part);
  addScaleSets(part);
  addStorageAccounts(part);
  addEventHubs(part);
  addAlerts(part);
}

function addWatchers({ state, subscriptionId }: EstateOptions): void {
  const watcher = (group: string, name: string, location: string): void => {
    state.put({
      id: idIn(subscriptionId, group, `Microsoft.Network/networkWatchers/${name}`),
      location,
      properties: { provisioningState: 'Succeeded', runningOperationIds: [] },
    });
  };
  watcher(groupNames.watcher, 'NetworkWatcher_westeurope', 'westeurope');
  // Named by hand: a client must find a watcher by location, never by name.
  watcher(groupNames.north, 'nw-scandinavia', 'northeurope');
}
