// Which machines and scale sets can be captured, and what stands in the way of the others.

import type { NetworkWatcher, ScaleSet, VirtualMachine } from '../arm/resource.ts';

/** Why a machine cannot be captured now. */
export type CaptureObstacle = 'notRunning' | 'noWatcher';

/** A machine or scale set with the watcher of its region, and with what stands in the way. */
export interface CaptureTarget {
  readonly resource: VirtualMachine | ScaleSet;
  readonly watcher?: NetworkWatcher;
  readonly obstacle?: CaptureObstacle;
}

/**
 * Pairs resources with the watchers of their regions; those that can be captured come first, the order is kept otherwise.
 * A machine whose power state is not known counts as running, and so does a scale set: the checks before the start look closer.
 */
export function captureTargets(
  resources: readonly (VirtualMachine | ScaleSet)[],
  watchers: readonly NetworkWatcher[],
): readonly CaptureTarget[] {
  const byRegion = new Map(watchers.toReversed().map((watcher) => [watcher.region, watcher]));
  const targets = resources.map((resource): CaptureTarget => {
    const watcher = byRegion.get(resource.region);
    if (watcher === undefined) {
      return { resource, obstacle: 'noWatcher' };
    }
    const state = 'powerState' in resource ? resource.powerState : 'unknown';
    return state === 'running' || state === 'unknown'
      ? { resource, watcher }
      : { resource, watcher, obstacle: 'notRunning' };
  });
  return targets.toSorted((a, b) => Number(a.obstacle !== undefined) - Number(b.obstacle !== undefined));
}
