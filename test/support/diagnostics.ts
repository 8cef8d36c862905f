// Machines, rules and resources for tests of diagnostics.

import type { CallOptions } from '../../src/app/azure/ports.ts';
import type { Answer, NetworkDiagnostics } from '../../src/app/diagnostic/ports.ts';
import { cancelledError } from '../../src/base/abort.ts';
import type { ConnectivityAnswer } from '../../src/domain/diagnostic/connectivity.ts';
import type { FlowLog } from '../../src/domain/diagnostic/flowLog.ts';
import type { IpFlowAnswer } from '../../src/domain/diagnostic/ipFlow.ts';
import type { NextHopAnswer } from '../../src/domain/diagnostic/nextHop.ts';
import type { DiagnosticMachine, MachineCard, MachineNetwork } from '../../src/domain/diagnostic/diagnosticKind.ts';
import type { CardRules, SecurityRule } from '../../src/domain/diagnostic/securityRule.ts';
import type { Topology, TopologyResource } from '../../src/domain/diagnostic/topology.ts';
import { subscriptionId } from './captures.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-app/providers`;

/** An id below Microsoft.Network. */
export function networkId(path: string): string {
  return `${group}/Microsoft.Network/${path}`;
}

/** The id of a virtual machine. */
export function machineId(name: string): string {
  return `${group}/Microsoft.Compute/virtualMachines/${name}`;
}

/** The id of a network security group. */
export function groupId(name: string): string {
  return networkId(`networkSecurityGroups/${name}`);
}

/** A network card by its name. */
export function card(name: string, ...addresses: readonly string[]): MachineCard {
  return { id: networkId(`networkInterfaces/${name}`), isPrimary: true, addresses };
}

/** The machine web-1, with one card unless others are given. */
export function machine(...cards: readonly MachineCard[]): MachineNetwork {
  const basis: DiagnosticMachine = {
    id: machineId('web-1'),
    name: 'web-1',
    region: 'westeurope',
    watcherId: networkId('networkWatchers/NetworkWatcher_westeurope'),
  };
  return { ...basis, cards: cards.length === 0 ? [card('web-1-nic', '10.1.0.4')] : cards };
}

/** A rule that lets in everybody, unless said otherwise. */
export function rule(name: string, parts: Partial<SecurityRule> = {}): SecurityRule {
  return {
    name,
    isDefault: false,
    direction: 'inbound',
    access: 'allow',
    priority: 100,
    protocol: 'Tcp',
    sources: ['*'],
    sourcePorts: ['*'],
    destinations: ['*'],
    destinationPorts: ['*'],
    ...parts,
  };
}

/** The rules of the card of web-1. */
export function cardRules(parts: Partial<CardRules>): CardRules {
  return {
    cardId: card('web-1-nic').id,
    cardRules: [],
    subnetRules: [],
    defaultRules: [],
    effectiveRules: [],
    ...parts,
  };
}

/** A network with one machine, a group and a public address, as Network Watcher lists it. */
export const estate: readonly TopologyResource[] = [
  {
    id: networkId('virtualNetworks/vnet-main'),
    name: 'vnet-main',
    region: 'westeurope',
    linkedIds: [networkId('virtualNetworks/vnet-main/subnets/web')],
  },
  {
    id: networkId('virtualNetworks/vnet-main/subnets/web'),
    name: 'web',
    region: 'westeurope',
    linkedIds: [groupId('nsg-web')],
  },
  {
    id: networkId('networkInterfaces/web-1-nic'),
    name: 'web-1-nic',
    region: 'westeurope',
    linkedIds: [
      networkId('virtualNetworks/vnet-main/subnets/web'),
      machineId('web-1'),
      networkId('publicIPAddresses/web-1-ip'),
    ],
  },
  { id: machineId('web-1'), name: 'web-1', region: 'westeurope', linkedIds: [] },
  { id: networkId('publicIPAddresses/web-1-ip'), name: 'web-1-ip', region: 'westeurope', linkedIds: [] },
  {
    id: groupId('nsg-web'),
    name: 'nsg-web',
    region: 'westeurope',
    linkedIds: [`${groupId('nsg-web')}/securityRules/DenyRdp`],
  },
];

