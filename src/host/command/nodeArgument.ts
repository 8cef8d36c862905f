// Reads the tree nodes that VS Code hands to commands of the tree's menus.

import type { TreeNode, TreeNodeKind } from '../../app/tree/treeNode.ts';
import { asArray, asRecord, asString } from '../../base/json.ts';

/** The node given by a menu, when it is one of the wanted kind; undefined from the palette. */
export function nodeArgument(value: unknown, ...kinds: readonly TreeNodeKind[]): TreeNode | undefined {
  const kind = asString(asRecord(value)['kind']);
  return kind !== undefined && kinds.some((wanted) => wanted === kind) ? (value as TreeNode) : undefined;
}

/**
 * The nodes of one kind that a command is meant for: all selected ones when the clicked one is among them, as VS Code gives them,
 * else the clicked one. Others in the selection are left out.
 */
export function nodeArguments(args: readonly unknown[], kind: TreeNodeKind): readonly TreeNode[] {
  const [clicked, selected] = args;
  const nodes = asArray(selected).flatMap((each) => nodeArgument(each, kind) ?? []);
  const own = nodeArgument(clicked, kind);
  return nodes.length > 0 ? nodes : own === undefined ? [] : [own];
}

/** Any node that stands for an ARM resource. */
export function resourceArgument(value: unknown): (TreeNode & { readonly resourceId: string }) | undefined {
  return asString(asRecord(value)['resourceId']) === undefined
    ? undefined
    : (value as TreeNode & { readonly resourceId: string });
}
