// Azure resource ids as values: parsing, comparing, and the portal's address of a resource.

/** Parts of an ARM resource id, in the order they stand in it. Names keep the case they came in. */
export interface ResourceId {
  readonly id: string;
  readonly subscriptionId: string;
  /** Empty for resources that live directly under the subscription. */
  readonly resourceGroup: string;
  /** Resource type, e.g. `Microsoft.Network/networkWatchers/packetCaptures`. */
  readonly type: string;
  /** Names of the type's segments, parents first. */
  readonly names: readonly string[];
  /** The last name: the resource's own. */
  readonly name: string;
}

/**
 * Reads a resource id of the form `/subscriptions/{id}[/resourceGroups/{name}]/providers/{ns}/{type}/{name}…`.
 * @returns undefined when the text is not one; it never throws
 */
export function parseResourceId(id: string): ResourceId | undefined {
  const parts = id.split('/').filter((part) => part !== '');
  if (parts[0]?.toLowerCase() !== 'subscriptions' || parts[1] === undefined) {
    return undefined;
  }
  const hasGroup = parts[2]?.toLowerCase() === 'resourcegroups' && parts[3] !== undefined;
  const provider = hasGroup ? 4 : 2;
  if (parts[provider]?.toLowerCase() !== 'providers' || parts[provider + 1] === undefined) {
    return undefined;
  }
  const rest = parts.slice(provider + 2);
  if (rest.length === 0 || rest.length % 2 !== 0) {
    return undefined;
  }
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  return {
    id,
    subscriptionId: parts[1],
    resourceGroup: hasGroup ? (parts[3] ?? '') : '',
    type: [parts[provider + 1], ...types].join('/'),
    names,
    name: names.at(-1) ?? '',
  };
}

/** The resource's own name, or the whole text when it is not a resource id. */
export function resourceName(id: string): string {
  return parseResourceId(id)?.name ?? id.split('/').at(-1) ?? id;
}

/**
 * The name of the resource that a path speaks of: an id, a collection below it (`…/machines/m/extensions`), an action
 * (`…/accounts/a/listKeys`), or a resource of another provider at it (`…/providers/Microsoft.Authorization/permissions`).
 */
export function resourceNameInPath(path: string): string {
  const own = path
    .replace(/\/+$/, '')
    .replace(/\/providers\/microsoft\.(?:authorization\/permissions|insights\/metric(?:s|definitions))$/i, '');
  const whole = parseResourceId(own) === undefined ? own.slice(0, Math.max(0, own.lastIndexOf('/'))) : own;
  return parseResourceId(whole)?.name ?? resourceName(own);
}

/** ARM compares ids without case; alerts even arrive in lower case. */
export function isSameResource(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
}

/** The id of the parent resource: a capture's watcher, a hub's namespace. Undefined at the top. */
export function parentResourceId(id: string): string | undefined {
  const parsed = parseResourceId(id);
  if (parsed === undefined || parsed.names.length < 2) {
    return undefined;
  }
  return id.split('/').slice(0, -2).join('/');
}

/** Regions arrive as `West Europe` or `westeurope`; both give `westeurope`. */
export function normalizeRegion(region: string): string {
  return region.toLowerCase().replaceAll(' ', '');
}

/**
 * The portal's address of a resource.
 * @param portalUrl the cloud's portal, with or without a trailing slash
 */
export function portalResourceUrl(portalUrl: string, tenantId: string, id: string): string {
  return `${portalUrl.replace(/\/+$/, '')}/#@${tenantId}/resource${id}`;
}
