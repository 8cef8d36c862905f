// Entry of the chunk with the capture forms: each draft has its own panel.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import type { CaptureDraft } from '../../protocol/captureFormContract.ts';
import { captureFormType } from '../contributions.ts';
import { mediaRoot } from '../panel/webviewHtml.ts';
import { CaptureFormPanel } from './captureFormPanel.ts';
import type { CaptureFormPanelOptions } from './captureFormPanel.ts';
import type { CaptureFormPorts, KeptForm } from './captureFormPorts.ts';

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
    const panel = vscode.window.createWebviewPanel(
      captureFormType,
      title,
      vscode.ViewColumn.Active,
      this.#webviewOptions(),
    );
    this.#own(key, { panel, draft, ports });
  }

  /** Gives a panel of an earlier window its form again; without ports there is none, and the panel closes. */
  restore(panel: vscode.WebviewPanel, kept: KeptForm, ports: CaptureFormPorts | undefined): void {
    if (ports === undefined) {
      panel.dispose();
      return;
    }
    const { draftKey, origin } = kept;
    panel.webview.options = this.#webviewOptions();
    this.#own(`restored ${draftKey}`, { panel, draft: origin === undefined ? {} : { origin }, ports, draftKey });
  }

  #own(key: string, options: Omit<CaptureFormPanelOptions, 'extensionUri'>): void {
    const { panel } = options;
    const store = new DisposableStore();
    this.#open.set(key, { panel, store });
    store.add(new CaptureFormPanel({ ...options, extensionUri: this.#extensionUri }));
    panel.onDidDispose(() => {
      this.#open.delete(key);
      store.dispose();
    });
  }

  #webviewOptions(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [mediaRoot(this.#extensionUri)] };
  }

  dispose(): void {
    for (const { panel } of Array.from(this.#open.values())) {
      panel.dispose();
    }
  }
}
