// Payloads that are in no file as read-only documents of an own scheme, so that a real editor shows them, with the schema of
// `*.alert.json`. A text is kept as long as its panel.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { prettyJson } from '../../domain/http/prettyJson.ts';

const scheme = 'wirewatch-alert';
/** Longest text that is indented, for that takes time in one piece; a longer one opens as it came. */
const maxPrettyLength = 1_000_000;
const maxNameLength = 80;

/** The documents. */
export class RawPayloads implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #texts = new Map<string, string>();
  readonly #changes = this.#store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.#changes.event;
  #count = 0;

  constructor() {
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  /** Keeps a text under a new address. @param title becomes the name of the file */
  add(title: string, text: string): vscode.Uri {
    const name = title.replaceAll(/[^\p{L}\p{N}._ -]/gu, '-').slice(0, maxNameLength);
    const uri = vscode.Uri.from({ scheme, path: `/${++this.#count}/${name}.alert.json` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  delete(uri: vscode.Uri): void {
    this.#texts.delete(uri.toString());
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.#texts.get(uri.toString())?.replace(/^\uFEFF/, '');
    if (text === undefined) {
      return vscode.l10n.t('This payload is no longer kept. Open it again.');
    }
    return text.length > maxPrettyLength ? text : prettyJson(text);
  }

  dispose(): void {
    this.#store.dispose();
    this.#texts.clear();
  }
}
