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
    const isRedacted = await askForRedaction(chosen.length);
    const uri = isRedacted === undefined ? undefined : await askForFile(session, 'har', 'HAR');
    if (uri === undefined) {
      return;
    }
    const exchanges = new ChosenExchanges(session, chosen);
    const result = await withProgress(vscode.l10n.t('Exporting {0} calls', chosen.length), (abortSignal, report) =>
      this.#write(uri, (sink) =>
        exportHar(exchanges, sink, {
          ...(isRedacted === true ? { redaction: redactionRules() } : {}),
          creatorVersion: this.#version,
          abortSignal,
          onProgress: (done) => report({ percent: (done / chosen.length) * 100 }),
        }),
      ),
    );
    await tellExport(uri, result, exchanges.goneCount);
  }

  /** The whole session, exactly as it was logged; a person is told what that means before. */
  async saveSession(panel: TrafficPanel): Promise<void> {
    const { session } = panel;
    const save = vscode.l10n.t('Save');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t('A saved session holds every message as it was logged, with every token and cookie in it.'),
      { modal: true, detail: vscode.l10n.t('Export as HAR instead to have sensitive values replaced.') },
      save,
    );
    const uri =
      chosen === save ? await askForFile(session, 'wirewatch', vscode.l10n.t('Wirewatch session')) : undefined;
    if (uri === undefined) {
      return;
    }
    const numbers = [...session.exchanges.numbers()];
    const exchanges = new ChosenExchanges(session, numbers);
    await withProgress(vscode.l10n.t('Saving {0} calls', numbers.length), (abortSignal, report) =>
      this.#write(uri, (sink) =>
        saveSession(exchanges, sink, {
          source: { host: session.source.host, hub: session.source.hub, consumerGroup: session.source.consumerGroup },
          abortSignal,
          onProgress: (done) => report({ percent: (done / numbers.length) * 100 }),
        }),
      ),
    );
    void vscode.window.showInformationMessage(
      [
        vscode.l10n.t('The session was saved to {0}.', path.basename(uri.fsPath)),
        ...goneText(exchanges.goneCount),
      ].join(' '),
    );
  }

  /**
   * Asks for the name of the first file and writes it with the others beside it.
   * @param makeFiles gives the files for a name without ending, the first one first
   * @returns the first one's address, or undefined when nothing was chosen
   */
  async saveFiles(
    proposal: string,
    makeFiles: (name: string) => readonly OutputFile[],
  ): Promise<vscode.Uri | undefined> {
    const uri = await vscode.window.showSaveDialog({
      defaultUri: defaultUri(proposal),
      filters: { HTTP: ['http'] },
      title: vscode.l10n.t('Save for Replay'),
    });
    if (uri === undefined) {
      return undefined;
    }
    const [first, ...others] = makeFiles(plainName(path.posix.basename(uri.path, '.http')));
    for (const { name, bytes } of others) {
      await this.#write(vscode.Uri.joinPath(uri, '..', name), (sink) => sink.write(bytes));
    }
    if (first !== undefined) {
      await this.#write(uri, (sink) => sink.write(first.bytes));
    }
    return uri;
  }

  async #write<T>(uri: vscode.Uri, write: (sink: OutputSink) => Promise<T>): Promise<T> {
    if (uri.scheme === 'file') {
      return await this.#writeFile(uri.fsPath, write);
    }
    // Other file systems take whole files only.
    const chunks: Uint8Array[] = [];
    const result = await write({
      write: async (chunk) => {
        chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
        // Others get their turn between two pieces, as they do while a disk writes.
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      },
    });
    await vscode.workspace.fs.writeFile(uri, Buffer.concat(chunks));
    return result;
  }
}

/** Exchanges as they are written, and how many had left by then. */
class ChosenExchanges {
  goneCount = 0;
  readonly #session: TrafficSession;
  readonly #numbers: readonly number[];

  constructor(session: TrafficSession, numbers: readonly number[]) {
    this.#session = session;
    this.#numbers = numbers;
  }

  *[Symbol.iterator](): Iterator<Exchange> {
    for (const number of this.#numbers) {
      const exchange = this.#session.find(number);
      if (exchange === undefined) {
        this.goneCount++;
      } else {
        yield exchange;
      }
    }
  }
}

/** A name that may stand in a file that refers to it. */
function plainName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '-').slice(0, 100) || 'request';
}

function goneText(goneCount: number): readonly string[] {
  return goneCount === 0 ? [] : [vscode.l10n.t('{0} calls had left the panel before they were written.', goneCount)];
}

/** undefined when the question was dismissed. */
async function askForRedaction(count: number): Promise<boolean | undefined> {
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
    {
      title: vscode.l10n.t('Export {0} calls as HAR', count),
      placeHolder: vscode.l10n.t('What to do with sensitive values in the file'),
    },
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

async function tellExport(
  uri: vscode.Uri,
  { entries, skipped, replaced }: ExportHarResult,
  goneCount: number,
): Promise<void> {
  const values = replaced.reduce((sum, { count }) => sum + count, 0);
  const open = vscode.l10n.t('Open');
  const list = vscode.l10n.t('What Was Replaced');
  const message = [
    vscode.l10n.t('{0} calls were exported to {1}.', entries, path.basename(uri.fsPath)),
    ...(values > 0 ? [vscode.l10n.t('{0} sensitive values were replaced.', values)] : []),
    ...(skipped > 0 ? [vscode.l10n.t('{0} events that are no calls were left out.', skipped)] : []),
    ...goneText(goneCount),
  ].join(' ');
  const chosen = await vscode.window.showInformationMessage(message, open, ...(values > 0 ? [list] : []));
  if (chosen === open) {
    await vscode.commands.executeCommand('vscode.open', uri);
  } else if (chosen === list) {
    const content = replacedReport(replaced);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }));
  }
}
