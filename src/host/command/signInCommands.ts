// Commands around sign-in, cloud and the list as a whole.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { TreeNode } from '../../app/tree/treeNode.ts';
import type { HostContext } from '../hostContext.ts';
import { nodeArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';

/** What lists again: a node's children, or what a node stands in. */
export interface TreeRefresh {
  readonly node: (node: TreeNode) => void;
  readonly around: (node: TreeNode | undefined) => void;
}

/** Registers them. */
export function signInCommands(host: HostContext, refresh: TreeRefresh): vscode.Disposable[] {
  return [
    // The tree hears of the change itself, and lists once.
    registerCommand(host, commandIds.signIn, async () => void (await host.signIn.signIn())),
    registerCommand(host, commandIds.configureCloud, () =>
      vscode.commands.executeCommand('workbench.action.openSettings', 'microsoft-sovereign-cloud'),
    ),
    registerCommand(host, commandIds.refresh, (_prompts, node) => {
      const wanted = nodeArgument(
        node,
        'subscription',
        'networkWatcher',
        'machines',
        'virtualMachine',
        'scaleSet',
        'alertRules',
        'eventHubs',
        'eventHubNamespace',
      );
      if (wanted === undefined) {
        host.tree.refresh();
      } else {
        refresh.node(wanted);
      }
    }),
    registerCommand(host, commandIds.retry, (_prompts, node) => refresh.around(nodeArgument(node, 'message'))),
    registerCommand(host, commandIds.showLog, () => host.showLog()),
  ];
}
