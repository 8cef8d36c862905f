// What can be done with selected calls: copy, open in editors, compare, write for replay, export. Exchanges are taken as the
// panel shows them: where it hides sensitive values, copies hide them too.

import * as vscode from 'vscode';
import { callNotReplayable, compareNeedsTwo, noCallSelected, noClientAddress } from '../../app/error/userErrors.ts';
import { collectClearText } from '../../app/traffic/collectClearText.ts';
import type { Clock } from '../../base/clock.ts';
import { draftOfClients } from '../../domain/capture/captureDraft.ts';
import { exchangeTime } from '../../domain/traffic/exchange.ts';
import type { Exchange } from '../../domain/traffic/exchange.ts';
import { toCurl, toFetch, toPowerShell, toRawRequest, toRawResponse } from '../../domain/traffic/output/copyAs.ts';
import { toHttpFile } from '../../domain/traffic/output/httpFile.ts';
import type { CopiedText, OutputNote } from '../../domain/traffic/output/outputNote.ts';
import { clearTextReport } from '../../domain/traffic/redaction/clearTextReport.ts';
import { callerOf } from '../../domain/traffic/trafficRow.ts';
import type { RowAction } from '../../protocol/trafficContract.ts';
import type { TrafficPanel } from '../panel/trafficPanel.ts';
import { commandIds } from '../contributions.ts';
import { withProgress } from '../progress.ts';
import { redactionRules } from './redactionSettings.ts';
import type { ExchangeFiles, ExchangePart } from './exchangeFiles.ts';
import { outputNoteText, replayRefusalText } from './outputTexts.ts';
import type { TrafficExports } from './trafficExports.ts';

/** Does an action with rows of a panel. Rejects with a UserError. */
export type RunRowAction = (panel: TrafficPanel, action: RowAction, numbers: readonly number[]) => Promise<void>;

/** The actions over their parts. */
export function createRowActions(files: ExchangeFiles, trafficExports: TrafficExports, clock: Clock): RunRowAction {
  return async (panel, action, numbers) => {
    switch (action) {
      case 'copyAsCurlBash':
        return await copy(eachOf(panel, numbers, (exchange) => toCurl(exchange, 'bash')));
      case 'copyAsCurlCmd':
        return await copy(eachOf(panel, numbers, (exchange) => toCurl(exchange, 'cmd')));
      case 'copyAsPowerShell':
        return await copy(eachOf(panel, numbers, toPowerShell));
      case 'copyAsFetch':
        return await copy(eachOf(panel, numbers, toFetch));
      case 'copyRaw':
        return await copy(selected(panel, numbers).flatMap((each) => [toRawRequest(each), toRawResponse(each)]));
      case 'openRequestBody':
        return await openPart(files, panel, numbers, 'request');
      case 'openResponseBody':
        return await openPart(files, panel, numbers, 'response');
      case 'openMessage':
        return await openPart(files, panel, numbers, 'message');
      case 'compare':
        return await compare(files, panel, numbers);
      case 'replay':
        return await replay(panel, numbers, trafficExports);
      case 'captureClient':
        return await captureClients(selected(panel, numbers));
      case 'showAlerts':
        await vscode.commands.executeCommand(commandIds.showAlertsOfTime, {
          times: selected(panel, numbers).map(exchangeTime),
        });
        return;
      case 'exportHar':
        return await trafficExports.exportHar(panel, numbers);
      case 'saveSession':
        return await trafficExports.saveSession(panel);
      case 'clearTextReport':
        return await reportClearText(panel, clock);
      case 'toggleRedaction':
        panel.toggleRedaction();
        files.refresh(panel.instance);
        return;
    }
  };
}

function selected(panel: TrafficPanel, numbers: readonly number[]): Exchange[] {
  const exchanges = numbers.map((number) => panel.find(number)).filter((each) => each !== undefined);
  if (exchanges.length === 0) {
    throw noCallSelected();
  }
  return exchanges;
}

function eachOf(
  panel: TrafficPanel,
  numbers: readonly number[],
  toText: (exchange: Exchange) => CopiedText,
): CopiedText[] {
  return selected(panel, numbers).map(toText);
}

