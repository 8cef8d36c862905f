// Alert rules of three kinds, action groups, and alerts that have fired (for Resource Graph).
// Receivers carry addresses with keys in their query, as real ones do: a client must not show them.

import type { EstateOptions } from './plan.ts';
import { groupNames, idIn } from './plan.ts';

/** Adds action groups, rules and fired alerts. */
export function addAlerts(options: EstateOptions): void {
  const actionGroups = addActionGroups(options);
  addMetricAlerts(options, actionGroups);
  addActivityLogAlert(options, actionGroups.operators);
  addLogAlert(options, actionGroups.operators);
  addFiredAlerts(options);
}

function addActionGroups({ state, seed, subscriptionId, tenantId }: EstateOptions): {
  operators: string;
  capture: string;
} {
  const operators = idIn(subscriptionId, groupNames.edge, 'microsoft.insights/actionGroups/ag-operators');
  const capture = idIn(subscriptionId, groupNames.edge, 'microsoft.insights/actionGroups/ag-capture');
  const none = {
    emailReceivers: [],
    smsReceivers: [],
    webhookReceivers: [],
    eventHubReceivers: [],
    itsmReceivers: [],
    azureAppPushReceivers: [],
    automationRunbookReceivers: [],
    voiceReceivers: [],
    logicAppReceivers: [],
    azureFunctionReceivers: [],
    armRoleReceivers: [],
  };
  state.put({
    id: operators,
    location: 'Global',
    tags: {},
    properties: {
      groupShortName: 'operators',
      enabled: true,
      ...none,
      emailReceivers: [
        { name: 'on call', emailAddress: 'oncall@fabrikam.example', useCommonAlertSchema: true, status: 'Enabled' },
      ],
      eventHubReceivers: [
        {
          name: 'alerts hub',
          subscriptionId,
          tenantId,
          eventHubNameSpace: 'evhns-fabrikam',
          eventHubName: 'alerts',
          useCommonAlertSchema: true,
        },
      ],
    },
  });
  state.put({
    id: capture,
    location: 'Global',
    tags: {},
    properties: {
      groupShortName: 'capture',
      enabled: true,
      ...none,
      webhookReceivers: [
        {
          name: 'start capture',
          serviceUri: `https://fabrikam-capture.example/api/alert?code=${seed.bytes('webhook', 24).toString('base64url')}`,
          useCommonAlertSchema: false,
          useAadAuth: false,
        },
      ],
      azureFunctionReceivers: [
        {
          name: 'capture function',
          functionAppResourceId: idIn(subscriptionId, groupNames.edge, 'Microsoft.Web/sites/func-capture'),
          functionName: 'AlertPacketCapture',
          httpTriggerUrl: `https://func-capture.example/api/AlertPacketCapture?code=${seed.bytes('function', 24).toString('base64url')}`,
          useCommonAlertSchema: true,
        },
      ],
    },
  });
  return { operators, capture };
}

function addMetricAlerts(
  { state, subscriptionId }: EstateOptions,
  actionGroups: { readonly operators: string; readonly capture: string },
): void {
  const machine = idIn(subscriptionId, groupNames.edge, 'Microsoft.Compute/virtualMachines/vm-gateway-01');
  const rule = (options: {
    readonly name: string;
    readonly metricName: string;
    readonly timeAggregation: string;
    readonly threshold: number;
    readonly isEnabled: boolean;
    readonly status: string;
  }): void => {
    state.put({
      id: idIn(subscriptionId, groupNames.edge, `Microsoft.Insights/metricAlerts/${options.name}`),
      location: 'global',
      tags: {},
      properties: {
        description: `${options.metricName} of the gateway`,
        severity: 2,
        enabled: options.isEnabled,
        scopes: [machine],
        // The service answers durations in odd case.
        evaluationFrequency: 'PT1M',
        windowSize: 'Pt5m',
        criteria: {
          allOf: [
            {
              threshold: options.threshold,
              name: 'Metric1',
              metricNamespace: 'Microsoft.Compute/virtualMachines',
              metricName: options.metricName,
              operator: 'GreaterThan',
              timeAggregation: options.timeAggregation,
              criterionType: 'StaticThresholdCriterion',
            },
          ],
          'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
        },
        autoMitigate: true,
        targetResourceType: 'Microsoft.Compute/virtualMachines',
        targetResourceRegion: 'westeurope',
        actions: [
          { actionGroupId: actionGroups.capture, webHookProperties: { timeLimitInSeconds: '60' } },
          { actionGroupId: actionGroups.operators, webHookProperties: {} },
        ],
      },
      hidden: { statuses: [{ resourceId: machine, status: options.status }] },
    });
  };
  rule({
    name: 'Gateway network out',
    metricName: 'Network Out Total',
    timeAggregation: 'Total',
    threshold: 500_000_000,
    isEnabled: true,
    status: 'Unhealthy',
  });
  rule({
    name: 'Gateway CPU',
    metricName: 'Percentage CPU',
    timeAggregation: 'Average',
    threshold: 90,
    isEnabled: true,
    status: 'Healthy',
  });
  rule({
    name: 'Gateway flows (off)',
    metricName: 'Outbound Flows',
    timeAggregation: 'Average',
    threshold: 20_000,
    isEnabled: false,
    status: 'Unknown',
  });
}

