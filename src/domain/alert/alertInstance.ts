// An alert as Alerts management keeps it, written as the common alert schema: so one reader and one view serve both.

import { asRecord, asString } from '../../base/json.ts';

/**
 * JSON text of the payload that a receiver with the common schema gets for the alert (Microsoft.AlertsManagement/alerts 2019-03-01,
 * essentials and context). What the service does not tell is absent.
 */
export function payloadOfAlert(value: unknown): string {
  const properties = asRecord(asRecord(value)['properties']);
  const essentials = asRecord(properties['essentials']);
  const text = (name: string): string | undefined => asString(essentials[name]) || undefined;
  const context = asRecord(properties['context']);
  // Some providers wrap the context once more.
  const inner = asRecord(context['context']);
  return JSON.stringify(
    {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: asString(asRecord(value)['id']),
          alertRule: text('alertRule')?.split('/').at(-1),
          alertRuleID: text('alertRule')?.startsWith('/') === true ? text('alertRule') : undefined,
          severity: text('severity'),
          signalType: text('signalType'),
          monitorCondition: text('monitorCondition'),
          monitoringService: text('monitorService'),
          alertTargetIDs: text('targetResource') === undefined ? undefined : [text('targetResource')],
          firedDateTime: text('startDateTime'),
          resolvedDateTime: text('monitorConditionResolvedDateTime'),
          description: text('description'),
        },
        alertContext: Object.keys(inner).length > 0 ? inner : context,
        customProperties: properties['customProperties'],
      },
    },
    null,
    2,
  );
}
