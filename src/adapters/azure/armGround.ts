// Reads machines, scale sets, storage accounts and permissions as the pre-flight checks need them: one request each where one will do.

import type { CallOptions } from '../../app/azure/ports.ts';
import type { CaptureGround } from '../../app/capture/groundPorts.ts';
import { asArray, asRecord, asString, at } from '../../base/json.ts';
import type { Permission } from '../../domain/arm/permission.ts';
import { normalizeRegion, resourceName } from '../../domain/arm/resourceId.ts';
import { powerStateOf } from '../../domain/arm/resource.ts';
import type { PowerState } from '../../domain/arm/resource.ts';
import { targetKindOf } from '../../domain/capture/captureSettings.ts';
import { agentPublisher } from '../../domain/capture/captureGround.ts';
import type {
  Extension,
  MachineState,
  ScaleSetInstance,
  ScaleSetState,
  StorageState,
} from '../../domain/capture/captureGround.ts';
import { systemOf } from './machineSystem.ts';
import type { ArmRest } from './armRest.ts';
import { apiVersions } from './apiVersions.ts';

const compute = apiVersions['microsoft.compute/virtualmachines'];

/** Implements the port over Compute, Storage, Network and Authorization. */
export class ArmGround implements CaptureGround {
  readonly #rest: ArmRest;

  constructor(rest: ArmRest) {
    this.#rest = rest;
  }

  async getMachine(machineId: string, options: CallOptions = {}): Promise<MachineState> {
    const [value, extensions] = await Promise.all([
      this.#rest.get(`${machineId}?$expand=instanceView`, compute, options),
      this.#rest.list(`${machineId}/extensions`, compute, options),
    ]);
    const properties = at(value, 'properties');
    return {
      id: asString(at(value, 'id')) ?? machineId,
      name: asString(at(value, 'name')) ?? resourceName(machineId),
      region: regionOf(value),
      ...systemOf(value, at(properties, 'storageProfile')),
      powerState: powerOf(at(properties, 'instanceView')),
      extensions: extensions.map(toExtension),
      cardIds: asArray(at(properties, 'networkProfile', 'networkInterfaces')).flatMap(
        (card) => asString(at(card, 'id')) ?? [],
      ),
    };
  }

  async getScaleSet(scaleSetId: string, options: CallOptions = {}): Promise<ScaleSetState> {
    const [value, extensions, instances] = await Promise.all([
      this.#rest.get(scaleSetId, compute, options),
      this.#rest.list(`${scaleSetId}/extensions`, compute, options),
      this.#rest.list(`${scaleSetId}/virtualMachines?$expand=instanceView`, compute, options),
    ]);
    const properties = at(value, 'properties');
    const profile = at(properties, 'virtualMachineProfile');
    return {
      id: asString(at(value, 'id')) ?? scaleSetId,
      name: asString(at(value, 'name')) ?? resourceName(scaleSetId),
      region: regionOf(value),
      ...systemOf(value, at(profile, 'storageProfile')),
      isUpgradedByHand: asString(at(properties, 'upgradePolicy', 'mode'))?.toLowerCase() === 'manual',
      extensions: extensions.map(toExtension),
      instances: instances.map(toInstance),
    };
  }

  async getStorageAccount(storageId: string, options: CallOptions = {}): Promise<StorageState> {
    const value = await this.#rest.get(storageId, apiVersions['microsoft.storage/storageaccounts'], options);
    return toStorageState(value, storageId);
  }

  async listPermissions(scope: string, options: CallOptions = {}): Promise<readonly Permission[]> {
    const path = `${scope}/providers/Microsoft.Authorization/permissions`;
    const values = await this.#rest.list(path, '2022-04-01', options);
    return values.map((value) => ({
      actions: asArray(at(value, 'actions')).map(String),
      notActions: asArray(at(value, 'notActions')).map(String),
    }));
  }

  async listAddresses(targetId: string, options: CallOptions = {}): Promise<readonly string[]> {
    const version = apiVersions['microsoft.network/networkwatchers'];
    if (targetKindOf(targetId) === 'scaleSet') {
      // Listed under Microsoft.Compute by the network provider, in a version of its own (vmssNetworkInterface.json).
      return (await this.#rest.list(`${targetId}/networkInterfaces`, '2018-10-01', options)).flatMap(addressesOf);
    }
    const value = await this.#rest.get(targetId, compute, options);
    const cards = asArray(at(value, 'properties', 'networkProfile', 'networkInterfaces'));
    const ids = cards.flatMap((card) => asString(at(card, 'id')) ?? []);
    const found = await Promise.all(ids.map((id) => this.#rest.get(id, version, options)));
    return found.flatMap(addressesOf);
  }
}

/** Storage account as ARM or Resource Graph gives it. */
function toStorageState(value: unknown, storageId: string): StorageState {
  const properties = asRecord(at(value, 'properties'));
  const isClosed = asString(properties['publicNetworkAccess'])?.toLowerCase() === 'disabled';
  const isRestricted = asString(at(properties, 'networkAcls', 'defaultAction'))?.toLowerCase() === 'deny';
  return {
    id: asString(at(value, 'id')) ?? storageId,
    name: asString(at(value, 'name')) ?? resourceName(storageId),
    region: regionOf(value),
    isPremium: (asString(at(value, 'sku', 'name')) ?? '').toLowerCase().startsWith('premium'),
    allowsSharedKey: properties['allowSharedKeyAccess'] !== false,
    network: isClosed ? 'closed' : isRestricted ? 'restricted' : 'open',
  };
}

function toExtension(value: unknown): Extension {
  const properties = at(value, 'properties');
  const provisioningState = asString(at(properties, 'provisioningState'));
  return {
    name: asString(at(value, 'name')) ?? '',
    publisher: asString(at(properties, 'publisher')) ?? '',
    type: asString(at(properties, 'type')) ?? '',
    ...(provisioningState === undefined ? {} : { provisioningState }),
  };
}

function toInstance(value: unknown): ScaleSetInstance {
  const properties = at(value, 'properties');
  const view = at(properties, 'instanceView');
  const hasView = asArray(at(view, 'statuses')).length > 0;
  const extensions = asArray(at(view, 'extensions')).map((each) => asString(at(each, 'type'))?.toLowerCase() ?? '');
  const hasAgent = extensions.some((type) => type.startsWith(`${agentPublisher.toLowerCase()}.networkwatcheragent`));
  const id = asString(at(value, 'id')) ?? '';
  return {
    instanceId: asString(at(value, 'instanceId')) ?? resourceName(id),
    name: asString(at(value, 'name')) ?? resourceName(id),
    powerState: powerOf(view),
    hasLatestModel: at(properties, 'latestModelApplied') !== false,
    // An instance that does not run tells nothing of its extensions.
    ...(hasView && at(view, 'vmAgent') !== undefined ? { hasAgent } : {}),
  };
}

function powerOf(instanceView: unknown): PowerState {
  const codes = asArray(at(instanceView, 'statuses')).map((status) => asString(at(status, 'code')));
  return powerStateOf(codes.find((code) => code?.toLowerCase().startsWith('powerstate/') === true));
}

function regionOf(value: unknown): string {
  return normalizeRegion(asString(at(value, 'location')) ?? '');
}

function addressesOf(card: unknown): string[] {
  return asArray(at(card, 'properties', 'ipConfigurations')).flatMap(
    (each) => asString(at(each, 'properties', 'privateIPAddress')) ?? [],
  );
}
