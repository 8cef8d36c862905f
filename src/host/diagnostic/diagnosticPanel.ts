// One panel of a diagnostic: a page, the run it looks at, and the channel between them.

import * as vscode from 'vscode';
import type { DiagnosticRun } from '../../app/diagnostic/diagnosticRun.ts';
import { reportText } from '../../app/diagnostic/reportText.ts';
import { kindTitle } from '../../app/diagnostic/kindTitle.ts';
import { isUserError } from '../../app/error/userError.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { withoutSecrets } from '../../domain/arm/withoutSecrets.ts';
import { fieldsOfKind } from '../../domain/diagnostic/diagnosticForm.ts';
import { HostChannel } from '../../protocol/channel.ts';
import { diagnosticGuards } from '../../protocol/diagnosticContract.ts';
import type { DiagnosticAction, DiagnosticContract } from '../../protocol/diagnosticContract.ts';
import { mediaRoot, webviewHtml } from '../panel/webviewHtml.ts';
import { diagnosticTexts } from './diagnosticTexts.ts';

/** Shows a JSON value in a read-only editor. */
export type ShowJson = (label: string, id: string, value: object) => Promise<void>;

/** What a panel is made from. */
export interface DiagnosticPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly run: DiagnosticRun;
  readonly extensionUri: vscode.Uri;
  readonly showJson: ShowJson;
  /** Asks the person for another question of the same kind. */
  readonly askAnew: () => Promise<void>;
}

/** Owns the channel and the run. */
export class DiagnosticPanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #options: DiagnosticPanelOptions;
  readonly #store = new DisposableStore();

  constructor(options: DiagnosticPanelOptions) {
    this.panel = options.panel;
    this.#options = options;
    const { panel, run, extensionUri } = options;
    const { webview } = panel;
    const channel = this.#store.add(
      new HostChannel<DiagnosticContract>(
        {
          send: (message) => void webview.postMessage(message),
          receive: (listener) => webview.onDidReceiveMessage(listener),
        },
        {
          show: () => ({
            state: run.state,
            title: panelTitle(run),
            canAskAnew: fieldsOfKind[run.request.asked.kind].length > 0,
            texts: diagnosticTexts(),
            language: vscode.env.language,
          }),
          act: async (action) => {
            await this.#act(action);
            return undefined;
          },
          copy: async (text) => {
            await vscode.env.clipboard.writeText(text);
            return undefined;
          },
        },
        diagnosticGuards,
        (error) =>
          isUserError(error)
            ? { code: error.code, message: error.message }
            : { code: 'unexpected', message: String(error) },
      ),
    );
    this.#store.add(run);
    // A hidden page is unloaded; when it is shown again it asks for everything.
    this.#store.add(run.onDidChange((state) => panel.visible && channel.emit('state', state)));
    webview.options = { enableScripts: true, localResourceRoots: [mediaRoot(extensionUri)] };
    webview.html = webviewHtml(webview, extensionUri, {
      script: 'diagnostic.js',
      styles: ['codicon.css', 'diagnostic.css'],
      title: panelTitle(run),
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #act(action: DiagnosticAction): Promise<void> {
    const { run, showJson, askAnew } = this.#options;
    switch (action) {
      case 'runAgain':
        // Not awaited: the page hears the states, and its request is answered when the question is on its way.
        void run.start();
        return;
      case 'cancel':
        run.cancel();
        return;
      case 'askAnew':
        await askAnew();
        return;
      case 'showJson': {
        const { machine, asked } = run.request;
        if (run.json !== undefined) {
          await showJson(panelTitle(run), `${machine.id}/${asked.kind}`, withoutSecrets(run.json) as object);
        }
        return;
      }
      case 'copyReport':
        if (run.state.kind === 'done') {
          await vscode.env.clipboard.writeText(reportText(run.state.report));
        }
    }
  }
}

/** What a run is called in tabs, e.g. `Next hop: web-1`. */
export function panelTitle(run: DiagnosticRun): string {
  const { machine, asked } = run.request;
  return vscode.l10n.t('{0}: {1}', kindTitle(asked.kind), asked.kind === 'flowLogs' ? machine.region : machine.name);
}
