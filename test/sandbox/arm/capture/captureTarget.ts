// What a capture points at: is the target there, in the watcher's region, running, with the agent; may the storage
// account be written to. Checks of the request are 400s, checks of the machine end the long-running operation.
// The codes of these refusals are our guess: no recording of them is public.

import type { ArmContext } from '../armContext.ts';
import { badRequest } from '../armError.ts';
import type { Resource } from '../armState.ts';
import { hasAgent } from '../compute/agent.ts';
import type { CaptureSettings } from './captureSettings.ts';
import type { OperationFailure } from './captureControl.ts';

const vmType = 'microsoft.compute/virtualmachines';
const scaleSetType = 'microsoft.compute/virtualmachinescalesets';

/** What whoever starts a capture must be allowed to do elsewhere: write a SAS for the account, then read the target. */
export function linkedActions(
  settings: CaptureSettings,
): readonly { readonly linkedActions: readonly string[]; readonly linkedScope: string }[] {
  const storage = 'Microsoft.Storage/storageAccounts';
  const target =
    settings.targetType === 'AzureVM'
      ? 'Microsoft.Compute/virtualMachines'
      : 'Microsoft.Compute/virtualMachineScaleSets';
  return [
    ...(settings.storageId === undefined
      ? []
      : [
          {
            linkedActions: [`${storage}/listServiceSas/action`, `${storage}/listAccountSas/action`],
            linkedScope: settings.storageId,
          },
        ]),
    { linkedActions: [`${target}/read`], linkedScope: settings.target },
  ];
}

/** Finds the target and checks that it may be captured by a watcher. */
export function checkTarget(
  context: ArmContext,
  settings: CaptureSettings,
  watcher: Resource,
  captureId: string,
): Resource {
  const target = context.state.get(settings.target);
  const type = settings.targetType === 'AzureVM' ? vmType : scaleSetType;
  if (target === undefined || target.type.toLowerCase() !== type) {
    throw invalidReference(settings.target, captureId);
  }
  if (target.location !== watcher.location) {
    throw badRequest(
      'InvalidResourceLocation',
      `The target resource ${target.id} is in location ${target.location} but network watcher ${watcher.name} is in location ${watcher.location}. Both must be in the same location.`,
    );
  }
  return target;
}

/** Finds the storage account and checks that the service can write to it with a SAS. */
export function checkStorageAccount(
  context: ArmContext,
  settings: CaptureSettings,
  watcher: Resource,
  captureId: string,
): Resource | undefined {
  if (settings.storageId === undefined) {
    return undefined;
  }
  const account = context.state.get(settings.storageId);
  if (account === undefined || account.type.toLowerCase() !== 'microsoft.storage/storageaccounts') {
    throw invalidReference(settings.storageId, captureId);
  }
  if (account.sku?.['tier'] === 'Premium') {
    throw badRequest(
      'StorageAccountTypeNotSupported',
      `Storage account ${account.name} has the type ${String(account.sku['name'])}. Premium storage accounts are not supported for packet captures.`,
    );
  }
  if (account.location !== watcher.location) {
    throw badRequest(
      'StorageAccountLocationMismatch',
      `Storage account ${account.name} is in location ${account.location}. It must be in the location of the target, ${watcher.location}.`,
    );
  }
  if (account.properties['allowSharedKeyAccess'] === false) {
    throw badRequest(
      'KeyBasedAuthenticationNotPermitted',
      `Key based authentication is not permitted on storage account ${account.name}. Packet captures are written with a shared access signature.`,
    );
  }
  return account;
}

/** The machines to record: one VM, or the instances that include and exclude leave. */
export function selectMachines(
  context: ArmContext,
  settings: CaptureSettings,
  target: Resource,
): { readonly vmId: string; readonly suffix: string | undefined; readonly resource: Resource }[] {
  if (settings.targetType === 'AzureVM') {
    return [{ vmId: target.id, suffix: undefined, resource: target }];
  }
  const instances = context.state.children(`${target.id}/virtualMachines`);
  const include = lastSegments(settings.include);
  const exclude = lastSegments(settings.exclude);
  const known = new Set(instances.map((instance) => instance.name));
  const unknown = [...include, ...exclude].find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw badRequest(
      'InvalidParameterValue',
      `Instance ${unknown} does not exist in virtual machine scale set ${target.name}.`,
    );
  }
  return instances
    .filter((instance) => (include.size === 0 || include.has(instance.name)) && !exclude.has(instance.name))
    .map((instance) => ({ vmId: instance.id, suffix: instance.name, resource: instance }));
}

/** Why a capture cannot start on a machine now; undefined when it can. */
export function machineProblem(context: ArmContext, machine: Resource): OperationFailure | undefined {
  const powerState = machine.hidden['powerState'];
  if (powerState !== 'running') {
    return {
      code: 'VMNotRunning',
      message: `Virtual machine ${machine.id} is not running. Its power state is ${String(powerState)}. Packet capture needs a running virtual machine.`,
    };
  }
  return hasAgent(context.state, machine)
    ? undefined
    : {
        code: 'NetworkWatcherAgentNotInstalled',
        message: `Network Watcher Agent extension is not installed on ${machine.id}. Install the extension of publisher Microsoft.Azure.NetworkWatcher and try again.`,
      };
}

function invalidReference(id: string, captureId: string): Error {
  return badRequest(
    'InvalidResourceReference',
    `Resource ${id} referenced by resource ${captureId} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}

/** Instances are named by their id or by their full resource id. */
function lastSegments(ids: readonly string[]): Set<string> {
  return new Set(ids.map((id) => id.split('/').at(-1) ?? ''));
}
