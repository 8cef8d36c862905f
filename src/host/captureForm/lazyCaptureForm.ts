// The capture form as the rest of the host knows it: loaded when the first one opens.

import type * as vscode from 'vscode';
import { lazy } from '../../base/deferred.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { CaptureDraft } from '../../protocol/captureFormContract.ts';
import type { CaptureFormPorts } from './captureFormPorts.ts';
import type { CaptureForms } from './captureForms.ts';

/** Owns the forms once they are loaded. */
export class LazyCaptureForm implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #forms: () => Promise<CaptureForms>;

  constructor(extensionUri: vscode.Uri) {
    this.#forms = lazy(async () => {
      const { CaptureForms } = await import('./captureForms.ts');
      return this.#store.add(new CaptureForms(extensionUri));
    });
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
