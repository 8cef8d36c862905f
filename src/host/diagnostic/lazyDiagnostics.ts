// Diagnostics as the rest of the host knows them: there at once, loaded when the first question is asked.

import type * as vscode from 'vscode';
import { lazy } from '../../base/deferred.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { AskDiagnosticOptions, DiagnosticRoom } from './diagnosticRoom.ts';

/** Owns the room once it is loaded. */
export class LazyDiagnostics implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #room: () => Promise<DiagnosticRoom>;

  constructor(load: () => Promise<DiagnosticRoom>) {
    this.#room = lazy(async () => this.#store.add(await load()));
  }

  /** See DiagnosticRoom.ask. */
  async ask(options: AskDiagnosticOptions): Promise<void> {
    await (await this.#room()).ask(options);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
