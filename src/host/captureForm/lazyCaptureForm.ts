// The capture form as the rest of the host knows it: loaded when the first one opens.

import * as vscode from 'vscode';
import { lazy } from '../../base/deferred.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { asRecord, asString } from '../../base/json.ts';
import type { CaptureDraft } from '../../protocol/captureFormContract.ts';
import { captureFormType } from '../contributions.ts';
import type { CaptureFormPorts, KeptForm } from './captureFormPorts.ts';
import type { CaptureForms } from './captureForms.ts';

/** Owns the forms once they are loaded. */
export class LazyCaptureForm implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #forms: () => Promise<CaptureForms>;

  /** @param portsOf the ports for a subscription; undefined when the account does not see it any more */
  constructor(extensionUri: vscode.Uri, portsOf: (subscriptionId: string) => Promise<CaptureFormPorts | undefined>) {
    this.#forms = lazy(async () => {
      const { CaptureForms } = await import('./captureForms.ts');
      return this.#store.add(new CaptureForms(extensionUri));
    });
    this.#store.add(
      vscode.window.registerWebviewPanelSerializer(captureFormType, {
        deserializeWebviewPanel: async (panel, state) => {
          const kept = readKept(state);
          const ports = kept === undefined ? undefined : await portsOf(kept.subscriptionId);
          if (kept === undefined) {
            panel.dispose();
          } else {
            (await this.#forms()).restore(panel, kept, ports);
          }
        },
      }),
    );
  }

  /**
   * Shows a form that begins with the draft; a form that began with the same one is shown again as it is.
   * @param ports what the form works with while it is open
   */
  async open(draft: CaptureDraft, ports: CaptureFormPorts): Promise<void> {
    (await this.#forms()).open(draft, ports);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function readKept(state: unknown): KeptForm | undefined {
  const record = asRecord(state);
  const [draftKey, subscriptionId, origin] = ['draftKey', 'subscriptionId', 'origin'].map((name) =>
    asString(record[name]),
  );
  return draftKey === undefined || subscriptionId === undefined
    ? undefined
    : { draftKey, subscriptionId, ...(origin === undefined ? {} : { origin }) };
}
