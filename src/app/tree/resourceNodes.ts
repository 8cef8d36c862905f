// How event hubs look in the tree.

import * as l10n from '@vscode/l10n';
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
