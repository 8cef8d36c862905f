// One capture form: its page, the channel, and the questions that VS Code itself asks before something is lost or refused.

import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isUserError } from '../../app/error/userError.ts';
import { isCancelled } from '../../base/abort.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import { withoutSecrets } from '../../domain/arm/withoutSecrets.ts';
import { formatAzCli, formatBicep } from '../../domain/capture/captureRecipe.ts';
import type { CapturePreset } from '../../domain/capture/capturePreset.ts';
import { HostChannel } from '../../protocol/channel.ts';
import type { RequestHandlers } from '../../protocol/channel.ts';
import { captureFormGuards } from '../../protocol/captureFormContract.ts';
import type {
  CaptureDraft,
  CaptureFormContract,
  FormSnapshot,
  FormStart,
  NewPreset,
} from '../../protocol/captureFormContract.ts';
import { mediaRoot, webviewHtml } from '../panel/webviewHtml.ts';
import type { CaptureFormPorts } from './captureFormPorts.ts';
import { captureFormTexts } from './captureFormTexts.ts';

/** What a form is made from. */
export interface CaptureFormPanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly draft: CaptureDraft;
  readonly ports: CaptureFormPorts;
  readonly extensionUri: vscode.Uri;
  /** Of a page of an earlier window, whose fields come back. */
  readonly draftKey?: string;
}

/** Owns the page and what it has under way; the panel is its opener's. */
export class CaptureFormPanel implements vscode.Disposable {
  readonly #options: CaptureFormPanelOptions;
  readonly #store = new DisposableStore();
  readonly #draftKey: string;
  /** Ends with the form. */
  readonly #life = new AbortController();
  #takesFocus = true;
  /** Of the check or remedy that is under way. */
  #work = new AbortController();

  constructor(options: CaptureFormPanelOptions) {
    this.#options = options;
    this.#draftKey = options.draftKey ?? randomUUID();
    const { panel, extensionUri } = options;
    const { webview } = panel;
    this.#store.add(
      new HostChannel<CaptureFormContract>(
        {
          send: (message) => void webview.postMessage(message),
          receive: (listener) => webview.onDidReceiveMessage(listener),
        },
        this.#handlers(),
        captureFormGuards,
        describeError,
      ),
    );
    panel.iconPath = {
      light: vscode.Uri.joinPath(mediaRoot(extensionUri), 'capture-light.svg'),
      dark: vscode.Uri.joinPath(mediaRoot(extensionUri), 'capture-dark.svg'),
    };
    webview.html = webviewHtml(webview, extensionUri, {
      script: 'captureForm.js',
      styles: ['codicon.css', 'captureForm.css'],
      title: panel.title,
    });
  }

  dispose(): void {
    this.#life.abort();
    this.#work.abort();
    this.#store.dispose();
  }

  #handlers(): RequestHandlers<CaptureFormContract> {
    const { ports } = this.#options;
    const { signal } = this.#life;
    return {
      show: () => this.#show(),
      listTargets: () => ports.listTargets(signal),
      listInstances: (id) => ports.listInstances(id, signal),
      listStorageAccounts: (region) => ports.listStorageAccounts(region, signal),
      suggestName: (targetId) => ports.suggestName(targetId, signal),
      check: (capture) => ports.check(capture, this.#begin()),
      fix: ({ fix, capture }) => ports.fix(fix, capture, this.#begin()),
      cancel: () => {
        this.#work.abort();
        return undefined;
      },
      start: (start) => this.#start(start),
      savePreset: (preset) => this.#savePreset(preset),
      copyRecipe: async ({ kind, capture }) => {
        await vscode.env.clipboard.writeText(kind === 'azCli' ? formatAzCli(capture) : formatBicep(capture));
        return undefined;
      },
    };
  }

  #show(): FormSnapshot {
    const { ports, panel } = this.#options;
    if (this.#takesFocus && panel.active) {
      // VS Code gives the keyboard to a page before it is loaded, and it is lost then.
      panel.reveal();
    }
    this.#takesFocus = false;
    const { destination, ...draft } = this.#options.draft;
    const { storageId, filePath } = destination ?? {};
    return {
      draftKey: this.#draftKey,
      subscriptionId: ports.subscriptionId,
      // The place within an account is not the form's: the service chooses it, and an address could carry a key.
      draft: {
        ...draft,
        destination: {
          ...(storageId === undefined ? {} : { storageId }),
          ...(filePath === undefined ? {} : { filePath }),
        },
      },
      presets: ports.presets(),
      hasWorkspace: (vscode.workspace.workspaceFolders ?? []).length > 0,
      texts: captureFormTexts(),
      language: vscode.env.language,
    };
  }

  /** A new check or remedy ends the former one. */
  #begin(): AbortSignal {
    this.#work.abort();
    this.#work = new AbortController();
    return this.#work.signal;
  }

  async #start({ capture, replace, blockers }: FormStart): Promise<boolean> {
    if (blockers.length > 0 && !(await this.#confirmBlockers(blockers))) {
      return false;
    }
    if (replace && !(await this.#confirmReplace(capture.name))) {
      return false;
    }
    const isRunning = await this.#options.ports.start(capture, { replace, abortSignal: this.#life.signal });
    if (!isRunning) {
      // What was typed may be wanted again.
      return false;
    }
    // The answer goes first, or the page would hear that its channel was closed.
    setImmediate(() => this.#options.panel.dispose());
    return true;
  }

  async #confirmBlockers(blockers: readonly string[]): Promise<boolean> {
    const anyway = vscode.l10n.t('Start Anyway');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t('Azure will probably refuse this capture, or capture nothing.'),
      { modal: true, detail: blockers.map((each) => `• ${each}`).join('\n') },
      anyway,
    );
    return chosen === anyway;
  }

  async #confirmReplace(name: string): Promise<boolean> {
    const replace = vscode.l10n.t('Replace');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t('Replace the packet capture "{0}"?', name),
      {
        modal: true,
        detail: vscode.l10n.t('The existing one is stopped and deleted. Files that it has stored stay.'),
      },
      replace,
    );
    return chosen === replace;
  }

  async #savePreset({ preset, scope }: NewPreset): Promise<readonly CapturePreset[]> {
    const { ports } = this.#options;
    await ports.savePreset(preset, scope);
    return ports.presets();
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
  const text = withoutSecrets(errorText(error));
  return { code: 'unexpected', message: vscode.l10n.t('Unexpected error: {0}', String(text)) };
}
