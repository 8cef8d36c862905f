// Files that leave the panel: HAR, sessions, replay files. A person chooses the place and whether secrets are replaced; what was
// replaced can be read afterwards.

import path from 'node:path';
import * as vscode from 'vscode';
import type { OutputSink } from '../../app/traffic/output/ports.ts';
import { exportHar } from '../../app/traffic/output/exportHar.ts';
import type { ExportHarResult } from '../../app/traffic/output/exportHar.ts';
import { saveSession } from '../../app/traffic/output/saveSession.ts';
import type { TrafficSession } from '../../app/traffic/trafficSession.ts';
import type { Exchange } from '../../domain/traffic/exchange.ts';
import type { OutputFile } from '../../domain/traffic/output/outputNote.ts';
import type { TrafficPanel } from '../panel/trafficPanel.ts';
import { replacedReport } from '../../domain/traffic/redaction/clearTextReport.ts';
import { withProgress } from '../progress.ts';
import { redactionRules } from './redactionSettings.ts';

/** Writes a file of the disk piece by piece. */
export type WriteFile = <T>(file: string, write: (sink: OutputSink) => Promise<T>) => Promise<T>;

/** Asks for a place and writes. */
export class TrafficExports {
  readonly #writeFile: WriteFile;
  readonly #version: string;

  constructor(writeFile: WriteFile, version: string) {
    this.#writeFile = writeFile;
    this.#version = version;
  }

  /** The selected calls as HAR; all kept ones when none or one is selected. */
  async exportHar(panel: TrafficPanel, numbers: readonly number[]): Promise<void> {
    const { session } = panel;
    const chosen = numbers.length > 1 ? [...numbers].toSorted((a, b) => a - b) : [...session.exchanges.numbers()];
    const isRedacted = await askForRedaction();
    const uri = isRedacted === undefined ? undefined : await askForFile(session, 'har', 'HAR');
    if (uri === undefined) {
      return;
    }
    const result = await withProgress(vscode.l10n.t('Exporting {0} calls', chosen.length), (abortSignal, report) =>
      this.#write(uri, (sink) =>
        exportHar(exchangesOf(session, chosen), sink, {
          ...(isRedacted === true ? { redaction: redactionRules() } : {}),
          creatorVersion: this.#version,
          abortSignal,
          onProgress: (done) => report({ percent: (done / chosen.length) * 100 }),
        }),
      ),
    );
    await tellExport(uri, result);
  }

  /** The whole session, exactly as it was logged. */
  async saveSession(panel: TrafficPanel): Promise<void> {
    const { session } = panel;
    const uri = await askForFile(session, 'wirewatch', vscode.l10n.t('Wirewatch session'));
    if (uri === undefined) {
      return;
    }
    const numbers = [...session.exchanges.numbers()];
    await withProgress(vscode.l10n.t('Saving {0} calls', numbers.length), (abortSignal, report) =>
      this.#write(uri, (sink) =>
        saveSession(exchangesOf(session, numbers), sink, {
          source: { host: session.source.host, hub: session.source.hub, consumerGroup: session.source.consumerGroup },
          abortSignal,
          onProgress: (done) => report({ percent: (done / numbers.length) * 100 }),
        }),
      ),
    );
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The session was saved as it was logged, with every secret in it.'),
    );
  }

  /** Writes files beside each other; the first one's name is asked for. @returns its address, or undefined when nothing was chosen */
  async saveFiles(files: readonly OutputFile[]): Promise<vscode.Uri | undefined> {
    const [first, ...others] = files;
    const uri =
      first === undefined
        ? undefined
        : await vscode.window.showSaveDialog({
            defaultUri: defaultUri(first.name),
            filters: { HTTP: ['http'] },
            title: vscode.l10n.t('Save for Replay'),
          });
    if (first === undefined || uri === undefined) {
      return undefined;
    }
    // The others keep their names: the first one refers to them.
    for (const { name, bytes } of others) {
      await this.#write(vscode.Uri.joinPath(uri, '..', name), (sink) => sink.write(bytes));
    }
    await this.#write(uri, (sink) => sink.write(first.bytes));
    return uri;
  }

  async #write<T>(uri: vscode.Uri, write: (sink: OutputSink) => Promise<T>): Promise<T> {
    if (uri.scheme === 'file') {
      return await this.#writeFile(uri.fsPath, write);
    }
    // Other file systems take whole files only.
    const chunks: Uint8Array[] = [];
    const result = await write({
      write: (chunk) => {
        chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
        return Promise.resolve();
      },
    });
    await vscode.workspace.fs.writeFile(uri, Buffer.concat(chunks));
    return result;
  }
}

function* exchangesOf(session: TrafficSession, numbers: readonly number[]): Iterable<Exchange> {
  for (const number of numbers) {
    const exchange = session.find(number);
    if (exchange !== undefined) {
      yield exchange;
    }
  }
}

/** undefined when the question was dismissed. */
async function askForRedaction(): Promise<boolean | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('Replace sensitive values'),
        description: vscode.l10n.t('recommended'),
        detail: vscode.l10n.t(
          'Credentials in headers, queries and bodies become [redacted]; a list says what was replaced.',
        ),
        isRedacted: true,
      },
      {
        label: vscode.l10n.t('As logged'),
        detail: vscode.l10n.t('Whoever gets the file gets every token and cookie in it.'),
        isRedacted: false,
      },
    ],
    { placeHolder: vscode.l10n.t('What to do with sensitive values in the file') },
  );
  return picked?.isRedacted;
}

async function askForFile({ source }: TrafficSession, ending: string, kind: string): Promise<vscode.Uri | undefined> {
  const name = source.hub.replaceAll(/[^\w.-]+/g, '-') || 'traffic';
  return await vscode.window.showSaveDialog({
    defaultUri: defaultUri(`${name}.${ending}`),
    filters: { [kind]: [ending] },
    title: vscode.l10n.t('Save as {0}', kind),
  });
}

function defaultUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? vscode.Uri.file(path.resolve(name)) : vscode.Uri.joinPath(folder, name);
}

async function tellExport(uri: vscode.Uri, { entries, skipped, replaced }: ExportHarResult): Promise<void> {
  const values = replaced.reduce((sum, { count }) => sum + count, 0);
  const open = vscode.l10n.t('Open');
  const list = vscode.l10n.t('What Was Replaced');
  const message = [
    vscode.l10n.t('{0} calls were exported to {1}.', entries, path.basename(uri.fsPath)),
    ...(values > 0 ? [vscode.l10n.t('{0} sensitive values were replaced.', values)] : []),
    ...(skipped > 0 ? [vscode.l10n.t('{0} events that are no calls were left out.', skipped)] : []),
  ].join(' ');
  const chosen = await vscode.window.showInformationMessage(message, open, ...(values > 0 ? [list] : []));
  if (chosen === open) {
    await vscode.commands.executeCommand('vscode.open', uri);
  } else if (chosen === list) {
    const content = replacedReport(replaced);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }));
  }
}
