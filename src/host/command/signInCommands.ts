// Commands around sign-in, cloud and the list as a whole.

import * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { TreeNode } from '../../app/tree/treeNode.ts';
import type { HostContext } from '../hostContext.ts';
import { nodeArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. @param refreshNode lists a node's children again */
export function signInCommands(host: HostContext, refreshNode: (node: TreeNode) => void): vscode.Disposable[] {
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
        refreshNode(wanted);
      }
    }),
    registerCommand(host, commandIds.retry, () => host.tree.refresh()),
    registerCommand(host, commandIds.showLog, () => host.showLog()),
  ];
}
