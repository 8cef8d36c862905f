// One panel of the payload viewer: a page, the report it shows, and the channel between them.

import * as vscode from 'vscode';
import { payloadReportText } from '../../app/alert/payloadReport.ts';
import { isUserError } from '../../app/error/userError.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { AlertResource, PayloadReport } from '../../domain/alert/payloadReport.ts';
import { HostChannel } from '../../protocol/channel.ts';
import { alertGuards } from '../../protocol/alertContract.ts';
import type { AlertContract, AlertResourceRequest } from '../../protocol/alertContract.ts';
import { wantsToCaptureAnyway } from '../capture/captureAnyway.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { noticeText } from '../noticeText.ts';
import { mediaRoot, webviewHtml } from '../panel/webviewHtml.ts';
import { alertTexts } from './alertTexts.ts';

/** What a panel is made from. */
export interface AlertPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly report: PayloadReport;
  readonly title: string;
  readonly host: Pick<HostContext, 'extension' | 'reveal'>;
  /** Shows the payload as JSON beside the panel. */
  readonly showJson: () => Promise<void>;
}

/** Owns the channel. */
export class AlertPanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #options: AlertPanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: HostChannel<AlertContract>;
  #report: PayloadReport;

  constructor(options: AlertPanelOptions) {
    const { panel, title, host } = options;
    const { webview } = panel;
    const { extensionUri } = host.extension;
    this.panel = panel;
    this.#options = options;
    this.#report = options.report;
    this.#channel = this.#store.add(
      new HostChannel<AlertContract>(
        {
          send: (message) => void webview.postMessage(message),
          receive: (listener) => webview.onDidReceiveMessage(listener),
        },
        {
          show: () => ({ report: this.#report, texts: alertTexts(), language: vscode.env.language }),
          act: async (action) => {
            await (action === 'showJson' ? this.#options.showJson() : this.#copy(payloadReportText(this.#report)));
            return undefined;
          },
          actOn: async (request) => {
            await this.#actOn(request);
            return undefined;
          },
        },
        alertGuards,
        (error) =>
          isUserError(error)
            ? { code: error.code, message: error.message }
            : { code: 'unexpected', message: String(error) },
      ),
    );
    panel.title = title;
    webview.options = { enableScripts: true, localResourceRoots: [mediaRoot(extensionUri)] };
    webview.html = webviewHtml(webview, extensionUri, {
      script: 'alert.js',
      styles: ['codicon.css', 'alert.css'],
      title,
    });
  }

  /** Shows another report, e.g. after its file was edited. A hidden page is unloaded and asks for it when it is shown again. */
  update(report: PayloadReport): void {
    this.#report = report;
    if (this.panel.visible) {
      this.#channel.emit('report', report);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #actOn({ action, index }: AlertResourceRequest): Promise<void> {
    const resource = this.#report.resources[index];
    if (resource === undefined) {
      // The report has changed while the page asked.
      return;
    }
    switch (action) {
      case 'reveal':
        await this.#reveal(resource);
        return;
      case 'copyId':
        await this.#copy(resource.id);
        return;
      case 'capture':
        await this.#capture(resource);
    }
  }

  async #reveal({ id, name }: AlertResource): Promise<void> {
    if (!(await this.#options.host.reveal(id))) {
      void vscode.window.showInformationMessage(
        noticeText(vscode.l10n.t('"{0}" is not in the side panel. Its subscription may be hidden.', name)),
      );
    }
  }

  async #capture({ captureTargetId }: AlertResource): Promise<void> {
    if (captureTargetId === undefined || (this.#report.isResolved && !(await wantsToCaptureAnyway(captureTargetId)))) {
      return;
    }
    // Not awaited: the wizard asks for long, and the command tells its own errors.
    void vscode.commands.executeCommand(commandIds.startCapture, { draft: { targetId: captureTargetId } });
  }

  async #copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }
}
