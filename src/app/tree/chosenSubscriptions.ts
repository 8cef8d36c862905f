// Which subscriptions a person sees, and the line that stands for the others.

import * as l10n from '@vscode/l10n';
import type { Subscription } from '../../domain/arm/cloud.ts';
import { isSameResource } from '../../domain/arm/resourceId.ts';
import type { TreeNode } from './treeNode.ts';

/** The subscriptions that a person wants to see; all of them when none was chosen. */
export function chosenOf(
  subscriptions: readonly Subscription[],
  chosenIds: readonly string[],
): readonly Subscription[] {
  return chosenIds.length === 0
    ? subscriptions
    : subscriptions.filter(({ id }) => chosenIds.some((chosen) => isSameResource(chosen, id)));
}

/** The line that says how many are hidden; a click chooses anew. */
export function hiddenNode(count: number): TreeNode {
  return {
    kind: 'message',
    id: 'hidden-subscriptions',
    label: l10n.t('Hidden subscriptions: {0}', count),
    icon: { id: 'filter' },
    contextValue: 'message',
    command: 'selectSubscriptions',
  };
}
