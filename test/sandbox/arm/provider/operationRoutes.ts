// The polling routes of a provider's long-running operations.

import type { ArmContext } from '../armContext.ts';
import type { Route } from '../route.ts';

/** Routes of `operations` and `operationResults` of a namespace. */
export function operationRoutes(context: ArmContext, namespace: string, versions: readonly string[]): Route[] {
  const base = `/subscriptions/{subscriptionId}/providers/${namespace}/locations/{location}`;
  const poll = {
    method: 'GET',
    type: `${namespace}/locations/operations`,
    versions,
    action: `${namespace}/locations/operations/read`,
  } as const;
  return [
    { ...poll, path: `${base}/operations/{operationId}`, handle: (request) => context.operations.pollStatus(request) },
    {
      ...poll,
      path: `${base}/operationResults/{operationId}`,
      handle: (request) => context.operations.pollResult(request),
    },
  ];
}
