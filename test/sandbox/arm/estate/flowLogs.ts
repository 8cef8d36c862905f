// Flow logs: one of a virtual network, and one of a security group that is switched off, as those are being retired.

import type { EstateOptions } from './plan.ts';
import { groupNames, idIn } from './plan.ts';

/** Adds the flow logs. */
export function addFlowLogs({ state, seed, subscriptionId }: EstateOptions): void {
  const add = (name: string, target: string, enabled: boolean): void => {
    const targetResourceId = idIn(subscriptionId, groupNames.edge, `Microsoft.Network/${target}`);
    const watcher = 'Microsoft.Network/networkWatchers/NetworkWatcher_westeurope';
    state.put({
      id: idIn(subscriptionId, groupNames.watcher, `${watcher}/flowLogs/${name}`),
      location: 'westeurope',
      properties: {
        provisioningState: 'Succeeded',
        targetResourceId,
        targetResourceGuid: seed.guid(`resource guid ${targetResourceId}`),
        storageId: idIn(subscriptionId, groupNames.edge, 'Microsoft.Storage/storageAccounts/fabrikamcaptures'),
        enabled,
        enabledFilteringCriteria: '',
        retentionPolicy: { days: 7, enabled: true },
        format: { type: 'JSON', version: 2 },
        flowAnalyticsConfiguration: { networkWatcherFlowAnalyticsConfiguration: { enabled: false } },
      },
    });
  };
  add('vnet-fabrikam-flowlog', 'virtualNetworks/vnet-fabrikam', true);
  add('nsg-gateway-flowlog', 'networkSecurityGroups/nsg-gateway', false);
}
