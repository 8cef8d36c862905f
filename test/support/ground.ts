// What a capture stands on, in memory: machines, scale sets, accounts and rights that tests change, and what was made by remedies.

import type { CaptureGround, GroundWork } from '../../src/app/capture/groundPorts.ts';
import { resourceNotFound } from '../../src/app/error/userErrors.ts';
import type { Permission } from '../../src/domain/arm/permission.ts';
import type { NetworkWatcher } from '../../src/domain/arm/resource.ts';
import { agentPublisher } from '../../src/domain/capture/captureGround.ts';
import type { Extension, MachineState, ScaleSetState, StorageState } from '../../src/domain/capture/captureGround.ts';
import { machineId, storageId, subscriptionId } from './captures.ts';

/** The agent as it is when all is well. */
export const agent: Extension = {
  name: 'AzureNetworkWatcherExtension',
  publisher: agentPublisher,
  type: 'NetworkWatcherAgentLinux',
  provisioningState: 'Succeeded',
};

/** A running machine with its agent. */
export function makeMachine(parts: Partial<MachineState> = {}): MachineState {
  return {
    id: machineId,
    name: 'web-1',
    region: 'westeurope',
    system: 'linux',
    powerState: 'running',
    extensions: [agent],
    cardIds: [],
    ...parts,
  };
}

/** A scale set's id. */
export const scaleSetId = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachineScaleSets/vmss`;

/** A scale set of three running instances with their agents. */
export function makeScaleSet(parts: Partial<ScaleSetState> = {}): ScaleSetState {
  return {
    id: scaleSetId,
    name: 'vmss',
    region: 'westeurope',
    system: 'linux',
    isUpgradedByHand: true,
    extensions: [agent],
    instances: ['0', '1', '3'].map((instanceId) => ({
      instanceId,
      name: `vmss_${instanceId}`,
      powerState: 'running' as const,
      hasLatestModel: true,
      hasAgent: true,
    })),
    ...parts,
  };
}

/** An account that can take captures. */
export function makeStorage(parts: Partial<StorageState> = {}): StorageState {
  return {
    id: storageId,
    name: 'captures1',
    region: 'westeurope',
    isPremium: false,
    allowsSharedKey: true,
    network: 'open',
    ...parts,
  };
}

/** The ground; each answer can be replaced by a failure. */
export class FakeGround implements CaptureGround, GroundWork {
  machine: () => MachineState = () => makeMachine();
  scaleSet: () => ScaleSetState = () => makeScaleSet();
  storage: () => StorageState = () => makeStorage();
  permissions: (scope: string) => readonly Permission[] = () => [{ actions: ['*'], notActions: [] }];
  addresses: readonly string[] = ['10.0.0.4'];
  readonly calls: string[] = [];

  async getMachine(id: string): Promise<MachineState> {
    this.calls.push('getMachine');
    return known(this.machine(), id);
  }
  async getScaleSet(id: string): Promise<ScaleSetState> {
    this.calls.push('getScaleSet');
    return known(this.scaleSet(), id);
  }
  async getStorageAccount(id: string): Promise<StorageState> {
    this.calls.push('getStorageAccount');
    return known(this.storage(), id);
  }
  async listPermissions(scope: string): Promise<readonly Permission[]> {
    this.calls.push(`listPermissions ${scope.split('/').at(-1)}`);
    return this.permissions(scope);
  }
  async listAddresses(): Promise<readonly string[]> {
    this.calls.push('listAddresses');
    return this.addresses;
  }
  async createWatcher(region: string): Promise<NetworkWatcher> {
    this.calls.push(`createWatcher ${region}`);
    const name = `NetworkWatcher_${region}`;
    const group = `/subscriptions/${subscriptionId}/resourceGroups/NetworkWatcherRG`;
    return { id: `${group}/providers/Microsoft.Network/networkWatchers/${name}`, name, region };
  }
  async installAgent(target: MachineState | ScaleSetState): Promise<void> {
    this.calls.push(`installAgent ${target.name}`);
  }
  async updateInstances(_scaleSetId: string, instanceIds: readonly string[]): Promise<void> {
    this.calls.push(`updateInstances ${instanceIds.join()}`);
  }
}

function known<T extends { readonly id: string }>(value: T, id: string): T {
  if (value.id.toLowerCase() !== id.toLowerCase()) {
    throw resourceNotFound(id);
  }
  return value;
}
