// Commands of diagnostics: IP flow verify, next hop, connection troubleshoot, effective rules, topology, flow logs.

import * as vscode from 'vscode';
import type { DiagnosticKind } from '../../domain/diagnostic/diagnosticKind.ts';
import { commandIds } from '../contributions.ts';
import type { CommandId } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { pickMachine } from '../prompt/pickMachine.ts';
import type { CommandBody } from './registerCommand.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. Each takes a tree node of a virtual machine, a machine `{ id, region, watcherId }`, or asks for one. */
export function diagnosticCommands(host: HostContext): vscode.Disposable[] {
  const ask =
    (kind: DiagnosticKind, command: CommandId): CommandBody =>
    async (prompts, argument) => {
      const { machine, services } = await pickMachine(host, prompts, argument);
      await host.diagnostics.ask({
        kind,
        machine,
        diagnostics: services.diagnostics,
        askAnew: async () => {
          await vscode.commands.executeCommand(command, machine);
        },
      });
    };
  return [
    registerCommand(host, commandIds.verifyIpFlow, ask('ipFlow', commandIds.verifyIpFlow)),
    registerCommand(host, commandIds.getNextHop, ask('nextHop', commandIds.getNextHop)),
    registerCommand(host, commandIds.checkConnectivity, ask('connectivity', commandIds.checkConnectivity)),
    registerCommand(host, commandIds.showSecurityRules, ask('securityRules', commandIds.showSecurityRules)),
    registerCommand(host, commandIds.showTopology, ask('topology', commandIds.showTopology)),
    registerCommand(host, commandIds.listFlowLogs, ask('flowLogs', commandIds.listFlowLogs)),
  ];
}
