// Asks Azure one question about a machine's network and makes the report of its answer.

import { parseResourceId } from '../../domain/arm/resourceId.ts';
import type { DiagnosticQuestion } from '../../domain/diagnostic/diagnosticForm.ts';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { DiagnosticReport } from '../../domain/diagnostic/diagnosticReport.ts';
import type { IpFlowQuestion } from '../../domain/diagnostic/ipFlow.ts';
import type { CallOptions } from '../azure/ports.ts';
import { isUserError } from '../error/userError.ts';
import { connectivityReport } from './connectivityReport.ts';
import { flowLogsReport } from './flowLogsReport.ts';
import { ipFlowReport } from './ipFlowReport.ts';
import { nextHopReport } from './nextHopReport.ts';
import type { Answer, NetworkDiagnostics } from './ports.ts';
import { securityRulesReport } from './securityRulesReport.ts';
import { topologyReport } from './topologyReport.ts';

/** A question with the machine that it is about. */
export interface DiagnosticRequest {
  readonly machine: DiagnosticMachine;
  readonly asked: DiagnosticQuestion;
}

/** The report, and what Azure answered as JSON. */
export interface FinishedDiagnostic {
  readonly report: DiagnosticReport;
  /** As Azure sent it; for IP flow verify an object with the answers of both operations by their names. */
  readonly json: unknown;
}

/** Runs a diagnostic. Rejects with what the client translates, or as cancelled. */
export async function runDiagnostic(
  diagnostics: NetworkDiagnostics,
  { machine, asked }: DiagnosticRequest,
  options: CallOptions = {},
): Promise<FinishedDiagnostic> {
  const { watcherId } = machine;
  switch (asked.kind) {
    case 'ipFlow':
      return await runIpFlow(diagnostics, machine, asked.question, options);
    case 'nextHop':
      return finished(await diagnostics.getNextHop(watcherId, asked.question, options), (answer) =>
        nextHopReport(machine, asked.question, answer),
      );
    case 'connectivity':
      return finished(await diagnostics.checkConnectivity(watcherId, asked.question, options), (answer) =>
        connectivityReport(machine, asked.question, answer),
      );
    case 'securityRules':
      return finished(await diagnostics.showSecurityRules(watcherId, machine.id, options), (cards) =>
        securityRulesReport(machine, cards),
      );
    case 'topology': {
      const group = parseResourceId(machine.id)?.resourceGroup ?? '';
      return finished(await diagnostics.showTopology(watcherId, group, options), (topology) =>
        topologyReport(machine, topology),
      );
    }
    case 'flowLogs':
      return finished(await diagnostics.listFlowLogs(watcherId, options), (logs) => flowLogsReport(machine, logs));
  }
}

/** The decision names a rule only; the rules in effect show it among the others. Who may not read them still gets the decision. */
async function runIpFlow(
  diagnostics: NetworkDiagnostics,
  machine: DiagnosticMachine,
  question: IpFlowQuestion,
  options: CallOptions,
): Promise<FinishedDiagnostic> {
  const decision = await diagnostics.verifyIpFlow(machine.watcherId, question, options);
  try {
    const rules = await diagnostics.showSecurityRules(machine.watcherId, machine.id, options);
    return {
      report: ipFlowReport(machine, question, decision.value, { cards: rules.value }),
      json: { ipFlowVerify: decision.json, securityGroupView: rules.json },
    };
  } catch (error) {
    if (!isUserError(error)) {
      throw error;
    }
    return {
      report: ipFlowReport(machine, question, decision.value, { problem: error.message }),
      json: { ipFlowVerify: decision.json },
    };
  }
}

function finished<T>(answer: Answer<T>, toReport: (value: T) => DiagnosticReport): FinishedDiagnostic {
  return { report: toReport(answer.value), json: answer.json };
}
