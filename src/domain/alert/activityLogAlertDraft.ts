// An activity log alert that is being made: the conditions that fit each category, and the resource that Azure is asked to write. Source:
// Microsoft.Insights activityLogAlerts 2020-10-01.

import { parseResourceId } from '../arm/resourceId.ts';
import { actionProperties } from './alertAction.ts';
import type { AlertAction } from './alertAction.ts';

/** Categories of the activity log, in the order in which they are offered. */
export const activityCategories = [
  'Administrative',
  'ServiceHealth',
  'ResourceHealth',
  'Security',
  'Recommendation',
  'Policy',
  'Autoscale',
] as const;

/** One of them. */
export type ActivityCategory = (typeof activityCategories)[number];

/** A field of events that a rule can ask for, with values to choose from. */
export interface ActivityField {
  /** The field's name in the service's own terms. */
  readonly field: string;
  readonly values: readonly string[];
  /** True when other values can be typed. */
  readonly isOpen: boolean;
  /** Lists within an event are asked with `containsAny`. */
  readonly isList?: boolean;
}

const statuses = ['Started', 'Accepted', 'Succeeded', 'Failed'] as const;
const levels = ['Critical', 'Error', 'Warning', 'Informational'] as const;
const health = ['Available', 'Degraded', 'Unavailable', 'Unknown'] as const;

/** Operations of machines and networks that people watch; any other can be typed. */
const operations = [
  'Microsoft.Compute/virtualMachines/write',
  'Microsoft.Compute/virtualMachines/delete',
  'Microsoft.Compute/virtualMachines/start/action',
  'Microsoft.Compute/virtualMachines/restart/action',
  'Microsoft.Compute/virtualMachines/powerOff/action',
  'Microsoft.Compute/virtualMachines/deallocate/action',
  'Microsoft.Compute/virtualMachineScaleSets/write',
  'Microsoft.Compute/virtualMachineScaleSets/delete',
  'Microsoft.Network/networkSecurityGroups/write',
  'Microsoft.Network/networkSecurityGroups/delete',
  'Microsoft.Network/networkSecurityGroups/securityRules/write',
  'Microsoft.Network/networkSecurityGroups/securityRules/delete',
  'Microsoft.Network/routeTables/routes/write',
  'Microsoft.Network/routeTables/routes/delete',
  'Microsoft.Network/virtualNetworks/write',
  'Microsoft.Network/virtualNetworks/delete',
  'Microsoft.Network/networkWatchers/packetCaptures/write',
  'Microsoft.Network/networkWatchers/packetCaptures/delete',
  'Microsoft.Network/publicIPAddresses/write',
  'Microsoft.Network/loadBalancers/write',
] as const;

const regions = ['Global', 'West Europe', 'North Europe', 'Brazil South', 'East US', 'East US 2', 'West US 2'] as const;
const healthServices = [
  'Virtual Machines',
  'Virtual Machine Scale Sets',
  'Virtual Network',
  'Network Watcher',
  'Load Balancer',
  'Application Gateway',
  'ExpressRoute',
  'VPN Gateway',
  'API Management',
  'Event Hubs',
  'Storage',
  'Functions',
] as const;

