// The api-version of each resource type that is read or written without a client of its own (Azure REST specifications, 2024-2026).

import { parseResourceId } from '../../domain/arm/resourceId.ts';

/** By type, in lower case. Clouds that lag get theirs from `apiVersionPolicy`. */
export const apiVersions = {
  'microsoft.network/networkwatchers': '2024-05-01',
  'microsoft.compute/virtualmachines': '2024-07-01',
  'microsoft.compute/virtualmachinescalesets': '2024-07-01',
  'microsoft.storage/storageaccounts': '2023-05-01',
  'microsoft.insights/metricalerts': '2018-03-01',
  'microsoft.insights/activitylogalerts': '2020-10-01',
  'microsoft.insights/scheduledqueryrules': '2021-08-01',
  'microsoft.insights/actiongroups': '2023-01-01',
  'microsoft.alertsmanagement/alerts': '2019-03-01',
  'microsoft.eventhub/namespaces': '2024-01-01',
} as const;

/** A type with an own api-version. */
export type ListedType = keyof typeof apiVersions;

/** That of resource groups and subscriptions, and of types that are not in the list. */
export const resourcesVersion = '2022-12-01';

/** The version for a resource: its type's, or that of the nearest parent type. */
export function apiVersionFor(id: string): string {
  const type = parseResourceId(id)?.type.toLowerCase();
  const [provider, ...segments] = type?.split('/') ?? [];
  for (let length = segments.length; length > 0; length--) {
    const name = [provider, ...segments.slice(0, length)].join('/');
    if (Object.hasOwn(apiVersions, name)) {
      return apiVersions[name as ListedType];
    }
  }
  return resourcesVersion;
}
