// The one place where VS Code's CancellationToken becomes an AbortSignal.

import type * as vscode from 'vscode';
import { cancelledError } from '../base/abort.ts';
import type { Disposable } from '../base/disposable.ts';

/** A signal that follows a token; dispose of it when the operation is over. */
export function signalOf(token: vscode.CancellationToken): { readonly abortSignal: AbortSignal } & Disposable {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort(cancelledError());
  }
  const subscription = token.onCancellationRequested(() => controller.abort(cancelledError()));
  return { abortSignal: controller.signal, dispose: () => subscription.dispose() };
}
