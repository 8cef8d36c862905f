// Power state of a machine or an instance, as the sandbox keeps it beside what a GET shows.

import type { Resource } from '../armState.ts';

/** Whether a machine runs; only a deallocated one gives its place back. */
export type PowerState = 'running' | 'deallocated' | 'stopped';

/** Power state of a machine. */
export function powerStateOf(machine: Resource): PowerState {
  return machine.hidden['powerState'] as PowerState;
}
