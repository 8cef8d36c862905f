// Connection troubleshooting: the path from a machine to an address, hop by hop, with what stands in its way. Computed from
// routes, security groups, power states and the ports on which machines answer.

import { createHash } from 'node:crypto';
import type { ArmState, Resource } from '../armState.ts';
import type { PowerState } from '../compute/powerState.ts';
import { powerStateOf } from '../compute/powerState.ts';
import type { Seed } from '../../seed.ts';
import { readAddress, readRange } from './addresses.ts';
import { cardOf, configurationOf, networkOf, privateIpOf } from './cards.ts';
import type { CardNetwork } from './cards.ts';
import { effectiveName } from './effectiveRules.ts';
import type { NextHop } from './routes.ts';
import { nextHopOf } from './routes.ts';
import type { Flow } from './securityRules.ts';
import { decidingRule, judge } from './securityRules.ts';

/** What a connection is tried with. */
export interface ConnectionTry {
  readonly source: Resource;
  /** The machine named as destination, when one was. */
  readonly destination: Resource | undefined;
  /** Address or name of the destination. */
  readonly address: string;
  readonly port: number;
  /** Tcp, Http, Https or Icmp. */
  readonly protocol: string;
}

interface Issue {
  readonly origin: 'Local' | 'Inbound' | 'Outbound';
  readonly severity: 'Error' | 'Warning';
  readonly type: string;
  readonly context: readonly { readonly key: string; readonly value: string }[];
}

interface Hop {
  readonly type: string;
  readonly address: string;
  readonly resourceId?: string;
  readonly issues: readonly Issue[];
}

const probeCount = 30;
const defaultOutboundAddress = '20.50.1.1';

/** Body of connectivityCheck. */
export function checkConnection(state: ArmState, seed: Seed, attempt: ConnectionTry): unknown {
  const card = cardOf(state, attempt.source);
  if (card === undefined) {
    throw new Error(`Machine ${attempt.source.id} has no card.`);
  }
  const hops = findHops(state, networkOf(state, card), attempt);
  const isReachable = hops.every(({ issues }) => issues.length === 0);
  const idOf = (index: number): string => seed.guid(`hop ${index} ${attempt.source.id} ${attempt.address}`);
  const latency = hops.reduce((sum, { type }) => sum + (type === 'Internet' ? 18 : 1), 0);
  return {
    hops: hops.map((hop, index) => ({
      type: hop.type,
      id: idOf(index),
      address: hop.address,
      ...(hop.resourceId === undefined ? {} : { resourceId: hop.resourceId }),
      nextHopIds: index + 1 < hops.length ? [idOf(index + 1)] : [],
      previousHopIds: index > 0 ? [idOf(index - 1)] : [],
      issues: hop.issues,
    })),
    connectionStatus: isReachable ? 'Reachable' : 'Unreachable',
    ...(isReachable
      ? { avgLatencyInMs: latency, minLatencyInMs: Math.max(1, latency - 1), maxLatencyInMs: latency * 2 + 3 }
      : {}),
    probesSent: probeCount,
    probesFailed: isReachable ? 0 : probeCount,
  };
}

function findHops(state: ArmState, network: CardNetwork, attempt: ConnectionTry): readonly Hop[] {
  const address = resolveName(state, network, attempt);
  const source = { type: 'Source', address: network.address, resourceId: attempt.source.id };
  if (address === undefined) {
    return [{ ...source, issues: [toIssue('Local', 'DnsResolution', [])] }];
  }
  const range = readRange(address) ?? { first: 0, last: 0 };
  const hop = nextHopOf(network, range);
  const flow: Flow = {
    direction: 'Outbound',
    protocol: attempt.protocol === 'Icmp' ? 'Icmp' : 'Tcp',
    source: { address: network.address, port: '*' },
    destination: { address, port: String(attempt.port) },
  };
  return [
    { ...source, issues: [...toRuleIssues(network, flow), ...toRouteIssues(hop)] },
    ...toApplianceHops(state, hop),
    toLastHop(state, { ...flow, direction: 'Inbound' }, { ...attempt, publicAddress: publicAddressOf(state, network) }),
  ];
}

/** A route that leads nowhere is Azure's own or the table's. */
function toRouteIssues(hop: NextHop): readonly Issue[] {
  return hop.nextHopType === 'None'
    ? [
        toIssue('Outbound', hop.routeTableId === 'System Route' ? 'Platform' : 'UserDefinedRoute', [
          ['RouteType', hop.routeTableId === 'System Route' ? 'System' : 'User'],
        ]),
      ]
    : [];
}

