// Microsoft.Resources: tenants, subscriptions, locations and resource groups, the first things any client asks for.

import type { ArmContext } from '../armContext.ts';
import { ArmError } from '../armError.ts';
import type { ResourceGroup, Subscription } from '../armState.ts';
import { answerPage } from '../paging.ts';
import type { ArmRequest, Route } from '../route.ts';

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

function toLocations(subscription: Subscription): unknown[] {
  const location = (name: string, displayName: string): unknown => ({
    id: `/subscriptions/${subscription.id}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(Europe) ${displayName}`,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended', geographyGroup: 'Europe' },
  });
  return [location('westeurope', 'West Europe'), location('northeurope', 'North Europe')];
}

function toGroup(group: ResourceGroup): unknown {
  return {
    id: `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`,
    name: group.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: group.location,
    properties: { provisioningState: 'Succeeded' },
  };
}
