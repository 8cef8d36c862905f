// One diagnostic over its life: it is started, stopped and run again, and at any time only one question is on its way.

import * as l10n from '@vscode/l10n';
import { cancelledError, isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { DiagnosticState } from '../../domain/diagnostic/diagnosticState.ts';
import { isUserError } from '../error/userError.ts';
import type { NetworkDiagnostics } from './ports.ts';
import { runDiagnostic } from './runDiagnostic.ts';
import type { DiagnosticRequest } from './runDiagnostic.ts';

/** What a run needs. */
export interface DiagnosticRunOptions {
  readonly request: DiagnosticRequest;
  readonly diagnostics: NetworkDiagnostics;
  readonly clock: Clock;
  /** Hears every failure that is no cancellation, for the log and for buttons that a page has not. */
  readonly onError: (error: unknown) => void;
}

/** Owns the question that is on its way; disposing of the run ends it. */
export class DiagnosticRun implements Disposable {
  readonly #changes = new Emitter<DiagnosticState>();
  /** Tells every new state. */
  readonly onDidChange = this.#changes.event;
  readonly #options: DiagnosticRunOptions;
  #controller: AbortController | undefined;
  #state: DiagnosticState = { kind: 'cancelled' };
  #json: unknown;

  constructor(options: DiagnosticRunOptions) {
    this.#options = options;
  }

  /** What is asked. */
  get request(): DiagnosticRequest {
    return this.#options.request;
  }

  get state(): DiagnosticState {
    return this.#state;
  }

  /** What Azure answered to the latest finished question; undefined unless it is done. */
  get json(): unknown {
    return this.#json;
  }

  /** Asks, and stops the question that may be on its way. Resolves when this one has ended in whatever way; never rejects. */
  async start(): Promise<void> {
    this.#controller?.abort(cancelledError());
    const controller = new AbortController();
    this.#controller = controller;
    this.#change({ kind: 'running' });
    const { state, json } = await this.#ask(controller.signal);
    if (this.#controller === controller) {
      this.#controller = undefined;
      this.#json = json;
      this.#change(state);
    }
  }

  /** Stops waiting; the service may go on for itself. */
  cancel(): void {
    this.#controller?.abort(cancelledError());
  }

  dispose(): void {
    const controller = this.#controller;
    this.#controller = undefined;
    controller?.abort(cancelledError());
    this.#changes.dispose();
  }

  async #ask(abortSignal: AbortSignal): Promise<{ readonly state: DiagnosticState; readonly json?: unknown }> {
    const { diagnostics, request, clock, onError } = this.#options;
    try {
      const { report, json } = await runDiagnostic(diagnostics, request, { abortSignal });
      return { state: { kind: 'done', report, finishedAt: clock.now() }, json };
    } catch (error) {
      if (isCancelled(error) || abortSignal.aborted) {
        return { state: { kind: 'cancelled' } };
      }
      onError(error);
      const unexpected = l10n.t('An unexpected error ended this. The log says more.');
      return { state: { kind: 'failed', message: isUserError(error) ? error.message : unexpected } };
    }
  }

  #change(state: DiagnosticState): void {
    this.#state = state;
    this.#changes.fire(state);
  }
}
