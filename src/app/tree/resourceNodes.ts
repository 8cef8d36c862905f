// How alert rules and event hubs look in the tree.

import * as l10n from '@vscode/l10n';
import type { AlertRule } from '../../domain/alert/alertRule.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { EventHub } from '../../domain/arm/resource.ts';
import type { SubscriptionServices } from '../azure/subscriptionServices.ts';
import type { TreeNode } from './treeNode.ts';

/** The node of an event hub; a click opens its live panel. */
export function eventHubNode(hub: EventHub, services: SubscriptionServices): TreeNode {
  return {
    kind: 'eventHub',
    id: hub.id,
    label: hub.name,
    description: l10n.t('{0} partitions', hub.partitionIds.length),
    icon: { id: 'pulse' },
    contextValue: 'eventHub;arm',
    resourceId: hub.id,
    subscriptionId: services.subscription.id,
    command: 'openTraffic',
  };
}

/** The node of an alert rule. */
export function alertRuleNode(rule: AlertRule, services: SubscriptionServices): TreeNode {
  const parts = [
    ...(rule.severity === undefined ? [] : [l10n.t('Sev {0}', rule.severity)]),
    ...(rule.isEnabled ? [] : [l10n.t('disabled')]),
    rule.condition,
  ];
  return {
    kind: 'alertRule',
    id: rule.id,
    label: rule.name,
    description: parts.join(' · '),
    tooltip: [rule.name, ...parts, ...rule.scopes.map(resourceName)],
    icon: rule.isEnabled ? { id: 'bell-dot' } : { id: 'bell-slash' },
    contextValue: `alertRule;arm;${rule.isEnabled ? 'enabled' : 'disabled'}`,
    resourceId: rule.id,
    subscriptionId: services.subscription.id,
  };
}
