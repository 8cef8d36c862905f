// A node of the app's trees as VS Code draws it.

import * as vscode from 'vscode';
import type { TreeNode } from '../../app/tree/treeNode.ts';
import { commandIds } from '../contributions.ts';

/** @param look what is drawn, where it is newer than the node that VS Code knows */
export function treeItemOf(node: TreeNode, look: TreeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(look.label, collapsibleStateOf(node));
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon(
    look.icon.id,
    look.icon.color === undefined ? undefined : new vscode.ThemeColor(look.icon.color),
  );
  item.contextValue = look.contextValue;
  const description = [node.note, look.description].filter(Boolean).join(' · ');
  if (description !== '') {
    item.description = description;
  }
  if (look.tooltip !== undefined) {
    item.tooltip = look.tooltip.join('\n');
  }
  item.accessibilityInformation = { label: [look.label, description].filter(Boolean).join(', ') };
  if (node.command !== undefined) {
    item.command = { command: commandIds[node.command], title: node.label, arguments: [node] };
  }
  return item;
}

function collapsibleStateOf(node: TreeNode): vscode.TreeItemCollapsibleState {
  if (node.children === undefined) {
    return vscode.TreeItemCollapsibleState.None;
  }
  return node.isExpanded === true
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}
