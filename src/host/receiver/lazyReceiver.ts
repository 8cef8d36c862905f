// The receiver of alerts as the rest of the host knows it: its view is there at once, the room loads when it is started or looked at.

import * as vscode from 'vscode';
import type { TreeNode } from '../../app/tree/treeNode.ts';
import { lazy } from '../../base/deferred.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { receiverViewId } from '../contributions.ts';
import { treeItemOf } from '../tree/treeItem.ts';
import type { ReceiverRoom } from './receiverRoom.ts';

/** Owns the view, and the room once it is loaded. */
export class LazyReceiver implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new vscode.EventEmitter<TreeNode | undefined>());
  readonly #view: vscode.TreeView<TreeNode>;
  /** The room; loads it at the first call. */
  readonly room: () => Promise<ReceiverRoom>;

  constructor(load: (onDidChange: () => void) => Promise<ReceiverRoom>) {
    this.room = lazy(async () => {
      const room = this.#store.add(await load(() => this.#changed(room)));
      await room.load();
      return room;
    });
    this.#view = this.#store.add(vscode.window.createTreeView(receiverViewId, { treeDataProvider: this }));
  }

  readonly onDidChangeTreeData: vscode.Event<TreeNode | undefined> = this.#changes.event;

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent !== undefined) {
      return [...((await parent.children?.({})) ?? [])];
    }
    return [...(await this.room()).nodes()];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItemOf(node, node);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #changed({ count }: ReceiverRoom): void {
    this.#view.badge =
      count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('Received alerts: {0}', count) };
    this.#changes.fire(undefined);
  }
}
