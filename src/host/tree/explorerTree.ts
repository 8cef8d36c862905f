// Renders the app's tree descriptors in VS Code, and tells the app which captures a person can see; it knows nothing of Azure.

import * as vscode from 'vscode';
import type { AzureTree } from '../../app/tree/azureTree.ts';
import { pathTo } from '../../app/tree/pathTo.ts';
import type { TreeNode } from '../../app/tree/treeNode.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { isSameResource } from '../../domain/arm/resourceId.ts';
import { explorerViewId, treeStateKey } from '../contributions.ts';
import { treeItemOf } from './treeItem.ts';

/** Capture descriptions show the time left, so the running ones are drawn again this often. */
const redrawPeriodInMs = 1000;

/** The side panel's tree. Owns the view and what it holds in memory to redraw single nodes. */
export class ExplorerTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #tree: AzureTree;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new vscode.EventEmitter<TreeNode | undefined>());
  readonly #shown = new Map<string, TreeNode>();
  readonly #byResource = new Map<string, readonly TreeNode[]>();
  readonly #parents = new Map<string, TreeNode>();
  readonly #open = new Set<string>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #onVisibilityChange: () => void;
  #loading: AbortController | undefined;

  /** @param onVisibilityChange told when other nodes are in sight than before; `shows` answers then */
  constructor(tree: AzureTree, onVisibilityChange: () => void) {
    this.#tree = tree;
    this.#onVisibilityChange = onVisibilityChange;
    this.#store.add(tree.onDidChange((id) => this.#redraw(id)));
    this.#store.add(
      tree.onDidChangeState((state) => void vscode.commands.executeCommand('setContext', treeStateKey, state)),
    );
    this.#view = this.#store.add(
      vscode.window.createTreeView(explorerViewId, {
        treeDataProvider: this,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.#store.add(this.#view.onDidChangeVisibility(() => this.#onVisibilityChange()));
    this.#store.add(this.#view.onDidExpandElement(({ element }) => this.#setOpen(element, true)));
    this.#store.add(this.#view.onDidCollapseElement(({ element }) => this.#setOpen(element, false)));
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
      this.#open.add(parent.id);
    }
    for (const node of nodes) {
      this.#remember(node);
      if (parent !== undefined) {
        this.#parents.set(node.id, parent);
      }
    }
    this.#onVisibilityChange();
    return [...nodes];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.#parents.get(node.id);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const look = node.kind === 'packetCapture' ? (this.#tree.captureNode(node.resourceId ?? node.id) ?? node) : node;
    return treeItemOf(node, look);
  }

  /** True when a node of the resource can be seen: the panel is, and everything above the node is open. */
  shows(resourceId: string): boolean {
    return this.#view.visible && this.#nodesOf(resourceId).some((node) => this.#isInSight(node));
  }

  /** Lists a node's children again, or everything. */
  refresh(node: TreeNode): void {
    this.#tree.forget(node.id);
    this.#changes.fire(node);
  }

  /** Lists again what a node stands in, as after a failure that the node tells; without a place, everything. */
  refreshAround(node: TreeNode | undefined): void {
    const parent = node === undefined ? undefined : this.#parents.get(node.id);
    if (parent === undefined) {
      this.#tree.refresh();
    } else {
      this.refresh(parent);
    }
  }

  /**
   * Shows a resource's node: opens what is above it, takes a filter off that hides it, and turns the pages of its list.
   * @returns false when the tree does not have it, e.g. because its subscription is hidden
   */
  async reveal(resourceId: string): Promise<boolean> {
    await vscode.commands.executeCommand(`${explorerViewId}.focus`);
    if (this.#nodesOf(resourceId).length === 0 && this.#tree.arrangement.filter !== '') {
      // It may hide the node; taking it off later would take away what was walked so far.
      this.#tree.arrangement.filter = '';
      this.setMessage('');
      this.#tree.rearrange();
    }
    if (this.#shown.size === 0) {
      await this.getChildren();
    }
    const path = pathTo(resourceId);
    for (const [index, id] of path.entries()) {
      const node = this.#nodesOf(id)[0];
      const next = path[index + 1];
      // Listing again would put other values in place of those that VS Code has, which it then could not be told to draw anew.
      if (node !== undefined && (next === undefined || this.#nodesOf(next).length === 0)) {
        await this.#find(node, resourceId);
      }
    }
    const found = this.#nodesOf(resourceId)[0];
    if (found !== undefined) {
      await this.#view.reveal(found, { select: true, focus: true });
    }
    return found !== undefined;
  }

  /** Lists a node's children until the resource is among them, or there are no more. */
  async #find(parent: TreeNode, resourceId: string): Promise<void> {
    const { arrangement } = this.#tree;
    for (;;) {
      const children = await this.getChildren(parent);
      const isThere = children.some((node) => isSameResource(node.resourceId ?? node.id, resourceId));
      const isMore = children.at(-1)?.kind === 'more';
      if (isThere || !isMore) {
        return;
      }
      arrangement.showMore(parent.id);
      this.#tree.rearrange(parent.id);
    }
  }

  /** A line above the tree, e.g. the filter that is on. */
  setMessage(text: string): void {
    this.#view.message = text;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #remember(node: TreeNode): void {
    this.#shown.set(node.id, node);
    const key = (node.resourceId ?? node.id).toLowerCase();
    const others = (this.#byResource.get(key) ?? []).filter(({ id }) => id !== node.id);
    this.#byResource.set(key, [...others, node]);
  }

  /** A capture stands below its watcher and below its machine. */
  #nodesOf(resourceId: string | undefined): readonly TreeNode[] {
    return this.#byResource.get(resourceId?.toLowerCase() ?? '') ?? [];
  }

  #isInSight(node: TreeNode): boolean {
    const parent = this.#parents.get(node.id);
    return parent === undefined || (this.#open.has(parent.id) && this.#isInSight(parent));
  }

  #setOpen(node: TreeNode, isOpen: boolean): void {
    if (isOpen) {
      this.#open.add(node.id);
    } else {
      this.#open.delete(node.id);
    }
    this.#onVisibilityChange();
  }

  /** Draws the nodes of a resource, or one node, alone. */
  #redraw(id: string | undefined): void {
    if (id === undefined) {
      this.#shown.clear();
      this.#byResource.clear();
      this.#parents.clear();
      this.#changes.fire(undefined);
      return;
    }
    for (const target of new Set([...this.#nodesOf(id), this.#shown.get(id)])) {
      if (target !== undefined) {
        this.#changes.fire(target);
      }
    }
  }

  #redrawRunning(): void {
    if (!this.#view.visible) {
      return;
    }
    for (const node of this.#shown.values()) {
      const look = node.kind === 'packetCapture' ? this.#tree.captureNode(node.resourceId ?? node.id) : undefined;
      if (look?.contextValue.includes('running') === true && this.#isInSight(node)) {
        this.#changes.fire(node);
      }
    }
  }
}
