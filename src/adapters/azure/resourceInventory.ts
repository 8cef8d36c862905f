// Lists the resources the product works with: by one Resource Graph query where the cloud has it, else by each provider's own list.

import type { CallOptions, EventHubInventory, ResourceInventory, ResourceReader } from '../../app/azure/ports.ts';
import { isUserError } from '../../app/error/userError.ts';
import { asArray, asNumber, asRecord, asString, at } from '../../base/json.ts';
import type { Log } from '../../base/log.ts';
import { normalizeRegion } from '../../domain/arm/resourceId.ts';
import { powerStateOf } from '../../domain/arm/resource.ts';
import type {
  EventHub,
  EventHubNamespace,
  NetworkWatcher,
  Resource,
  ScaleSet,
  StorageAccount,
  VirtualMachine,
} from '../../domain/arm/resource.ts';
import { readServiceError } from './armErrors.ts';
import { apiVersionFor, apiVersions } from './apiVersions.ts';
import type { ListedType } from './apiVersions.ts';
import { systemOf } from './machineSystem.ts';
import type { ArmRest } from './armRest.ts';

const resourceGraphVersion = '2021-03-01';
/** Columns beside id, name, type and location, where the whole properties (about 1 KB a machine) are not needed. */
const graphColumns: Readonly<Partial<Record<ListedType, string>>> = {
  'microsoft.network/networkwatchers': '',
  'microsoft.compute/virtualmachines':
    ', powerCode = tostring(properties.extended.instanceView.powerState.code)' +
    ', osType = tostring(properties.storageProfile.osDisk.osType)',
  'microsoft.compute/virtualmachinescalesets':
    ', sku, osType = tostring(properties.virtualMachineProfile.storageProfile.osDisk.osType)',
};
/** Rows a page; the service's own limit. */
const pageSize = 1000;

/** The inventory of one subscription. */
export class ArmInventory implements ResourceInventory, EventHubInventory, ResourceReader {
  readonly #rest: ArmRest;
  readonly #subscriptionId: string;
  readonly #log: Log;
  #hasResourceGraph = true;

  constructor(rest: ArmRest, subscriptionId: string, log: Log) {
    this.#rest = rest;
    this.#subscriptionId = subscriptionId;
    this.#log = log;
  }

