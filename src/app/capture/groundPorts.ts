// What pre-flight checks and their remedies need of Azure's control plane.

import type { Permission } from '../../domain/arm/permission.ts';
import type { NetworkWatcher } from '../../domain/arm/resource.ts';
import type { MachineState, ScaleSetState, StorageState } from '../../domain/capture/captureGround.ts';
import type { CallOptions } from '../azure/ports.ts';

/** Reads what a capture stands on. Each rejects with UserError `resourceNotFound` when the thing is gone. */
export interface CaptureGround {
  getMachine(machineId: string, options?: CallOptions): Promise<MachineState>;
  getScaleSet(scaleSetId: string, options?: CallOptions): Promise<ScaleSetState>;
  getStorageAccount(storageId: string, options?: CallOptions): Promise<StorageState>;
  /** What the account may do on a scope: "Permissions - List For Resource" (Microsoft.Authorization 2022-04-01). */
  listPermissions(scope: string, options?: CallOptions): Promise<readonly Permission[]>;
  /** Private IPv4 addresses of a machine, or of all instances of a scale set. */
  listAddresses(targetId: string, options?: CallOptions): Promise<readonly string[]>;
}

/** Mends what a capture stands on. Each waits for the end of its operation. */
export interface GroundWork {
  /** Creates the watcher of a region under Azure's own name and resource group for it. */
  createWatcher(region: string, options?: CallOptions): Promise<NetworkWatcher>;
  /** Installs the Network Watcher agent on a machine, or puts it into a scale set's model. */
  installAgent(target: MachineState | ScaleSetState, options?: CallOptions): Promise<void>;
  /** Has instances take over the scale set's model ("Virtual Machine Scale Sets - Update Instances"). */
  updateInstances(scaleSetId: string, instanceIds: readonly string[], options?: CallOptions): Promise<void>;
}
