// One form of a metric alert: its page and the channel. It closes when the rule is there.

import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isUserError } from '../../app/error/userError.ts';
import { isCancelled } from '../../base/abort.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import { metricAlertBody, metricAlertId } from '../../domain/alert/metricAlertDraft.ts';
import { formatAlertBicep } from '../../domain/alert/ruleDocument.ts';
import { parseResourceId } from '../../domain/arm/resourceId.ts';
import { withoutSecrets } from '../../domain/arm/withoutSecrets.ts';
import { alertFormGuards } from '../../protocol/alertFormContract.ts';
import type { AlertFormContract, AlertFormSnapshot } from '../../protocol/alertFormContract.ts';
import { HostChannel } from '../../protocol/channel.ts';
import type { RequestHandlers } from '../../protocol/channel.ts';
import { webviewHtml } from '../panel/webviewHtml.ts';
import type { AlertFormPorts } from './alertFormPorts.ts';
import { alertFormTexts } from './alertFormTexts.ts';

/** What a form is made from. */
export interface AlertFormPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly ports: AlertFormPorts;
  readonly extensionUri: vscode.Uri;
  /** Called with the id of the rule that was created. */
  readonly onCreated: (ruleId: string) => void;
}

/** Owns the page and what it has under way; the panel is its opener's. */
export class AlertFormPanel implements vscode.Disposable {
  readonly #options: AlertFormPanelOptions;
  readonly #store = new DisposableStore();
  readonly #formKey = randomUUID();
  /** Ends with the form. */
  readonly #life = new AbortController();
  /** Of the history that is being read: a new question ends the former one. */
  #reading = new AbortController();

  constructor(options: AlertFormPanelOptions) {
    this.#options = options;
    const { panel, extensionUri } = options;
    const { webview } = panel;
    this.#store.add(
      new HostChannel<AlertFormContract>(
        {
          send: (message) => void webview.postMessage(message),
          receive: (listener) => webview.onDidReceiveMessage(listener),
        },
        this.#handlers(),
        alertFormGuards,
        describeError,
      ),
    );
    webview.html = webviewHtml(webview, extensionUri, {
      script: 'alertForm.js',
      styles: ['codicon.css', 'alertForm.css'],
      title: panel.title,
    });
  }

  dispose(): void {
    this.#life.abort();
    this.#reading.abort();
    this.#store.dispose();
  }

  #handlers(): RequestHandlers<AlertFormContract> {
    const { ports, panel, onCreated } = this.#options;
    const { signal } = this.#life;
    return {
      show: () => this.#show(),
      listMetrics: () => ports.listMetrics(signal),
      readGround: () => ports.readGround(signal),
      listDimensionValues: (question) => ports.listDimensionValues(question, signal),
      readHistory: (question) => {
        this.#reading.abort();
        this.#reading = new AbortController();
        return ports.readHistory(question, this.#reading.signal);
      },
      copyBicep: async (draft) => {
        const text = formatAlertBicep(metricAlertId(draft), { ...metricAlertBody(draft), name: draft.name.trim() });
        await vscode.env.clipboard.writeText(text ?? '');
        return undefined;
      },
      create: async (draft) => {
        const ruleId = await ports.create(draft, signal);
        onCreated(ruleId);
        // The answer goes first, or the page would hear that its channel was closed.
        setImmediate(() => panel.dispose());
        return undefined;
      },
    };
  }

  #show(): AlertFormSnapshot {
    const { targets } = this.#options.ports;
    return {
      formKey: this.#formKey,
      targets,
      resourceGroup: parseResourceId(targets[0]?.id ?? '')?.resourceGroup ?? '',
      texts: alertFormTexts(),
      language: vscode.env.language,
    };
  }
}

/** Expected errors in their own words; others named as what they are. */
function describeError(error: unknown): { readonly code: string; readonly message: string } {
  if (isCancelled(error)) {
    return { code: 'cancelled', message: '' };
  }
  if (isUserError(error)) {
    return { code: error.code, message: error.message };
  }
  return {
    code: 'unexpected',
    message: vscode.l10n.t('Unexpected error: {0}', String(withoutSecrets(errorText(error)))),
  };
}
