// The one place of everything ARM knows: subscriptions, groups and resources by lower-case id.
// Providers read and write here and keep nothing else of their own but running work.

import { parseResourceId } from './resourceId.ts';

/** A subscription. */
export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
}

/** A resource group. */
export interface ResourceGroup {
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A resource as the service keeps it. What a GET shows is made from it by its provider. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly sku?: Readonly<Record<string, unknown>>;
  readonly kind?: string;
  readonly zones?: readonly string[];
  properties: Record<string, unknown>;
  /** What only some views show: instance view of a machine, keys of an account. Never sent as it is. */
  readonly hidden: Record<string, unknown>;
}

/** What a new resource needs; name and type are read from the id. */
export type NewResource = Omit<Resource, 'name' | 'type' | 'hidden'> & { readonly hidden?: Record<string, unknown> };

/** Resources by lower-case id, in the order of their arrival. */
type ResourceMap = Map<string, Resource>;

/** All resources of the sandbox, with an index by type and one by collection: a large estate is listed as quickly as a small one. */
export class ArmState {
  readonly subscriptions: Subscription[] = [];
  readonly groups: ResourceGroup[] = [];
  readonly #resources: ResourceMap = new Map();
  readonly #byType = new Map<string, ResourceMap>();
  readonly #byCollection = new Map<string, ResourceMap>();

  /** Adds or replaces a resource. */
  put(resource: NewResource): Resource {
    const parsed = parseResourceId(resource.id);
    if (parsed === undefined) {
      throw new Error(`Not a resource id: ${resource.id}`);
    }
    const full: Resource = { hidden: {}, ...resource, name: parsed.name, type: parsed.type };
    const key = resource.id.toLowerCase();
    this.#resources.set(key, full);
    addTo(this.#byType, full.type.toLowerCase(), [key, full]);
    addTo(this.#byCollection, collectionOf(key), [key, full]);
    return full;
  }

  /** Finds a resource by its id in any case. */
  get(id: string): Resource | undefined {
    return this.#resources.get(id.toLowerCase());
  }

  /** Removes a resource; true when there was one. */
  remove(id: string): boolean {
    const key = id.toLowerCase();
    const type = this.#resources.get(key)?.type.toLowerCase() ?? '';
    this.#byType.get(type)?.delete(key);
    this.#byCollection.get(collectionOf(key))?.delete(key);
    return this.#resources.delete(key);
  }

  /** Resources directly in a collection, e.g. `<machine id>/extensions`, in the order of their arrival. */
  children(collectionId: string): Resource[] {
    return [...(this.#byCollection.get(collectionId.toLowerCase())?.values() ?? [])];
  }

  /** Types that have resources, in lower case. */
  get types(): readonly string[] {
    return [...this.#byType.keys()];
  }

  /** Resources of a type (all when undefined) whose id starts with a scope, in the order of their arrival. */
  list(filter: { readonly type?: string; readonly scope?: string } = {}): Resource[] {
    const source = filter.type === undefined ? this.#resources : this.#byType.get(filter.type.toLowerCase());
    const scope = filter.scope === undefined ? '/' : `${filter.scope.toLowerCase().replace(/\/$/, '')}/`;
    const found: Resource[] = [];
    for (const [key, resource] of source ?? []) {
      if (key.startsWith(scope)) {
        found.push(resource);
      }
    }
    return found;
  }

  /** Finds a subscription by id. */
  subscription(id: string): Subscription | undefined {
    return this.subscriptions.find((one) => one.id === id.toLowerCase());
  }

  /** Finds a group of a subscription by name in any case. */
  group(subscriptionId: string, name: string): ResourceGroup | undefined {
    return this.groups.find(
      (one) => one.subscriptionId === subscriptionId.toLowerCase() && one.name.toLowerCase() === name.toLowerCase(),
    );
  }

  /** Adds a group, or puts it in the place of the one of its name. */
  putGroup(group: ResourceGroup): ResourceGroup {
    const existing = this.group(group.subscriptionId, group.name);
    if (existing === undefined) {
      this.groups.push(group);
    } else {
      this.groups[this.groups.indexOf(existing)] = group;
    }
    return group;
  }

  /** Forgets everything. */
  clear(): void {
    this.subscriptions.length = 0;
    this.groups.length = 0;
    this.#resources.clear();
    this.#byType.clear();
    this.#byCollection.clear();
  }
}

/** The part of an id before its last name. */
function collectionOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

function addTo(index: Map<string, ResourceMap>, name: string, [key, resource]: readonly [string, Resource]): void {
  const existing = index.get(name);
  if (existing === undefined) {
    index.set(name, new Map([[key, resource]]));
  } else {
    existing.set(key, resource);
  }
}
