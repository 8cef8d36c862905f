// Microsoft.Resources: tenants, subscriptions, locations and resource groups, the first things any client asks for.

import type { ArmContext } from '../armContext.ts';
import { ArmError } from '../armError.ts';
import type { ResourceGroup, Subscription } from '../armState.ts';
import { regions } from '../estate/regions.ts';
import { readLocation, readTags } from '../location.ts';
import { answerPage } from '../paging.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';

const versions = [
  '2025-04-01',
  '2024-11-01',
  '2024-07-01',
  '2024-03-01',
  '2023-07-01',
  '2022-12-01',
  '2022-09-01',
  '2022-01-01',
  '2021-04-01',
  '2021-01-01',
  '2020-01-01',
  '2019-11-01',
  '2019-06-01',
  '2018-06-01',
  '2016-06-01',
];

/** Routes of tenants, subscriptions and groups. */
export function subscriptionRoutes(context: ArmContext): Route[] {
  const subscription = {
    method: 'GET',
    type: 'Microsoft.Resources/subscriptions',
    versions,
    action: 'Microsoft.Resources/subscriptions/read',
  } as const;
  const group = {
    ...subscription,
    type: 'Microsoft.Resources/subscriptions/resourceGroups',
    action: 'Microsoft.Resources/subscriptions/resourceGroups/read',
  } as const;
  return [
    {
      ...subscription,
      path: '/tenants',
      type: 'Microsoft.Resources/tenants',
      action: 'none',
      handle: (request) => answerPage(context, request, context.directory.tenants.map(toTenant)),
    },
    {
      ...subscription,
      path: '/subscriptions',
      // Who has no role sees no subscription; that is an empty list, not a refusal.
      action: 'none',
      handle: (request) => answerPage(context, request, visibleSubscriptions(context, request).map(toSubscription)),
    },
    {
      ...subscription,
      path: '/subscriptions/{subscriptionId}',
      handle: (request) => ({ status: 200, body: toSubscription(findSubscription(context, request)) }),
    },
    {
      ...subscription,
      path: '/subscriptions/{subscriptionId}/locations',
      handle: (request) => ({ status: 200, body: { value: toLocations(findSubscription(context, request)) } }),
    },
    {
      ...group,
      path: '/subscriptions/{subscriptionId}/resourceGroups',
      handle: (request) => {
        const id = findSubscription(context, request).id;
        const groups = context.state.groups.filter((one) => one.subscriptionId === id);
        return answerPage(context, request, groups.map(toGroup));
      },
    },
    {
      ...group,
      path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}',
      handle: (request) => {
        const { subscriptionId = '', resourceGroupName = '' } = request.params;
        const found = context.state.group(subscriptionId, resourceGroupName);
        return { status: 200, body: found === undefined ? null : toGroup(found) };
      },
    },
    {
      ...group,
      method: 'PUT',
      // Another name of the segment: what does not exist yet must not be looked for by the server.
      path: '/subscriptions/{subscriptionId}/resourceGroups/{newGroupName}',
      action: 'Microsoft.Resources/subscriptions/resourceGroups/write',
      handle: (request) => putGroup(context, request),
    },
  ];
}

/** Subscriptions that a caller may see with the tenant of its token. */
export function visibleSubscriptions(context: ArmContext, request: ArmRequest): Subscription[] {
  return request.account.role === 'none'
    ? []
    : context.state.subscriptions.filter((one) => one.tenantId === request.tenant.id);
}

function findSubscription(context: ArmContext, request: ArmRequest): Subscription {
  const id = request.params['subscriptionId'] ?? '';
  const found = context.state.subscription(id);
  if (found === undefined) {
    throw new ArmError({
      status: 404,
      code: 'SubscriptionNotFound',
      message: `The subscription '${id}' could not be found.`,
    });
  }
  return found;
}

function toTenant(tenant: ArmContext['directory']['tenants'][number], index: number): unknown {
  return {
    id: `/tenants/${tenant.id}`,
    tenantId: tenant.id,
    countryCode: 'NL',
    displayName: tenant.name,
    domains: [tenant.domain],
    tenantCategory: index === 0 ? 'Home' : 'ProjectedBy',
    defaultDomain: tenant.domain,
    tenantType: 'AAD',
  };
}

function toSubscription(subscription: Subscription): unknown {
  return {
    id: `/subscriptions/${subscription.id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId,
    displayName: subscription.name,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}

/** Creates a group, or changes the tags of one; its location stays. */
function putGroup(context: ArmContext, request: ArmRequest): ArmAnswer {
  const { subscriptionId = '', newGroupName: name = '' } = request.params;
  const location = readLocation(request.body, 'Microsoft.Resources/resourceGroups');
  if (!/^[-\w.()]{1,90}$/u.test(name) || name.endsWith('.')) {
    throw new ArmError({
      status: 400,
      code: 'InvalidResourceGroup',
      message: `The provided resource group name '${name}' has these invalid characters. The name can only be a letter, digit, '-', '.', '(', ')' or '_', and cannot end with '.'.`,
    });
  }
  const existing = context.state.group(subscriptionId, name);
  if (existing !== undefined && existing.location !== location) {
    throw new ArmError({
      status: 409,
      code: 'InvalidResourceGroupLocation',
      message: `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location}'.`,
    });
  }
  const group = context.state.putGroup({
    subscriptionId: subscriptionId.toLowerCase(),
    name: existing?.name ?? name,
    location,
    tags: readTags(request.body),
  });
  return { status: existing === undefined ? 201 : 200, body: toGroup(group) };
}

function toLocations(subscription: Subscription): unknown[] {
  return regions.map(({ name, displayName, geographyGroup }) => ({
    id: `/subscriptions/${subscription.id}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(${geographyGroup}) ${displayName}`,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended', geographyGroup },
  }));
}

function toGroup(group: ResourceGroup): unknown {
  return {
    id: `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`,
    name: group.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: group.location,
    ...(group.tags === undefined ? {} : { tags: group.tags }),
    properties: { provisioningState: 'Succeeded' },
  };
}