/** What can be asked of events of each category. */
export const activityFields: Readonly<Record<ActivityCategory, readonly ActivityField[]>> = {
  Administrative: [
    { field: 'operationName', values: operations, isOpen: true },
    { field: 'status', values: statuses, isOpen: false },
    { field: 'level', values: levels, isOpen: false },
    { field: 'caller', values: [], isOpen: true },
  ],
  ServiceHealth: [
    {
      field: 'properties.incidentType',
      values: ['Incident', 'Maintenance', 'Informational', 'ActionRequired', 'Security'],
      isOpen: false,
    },
    { field: 'properties.impactedServices[*].ServiceName', values: healthServices, isOpen: true, isList: true },
    {
      field: 'properties.impactedServices[*].ImpactedRegions[*].RegionName',
      values: regions,
      isOpen: true,
      isList: true,
    },
  ],
  ResourceHealth: [
    { field: 'properties.currentHealthStatus', values: health, isOpen: false },
    { field: 'properties.previousHealthStatus', values: health, isOpen: false },
    { field: 'properties.cause', values: ['PlatformInitiated', 'UserInitiated', 'Unknown'], isOpen: false },
    { field: 'status', values: ['Active', 'InProgress', 'Resolved', 'Updated'], isOpen: false },
  ],
  Security: [
    { field: 'properties.severity', values: ['High', 'Medium', 'Low', 'Informational'], isOpen: false },
    { field: 'level', values: levels, isOpen: false },
  ],
  Recommendation: [
    {
      field: 'properties.recommendationCategory',
      values: ['Cost', 'HighAvailability', 'OperationalExcellence', 'Performance', 'Security'],
      isOpen: false,
    },
    { field: 'properties.recommendationImpact', values: ['High', 'Medium', 'Low'], isOpen: false },
  ],
  Policy: [
    {
      field: 'operationName',
      values: ['Microsoft.Authorization/policies/audit/action', 'Microsoft.Authorization/policies/deny/action'],
      isOpen: true,
    },
    { field: 'level', values: levels, isOpen: false },
  ],
  Autoscale: [
    {
      field: 'operationName',
      values: [
        'Microsoft.Insights/AutoscaleSettings/Scaleup/Action',
        'Microsoft.Insights/AutoscaleSettings/Scaledown/Action',
      ],
      isOpen: true,
    },
    { field: 'status', values: ['Succeeded', 'Failed'], isOpen: false },
  ],
};

/** A condition: the field has one of the values. */
export interface ActivityCondition {
  readonly field: string;
  readonly values: readonly string[];
}

/** The whole draft. */
export interface ActivityLogAlertDraft {
  /** Id of a subscription, a resource group or a resource. */
  readonly scope: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly description: string;
  readonly category: ActivityCategory;
  readonly conditions: readonly ActivityCondition[];
  readonly actions: readonly AlertAction[];
}

/** Categories that a scope can have: the health of services is the whole subscription's. */
export function categoriesFor(scope: string): readonly ActivityCategory[] {
  return parseScope(scope)?.isWhole === true
    ? activityCategories
    : activityCategories.filter((category) => category !== 'ServiceHealth');
}

/** Subscription and resource group of a scope; undefined for anything else. */
export function parseScope(
  scope: string,
): { readonly subscriptionId: string; readonly resourceGroup?: string; readonly isWhole: boolean } | undefined {
  const [, subscriptionId, resourceGroup, rest] =
    /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+)((?:\/[^/]+)*))?\/?$/i.exec(scope.trim()) ?? [];
  if (subscriptionId === undefined || (rest !== undefined && rest !== '' && parseResourceId(scope) === undefined)) {
    return undefined;
  }
  return {
    subscriptionId,
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    isWhole: resourceGroup === undefined,
  };
}

/** The id that the rule will have. */
export function activityLogAlertId({ scope, resourceGroup, name }: ActivityLogAlertDraft): string {
  const subscriptionId = parseScope(scope)?.subscriptionId ?? '';
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Insights/activityLogAlerts/${name.trim()}`;
}

/** The resource. Several values of a field are told as `anyOf`; those of lists as `containsAny`. */
export function activityLogAlertBody(draft: ActivityLogAlertDraft): Readonly<Record<string, unknown>> {
  return {
    location: 'Global',
    properties: {
      description: draft.description.trim(),
      enabled: true,
      scopes: [draft.scope],
      condition: {
        allOf: [
          { field: 'category', equals: draft.category },
          ...draft.conditions
            .filter(({ values }) => values.length > 0)
            .map((condition) => conditionBody(draft.category, condition)),
        ],
      },
      actions: {
        actionGroups: draft.actions.map((action) => {
          const properties = actionProperties(action);
          return {
            actionGroupId: action.actionGroupId,
            // A lower-case h here, where metric alerts have an upper-case one.
            ...(properties === undefined ? {} : { webhookProperties: properties }),
          };
        }),
      },
    },
  };
}

function conditionBody(category: ActivityCategory, { field, values }: ActivityCondition): Record<string, unknown> {
  if (activityFields[category].some((each) => each.field === field && each.isList === true)) {
    return { field, containsAny: values };
  }
  const [only] = values;
  return values.length === 1 ? { field, equals: only } : { anyOf: values.map((value) => ({ field, equals: value })) };
}
