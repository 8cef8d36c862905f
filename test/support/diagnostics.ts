// Machines, rules and resources for tests of diagnostics.

import type { DiagnosticMachine, MachineCard, MachineNetwork } from '../../src/domain/diagnostic/diagnosticKind.ts';
import type { CardRules, SecurityRule } from '../../src/domain/diagnostic/securityRule.ts';
import type { TopologyResource } from '../../src/domain/diagnostic/topology.ts';
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
