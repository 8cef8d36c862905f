// Commands of the live panel: they work on the panel that has the focus and on the rows selected in it.

import * as vscode from 'vscode';
import type { RowAction, ViewAction } from '../../protocol/trafficContract.ts';
import { commandIds, trafficFileEditorType } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. */
export function trafficPanelCommands(host: HostContext): vscode.Disposable[] {
  const perform = (action: ViewAction) => async (): Promise<void> => (await host.panels.room()).perform(action);
  const act = (action: RowAction) => async (): Promise<void> => (await host.panels.room()).act(action);
  return [
    registerCommand(host, commandIds.filterTraffic, perform('focusFilter')),
    registerCommand(host, commandIds.pauseTraffic, perform('togglePause')),
    registerCommand(host, commandIds.followTraffic, perform('toggleFollow')),
    registerCommand(host, commandIds.chooseTrafficColumns, perform('chooseColumns')),
    registerCommand(host, commandIds.nextTrafficProblem, perform('nextProblem')),
    registerCommand(host, commandIds.previousTrafficProblem, perform('previousProblem')),
    registerCommand(host, commandIds.noteExchange, perform('editNote')),
    registerCommand(host, commandIds.clearTraffic, async () => (await host.panels.room()).clear()),
    registerCommand(host, commandIds.pinExchange, async () => (await host.panels.room()).togglePin()),
    registerCommand(host, commandIds.copyAsCurl, act('copyAsCurlBash')),
    registerCommand(host, commandIds.copyAsCurlCmd, act('copyAsCurlCmd')),
    registerCommand(host, commandIds.copyAsPowerShell, act('copyAsPowerShell')),
    registerCommand(host, commandIds.copyAsFetch, act('copyAsFetch')),
    registerCommand(host, commandIds.copyRawMessages, act('copyRaw')),
    registerCommand(host, commandIds.openRequestBody, act('openRequestBody')),
    registerCommand(host, commandIds.openResponseBody, act('openResponseBody')),
    registerCommand(host, commandIds.openMessages, act('openMessage')),
    registerCommand(host, commandIds.compareExchanges, act('compare')),
    registerCommand(host, commandIds.replayExchange, act('replay')),
    registerCommand(host, commandIds.captureClient, act('captureClient')),
    registerCommand(host, commandIds.showAlertsOfCall, act('showAlerts')),
    registerCommand(host, commandIds.exportHar, act('exportHar')),
    registerCommand(host, commandIds.saveTraffic, act('saveSession')),
    registerCommand(host, commandIds.reportClearText, act('clearTextReport')),
    registerCommand(host, commandIds.toggleRedaction, act('toggleRedaction')),
    registerCommand(host, commandIds.showTraffic, () => showPanel(host)),
    registerCommand(host, commandIds.openTrafficFile, openTrafficFile),
  ];
}

/** Asks for a HAR file or a saved session and shows it. */
async function openTrafficFile(): Promise<void> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      filters: { [vscode.l10n.t('Traffic')]: ['har', 'wirewatch'] },
      title: vscode.l10n.t('Open Traffic File'),
    })) ?? [];
  if (uri !== undefined) {
    await vscode.commands.executeCommand('vscode.openWith', uri, trafficFileEditorType);
  }
}

/** Brings a panel forward; where there is none, a hub is chosen. */
async function showPanel(host: HostContext): Promise<void> {
  if (!(await (await host.panels.room()).show())) {
    await vscode.commands.executeCommand(commandIds.openTraffic);
  }
}
