// What the diagnostics need of Azure's Network Watcher, as one narrow port.

import type { ConnectivityAnswer, ConnectivityQuestion } from '../../domain/diagnostic/connectivity.ts';
import type { DiagnosticMachine, MachineNetwork } from '../../domain/diagnostic/diagnosticKind.ts';
import type { FlowLog } from '../../domain/diagnostic/flowLog.ts';
import type { IpFlowAnswer, IpFlowQuestion } from '../../domain/diagnostic/ipFlow.ts';
import type { NextHopAnswer, NextHopQuestion } from '../../domain/diagnostic/nextHop.ts';
import type { CardRules } from '../../domain/diagnostic/securityRule.ts';
import type { Topology } from '../../domain/diagnostic/topology.ts';
import type { CallOptions } from '../azure/ports.ts';

/** An answer as a value, and as the JSON that Azure sent. */
export interface Answer<T> {
  readonly value: T;
  readonly json: unknown;
}

/**
 * The questions of one subscription to its network watchers. Every call may take a minute and ends with its signal.
 * All reject with UserErrors that the client translates, or as cancelled.
 */
export interface NetworkDiagnostics {
  /** The machine with its network cards, for defaults of questions. */
  getMachineNetwork(machine: DiagnosticMachine, options?: CallOptions): Promise<MachineNetwork>;
  /** Would this packet pass the security rules? */
  verifyIpFlow(watcherId: string, question: IpFlowQuestion, options?: CallOptions): Promise<Answer<IpFlowAnswer>>;
  /** Where does this packet go next? */
  getNextHop(watcherId: string, question: NextHopQuestion, options?: CallOptions): Promise<Answer<NextHopAnswer>>;
  /** Tries a connection from within the machine, which needs Network Watcher's agent. */
  checkConnectivity(
    watcherId: string,
    question: ConnectivityQuestion,
    options?: CallOptions,
  ): Promise<Answer<ConnectivityAnswer>>;
  /** The security rules of each network card of a machine. */
  showSecurityRules(watcherId: string, machineId: string, options?: CallOptions): Promise<Answer<readonly CardRules[]>>;
  /** The resources of a resource group and how they belong together. */
  showTopology(watcherId: string, resourceGroup: string, options?: CallOptions): Promise<Answer<Topology>>;
  /** The flow logs of the watcher's region. */
  listFlowLogs(watcherId: string, options?: CallOptions): Promise<Answer<readonly FlowLog[]>>;
}
