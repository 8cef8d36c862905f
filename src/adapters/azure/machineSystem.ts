// The operating system of a machine or of a scale set's model, from where Azure tells it.

import { asString, at } from '../../base/json.ts';
import type { MachineSystem } from '../../domain/arm/resource.ts';

/** Of the disk; Resource Graph has it as a column of its own. Nothing where neither tells. */
export function systemOf(value: unknown, storageProfile: unknown): { readonly system?: MachineSystem } {
  const text = (asString(at(value, 'osType')) ?? asString(at(storageProfile, 'osDisk', 'osType')))?.toLowerCase();
  return text === 'linux' || text === 'windows' ? { system: text } : {};
}
