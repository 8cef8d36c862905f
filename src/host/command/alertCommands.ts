// Registers the commands on alert rules, fired alerts, action groups and payloads; what they do loads at the first use.

import type * as vscode from 'vscode';
import type { AlertFormCommand } from '../alertForm/alertFormActions.ts';
import type { AlertCommand } from '../alertRule/alertActions.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import type { LazyReceiver } from '../receiver/lazyReceiver.ts';
import { registerCommand } from './registerCommand.ts';
import type { CommandBody } from './registerCommand.ts';

/** Registers them. */
export function alertCommands(host: HostContext, { room }: LazyReceiver): vscode.Disposable[] {
  const make =
    (command: AlertFormCommand): CommandBody =>
    async (prompts, ...args) => {
      const { alertFormActions } = await import('../alertForm/alertFormActions.ts');
      await alertFormActions[command](host, { prompts, args, editorAddress: async () => (await room()).address() });
    };
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
    registerCommand(host, commandIds.createMetricAlert, make('createMetricAlert')),
    registerCommand(host, commandIds.createActivityLogAlert, make('createActivityLogAlert')),
    registerCommand(host, commandIds.createActionGroup, make('createActionGroup')),
    registerCommand(host, commandIds.addAlertReceiver, make('addAlertReceiver')),
  ];
}

function act(host: HostContext, command: AlertCommand): CommandBody {
  return async (prompts, ...args) => {
    const { alertActions } = await import('../alertRule/alertActions.ts');
    await alertActions[command](host, prompts, args);
  };
}
