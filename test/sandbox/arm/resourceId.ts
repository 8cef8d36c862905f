// Reading ARM resource ids. Comparison is without case, spelling is kept as given.

/** The parts of a resource id. */
export interface ParsedResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** Namespace and type path, e.g. Microsoft.Network/networkWatchers/packetCaptures */
  readonly type: string;
  readonly name: string;
  /** Names along the type path. */
  readonly names: readonly string[];
}

/** Reads an id of a resource in a group; undefined for anything else. */
export function parseResourceId(id: string): ParsedResourceId | undefined {
  const parts = id.split('/');
  const [empty, subscriptions, subscriptionId, groups, resourceGroup, providers, namespace, ...rest] = parts;
  if (
    empty !== '' ||
    subscriptions?.toLowerCase() !== 'subscriptions' ||
    groups?.toLowerCase() !== 'resourcegroups' ||
    providers?.toLowerCase() !== 'providers' ||
    subscriptionId === undefined ||
    resourceGroup === undefined ||
    namespace === undefined ||
    rest.length < 2 ||
    rest.length % 2 !== 0 ||
    rest.some((part) => part === '')
  ) {
    return undefined;
  }
  const inner = rest.findIndex((part, index) => index % 2 === 0 && part.toLowerCase() === 'providers');
  if (inner >= 0) {
    // An extension resource, e.g. an alert of a machine: the last provider says what it is.
    return parseResourceId(['', subscriptions, subscriptionId, groups, resourceGroup, ...rest.slice(inner)].join('/'));
  }
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  return {
    subscriptionId,
    resourceGroup,
    type: [namespace, ...types].join('/'),
    name: names.at(-1) ?? '',
    names,
  };
}
