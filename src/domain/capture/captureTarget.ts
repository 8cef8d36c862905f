// Which machines can be captured, and what stands in the way of the others.

import type { NetworkWatcher, VirtualMachine } from '../arm/resource.ts';

/** Why a machine cannot be captured now. */
export type CaptureObstacle = 'notRunning' | 'noWatcher';

/** A machine with the watcher of its region, or with what stands in the way. */
export interface CaptureTarget {
  readonly machine: VirtualMachine;
  readonly watcher?: NetworkWatcher;
  readonly obstacle?: CaptureObstacle;
}

/**
 * Pairs machines with the watchers of their regions; those that can be captured come first, the order is kept otherwise.
 * A machine whose power state is not known counts as running: the service will say otherwise.
 */
export function captureTargets(
  machines: readonly VirtualMachine[],
  watchers: readonly NetworkWatcher[],
): readonly CaptureTarget[] {
  const targets = machines.map((machine): CaptureTarget => {
    const watcher = watchers.find((each) => each.region === machine.region);
    if (watcher === undefined) {
      return { machine, obstacle: 'noWatcher' };
    }
    const isRunning = machine.powerState === 'running' || machine.powerState === 'unknown';
    return isRunning ? { machine, watcher } : { machine, watcher, obstacle: 'notRunning' };
  });
  return targets.toSorted((a, b) => Number(a.obstacle !== undefined) - Number(b.obstacle !== undefined));
}
