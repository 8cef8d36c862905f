// Registers the commands on alert rules, fired alerts, action groups and payloads; what they do loads at the first use.

import type * as vscode from 'vscode';
import type { AlertCommand } from '../alertRule/alertActions.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { registerCommand } from './registerCommand.ts';
import type { CommandBody } from './registerCommand.ts';

/** Registers them. */
export function alertCommands(host: HostContext): vscode.Disposable[] {
  return [
    // The first takes a file's address from menus, `{ text, title }`, or looks at the active editor.
    registerCommand(host, commandIds.viewAlertPayload, (_prompts, payload) =>
      host.alertPayloads.openFrom('editor', payload),
    ),
    registerCommand(host, commandIds.viewAlertPayloadFromClipboard, () => host.alertPayloads.openFrom('clipboard')),
    registerCommand(host, commandIds.viewFiredAlert, act(host, 'viewFiredAlert')),
    registerCommand(host, commandIds.acknowledgeAlert, act(host, 'acknowledgeAlert')),
    registerCommand(host, commandIds.closeAlert, act(host, 'closeAlert')),
    registerCommand(host, commandIds.enableAlertRule, act(host, 'enableAlertRule')),
    registerCommand(host, commandIds.disableAlertRule, act(host, 'disableAlertRule')),
    registerCommand(host, commandIds.deleteAlertRule, act(host, 'deleteAlertRule')),
    registerCommand(host, commandIds.duplicateAlertRule, act(host, 'duplicateAlertRule')),
    registerCommand(host, commandIds.editAlertRule, act(host, 'editAlertRule')),
    registerCommand(host, commandIds.connectAlertRule, act(host, 'connectAlertRule')),
    registerCommand(host, commandIds.copyAlertAsBicep, act(host, 'copyAlertAsBicep')),
    registerCommand(host, commandIds.testActionGroup, act(host, 'testActionGroup')),
    registerCommand(host, commandIds.showAlertOfCapture, act(host, 'showAlertOfCapture')),
    registerCommand(host, commandIds.showAlertsOfTime, act(host, 'showAlertsOfTime')),
    registerCommand(host, commandIds.showTrafficOfAlert, act(host, 'showTrafficOfAlert')),
  ];
}

function act(host: HostContext, command: AlertCommand): CommandBody {
  return async (prompts, ...args) => {
    const { alertActions } = await import('../alertRule/alertActions.ts');
    await alertActions[command](host, prompts, args);
  };
}
