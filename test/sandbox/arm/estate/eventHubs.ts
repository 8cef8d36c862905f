// The Event Hubs namespace whose hub the API gateway logs to. The broker is started with the same names and keys.

import type { Seed } from '../../seed.ts';
import type { EstateOptions } from './plan.ts';
import { groupNames, idIn } from './plan.ts';

/** Names and sizes that the broker and ARM share. */
export const eventHubPlan = {
  namespace: 'evhns-fabrikam',
  hubs: [
    { name: 'gateway-traffic', partitionCount: 4, consumerGroups: ['$Default', 'wirewatch', 'forwarder'] },
    { name: 'alerts', partitionCount: 2, consumerGroups: ['$Default'] },
  ],
  rules: [
    { name: 'RootManageSharedAccessKey', rights: ['Listen', 'Manage', 'Send'] },
    { name: 'listen', rights: ['Listen'] },
  ],
} as const;

/** Primary and secondary key of a rule. */
export function eventHubKeys(seed: Seed, rule: string): readonly [string, string] {
  const key = (number: number): string => seed.bytes(`event hub key ${number} ${rule}`, 32).toString('base64');
  return [key(1), key(2)];
}

/** Adds namespace, hubs, consumer groups and rules. */
export function addEventHubs({ state, endpoints, subscriptionId, seed }: EstateOptions): void {
  const id = idIn(subscriptionId, groupNames.edge, `Microsoft.EventHub/namespaces/${eventHubPlan.namespace}`);
  const location = 'West Europe';
  const created = { createdAt: '2026-03-02T08:20:11.5640000Z', updatedAt: '2026-03-02T08:21:40.2130000Z' };
  state.put({
    id,
    location,
    sku: { name: 'Standard', tier: 'Standard', capacity: 1 },
    tags: {},
    properties: {
      minimumTlsVersion: '1.2',
      publicNetworkAccess: 'Enabled',
      disableLocalAuth: false,
      zoneRedundant: true,
      isAutoInflateEnabled: false,
      maximumThroughputUnits: 0,
      kafkaEnabled: true,
      provisioningState: 'Succeeded',
      metricId: `${subscriptionId}:${eventHubPlan.namespace}`,
      ...created,
      // The public cloud shows its own host and port 443 here; the port is what makes another place reachable.
      serviceBusEndpoint: `https://${endpoints.eventHubs}/`,
      status: 'Active',
    },
  });
  for (const rule of eventHubPlan.rules) {
    state.put({
      id: `${id}/authorizationRules/${rule.name}`,
      location,
      properties: { rights: rule.rights },
      hidden: { keys: eventHubKeys(seed, rule.name) },
    });
  }
  for (const hub of eventHubPlan.hubs) {
    state.put({
      id: `${id}/eventhubs/${hub.name}`,
      location,
      properties: {
        messageRetentionInDays: 1,
        partitionCount: hub.partitionCount,
        status: 'Active',
        ...created,
        partitionIds: Array.from({ length: hub.partitionCount }, (_, index) => String(index)),
        retentionDescription: { cleanupPolicy: 'Delete', retentionTimeInHours: 24 },
      },
    });
    for (const group of hub.consumerGroups) {
      state.put({ id: `${id}/eventhubs/${hub.name}/consumergroups/${group}`, location, properties: { ...created } });
    }
  }
}