function addActivityLogAlert({ state, subscriptionId }: EstateOptions, actionGroupId: string): void {
  state.put({
    id: idIn(subscriptionId, groupNames.edge, 'Microsoft.Insights/activityLogAlerts/VM deallocated'),
    location: 'Global',
    tags: {},
    properties: {
      scopes: [`/subscriptions/${subscriptionId}`],
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' },
          { field: 'operationName', equals: 'Microsoft.Compute/virtualMachines/deallocate/action' },
          {
            anyOf: [
              { field: 'status', equals: 'Succeeded' },
              { field: 'status', equals: 'Failed' },
            ],
          },
        ],
      },
      actions: { actionGroups: [{ actionGroupId, webhookProperties: {} }] },
      enabled: true,
      description: 'Somebody deallocated a machine',
    },
  });
}

function addLogAlert({ state, subscriptionId }: EstateOptions, actionGroupId: string): void {
  state.put({
    id: idIn(subscriptionId, groupNames.edge, 'microsoft.insights/scheduledQueryRules/Many 5xx answers'),
    location: 'westeurope',
    kind: 'LogAlert',
    tags: {},
    properties: {
      createdWithApiVersion: '2023-03-15-preview',
      displayName: 'Many 5xx answers',
      description: 'The gateway answers 5xx too often',
      severity: 1,
      enabled: true,
      evaluationFrequency: 'PT5M',
      windowSize: 'PT15M',
      scopes: [idIn(subscriptionId, groupNames.edge, 'Microsoft.OperationalInsights/workspaces/log-fabrikam')],
      criteria: {
        allOf: [
          {
            query: 'ApiManagementGatewayLogs | where ResponseCode >= 500',
            timeAggregation: 'Count',
            operator: 'GreaterThan',
            threshold: 50,
          },
        ],
      },
      autoMitigate: false,
      actions: { actionGroups: [actionGroupId], customProperties: {} },
    },
  });
}

function addFiredAlerts({ state, seed, subscriptionId, now }: EstateOptions): void {
  const machine = idIn(subscriptionId, groupNames.edge, 'Microsoft.Compute/virtualMachines/vm-gateway-01');
  const fired = (options: {
    readonly rule: string;
    readonly minutesAgo: number;
    readonly condition: string;
    readonly alertState: string;
  }): void => {
    const id = seed.guid(`fired ${options.rule} ${options.minutesAgo}`);
    const at = new Date(now - options.minutesAgo * 60_000).toISOString();
    state.put({
      id: `${machine}/providers/Microsoft.AlertsManagement/alerts/${id}`,
      properties: {
        essentials: {
          severity: 'Sev2',
          signalType: 'Metric',
          alertState: options.alertState,
          monitorCondition: options.condition,
          monitorService: 'Platform',
          targetResource: machine.toLowerCase(),
          targetResourceName: 'vm-gateway-01',
          targetResourceGroup: groupNames.edge,
          targetResourceType: 'virtualmachines',
          alertRule: idIn(subscriptionId, groupNames.edge, `Microsoft.Insights/metricAlerts/${options.rule}`),
          startDateTime: at,
          lastModifiedDateTime: at,
          ...(options.condition === 'Resolved' ? { monitorConditionResolvedDateTime: at } : {}),
        },
        context: {},
      },
    });
  };
  fired({ rule: 'Gateway network out', minutesAgo: 4, condition: 'Fired', alertState: 'New' });
  fired({ rule: 'Gateway CPU', minutesAgo: 190, condition: 'Resolved', alertState: 'Closed' });
}