  async listNetworkWatchers(options: CallOptions = {}): Promise<readonly NetworkWatcher[]> {
    return sorted((await this.#list(['microsoft.network/networkwatchers'], options)).map(toResource));
  }

  async listVirtualMachines(options: CallOptions = {}): Promise<readonly VirtualMachine[]> {
    const machines = (await this.#list(['microsoft.compute/virtualmachines'], options)).map(toVirtualMachine);
    if (machines.every((machine) => machine.powerState !== 'unknown')) {
      return sorted(machines);
    }
    // The plain list carries no power state; the same list with statusOnly carries nothing else.
    const path = `/subscriptions/${this.#subscriptionId}/providers/Microsoft.Compute/virtualMachines?statusOnly=true`;
    const statuses = await this.#rest.list(path, apiVersions['microsoft.compute/virtualmachines'], options);
    const states = new Map(statuses.map((value) => [idOf(value).toLowerCase(), powerStateOf(powerCodeOf(value))]));
    return sorted(
      machines.map((machine) => ({
        ...machine,
        powerState: states.get(machine.id.toLowerCase()) ?? machine.powerState,
      })),
    );
  }

  async listScaleSets(options: CallOptions = {}): Promise<readonly ScaleSet[]> {
    const values = await this.#list(['microsoft.compute/virtualmachinescalesets'], options);
    return sorted(
      values.map((value) => ({
        ...toResource(value),
        capacity: asNumber(at(value, 'sku', 'capacity')) ?? 0,
        ...systemOf(value, at(value, 'properties', 'virtualMachineProfile', 'storageProfile')),
      })),
    );
  }

  async listStorageAccounts(options: CallOptions = {}): Promise<readonly StorageAccount[]> {
    return sorted((await this.#list(['microsoft.storage/storageaccounts'], options)).map(toStorageAccount));
  }

  async listNamespaces(options: CallOptions = {}): Promise<readonly EventHubNamespace[]> {
    const values = await this.#list(['microsoft.eventhub/namespaces'], options);
    return sorted(
      values.map((value) => ({
        ...toResource(value),
        serviceBusEndpoint: asString(at(value, 'properties', 'serviceBusEndpoint')) ?? '',
      })),
    );
  }

  async listEventHubs(namespaceId: string, options: CallOptions = {}): Promise<readonly EventHub[]> {
    const values = await this.#rest.list(
      `${namespaceId}/eventhubs`,
      apiVersions['microsoft.eventhub/namespaces'],
      options,
    );
    return values
      .map((value) => ({
        id: idOf(value),
        name: nameOf(value),
        partitionIds: asArray(at(value, 'properties', 'partitionIds')).map(String),
      }))
      .toSorted(byName);
  }

  async listConsumerGroups(eventHubId: string, options: CallOptions = {}): Promise<readonly string[]> {
    const values = await this.#rest.list(
      `${eventHubId}/consumergroups`,
      apiVersions['microsoft.eventhub/namespaces'],
      options,
    );
    return values.map(nameOf).toSorted();
  }

  async getResource(id: string, options: CallOptions = {}): Promise<unknown> {
    return await this.#rest.get(id, apiVersionFor(id), options);
  }

  async #list(types: readonly ListedType[], options: CallOptions): Promise<readonly unknown[]> {
    if (this.#hasResourceGraph) {
      try {
        return await this.#query(types, options);
      } catch (error) {
        // Azure Stack has no Resource Graph, and some roles may list but not query: the lists below decide then.
        if (!isUserError(error) || (error.code !== 'serviceFailed' && error.code !== 'forbidden')) {
          throw error;
        }
        // A fault of the moment is no reason to do without it for good.
        this.#hasResourceGraph = (readServiceError(error.cause).statusCode ?? 0) >= 500;
        this.#log.info(`Resource Graph is not available (${error.message}); each provider is asked instead`);
      }
    }
    const lists = types.map((type) =>
      this.#rest.list(`/subscriptions/${this.#subscriptionId}/providers/${type}`, apiVersions[type], options),
    );
    const values = await Promise.all(lists);
    // A list does not name the type on every item; the query does.
    return values.flatMap((list, index) => list.map((value) => ({ type: types[index], ...asRecord(value) })));
  }

  async #query(types: readonly ListedType[], options: CallOptions): Promise<unknown[]> {
    const names = types.map((type) => `'${type}'`).join(', ');
    const [only, second] = types;
    const own = only !== undefined && second === undefined ? graphColumns[only] : undefined;
    const columns = `id, name, type, location${own ?? ', sku, properties'}`;
    const query = `Resources | where type in~ (${names}) | project ${columns}`;
    const rows: unknown[] = [];
    let skipToken: string | undefined;
    do {
      const body = {
        subscriptions: [this.#subscriptionId],
        query,
        options: {
          resultFormat: 'objectArray',
          $top: pageSize,
          ...(skipToken === undefined ? {} : { $skipToken: skipToken }),
        },
      };
      const answer = await this.#rest.post(
        '/providers/Microsoft.ResourceGraph/resources',
        resourceGraphVersion,
        body,
        options,
      );
      rows.push(...asArray(at(answer, 'data')));
      skipToken = asString(at(answer, '$skipToken'));
    } while (skipToken !== undefined && skipToken !== '');
    return rows;
  }
}

function toResource(value: unknown): Resource {
  return { id: idOf(value), name: nameOf(value), region: normalizeRegion(asString(at(value, 'location')) ?? '') };
}

function toVirtualMachine(value: unknown): VirtualMachine {
  return {
    ...toResource(value),
    powerState: powerStateOf(powerCodeOf(value)),
    ...systemOf(value, at(value, 'properties', 'storageProfile')),
  };
}

/** Resource Graph has the code ready; the instance view has it among its statuses. */
function powerCodeOf(value: unknown): string | undefined {
  const ready = asString(at(value, 'powerCode'));
  const codes = asArray(at(value, 'properties', 'instanceView', 'statuses')).map((status) =>
    asString(at(status, 'code')),
  );
  return ready ?? codes.find((code) => code?.toLowerCase().startsWith('powerstate/') === true);
}

function toStorageAccount(value: unknown): StorageAccount {
  return {
    ...toResource(value),
    isPremium: (asString(at(value, 'sku', 'name')) ?? '').toLowerCase().startsWith('premium'),
    allowsSharedKey: at(value, 'properties', 'allowSharedKeyAccess') !== false,
  };
}

function idOf(value: unknown): string {
  return asString(at(value, 'id')) ?? '';
}

function nameOf(value: unknown): string {
  return asString(at(value, 'name')) ?? '';
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name);
}

function sorted<T extends Resource>(resources: readonly T[]): T[] {
  return resources.toSorted(byName);
}
