// Commands of the live panel: they work on the panel that has the focus and on the rows selected in it.

import * as vscode from 'vscode';
import { noTrafficPanel } from '../../app/error/userErrors.ts';
import type { RowAction, ViewAction } from '../../protocol/trafficContract.ts';
import { commandIds, trafficFileEditorType } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import type { TrafficPanel } from '../panel/trafficPanel.ts';
import type { RunRowAction } from '../traffic/rowActions.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. */
export function trafficPanelCommands(host: HostContext, run: RunRowAction): vscode.Disposable[] {
  const perform = (action: ViewAction) => (): void => activePanel(host).perform(action);
  const act = (action: RowAction) => async (): Promise<void> => {
    const panel = activePanel(host);
    await run(panel, action, panel.selection);
  };
  return [
    registerCommand(host, commandIds.filterTraffic, perform('focusFilter')),
    registerCommand(host, commandIds.pauseTraffic, perform('togglePause')),
    registerCommand(host, commandIds.followTraffic, perform('toggleFollow')),
    registerCommand(host, commandIds.chooseTrafficColumns, perform('chooseColumns')),
    registerCommand(host, commandIds.nextTrafficProblem, perform('nextProblem')),
    registerCommand(host, commandIds.previousTrafficProblem, perform('previousProblem')),
    registerCommand(host, commandIds.noteExchange, perform('editNote')),
    registerCommand(host, commandIds.clearTraffic, () => activePanel(host).session.clear()),
    registerCommand(host, commandIds.pinExchange, () => togglePin(activePanel(host))),
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

function activePanel(host: HostContext): TrafficPanel {
  const panel = host.panels.active;
  if (panel === undefined) {
    throw noTrafficPanel();
  }
  return panel;
}

/** All selected rows become pinned, unless all of them are. */
function togglePin(panel: TrafficPanel): void {
  const numbers = panel.selection;
  const isPinned = numbers.every((number) => panel.find(number)?.annotation.isPinned === true);
  panel.annotate({ numbers, isPinned: !isPinned });
}

/** Brings the only panel forward, or asks which; where there is none, a hub is chosen. */
async function showPanel(host: HostContext): Promise<void> {
  const { all } = host.panels;
  if (all.length === 0) {
    await vscode.commands.executeCommand(commandIds.openTraffic);
    return;
  }
  const picked =
    all.length === 1
      ? { panel: all[0] }
      : await vscode.window.showQuickPick(
          all.map((panel) => ({ label: panel.panel.title, description: panel.session.source.host, panel })),
          { placeHolder: vscode.l10n.t('Select the live panel to show') },
        );
  picked?.panel?.panel.reveal();
}
