// The read operations that every tracked resource type shares: get by id, list by group, list by subscription.

import type { ArmContext } from './armContext.ts';
import { resourceNotFound } from './armError.ts';
import type { Resource } from './armState.ts';
import { answerPage } from './paging.ts';
import type { ArmRequest, Route } from './route.ts';

/** A resource type and how its resources look on the wire. */
export interface TrackedResourceOptions {
  /** e.g. Microsoft.Network/networkWatchers */
  readonly type: string;
  readonly versions: readonly string[];
  /** Makes the body of a resource; the common shape by default. */
  readonly toBody?: (resource: Resource, request: ArmRequest) => unknown;
}

/** Template of a resource of a type directly below a group. */
export function resourcePath(type: string): string {
  const [namespace, name] = type.split('/');
  return `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/${namespace}/${name}/{resourceName}`;
}

/** Routes to get and list resources of a type. */
export function readRoutes(context: ArmContext, options: TrackedResourceOptions): Route[] {
  const { type, versions } = options;
  const toBody = options.toBody ?? toCommonBody;
  const common = { method: 'GET', type, versions, action: `${type}/read` } as const;
  const list = (request: ArmRequest, scope: string) =>
    answerPage(context, request, context.state.list({ type, scope }), (resource) => toBody(resource, request));
  return [
    {
      ...common,
      path: resourcePath(type),
      handle: (request) => ({ status: 200, body: toBody(getResource(context, type, request), request) }),
    },
    {
      ...common,
      path: resourcePath(type).replace('/{resourceName}', ''),
      handle: (request) => list(request, groupScope(request)),
    },
    {
      ...common,
      path: `/subscriptions/{subscriptionId}/providers/${type}`,
      handle: (request) => list(request, `/subscriptions/${request.params['subscriptionId']}`),
    },
  ];
}

/** The resource a request names, or ARM's 404. */
export function getResource(context: ArmContext, type: string, request: ArmRequest): Resource {
  const name = request.params['resourceName'] ?? '';
  const resource = context.state.get(`${groupScope(request)}/providers/${type}/${name}`);
  if (resource === undefined) {
    throw resourceNotFound(type, name, request.params['resourceGroupName'] ?? '');
  }
  return resource;
}

/** The id of the group a request names. */
export function groupScope(request: ArmRequest): string {
  return `/subscriptions/${request.params['subscriptionId']}/resourceGroups/${request.params['resourceGroupName']}`;
}

/** The members nearly every resource has, in ARM's order. */
export function toCommonBody(resource: Resource): Record<string, unknown> {
  return {
    ...(resource.sku === undefined ? {} : { sku: resource.sku }),
    ...(resource.kind === undefined ? {} : { kind: resource.kind }),
    id: resource.id,
    name: resource.name,
    type: resource.type,
    ...(resource.location === undefined ? {} : { location: resource.location }),
    ...(resource.tags === undefined ? {} : { tags: resource.tags }),
    ...(resource.zones === undefined ? {} : { zones: resource.zones }),
    properties: resource.properties,
  };
}
