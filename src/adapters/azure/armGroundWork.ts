// Makes what a capture stands on: a watcher, the agent, instances on the latest model. Each call waits for its operation's end.

import type { CallOptions } from '../../app/azure/ports.ts';
import type { GroundWork } from '../../app/capture/groundPorts.ts';
import { isUserError } from '../../app/error/userError.ts';
import { agentNeedsOs } from '../../app/error/userErrors.ts';
import { asString, at } from '../../base/json.ts';
import { normalizeRegion } from '../../domain/arm/resourceId.ts';
import type { NetworkWatcher } from '../../domain/arm/resource.ts';
import { agentName, agentOf, agentPublisher, agentType, agentVersion } from '../../domain/capture/captureGround.ts';
import type { MachineState, ScaleSetState } from '../../domain/capture/captureGround.ts';
import { apiVersions, resourcesVersion } from './apiVersions.ts';
import type { ArmRest } from './armRest.ts';

/** The resource group in which Azure itself puts the watchers it makes. */
const watcherGroup = 'NetworkWatcherRG';

/** Implements the port for one subscription. */
export class ArmGroundWork implements GroundWork {
  readonly #rest: ArmRest;
  readonly #subscriptionId: string;

  constructor(rest: ArmRest, subscriptionId: string) {
    this.#rest = rest;
    this.#subscriptionId = subscriptionId;
  }

  async createWatcher(region: string, options: CallOptions = {}): Promise<NetworkWatcher> {
    const group = `/subscriptions/${this.#subscriptionId}/resourceGroups/${watcherGroup}`;
    // A group that exists keeps its region; writing it again with another one would be refused.
    if (!(await this.#exists(group, options))) {
      await this.#rest.put(group, resourcesVersion, { location: region }, options);
    }
    const id = `${group}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_${region}`;
    const version = apiVersions['microsoft.network/networkwatchers'];
    const value = await this.#rest.put(id, version, { location: region, properties: {} }, options);
    return {
      id: asString(at(value, 'id')) ?? id,
      name: asString(at(value, 'name')) ?? `NetworkWatcher_${region}`,
      region: normalizeRegion(asString(at(value, 'location')) ?? region),
    };
  }

  async installAgent(target: MachineState | ScaleSetState, options: CallOptions = {}): Promise<void> {
    if (target.system === undefined) {
      throw agentNeedsOs(target.name);
    }
    // A broken agent is installed over itself, under the name it has.
    const name = agentOf(target.extensions)?.name ?? agentName;
    const isScaleSet = 'instances' in target;
    await this.#rest.put(
      `${target.id}/extensions/${name}`,
      apiVersions['microsoft.compute/virtualmachines'],
      {
        // An extension in a scale set's model has no region of its own.
        ...(isScaleSet ? {} : { location: target.region }),
        properties: {
          publisher: agentPublisher,
          type: agentType(target.system),
          typeHandlerVersion: agentVersion,
          autoUpgradeMinorVersion: true,
        },
      },
      options,
    );
  }

  async updateInstances(scaleSetId: string, instanceIds: readonly string[], options: CallOptions = {}): Promise<void> {
    const version = apiVersions['microsoft.compute/virtualmachinescalesets'];
    await this.#rest.run(`${scaleSetId}/manualupgrade`, version, { instanceIds }, options);
  }

  async #exists(id: string, options: CallOptions): Promise<boolean> {
    try {
      await this.#rest.get(id, resourcesVersion, options);
      return true;
    } catch (error) {
      if (isUserError(error) && error.code === 'resourceNotFound') {
        return false;
      }
      throw error;
    }
  }
}
