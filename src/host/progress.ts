// Long operations as notifications with progress and a Cancel button.

import * as vscode from 'vscode';
import { signalOf } from './cancellation.ts';

/** What an operation may tell while it runs. `percent` is the whole, 0 to 100. */
export interface ProgressReport {
  readonly message?: string;
  readonly percent?: number;
}

/** Runs the operation with a cancellable notification; cancelling aborts the signal. */
export async function withProgress<T>(
  title: string,
  run: (abortSignal: AbortSignal, report: (step: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const signal = signalOf(token);
      let shownPercent = 0;
      try {
        return await run(signal.abortSignal, ({ message, percent }) => {
          // VS Code wants the step, not the whole.
          const increment = percent === undefined ? 0 : Math.max(0, percent - shownPercent);
          shownPercent += increment;
          progress.report({ ...(message === undefined ? {} : { message }), increment });
        });
      } finally {
        signal.dispose();
      }
    },
  );
}
