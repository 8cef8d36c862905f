// Network watchers by region, never by name: names and groups are free, and a subscription has one watcher for a region. They are
// asked for once an hour, since the list of a subscription takes Azure seconds.

import type { ArmClient } from './armClient.ts';
import { ArmError } from './armError.ts';
import type { Fields } from './json.ts';
import { textOf } from './json.ts';
import { regionOf } from './target.ts';

/** Version of Microsoft.Network that the function speaks. */
export const networkVersion = '2024-05-01';

const keptForInMs = 3_600_000;

/** Finds watchers, and remembers what it found. */
export class Watchers {
  readonly #arm: ArmClient;
  readonly #group: string | undefined;
  readonly #kept = new Map<string, { readonly ids: Promise<ReadonlyMap<string, string>>; readonly at: number }>();

  constructor(arm: ArmClient, group: string | undefined) {
    this.#arm = arm;
    this.#group = group;
  }

  /**
   * @param place the target's subscription and region
   * @returns the watcher's id, or undefined where there is none. Rejects with ArmError.
   */
  async find(
    place: { readonly subscriptionId: string; readonly region: Promise<string | undefined> },
    until: number,
  ): Promise<string | undefined> {
    const subscription = `/subscriptions/${place.subscriptionId}`;
    const scopes = this.#group === undefined ? [] : [`${subscription}/resourceGroups/${this.#group}`];
    // The first list and the machine's region are asked for side by side.
    const first = this.#list(scopes[0] ?? subscription, until);
    const [ids, region] = await Promise.all([first, place.region]);
    const found = ids.get(region ?? '');
    if (found !== undefined || region === undefined || scopes.length === 0) {
      return found;
    }
    return (await this.#list(subscription, until)).get(region);
  }

  /** Forgets what it found, e.g. when a watcher is gone. */
  forget(): void {
    this.#kept.clear();
  }

  #list(scope: string, until: number): Promise<ReadonlyMap<string, string>> {
    const kept = this.#kept.get(scope);
    if (kept !== undefined && kept.at + keptForInMs > Date.now()) {
      return kept.ids;
    }
    const path = `${scope}/providers/Microsoft.Network/networkWatchers`;
    const action = 'Microsoft.Network/networkWatchers/read';
    const listed = this.#arm
      .list({ method: 'GET', path, apiVersion: networkVersion, action, until })
      .then(byRegion, emptyWhenGone);
    const entry = { ids: listed, at: Date.now() };
    this.#kept.set(scope, entry);
    listed.then(
      (ids) => this.#drop(scope, entry, ids.size === 0),
      () => this.#drop(scope, entry, true),
    );
    return listed;
  }

  /** What failed, or found nothing, is asked again. */
  #drop(scope: string, entry: object, isUseless: boolean): void {
    if (isUseless && this.#kept.get(scope) === entry) {
      this.#kept.delete(scope);
    }
  }
}

/** A group that does not exist has no watchers. */
function emptyWhenGone(error: unknown): ReadonlyMap<string, string> {
  if (error instanceof ArmError && error.status === 404) {
    return new Map();
  }
  throw error;
}

function byRegion(watchers: readonly Fields[]): ReadonlyMap<string, string> {
  return new Map(
    watchers.flatMap((watcher) => {
      const id = textOf(watcher, 'id');
      return id === undefined ? [] : [[regionOf(textOf(watcher, 'location') ?? ''), id] as const];
    }),
  );
}