/** Flow logs of a network and of a group. */
const flowLogs: readonly FlowLog[] = [
  {
    id: networkId('networkWatchers/w/flowLogs/vnet-log'),
    name: 'vnet-log',
    targetId: networkId('virtualNetworks/vnet-main'),
    storageId: `${group}/Microsoft.Storage/storageAccounts/stlogs`,
    isEnabled: true,
    retentionInDays: 30,
    version: 2,
    recordTypes: 'B,D',
    filter: 'dstport=443',
    analytics: {
      isEnabled: true,
      workspaceId: `${group}/Microsoft.OperationalInsights/workspaces/law`,
      intervalInMinutes: 10,
    },
    provisioningState: 'Succeeded',
  },
  {
    id: networkId('networkWatchers/w/flowLogs/nsg-log'),
    name: 'nsg-log',
    targetId: groupId('nsg-web'),
    storageId: `${group}/Microsoft.Storage/storageAccounts/stlogs`,
    isEnabled: false,
    recordTypes: '',
    filter: '',
    provisioningState: 'Failed',
  },
];

/** A way that a group's rule ends. */
export const stoppedConnection: ConnectivityAnswer = {
  status: 'unreachable',
  statusName: 'Unreachable',
  probesSent: 30,
  probesFailed: 30,
  hops: [
    { id: 'h2', type: 'VirtualMachine', address: '10.1.0.9', resourceId: machineId('db-1'), nextIds: [], issues: [] },
    {
      id: 'h1',
      type: 'Source',
      address: '10.1.0.4',
      resourceId: machineId('web-1'),
      nextIds: ['h2'],
      issues: [
        { origin: 'Outbound', isError: true, type: 'NetworkSecurityRule', context: [['RuleName', 'UserRule_DenyDb']] },
      ],
      roundTripInMs: 2,
    },
  ],
};

/** Answers as a test sets them; what was asked stands in `calls`. A pending gate holds every answer until it opens or the signal ends it. */
export class FakeDiagnostics implements NetworkDiagnostics {
  readonly calls: string[] = [];
  gate: Promise<void> = Promise.resolve();
  /** Thrown by the operation of this name. */
  readonly failures = new Map<keyof NetworkDiagnostics, unknown>();
  network: MachineNetwork = machine();
  ipFlow: IpFlowAnswer = { access: 'deny', ruleName: 'securityRules/DenyRdp' };
  nextHop: NextHopAnswer = { type: 'internet', typeName: 'Internet' };
  connectivity: ConnectivityAnswer = stoppedConnection;
  rules: readonly CardRules[] = [
    cardRules({
      subnetRules: [rule('DenyRdp', { access: 'deny', priority: 100, groupId: groupId('nsg-web') })],
      defaultRules: [rule('DenyAllInBound', { access: 'deny', priority: 65_500, isDefault: true })],
    }),
  ];
  resources: Topology['resources'] = estate;
  logs: readonly FlowLog[] = flowLogs;

  async getMachineNetwork(asked: DiagnosticMachine, options: CallOptions = {}): Promise<MachineNetwork> {
    return (await this.#answer('getMachineNetwork', asked.id, this.network, options)).value;
  }

  verifyIpFlow(watcherId: string, _question: unknown, options?: CallOptions): Promise<Answer<IpFlowAnswer>> {
    return this.#answer('verifyIpFlow', watcherId, this.ipFlow, options);
  }

  getNextHop(watcherId: string, _question: unknown, options?: CallOptions): Promise<Answer<NextHopAnswer>> {
    return this.#answer('getNextHop', watcherId, this.nextHop, options);
  }

  checkConnectivity(watcherId: string, _question: unknown, options?: CallOptions): Promise<Answer<ConnectivityAnswer>> {
    return this.#answer('checkConnectivity', watcherId, this.connectivity, options);
  }

  showSecurityRules(_watcherId: string, askedId: string, options?: CallOptions): Promise<Answer<readonly CardRules[]>> {
    return this.#answer('showSecurityRules', askedId, this.rules, options);
  }

  showTopology(_watcherId: string, resourceGroup: string, options?: CallOptions): Promise<Answer<Topology>> {
    return this.#answer('showTopology', resourceGroup, { resources: this.resources }, options);
  }

  listFlowLogs(watcherId: string, options?: CallOptions): Promise<Answer<readonly FlowLog[]>> {
    return this.#answer('listFlowLogs', watcherId, this.logs, options);
  }

  async #answer<T>(
    name: keyof NetworkDiagnostics,
    subject: string,
    value: T,
    { abortSignal }: CallOptions = {},
  ): Promise<Answer<T>> {
    this.calls.push(`${name} ${subject}`);
    const aborted = new Promise<never>((_resolve, reject) => {
      abortSignal?.addEventListener('abort', () => reject(cancelledError()), { once: true });
    });
    await Promise.race([this.gate, aborted]);
    abortSignal?.throwIfAborted();
    if (this.failures.has(name)) {
      throw this.failures.get(name);
    }
    return { value, json: { raw: name } };
  }
}
