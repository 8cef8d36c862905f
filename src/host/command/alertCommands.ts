// Commands of alert payloads: view the one in the editor, in a file, or on the clipboard.

import type * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. The first takes a file's address from menus, `{ text, title }`, or looks at the active editor. */
export function alertCommands(host: HostContext): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.viewAlertPayload, (_prompts, payload) =>
      host.alertPayloads.openFrom('editor', payload),
    ),
    registerCommand(host, commandIds.viewAlertPayloadFromClipboard, () => host.alertPayloads.openFrom('clipboard')),
  ];
}
