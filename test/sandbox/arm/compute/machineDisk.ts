// The disk of a machine, as far as captures write to it.

import type { Resource } from '../armState.ts';

/** Files that captures left on a machine: path to content. */
export function filesOf(machine: Resource): Map<string, Uint8Array> {
  machine.hidden['files'] ??= new Map<string, Uint8Array>();
  return machine.hidden['files'] as Map<string, Uint8Array>;
}

/** Whether the agent can write to a path: on Linux below /var/captures, on Windows below a drive. */
export function canWriteTo(machine: Resource, path: string): boolean {
  const { osDisk } = machine.properties['storageProfile'] as { readonly osDisk: { readonly osType: string } };
  return osDisk.osType === 'Linux' ? path.startsWith('/var/captures/') : /^[A-Za-z]:\\/.test(path);
}
