// Which nodes have to be open before a resource's own is there: its subscription, the folder of its kind, and what it is part of.

import { parentResourceId, parseResourceId } from '../../domain/arm/resourceId.ts';
import type { TreeNodeKind } from './treeNode.ts';

/** Folders by the type of what stands in them, in lower case. */
const folders: Readonly<Record<string, TreeNodeKind>> = {
  'microsoft.compute/virtualmachines': 'machines',
  'microsoft.compute/virtualmachinescalesets': 'machines',
  'microsoft.insights/metricalerts': 'alertRules',
  'microsoft.insights/activitylogalerts': 'alertRules',
  'microsoft.insights/scheduledqueryrules': 'alertRules',
  'microsoft.insights/actiongroups': 'actionGroups',
  'microsoft.alertsmanagement/alerts': 'firedAlerts',
  'microsoft.eventhub/namespaces': 'eventHubs',
};

/** Ids of nodes, the outermost first, without the resource itself. */
export function pathTo(resourceId: string): readonly string[] {
  const subscription = resourceId.split('/').slice(0, 3).join('/');
  const above: string[] = [];
  for (let id = parentResourceId(resourceId); id !== undefined; id = parentResourceId(id)) {
    above.unshift(id);
  }
  const type = parseResourceId(above[0] ?? resourceId)?.type.toLowerCase() ?? '';
  const folder = folders[type];
  return [subscription, ...(folder === undefined ? [] : [`${subscription}#${folder}`]), ...above];
}