function toApplianceHops(state: ArmState, hop: NextHop): readonly Hop[] {
  if (hop.nextHopIpAddress === undefined) {
    return [];
  }
  const card = findCard(state, hop.nextHopIpAddress);
  const forwards = card?.properties['enableIPForwarding'] === true;
  return [
    {
      type: 'VirtualAppliance',
      address: hop.nextHopIpAddress,
      ...(card === undefined ? {} : { resourceId: card.id }),
      issues: forwards ? [] : [toIssue('Local', 'Platform', [['IpForwarding', 'Disabled']])],
    },
  ];
}

function toLastHop(state: ArmState, flow: Flow, attempt: ConnectionTry & { readonly publicAddress: string }): Hop {
  const { address } = flow.destination;
  const publicCard = findPublicCard(state, address);
  const card = publicCard ?? findCard(state, address);
  if (card === undefined) {
    return { type: 'Internet', address, issues: [] };
  }
  const machine = attempt.destination ?? machineOf(state, card);
  // Over a public address the rules see the sender's public address and the card's private one.
  const seen =
    publicCard === undefined
      ? flow
      : {
          ...flow,
          source: { ...flow.source, address: attempt.publicAddress },
          destination: { ...flow.destination, address: privateIpOf(card) },
        };
  const rules = toRuleIssues(networkOf(state, card), seen);
  return {
    type: machine === undefined ? 'NetworkInterface' : 'VirtualMachine',
    address,
    resourceId: machine?.id ?? card.id,
    issues: [...rules, ...(machine === undefined ? [] : toGuestIssues(machine, attempt))],
  };
}

/** A machine that is off, or that has nobody behind the port. */
function toGuestIssues(machine: Resource, { port, protocol }: ConnectionTry): readonly Issue[] {
  const state: PowerState = powerStateOf(machine);
  if (state !== 'running') {
    return [toIssue('Local', 'Platform', [['PowerState', state]])];
  }
  const openPorts = (machine.hidden['openPorts'] ?? []) as readonly number[];
  return protocol === 'Icmp' || openPorts.includes(port)
    ? []
    : [toIssue('Local', 'GuestFirewall', [['Port', String(port)]])];
}

function toRuleIssues(network: CardNetwork, flow: Flow): readonly Issue[] {
  const verdict = judge(network, flow);
  const rule = decidingRule(verdict);
  return verdict.access === 'Allow' || rule === undefined
    ? []
    : [toIssue(flow.direction, 'NetworkSecurityRule', [['RuleName', effectiveName(rule)]])];
}

function toIssue(
  origin: Issue['origin'],
  type: string,
  context: readonly (readonly [key: string, value: string])[],
): Issue {
  return { origin, severity: 'Error', type, context: context.map(([key, value]) => ({ key, value })) };
}

/** Names of machines of the same network and public names have an address; those of private zones have none here. */
function resolveName(state: ArmState, network: CardNetwork, { address }: ConnectionTry): string | undefined {
  if (readAddress(address) !== undefined) {
    return address;
  }
  const name = address
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[:/].*$/, '');
  const machine = state
    .list({ type: 'Microsoft.Compute/virtualMachines' })
    .find((one) => one.name.toLowerCase() === name);
  const card = machine === undefined ? undefined : cardOf(state, machine);
  if (card !== undefined) {
    return networkOf(state, card).virtualNetwork?.id === network.virtualNetwork?.id ? privateIpOf(card) : undefined;
  }
  if (!name.includes('.') || /\.(internal|local|invalid|test|example)$/.test(name)) {
    return undefined;
  }
  const [third = 0, fourth = 0] = createHash('sha256').update(name).digest();
  return `${name.endsWith('.core.windows.net') ? '20.60' : '151.101'}.${third}.${fourth}`;
}

/** The address under which a card is seen outside; without one of its own it is the platform's. */
function publicAddressOf(state: ArmState, { card }: CardNetwork): string {
  const id = configurationOf(card)?.properties.publicIPAddress?.id;
  const address = id === undefined ? undefined : state.get(id)?.properties['ipAddress'];
  return typeof address === 'string' ? address : defaultOutboundAddress;
}

function findPublicCard(state: ArmState, address: string): Resource | undefined {
  const own = state
    .list({ type: 'Microsoft.Network/publicIPAddresses' })
    .find(({ properties }) => properties['ipAddress'] === address);
  return own === undefined
    ? undefined
    : state
        .list({ type: 'Microsoft.Network/networkInterfaces' })
        .find((card) => configurationOf(card)?.properties.publicIPAddress?.id === own.id);
}

function findCard(state: ArmState, address: string): Resource | undefined {
  return [
    ...state.list({ type: 'Microsoft.Network/networkInterfaces' }),
    ...state.list({ type: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces' }),
  ].find((card) => privateIpOf(card) === address);
}

function machineOf(state: ArmState, card: Resource): Resource | undefined {
  const { virtualMachine } = card.properties as { readonly virtualMachine?: { readonly id: string } };
  return virtualMachine === undefined ? undefined : state.get(virtualMachine.id);
}
