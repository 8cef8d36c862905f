// Entry of the chunk with the viewer of alert payloads: it is loaded when the first payload is shown.

import * as vscode from 'vscode';
import { payloadReport } from '../../app/alert/payloadReport.ts';
import { noAlertPayload, payloadFileUnreadable } from '../../app/error/userErrors.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { asRecord, asString } from '../../base/json.ts';
import { isPayload, parseAlertPayload } from '../../domain/alert/parseAlertPayload.ts';
import { alertPanelType } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { AlertPanel } from './alertPanel.ts';
import type { AlertPayloads, OpenPayloadOptions } from './alertPayloads.ts';
import { RawPayloads } from './rawPayloads.ts';

/** The open panels: one for each file, or for each origin and title. */
export class AlertRoom implements AlertPayloads, vscode.Disposable {
  readonly #host: Pick<HostContext, 'extension' | 'reveal'>;
  readonly #panels = new Map<string, AlertPanel>();
  readonly #store = new DisposableStore();
  readonly #raw = this.#store.add(new RawPayloads());

  constructor(host: Pick<HostContext, 'extension' | 'reveal'>) {
    this.#host = host;
    this.#store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#follow(document)));
  }

  /** See AlertPayloads.open. */
  open(options: OpenPayloadOptions): Promise<void> {
    // A promise also of what is thrown.
    return Promise.resolve().then(() => this.#show(options));
  }

  /** See AlertPayloads.openFrom. */
  async openFrom(place: 'editor' | 'clipboard', argument?: unknown): Promise<void> {
    if (place === 'clipboard') {
      const text = await vscode.env.clipboard.readText();
      this.#show({ text, title: vscode.l10n.t('clipboard'), origin: 'clipboard' });
      return;
    }
    const text = asString(asRecord(argument)['text']);
    if (text !== undefined) {
      const title = asString(asRecord(argument)['title']) ?? vscode.l10n.t('Alert payload');
      this.#show({ text, title, origin: 'editor' });
      return;
    }
    const document = isUri(argument) ? await openDocument(argument) : vscode.window.activeTextEditor?.document;
    if (document === undefined) {
      throw noAlertPayload(vscode.l10n.t('editor'));
    }
    this.#show({
      text: document.getText(),
      title: fileName(document.uri),
      origin: 'editor',
      fileUri: document.uri,
    });
  }

  dispose(): void {
    for (const { panel } of Array.from(this.#panels.values())) {
      panel.dispose();
    }
    this.#store.dispose();
  }

  #show({ text, title, origin, fileUri }: OpenPayloadOptions): void {
    const payload = parseAlertPayload(text);
    if (!isPayload(payload)) {
      throw noAlertPayload(title);
    }
    const report = payloadReport(payload);
    const key = fileUri?.toString() ?? `${origin} ${title}`;
    const former = this.#panels.get(key);
    const panel =
      former?.panel ??
      vscode.window.createWebviewPanel(alertPanelType, title, {
        // Beside the file that it was read from, so that both are seen.
        viewColumn: fileUri === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside,
      });
    former?.dispose();
    const raw = new DisposableStore();
    const showJson = async (): Promise<void> => {
      await vscode.window.showTextDocument(fileUri ?? this.#addRaw(raw, title, text), {
        viewColumn: vscode.ViewColumn.Beside,
      });
    };
    const tab = payload.ruleName === undefined ? title : vscode.l10n.t('Alert: {0}', payload.ruleName);
    const shown = new AlertPanel({ panel, report, title: tab, host: this.#host, showJson });
    this.#panels.set(key, shown);
    if (former !== undefined) {
      panel.reveal();
    }
    panel.onDidDispose(() => {
      raw.dispose();
      // The panel may have been used again for another payload, which owns it now.
      if (this.#panels.get(key) === shown) {
        shown.dispose();
        this.#panels.delete(key);
      }
    });
  }

  /** The document lives as long as the panel, whatever it shows then. */
  #addRaw(raw: DisposableStore, title: string, text: string): vscode.Uri {
    const uri = this.#raw.add(title, text);
    raw.add({ dispose: () => this.#raw.delete(uri) });
    return uri;
  }

  /** While somebody edits a file, what was read last stays until it is whole JSON again. */
  #follow(document: vscode.TextDocument): void {
    const panel = this.#panels.get(document.uri.toString());
    if (panel === undefined) {
      return;
    }
    const payload = parseAlertPayload(document.getText());
    if (isPayload(payload)) {
      panel.update(payloadReport(payload));
    }
  }
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    // Of a binary, too large or deleted file; VS Code's own words say which.
    throw payloadFileUnreadable(fileName(uri), error instanceof Error ? error.message : String(error), error);
  }
}

function isUri(value: unknown): value is vscode.Uri {
  const { scheme, path } = asRecord(value);
  return typeof scheme === 'string' && typeof path === 'string';
}

function fileName(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}
