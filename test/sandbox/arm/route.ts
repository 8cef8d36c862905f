// Routes of the fake ARM: what a provider declares, and how a request finds its route.
// Paths match without case, because ARM's do.

import type { Account, Tenant } from '../identity/directory.ts';

/** A request as a handler sees it: already authenticated, authorised and version-checked. */
export interface ArmRequest {
  readonly method: string;
  /** The path as the client spelled it. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Values of the `{name}` segments, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly account: Account;
  readonly tenant: Tenant;
  readonly apiVersion: string;
}

/** An answer. `body` undefined sends an empty body, null sends JSON null. */
export interface ArmAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of one resource type. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Template like /subscriptions/{subscriptionId}/…; a segment `{*scope}` takes one or more segments. */
  readonly path: string;
  /** Resource type with its namespace, for version and authorization errors. */
  readonly type: string;
  /** The api-versions that are served, newest first. */
  readonly versions: readonly string[];
  /** The action a role must allow, e.g. Microsoft.Network/networkWatchers/read; `none` is open to every account. */
  readonly action: string;
  readonly handle: (request: ArmRequest) => ArmAnswer | Promise<ArmAnswer>;
}

/** A route that fits a path, with the values of its segments. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds routes by path. */
export class Router {
  readonly #routes: readonly { readonly route: Route; readonly pattern: RegExp; readonly names: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, ...compile(route.path) }));
  }

  /** All routes, for the list of known types and versions. */
  get routes(): readonly Route[] {
    return this.#routes.map((entry) => entry.route);
  }

  /** Every route whose path fits, whatever its method; the first one of a method wins. */
  match(path: string): RouteMatch[] {
    const matches: RouteMatch[] = [];
    for (const { route, pattern, names } of this.#routes) {
      const found = pattern.exec(path);
      if (found !== null) {
        const params = Object.fromEntries(names.map((name, index) => [name, decodeSegment(found[index + 1] ?? '')]));
        matches.push({ route, params });
      }
    }
    return matches;
  }
}

function compile(template: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = template
    .split('/')
    .map((segment) => {
      const name = /^\{(\*?)(\w+)\}$/.exec(segment);
      if (name === null) {
        return segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
      }
      names.push(name[2] ?? '');
      return name[1] === '*' ? '(.+?)' : '([^/]+)';
    })
    .join('/');
  return { pattern: new RegExp(`^${source}/?$`, 'i'), names };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A lone percent sign: ARM would not find such a resource either.
    return segment;
  }
}
