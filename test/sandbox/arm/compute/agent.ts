// The Network Watcher agent: known by publisher and type, never by its name.

import type { ArmState, Resource } from '../armState.ts';

/** Whether a machine, or an instance of a scale set, has the agent. */
export function hasAgent(state: ArmState, machine: Resource): boolean {
  return state.children(`${machine.id}/extensions`).some((extension) => isAgent(extension));
}

function isAgent(extension: Resource): boolean {
  const { publisher, type } = extension.properties;
  return (
    String(publisher).toLowerCase() === 'microsoft.azure.networkwatcher' &&
    String(type).toLowerCase().startsWith('networkwatcheragent') &&
    extension.properties['provisioningState'] === 'Succeeded'
  );
}
