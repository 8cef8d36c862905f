// Renders the app's tree descriptors in VS Code; it knows nothing of Azure.

import * as vscode from 'vscode';
import type { AzureTree } from '../../app/tree/azureTree.ts';
import type { TreeNode } from '../../app/tree/treeNode.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { isSameResource, parentResourceId } from '../../domain/arm/resourceId.ts';
import { commandIds, explorerViewId, treeStateKey } from '../contributions.ts';

/** Capture descriptions show the time left, so the running ones are drawn again this often. */
const redrawPeriodInMs = 1000;

/** The side panel's tree. Owns the view and what it holds in memory to redraw single nodes. */
export class ExplorerTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #tree: AzureTree;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new vscode.EventEmitter<TreeNode | undefined>());
  readonly #shown = new Map<string, TreeNode>();
  readonly #view: vscode.TreeView<TreeNode>;
  #loading: AbortController | undefined;

  constructor(tree: AzureTree) {
    this.#tree = tree;
    this.#store.add(tree.onDidChange((id) => this.#redraw(id)));
    this.#store.add(
      tree.onDidChangeState((state) => void vscode.commands.executeCommand('setContext', treeStateKey, state)),
    );
    this.#view = this.#store.add(
      vscode.window.createTreeView(explorerViewId, { treeDataProvider: this, showCollapseAll: true }),
    );
    const timer = setInterval(() => this.#redrawRunning(), redrawPeriodInMs);
    this.#store.add({ dispose: () => clearInterval(timer) });
    this.#store.add({ dispose: () => this.#loading?.abort() });
    void vscode.commands.executeCommand('setContext', treeStateKey, tree.state);
  }

  readonly onDidChangeTreeData: vscode.Event<TreeNode | undefined> = this.#changes.event;

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    let nodes: readonly TreeNode[];
    if (parent === undefined) {
      this.#loading?.abort();
      const loading = new AbortController();
      this.#loading = loading;
      nodes = await this.#tree.roots({ abortSignal: loading.signal });
    } else {
      nodes = (await parent.children?.({})) ?? [];
    }
    for (const node of nodes) {
      this.#shown.set(node.id, node);
    }
    return [...nodes];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const look = node.kind === 'packetCapture' ? (this.#tree.captureNode(node.id) ?? node) : node;
    const item = new vscode.TreeItem(look.label, collapsibleStateOf(node));
    item.id = node.id;
    item.iconPath = new vscode.ThemeIcon(
      look.icon.id,
      look.icon.color === undefined ? undefined : new vscode.ThemeColor(look.icon.color),
    );
    item.contextValue = look.contextValue;
    if (look.description !== undefined) {
      item.description = look.description;
    }
    if (look.tooltip !== undefined) {
      item.tooltip = look.tooltip.join('\n');
    }
    item.accessibilityInformation = { label: [look.label, look.description].filter(Boolean).join(', ') };
    if (node.command !== undefined) {
      item.command = { command: commandIds[node.command], title: node.label, arguments: [node] };
    }
    return item;
  }

  /** Lists a node's children again, or everything. */
  refresh(node?: TreeNode): void {
    this.#changes.fire(node);
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** A known node is drawn alone. A new one, such as a capture just started, makes its parent list again. */
  #redraw(id: string | undefined): void {
    if (id === undefined) {
      this.#shown.clear();
      this.#changes.fire(undefined);
      return;
    }
    const shown = [...this.#shown.values()];
    const known = this.#shown.get(id) ?? shown.find((node) => isSameResource(node.id, id));
    const parentId = parentResourceId(id);
    const target = known ?? shown.find((node) => isSameResource(node.id, parentId));
    if (target !== undefined) {
      this.#changes.fire(target);
    }
  }

  #redrawRunning(): void {
    if (!this.#view.visible) {
      return;
    }
    for (const node of this.#shown.values()) {
      if (node.kind === 'packetCapture' && this.#tree.captureNode(node.id)?.contextValue.includes('running') === true) {
        this.#changes.fire(node);
      }
    }
  }
}

function collapsibleStateOf(node: TreeNode): vscode.TreeItemCollapsibleState {
  if (node.children === undefined) {
    return vscode.TreeItemCollapsibleState.None;
  }
  return node.isExpanded === true
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}
