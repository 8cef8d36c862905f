// Microsoft.Network/networkWatchers and the polling routes of the network provider's long-running operations.

import type { ArmContext } from '../armContext.ts';
import type { Route } from '../route.ts';
import { readRoutes } from '../trackedResource.ts';
import { operationRoutes } from './operationRoutes.ts';

/** The api-versions of the network provider that the sandbox serves, newest first. */
export const networkVersions = [
  '2026-01-01',
  '2025-05-01',
  '2025-03-01',
  '2025-01-01',
  '2024-10-01',
  '2024-07-01',
  '2024-05-01',
  '2024-03-01',
  '2024-01-01',
  '2023-11-01',
  '2023-09-01',
  '2022-11-01',
];

/** Routes of network watchers. */
export function networkWatcherRoutes(context: ArmContext): Route[] {
  return [
    ...readRoutes(context, {
      type: 'Microsoft.Network/networkWatchers',
      versions: networkVersions,
      toBody: (resource) => ({
        name: resource.name,
        id: resource.id,
        etag: `W/"${context.seed.guid(`etag ${resource.id}`)}"`,
        type: resource.type,
        location: resource.location,
        ...(resource.tags === undefined ? {} : { tags: resource.tags }),
        properties: resource.properties,
      }),
    }),
    ...operationRoutes(context, 'Microsoft.Network', networkVersions),
  ];
}
