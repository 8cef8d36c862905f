// Reads the tree nodes that VS Code hands to commands of the tree's menus.

import type { TreeNode, TreeNodeKind } from '../../app/tree/treeNode.ts';
import { asRecord, asString } from '../../base/json.ts';

/** The node given by a menu, when it is one of the wanted kind; undefined from the palette. */
export function nodeArgument(value: unknown, ...kinds: readonly TreeNodeKind[]): TreeNode | undefined {
  const kind = asString(asRecord(value)['kind']);
  return kind !== undefined && kinds.some((wanted) => wanted === kind) ? (value as TreeNode) : undefined;
}

/** Any node that stands for an ARM resource. */
export function resourceArgument(value: unknown): (TreeNode & { readonly resourceId: string }) | undefined {
  return asString(asRecord(value)['resourceId']) === undefined
    ? undefined
    : (value as TreeNode & { readonly resourceId: string });
}
