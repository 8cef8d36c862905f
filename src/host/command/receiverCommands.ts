// Registers the commands of the alert receiver; what they do loads at the first use.

import * as vscode from 'vscode';
import { commandIds, receiverViewId } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import type { LazyReceiver } from '../receiver/lazyReceiver.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. */
export function receiverCommands(host: HostContext, { room }: LazyReceiver): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.startReceiver, async () => (await room()).start()),
    registerCommand(host, commandIds.stopReceiver, async () => (await room()).stop()),
    registerCommand(host, commandIds.copyReceiverAddress, async () => (await room()).copyAddress()),
    registerCommand(host, commandIds.renewReceiverAddress, async () => (await room()).renewAddress()),
    registerCommand(host, commandIds.openReceivedAlert, async (_prompts, node) => (await room()).view(node)),
    registerCommand(host, commandIds.replayReceivedAlert, async (_prompts, node) => (await room()).replay(node)),
    registerCommand(host, commandIds.captureReceivedAlert, async (prompts, node) =>
      (await room()).capture(prompts, node),
    ),
    registerCommand(host, commandIds.alwaysCaptureAlert, async (prompts, node) =>
      (await room()).alwaysCapture(prompts, node),
    ),
    registerCommand(host, commandIds.saveReceivedAlert, async (_prompts, node) => (await room()).save(node)),
    registerCommand(host, commandIds.clearReceivedAlerts, async () => (await room()).clear()),
    registerCommand(host, commandIds.editReceiverRules, () =>
      vscode.commands.executeCommand('workbench.action.openSettings', 'wirewatch.alertReceiver'),
    ),
    registerCommand(host, commandIds.showReceiver, () => vscode.commands.executeCommand(`${receiverViewId}.focus`)),
  ];
}
