// Virtual machines with their network cards and extensions.

import type { ArmState } from '../armState.ts';
import type { Seed } from '../../seed.ts';
import { addCard } from './networkCards.ts';
import type { PowerState } from '../compute/powerState.ts';
import type { EstateOptions } from './plan.ts';
import { addAgent, groupNames, idIn } from './plan.ts';

/** A machine as it is planned. */
export interface PlannedMachine {
  readonly name: string;
  readonly group: string;
  readonly location: string;
  readonly osType: 'Linux' | 'Windows';
  readonly powerState: PowerState;
  readonly hasAgent: boolean;
  readonly privateIp: string;
  /** Virtual network and subnet, `<network>/<subnet>`. */
  readonly subnet?: string;
  readonly securityGroup?: string;
  readonly publicAddress?: string;
  /** TCP ports on which something answers: for connection troubleshooting. */
  readonly openPorts?: readonly number[];
}

const edge = { group: groupNames.edge, location: 'westeurope', subnet: 'vnet-fabrikam/snet-orders' } as const;

/** The gateway (10.1.2.4) and the orders machines (10.1.0.4 and 5) have the addresses of the small world's traffic. */
const machines: readonly PlannedMachine[] = [
  {
    ...edge,
    name: 'vm-gateway-01',
    osType: 'Linux',
    powerState: 'running',
    hasAgent: true,
    privateIp: '10.1.2.4',
    subnet: 'vnet-fabrikam/snet-gateway',
    publicAddress: 'pip-gateway',
    openPorts: [22, 443, 8080],
  },
  {
    ...edge,
    name: 'vm-orders-01',
    osType: 'Linux',
    powerState: 'running',
    hasAgent: true,
    privateIp: '10.1.0.4',
    openPorts: [22, 8080],
  },
  {
    ...edge,
    name: 'vm-orders-02',
    osType: 'Linux',
    powerState: 'running',
    hasAgent: true,
    privateIp: '10.1.0.5',
    openPorts: [22, 8080],
  },
  {
    ...edge,
    name: 'vm-legacy-erp',
    osType: 'Windows',
    powerState: 'running',
    hasAgent: false,
    privateIp: '10.1.0.20',
    securityGroup: 'nsg-erp',
    openPorts: [3389, 8000],
  },
  {
    ...edge,
    name: 'vm-batch-01',
    osType: 'Linux',
    powerState: 'deallocated',
    hasAgent: true,
    privateIp: '10.1.0.30',
  },
  {
    ...edge,
    name: 'vm-build-07',
    osType: 'Windows',
    powerState: 'stopped',
    hasAgent: true,
    privateIp: '10.1.0.31',
  },
  {
    name: 'vm-north-web',
    group: groupNames.north,
    location: 'northeurope',
    osType: 'Windows',
    powerState: 'running',
    hasAgent: true,
    privateIp: '10.2.0.4',
    subnet: 'vnet-north/snet-web',
    publicAddress: 'pip-north-web',
    openPorts: [80, 443, 3389],
  },
  // Nobody enabled Network Watcher in its region.
  {
    name: 'vm-france-01',
    group: groupNames.france,
    location: 'francecentral',
    osType: 'Linux',
    powerState: 'running',
    hasAgent: true,
    privateIp: '10.4.0.4',
    subnet: 'vnet-france/snet-main',
    openPorts: [22],
  },
];

/** Adds the machines, and the card of an appliance whose machine is not ours. */
export function addMachines(options: EstateOptions): void {
  const { state, subscriptionId } = options;
  for (const machine of machines) {
    addMachine(state, options.seed, { ...machine, subscriptionId });
  }
  addCard(state, {
    id: idIn(subscriptionId, groupNames.edge, 'Microsoft.Network/networkInterfaces/nva-edge-nic'),
    location: 'westeurope',
    privateIp: '10.1.5.4',
    forwards: true,
    subnetId: idIn(
      subscriptionId,
      groupNames.edge,
      'Microsoft.Network/virtualNetworks/vnet-fabrikam/subnets/snet-appliance',
    ),
  });
}

/** Adds one machine with its card and, when it has one, its agent. */
export function addMachine(
  state: ArmState,
  seed: Seed,
  machine: PlannedMachine & { readonly subscriptionId: string },
): void {
  const { name, group, location, osType, subscriptionId } = machine;
  const id = idIn(subscriptionId, group, `Microsoft.Compute/virtualMachines/${name}`);
  const network = (typeAndName: string): string => idIn(subscriptionId, group, `Microsoft.Network/${typeAndName}`);
  const cardId = network(`networkInterfaces/${name}-nic`);
  state.put({
    id,
    location,
    tags: { environment: 'production' },
    zones: ['1'],
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      provisioningState: 'Succeeded',
      vmId: seed.guid(`vm ${name}`),
      storageProfile: {
        osDisk: { osType, name: `${name}_OsDisk`, createOption: 'FromImage', caching: 'ReadWrite' },
        dataDisks: [],
      },
      osProfile: { computerName: name, adminUsername: 'azureuser', allowExtensionOperations: true },
      networkProfile: { networkInterfaces: [{ id: cardId, properties: { primary: true } }] },
      timeCreated: '2026-03-02T08:14:51.0312644+00:00',
    },
    hidden: { powerState: machine.powerState, openPorts: machine.openPorts ?? [] },
  });
  const [virtualNetwork, subnet] = machine.subnet?.split('/') ?? [];
  addCard(state, {
    id: cardId,
    location,
    machineId: id,
    privateIp: machine.privateIp,
    ...(subnet === undefined ? {} : { subnetId: network(`virtualNetworks/${virtualNetwork}/subnets/${subnet}`) }),
    ...(machine.securityGroup === undefined
      ? {}
      : { securityGroupId: network(`networkSecurityGroups/${machine.securityGroup}`) }),
    ...(machine.publicAddress === undefined
      ? {}
      : { publicAddressId: network(`publicIPAddresses/${machine.publicAddress}`) }),
  });
  if (machine.hasAgent) {
    addAgent(state, id, { location, osType });
  }
}
