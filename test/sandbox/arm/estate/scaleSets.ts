// Scale sets with instances and their cards: vmss-api has the agent, vmss-workers has not. The addresses are those of the
// small world: instances of vmss-api serve calls, those of vmss-workers fetch jobs.

import type { ArmState } from '../armState.ts';
import { applyModel, scaleSetType } from '../compute/scaleSetModel.ts';
import type { Seed } from '../../seed.ts';
import { addCard } from './networkCards.ts';
import type { EstateOptions } from './plan.ts';
import { addAgent, groupNames, idIn } from './plan.ts';

/** A scale set as it is planned. */
export interface PlannedScaleSet {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly instanceIds: readonly string[];
  readonly upgradePolicy: 'Manual' | 'Automatic';
  readonly hasAgent: boolean;
  readonly subnetId?: string;
  /** Address of instance 0; the others follow by their id. */
  readonly firstAddress: string;
}

/** Adds the scale sets. */
export function addScaleSets({ state, seed, subscriptionId }: EstateOptions): void {
  const add = (options: {
    readonly name: string;
    readonly subnet: string;
    readonly firstAddress: string;
    readonly instanceIds: readonly string[];
    readonly hasAgent: boolean;
  }): void => {
    const { subnet, ...rest } = options;
    addScaleSet(state, seed, {
      ...rest,
      id: idIn(subscriptionId, groupNames.edge, `${scaleSetType}/${options.name}`),
      location: 'westeurope',
      upgradePolicy: 'Manual',
      subnetId: idIn(
        subscriptionId,
        groupNames.edge,
        `Microsoft.Network/virtualNetworks/vnet-fabrikam/subnets/${subnet}`,
      ),
    });
  };
  // Ids are not consecutive once an instance was removed.
  add({
    name: 'vmss-api',
    subnet: 'snet-api',
    firstAddress: '10.1.3.4',
    instanceIds: ['0', '1', '3'],
    hasAgent: true,
  });
  add({
    name: 'vmss-workers',
    subnet: 'snet-workers',
    firstAddress: '10.1.4.4',
    instanceIds: ['0', '1', '2', '4'],
    hasAgent: false,
  });
}

/** Adds one scale set with running instances that have its model. */
function addScaleSet(state: ArmState, seed: Seed, planned: PlannedScaleSet): void {
  const { id, name, location, instanceIds } = planned;
  const sku = { name: 'Standard_D2s_v5', tier: 'Standard', capacity: instanceIds.length };
  const scaleSet = state.put({
    id,
    location,
    sku,
    properties: {
      singlePlacementGroup: false,
      orchestrationMode: 'Uniform',
      upgradePolicy: { mode: planned.upgradePolicy },
      provisioningState: 'Succeeded',
      overprovision: false,
      uniqueId: seed.guid(`vmss ${id}`),
      virtualMachineProfile: {
        storageProfile: { osDisk: { osType: 'Linux', createOption: 'FromImage' } },
        osProfile: { computerNamePrefix: name },
      },
    },
  });
  if (planned.hasAgent) {
    addAgent(state, id, { location, osType: 'Linux' });
  }
  for (const instance of instanceIds) {
    const instanceId = `${id}/virtualMachines/${instance}`;
    const cardId = `${instanceId}/networkInterfaces/${name}-nic`;
    const added = state.put({
      id: instanceId,
      location,
      sku: { name: sku.name, tier: sku.tier },
      properties: {
        modelDefinitionApplied: 'VirtualMachineScaleSet',
        hardwareProfile: {},
        vmId: seed.guid(`vmss instance ${instanceId}`),
        storageProfile: { osDisk: { osType: 'Linux', createOption: 'FromImage' } },
        osProfile: { computerName: `${name}${instance.padStart(6, '0')}` },
        networkProfile: { networkInterfaces: [{ id: cardId, properties: { primary: true } }] },
        provisioningState: 'Succeeded',
      },
      hidden: { powerState: 'running' },
    });
    applyModel(state, scaleSet, added);
    addCard(state, {
      id: cardId,
      location,
      machineId: instanceId,
      privateIp: addressAfter(planned.firstAddress, Number(instance)),
      ...(planned.subnetId === undefined ? {} : { subnetId: planned.subnetId }),
    });
  }
}

function addressAfter(first: string, offset: number): string {
  const parts = first.split('.').map(Number);
  return [...parts.slice(0, 3), (parts[3] ?? 0) + offset].join('.');
}
