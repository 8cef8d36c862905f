// Microsoft.Network/networkWatchers, one for each region and subscription, and the polling routes of the network provider's
// long-running operations.

import type { ArmContext } from '../armContext.ts';
import { ArmError, badRequest } from '../armError.ts';
import type { Resource } from '../armState.ts';
import { readLocation, readTags } from '../location.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { groupScope, readRoutes, resourcePath } from '../trackedResource.ts';
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
  '2022-07-01',
];

const type = 'Microsoft.Network/networkWatchers';

/** Routes of network watchers. */
export function networkWatcherRoutes(context: ArmContext): Route[] {
  return [
    ...readRoutes(context, {
      type,
      versions: networkVersions,
      toBody: (watcher) => toBody(context, watcher),
    }),
    {
      method: 'PUT',
      path: resourcePath(type),
      type,
      versions: networkVersions,
      action: `${type}/write`,
      handle: (request) => put(context, request),
    },
    ...operationRoutes(context, 'Microsoft.Network', networkVersions),
  ];
}

/** Creates a watcher, or changes the tags of one. */
function put(context: ArmContext, request: ArmRequest): ArmAnswer {
  const { subscriptionId = '', resourceName = '', resourceGroupName = '' } = request.params;
  const location = readLocation(request.body, type);
  const existing = context.state.get(`${groupScope(request)}/providers/${type}/${resourceName}`);
  if (existing !== undefined && existing.location !== location) {
    throw new ArmError({
      status: 409,
      code: 'InvalidResourceLocation',
      message: `The resource '${existing.name}' already exists in location '${existing.location}' in resource group '${resourceGroupName}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    });
  }
  const others = context.state.list({ type, scope: `/subscriptions/${subscriptionId}` });
  if (existing === undefined && others.some((other) => other.location === location)) {
    throw badRequest(
      'NetworkWatcherCountLimitReached',
      'Cannot create more than 1 network watchers for this subscription in this region.',
    );
  }
  const watcher = context.state.put({
    id: existing?.id ?? `${groupScope(request)}/providers/${type}/${resourceName}`,
    location,
    tags: readTags(request.body),
    properties: { provisioningState: 'Succeeded', runningOperationIds: [] },
  });
  return { status: existing === undefined ? 201 : 200, body: toBody(context, watcher) };
}

function toBody(context: ArmContext, watcher: Resource): unknown {
  return {
    name: watcher.name,
    id: watcher.id,
    etag: `W/"${context.seed.guid(`etag ${watcher.id}`)}"`,
    type: watcher.type,
    location: watcher.location,
    ...(watcher.tags === undefined ? {} : { tags: watcher.tags }),
    properties: watcher.properties,
  };
}
