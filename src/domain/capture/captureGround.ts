// What Azure tells of the things a capture needs: machine or scale set, agent, storage account. The facts of the pre-flight checks.

import type { MachineSystem, PowerState } from '../arm/resource.ts';

/** An extension of a machine or of a scale set's model (Microsoft.Compute …/extensions). */
export interface Extension {
  readonly name: string;
  readonly publisher: string;
  readonly type: string;
  /** `Succeeded`, `Failed`, `Creating` and so on; an open list. */
  readonly provisioningState?: string;
}

/** A machine as its instance view tells it. */
export interface MachineState {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly system?: MachineSystem;
  readonly powerState: PowerState;
  readonly extensions: readonly Extension[];
  /** Ids of its network cards. */
  readonly cardIds: readonly string[];
}

/** One instance of a scale set. */
export interface ScaleSetInstance {
  readonly instanceId: string;
  readonly name: string;
  readonly powerState: PowerState;
  /** False while an instance has not taken over a change of the model, such as a new extension. */
  readonly hasLatestModel: boolean;
  /** Undefined where the instance view did not say. */
  readonly hasAgent?: boolean;
}

/** A scale set with its instances. */
export interface ScaleSetState {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly system?: MachineSystem;
  /** True when instances take a new model only when told to. */
  readonly isUpgradedByHand: boolean;
  readonly extensions: readonly Extension[];
  readonly instances: readonly ScaleSetInstance[];
}

/** A storage account as far as it decides whether Network Watcher can write into it. */
export interface StorageState {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly isPremium: boolean;
  readonly allowsSharedKey: boolean;
  /** `open`: from everywhere. `restricted`: chosen networks only. `closed`: no public access at all. */
  readonly network: 'open' | 'restricted' | 'closed';
}

/**
 * The Network Watcher agent, known by publisher and type (its name is free): `NetworkWatcherAgentLinux` or
 * `NetworkWatcherAgentWindows` of `Microsoft.Azure.NetworkWatcher`.
 */
export function agentOf(extensions: readonly Extension[]): Extension | undefined {
  return extensions.find(
    ({ publisher, type }) =>
      publisher.toLowerCase() === agentPublisher.toLowerCase() && type.toLowerCase().startsWith('networkwatcheragent'),
  );
}

/** True when the agent is there and was not left half-installed. */
export function isAgentReady(agent: Extension | undefined): boolean {
  return agent !== undefined && (agent.provisioningState ?? 'Succeeded').toLowerCase() === 'succeeded';
}

/** Publisher, type, name and version under which the agent is installed (Azure docs, "Network Watcher extension"). */
export const agentPublisher = 'Microsoft.Azure.NetworkWatcher';
/** The portal's own name for it. */
export const agentName = 'AzureNetworkWatcherExtension';
/** The handler version to ask for; minor ones follow by themselves. */
export const agentVersion = '1.4';

/** The agent's type for an operating system. */
export function agentType(system: MachineSystem): string {
  return system === 'linux' ? 'NetworkWatcherAgentLinux' : 'NetworkWatcherAgentWindows';
}
