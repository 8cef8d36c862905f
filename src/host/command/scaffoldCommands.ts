// Commands that write new projects.

import type * as vscode from 'vscode';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { pickMachine } from '../prompt/pickMachine.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. The command takes a tree node of a virtual machine, a machine `{ id, region, watcherId }`, or asks for one. */
export function scaffoldCommands(host: HostContext): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.scaffoldAlertCapture, async (prompts, argument) => {
      const { machine, services } = await pickMachine(host, prompts, argument);
      const room = await host.scaffold();
      await room.createAlertCapture(prompts, { machine, inventory: services.inventory });
    }),
  ];
}
