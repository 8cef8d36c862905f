// Microsoft.Insights: rules of three kinds, action groups, metrics and the activity log.

import type { ArmContext } from '../armContext.ts';
import type { Route } from '../route.ts';
import { actionGroupRoutes } from './insights/actionGroups.ts';
import { activityLogAlertRoutes } from './insights/activityLogAlerts.ts';
import { eventRoutes } from './insights/events.ts';
import { metricAlertRoutes } from './insights/metricAlerts.ts';
import { metricRoutes } from './insights/metrics.ts';

/** Routes of Azure Monitor but for the alerts that fired. */
export function monitorRoutes(context: ArmContext): Route[] {
  return [
    ...metricAlertRoutes(context),
    ...activityLogAlertRoutes(context),
    ...actionGroupRoutes(context),
    ...metricRoutes(context),
    ...eventRoutes(context),
  ];
}
