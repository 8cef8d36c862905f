// Entry of the chunk with the capture forms: each draft has its own panel.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { CaptureDraft } from '../../protocol/captureFormContract.ts';
import { captureFormType } from '../contributions.ts';
import { mediaRoot } from '../panel/webviewHtml.ts';
import { CaptureFormPanel } from './captureFormPanel.ts';
import type { CaptureFormPorts } from './captureFormPorts.ts';

/** Opens the forms and owns them. */
export class CaptureForms implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  /** By the draft that each began with. */
  readonly #open = new Map<string, { readonly panel: vscode.WebviewPanel; readonly store: DisposableStore }>();

  constructor(extensionUri: vscode.Uri) {
    this.#extensionUri = extensionUri;
  }

  /** See LazyCaptureForm.open. */
  open(draft: CaptureDraft, ports: CaptureFormPorts): void {
    const key = JSON.stringify(draft);
    const known = this.#open.get(key);
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const title = vscode.l10n.t('New Packet Capture');
    const panel = vscode.window.createWebviewPanel(captureFormType, title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [mediaRoot(this.#extensionUri)],
    });
    const store = new DisposableStore();
    this.#open.set(key, { panel, store });
    store.add(new CaptureFormPanel({ panel, draft, ports, extensionUri: this.#extensionUri }));
    panel.onDidDispose(() => {
      this.#open.delete(key);
      store.dispose();
    });
  }

  dispose(): void {
    for (const { panel } of Array.from(this.#open.values())) {
      panel.dispose();
    }
  }
}
