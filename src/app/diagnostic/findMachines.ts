// The machines that diagnostics can be asked about: those of the inventory in regions with a watcher, or one that a caller names.

import { asRecord, asString } from '../../base/json.ts';
import { isSameResource, normalizeRegion, parseResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { CallOptions, ResourceInventory } from '../azure/ports.ts';
import { noWatcherInRegion, resourceNotFound } from '../error/userErrors.ts';

/** A machine as a caller may name it: by its id at least; what is missing is looked up. */
export interface MachineArgument {
  readonly id: string;
  readonly region?: string;
  readonly watcherId?: string;
}

/**
 * Reads what a menu or another caller gave: a tree node (`resourceId`) or a machine (`id`, and `region` or `location`, `watcherId`).
 * @returns undefined for anything that is no virtual machine
 */
export function readMachineArgument(argument: unknown): MachineArgument | undefined {
  const record = asRecord(argument);
  const id = asString(record['resourceId']) ?? asString(record['id']) ?? '';
  const region = asString(record['region']) ?? asString(record['location']);
  const watcherId = asString(record['watcherId']);
  return parseResourceId(id)?.type.toLowerCase() === 'microsoft.compute/virtualmachines'
    ? {
        id,
        ...(region === undefined ? {} : { region: normalizeRegion(region) }),
        ...(watcherId === undefined ? {} : { watcherId }),
      }
    : undefined;
}

/** Looks up what the caller did not say. Rejects with UserError `resourceNotFound` or `noWatcherInRegion`. */
export async function completeMachine(
  inventory: ResourceInventory,
  { id, region: known, watcherId: given }: MachineArgument,
  options: CallOptions = {},
): Promise<DiagnosticMachine> {
  const name = resourceName(id);
  const region =
    known ?? (await inventory.listVirtualMachines(options)).find((each) => isSameResource(each.id, id))?.region;
  if (region === undefined) {
    throw resourceNotFound(name);
  }
  const watcherId = given ?? (await inventory.listNetworkWatchers(options)).find((each) => each.region === region)?.id;
  if (watcherId === undefined) {
    throw noWatcherInRegion(region);
  }
  return { id, name, region, watcherId };
}

/** The machines of a subscription in regions with a watcher; those of other regions cannot be asked about. */
export async function findMachines(
  inventory: ResourceInventory,
  options: CallOptions = {},
): Promise<readonly DiagnosticMachine[]> {
  const [machines, watchers] = await Promise.all([
    inventory.listVirtualMachines(options),
    inventory.listNetworkWatchers(options),
  ]);
  return machines.flatMap(({ id, name, region }) => {
    const watcher = watchers.find((each) => each.region === region);
    return watcher === undefined ? [] : [{ id, name, region, watcherId: watcher.id }];
  });
}
