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

/** All resources of the sandbox. */
export class ArmState {
  readonly subscriptions: Subscription[] = [];
  readonly groups: ResourceGroup[] = [];
  readonly #resources = new Map<string, Resource>();

  /** Adds or replaces a resource. */
  put(resource: NewResource): Resource {
    const parsed = parseResourceId(resource.id);
    if (parsed === undefined) {
      throw new Error(`Not a resource id: ${resource.id}`);
    }
    const full: Resource = { hidden: {}, ...resource, name: parsed.name, type: parsed.type };
    this.#resources.set(resource.id.toLowerCase(), full);
    return full;
  }

  /** Finds a resource by its id in any case. */
  get(id: string): Resource | undefined {
    return this.#resources.get(id.toLowerCase());
  }

  /** Removes a resource; true when there was one. */
  remove(id: string): boolean {
    return this.#resources.delete(id.toLowerCase());
  }

  /** Resources of a type (all when undefined) whose id starts with a scope, in the order of their arrival. */
  list(filter: { readonly type?: string; readonly scope?: string } = {}): Resource[] {
    const type = filter.type?.toLowerCase();
    const scope = filter.scope === undefined ? '/' : `${filter.scope.toLowerCase().replace(/\/$/, '')}/`;
    return [...this.#resources.values()].filter(
      (resource) =>
        (type === undefined || resource.type.toLowerCase() === type) && resource.id.toLowerCase().startsWith(scope),
    );
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

  /** Forgets everything. */
  clear(): void {
    this.subscriptions.length = 0;
    this.groups.length = 0;
    this.#resources.clear();
  }
}
