// Virtual machines with their network cards and extensions, and a scale set with instances.

import type { ArmState } from '../armState.ts';
import type { EstateOptions } from './plan.ts';
import { groupNames, idIn } from './plan.ts';

/** Power states as the sandbox keeps them. */
export type PowerState = 'running' | 'deallocated' | 'stopped';

interface MachineOptions {
  readonly name: string;
  readonly group: string;
  readonly location: string;
  readonly osType: 'Linux' | 'Windows';
  readonly powerState: PowerState;
  readonly hasAgent: boolean;
  readonly privateIp: string;
}

/** The gateway (10.1.2.4) and the orders machines (10.1.0.4 and 5) have the addresses of the small world's traffic. */
const machines: readonly MachineOptions[] = [
  {
    name: 'vm-gateway-01',
    group: groupNames.edge,
    location: 'westeurope',
    osType: 'Linux',
    powerState: 'running',
    hasAgent: true,
    privateIp: '10.1.2.4',
  },
  {
    name: 'vm-orders-01',
    group: groupNames.edge,
    location: 'westeurope',
    osType: 'Linux',
    powerState: 'running',
    hasAgent: true,
    privateIp: '10.1.0.4',
  },
  {
    name: 'vm-orders-02',
    group: groupNames.edge,
    location: 'westeurope',
    osType: 'Linux',
    powerState: 'running',
    hasAgent: true,
    privateIp: '10.1.0.5',
  },
  {
    name: 'vm-legacy-erp',
    group: groupNames.edge,
    location: 'westeurope',
    osType: 'Windows',
    powerState: 'running',
    hasAgent: false,
    privateIp: '10.1.0.20',
  },
  {
    name: 'vm-batch-01',
    group: groupNames.edge,
    location: 'westeurope',
    osType: 'Linux',
    powerState: 'deallocated',
    hasAgent: true,
    privateIp: '10.1.0.30',
  },
  {
    name: 'vm-build-07',
    group: groupNames.edge,
    location: 'westeurope',
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
  },
];

/** Adds machines, their cards and extensions, and the scale set. */
export function addMachines(options: EstateOptions): void {
  for (const machine of machines) {
    addMachine(options, machine);
  }
  addScaleSet(options);
}

/** The Network Watcher agent as a resource below a machine or a scale set. */
function addAgent(
  state: ArmState,
  ownerId: string,
  options: { readonly location: string; readonly osType: string },
): void {
  state.put({
    id: `${ownerId}/extensions/AzureNetworkWatcherExtension`,
    location: options.location,
    properties: {
      autoUpgradeMinorVersion: true,
      enableAutomaticUpgrade: true,
      provisioningState: 'Succeeded',
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: `NetworkWatcherAgent${options.osType}`,
      typeHandlerVersion: '1.4',
    },
  });
}

function addMachine({ state, seed, subscriptionId }: EstateOptions, machine: MachineOptions): void {
  const { name, group, location, osType } = machine;
  const id = idIn(subscriptionId, group, `Microsoft.Compute/virtualMachines/${name}`);
  const cardId = idIn(subscriptionId, group, `Microsoft.Network/networkInterfaces/${name}-nic`);
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
    hidden: { powerState: machine.powerState },
  });
  addCard(state, { id: cardId, location, machineId: id, privateIp: machine.privateIp });
  if (machine.hasAgent) {
    addAgent(state, id, { location, osType });
  }
}

function addCard(
  state: ArmState,
  options: { readonly id: string; readonly location: string; readonly machineId: string; readonly privateIp: string },
): void {
  state.put({
    id: options.id,
    location: options.location,
    properties: {
      provisioningState: 'Succeeded',
      primary: true,
      virtualMachine: { id: options.machineId },
      ipConfigurations: [
        {
          id: `${options.id}/ipConfigurations/ipconfig1`,
          name: 'ipconfig1',
          properties: {
            provisioningState: 'Succeeded',
            privateIPAddress: options.privateIp,
            privateIPAllocationMethod: 'Dynamic',
            primary: true,
            privateIPAddressVersion: 'IPv4',
          },
        },
      ],
    },
  });
}

function addScaleSet({ state, seed, subscriptionId }: EstateOptions): void {
  const id = idIn(subscriptionId, groupNames.edge, 'Microsoft.Compute/virtualMachineScaleSets/vmss-api');
  const location = 'westeurope';
  const sku = { name: 'Standard_D2s_v5', tier: 'Standard', capacity: 3 };
  state.put({
    id,
    location,
    sku,
    properties: {
      singlePlacementGroup: false,
      orchestrationMode: 'Uniform',
      upgradePolicy: { mode: 'Manual' },
      provisioningState: 'Succeeded',
      overprovision: false,
      uniqueId: seed.guid('vmss vmss-api'),
      virtualMachineProfile: {
        storageProfile: { osDisk: { osType: 'Linux', createOption: 'FromImage' } },
        osProfile: { computerNamePrefix: 'vmss-api' },
      },
    },
  });
  addAgent(state, id, { location, osType: 'Linux' });
  // Ids are not consecutive once an instance was removed.
  for (const instance of ['0', '1', '3']) {
    state.put({
      id: `${id}/virtualMachines/${instance}`,
      location,
      sku: { name: sku.name, tier: sku.tier },
      properties: {
        latestModelApplied: true,
        modelDefinitionApplied: 'VirtualMachineScaleSet',
        hardwareProfile: {},
        vmId: seed.guid(`vmss instance ${instance}`),
        osProfile: { computerName: `vmss-api00000${instance}` },
        provisioningState: 'Succeeded',
      },
      hidden: { powerState: 'running', instanceId: instance },
    });
  }
}
