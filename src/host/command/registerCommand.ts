// How every command runs: with azext-utils' prompts, and with its errors told by our own report.

import { callWithTelemetryAndErrorHandling } from '@microsoft/vscode-azext-utils';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { reportError } from '../report.ts';

/** A command's body. `args` are what the caller gave, unchecked: a tree node from a menu, nothing from the palette. */
export type CommandBody = (prompts: IActionContext, ...args: readonly unknown[]) => unknown;

/** Registers a command. Its errors are reported once, with "Retry" running it again with the same arguments. */
export function registerCommand(host: HostContext, id: CommandId, body: CommandBody): vscode.Disposable {
  const run = async (...args: readonly unknown[]): Promise<void> => {
    await callWithTelemetryAndErrorHandling(id, async (prompts) => {
      prompts.errorHandling.suppressDisplay = true;
      prompts.telemetry.suppressAll = true;
      try {
        await body(prompts, ...args);
      } catch (error) {
        // Not awaited: the message may stay open for long, and the command is over.
        void reportError(error, { log: host.log, showLog: host.showLog, retry: () => run(...args) });
      }
    });
  };
  return vscode.commands.registerCommand(id, run);
}