async function copy(copies: readonly CopiedText[]): Promise<void> {
  const texts = copies.map(({ text }) => text).filter((text) => text !== '');
  await vscode.env.clipboard.writeText(texts.join('\n\n'));
  tellNotes(
    texts.length === 0 ? vscode.l10n.t('There was nothing to copy.') : vscode.l10n.t('Copied to the clipboard.'),
    copies.flatMap(({ notes }) => notes),
  );
}

/** A short sign in the status bar when all is well, a message when something should be known. */
function tellNotes(done: string, notes: readonly OutputNote[]): void {
  const sentences = [...new Set(notes.map(outputNoteText))];
  if (sentences.length === 0) {
    vscode.window.setStatusBarMessage(done, 3000);
    return;
  }
  const shown = sentences.slice(0, 4).join(' ');
  const rest = sentences.length > 4 ? ` ${vscode.l10n.t('And {0} more.', sentences.length - 4)}` : '';
  void vscode.window.showInformationMessage(`${done} ${shown}${rest}`);
}

async function openPart(
  files: ExchangeFiles,
  panel: TrafficPanel,
  numbers: readonly number[],
  part: ExchangePart,
): Promise<void> {
  const [exchange] = selected(panel, numbers);
  if (exchange !== undefined) {
    // By `vscode.open`, so that images, and whatever else has an editor of its own, open in it.
    await vscode.commands.executeCommand('vscode.open', files.uriOf(panel.instance, exchange, part), {
      preview: true,
      viewColumn: vscode.ViewColumn.Beside,
    });
  }
}

/** A capture of the packets that these callers exchange with a machine, which the wizard asks for. */
async function captureClients(exchanges: readonly Exchange[]): Promise<void> {
  const clients = draftOfClients(exchanges.map(({ request }) => callerOf(request)));
  if (clients === undefined) {
    throw noClientAddress();
  }
  const { draft, taken, leftOut } = clients;
  if (leftOut > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The filter takes the first {0} addresses of clients. Left out: {1}.', taken, leftOut),
    );
  }
  await vscode.commands.executeCommand(commandIds.startCapture, { draft });
}

async function compare(files: ExchangeFiles, panel: TrafficPanel, numbers: readonly number[]): Promise<void> {
  const [first, second, ...others] = selected(panel, numbers).toSorted((a, b) => a.number - b.number);
  if (first === undefined || second === undefined || others.length > 0) {
    throw compareNeedsTwo();
  }
  await vscode.commands.executeCommand(
    'vscode.diff',
    files.uriOf(panel.instance, first, 'comparison'),
    files.uriOf(panel.instance, second, 'comparison'),
    vscode.l10n.t('Call {0} ↔ Call {1}', first.number, second.number),
    { preview: true, viewColumn: vscode.ViewColumn.Beside },
  );
}

async function replay(panel: TrafficPanel, numbers: readonly number[], trafficExports: TrafficExports): Promise<void> {
  const [exchange] = selected(panel, numbers);
  // Taken as it was logged: the file replaces secrets by variables itself.
  const original = exchange === undefined ? undefined : panel.session.find(exchange.number);
  if (original === undefined) {
    throw noCallSelected();
  }
  const check = toHttpFile(original, { rules: redactionRules() });
  if ('refusal' in check) {
    throw callNotReplayable(replayRefusalText(check.refusal));
  }
  // The file of the body is named after the one that refers to it: another call's must not take its place.
  const saved = await trafficExports.saveFiles(`request-${original.number}.http`, (name) => {
    const result = toHttpFile(original, { rules: redactionRules(), name });
    return 'files' in result ? result.files : [];
  });
  if (saved !== undefined) {
    await vscode.window.showTextDocument(saved, { preview: false });
    tellNotes(vscode.l10n.t('Change the host in the file before you send it.'), check.notes);
  }
}

/** A document that names what arrived in clear, without any value, and what would stop it at the source. */
async function reportClearText({ session }: TrafficPanel, clock: Clock): Promise<void> {
  const findings = await withProgress(vscode.l10n.t('Looking for sensitive values'), (abortSignal, report) =>
    collectClearText(session, {
      rules: redactionRules(),
      clock,
      abortSignal,
      onProgress: (share) => report({ percent: share * 100 }),
    }),
  );
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: clearTextReport(findings),
  });
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}
