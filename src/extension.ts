// Where VS Code enters: it builds the product and takes it down, nothing else. No SDK is reached from here.

import type * as vscode from 'vscode';
import { compose } from './compose.ts';

/** Called by VS Code when the extension is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(compose(context));
}

/** Called by VS Code at the end; what `activate` built is disposed of through its context. */
export function deactivate(): void {
  // Nothing is left to do: waiting for the network here would hold the window.
}
