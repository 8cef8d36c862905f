// Microsoft.EventHub: namespaces, hubs, consumer groups and shared access rules with their keys. Messages are the broker's.

import type { ArmContext } from '../armContext.ts';
import { notFound } from '../armError.ts';
import type { Resource } from '../armState.ts';
import { answerPage } from '../paging.ts';
import type { ArmRequest, Route } from '../route.ts';
import { getResource, readRoutes, resourcePath, toCommonBody } from '../trackedResource.ts';

const type = 'Microsoft.EventHub/namespaces';
const versions = [
  '2025-05-01-preview',
  '2024-05-01-preview',
  '2024-01-01',
  '2022-10-01-preview',
  '2022-01-01-preview',
  '2021-11-01',
  '2017-04-01',
];

/** Routes of namespaces and what they hold. */
export function eventHubRoutes(context: ArmContext): Route[] {
  const root = resourcePath(type);
  const hub = `${root}/eventhubs/{hubName}`;
  return [
    ...readRoutes(context, { type, versions }),
    ...childRoutes(context, { path: `${root}/eventhubs`, childType: `${type}/eventhubs`, parentOf: () => '' }),
    ...childRoutes(context, {
      path: `${hub}/consumergroups`,
      childType: `${type}/eventhubs/consumergroups`,
      parentOf: hubScope,
    }),
    ...childRoutes(context, {
      path: `${root}/authorizationRules`,
      childType: `${type}/authorizationRules`,
      parentOf: () => '',
    }),
    ...childRoutes(context, {
      path: `${hub}/authorizationRules`,
      childType: `${type}/eventhubs/authorizationRules`,
      parentOf: hubScope,
    }),
    {
      method: 'POST',
      path: `${root}/authorizationRules/{ruleName}/listKeys`,
      type: `${type}/authorizationRules`,
      versions,
      action: `${type}/authorizationRules/listKeys/action`,
      handle: (request) => {
        const namespace = getResource(context, type, request);
        const rule = find(context, `${namespace.id}/authorizationRules/${request.params['ruleName']}`);
        return { status: 200, body: toKeys(context, rule) };
      },
    },
  ];
}

/** Get and list of children; `parentOf` gives the path between the namespace and the collection. */
function childRoutes(
  context: ArmContext,
  options: { readonly path: string; readonly childType: string; readonly parentOf: (request: ArmRequest) => string },
): Route[] {
  const { childType } = options;
  const collection = childType.split('/').at(-1) ?? '';
  const common = { method: 'GET', type: childType, versions, action: `${childType}/read` } as const;
  const parentId = (request: ArmRequest): string => {
    const namespace = getResource(context, type, request);
    const parent = `${namespace.id}${options.parentOf(request)}`;
    return find(context, parent).id;
  };
  return [
    {
      ...common,
      path: options.path,
      handle: (request) => {
        const children = context.state.list({ type: childType, scope: parentId(request) });
        return answerPage(context, request, children.map(toCommonBody));
      },
    },
    {
      ...common,
      path: `${options.path}/{childName}`,
      handle: (request) => ({
        status: 200,
        body: toCommonBody(find(context, `${parentId(request)}/${collection}/${request.params['childName']}`)),
      }),
    },
  ];
}

function find(context: ArmContext, id: string): Resource {
  const found = context.state.get(id);
  if (found === undefined) {
    throw notFound(id);
  }
  return found;
}

function toKeys(context: ArmContext, rule: Resource): unknown {
  const [primaryKey, secondaryKey] = rule.hidden['keys'] as readonly [string, string];
  const connectionString = (key: string): string =>
    `Endpoint=sb://${context.endpoints.eventHubs}/;SharedAccessKeyName=${rule.name};SharedAccessKey=${key}`;
  return {
    primaryConnectionString: connectionString(primaryKey),
    secondaryConnectionString: connectionString(secondaryKey),
    primaryKey,
    secondaryKey,
    keyName: rule.name,
  };
}

function hubScope(request: ArmRequest): string {
  return `/eventhubs/${request.params['hubName']}`;
}
