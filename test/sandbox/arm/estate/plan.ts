// What the parts of the estate share: names of groups and how ids are put together.

import type { Seed } from '../../seed.ts';
import type { DataPlaneEndpoints } from '../armContext.ts';
import type { ArmState } from '../armState.ts';

/** What the parts of the estate need. */
export interface EstateOptions {
  readonly state: ArmState;
  readonly seed: Seed;
  readonly endpoints: DataPlaneEndpoints;
  /** Id of the rich subscription. */
  readonly subscriptionId: string;
  /** Id of the home tenant. */
  readonly tenantId: string;
  /** Time of the start in milliseconds, for dates of fired alerts and of captures. */
  readonly now: number;
}

/** Groups of the rich subscription. */
export const groupNames = {
  watcher: 'NetworkWatcherRG',
  edge: 'rg-edge-prod',
  north: 'rg-north',
  france: 'rg-france',
} as const;

/** Id prefix of a group's resources. */
export function idIn(subscriptionId: string, group: string, typeAndName: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${typeAndName}`;
}

/** Adds a network watcher. */
export function addWatcher(
  { state, subscriptionId }: EstateOptions,
  watcher: { readonly group: string; readonly name: string; readonly location: string },
): void {
  state.put({
    id: idIn(subscriptionId, watcher.group, `Microsoft.Network/networkWatchers/${watcher.name}`),
    location: watcher.location,
    properties: { provisioningState: 'Succeeded', runningOperationIds: [] },
  });
}

/** Adds the Network Watcher agent as a resource below a machine or the model of a scale set. */
export function addAgent(
  state: ArmState,
  ownerId: string,
  options: { readonly location: string; readonly osType: string },
): void {
  state.put({
    id: `${ownerId}/extensions/AzureNetworkWatcherExtension`,
    location: options.location,
    properties: {
      autoUpgradeMinorVersion: true,
      enableAutomaticUpgrade: true,
      provisioningState: 'Succeeded',
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: `NetworkWatcherAgent${options.osType}`,
      typeHandlerVersion: '1.4',
    },
  });
}
