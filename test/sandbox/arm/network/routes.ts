// Where a packet goes from a card: Azure's own routes and those of the subnet's route table, the longest prefix first. Among
// equal prefixes the table's route wins.

import type { AddressRange } from './addresses.ts';
import { privatePrefixes, readRange } from './addresses.ts';
import type { CardNetwork } from './cards.ts';

/** A next hop as the nextHop operation answers it. */
export interface NextHop {
  readonly nextHopType: string;
  readonly nextHopIpAddress?: string;
  /** Id of the route table, or `System Route`. */
  readonly routeTableId: string;
}

interface Route extends NextHop {
  readonly prefix: string;
}

const systemRoute = 'System Route';

/** Finds the next hop for an address. */
export function nextHopOf(network: CardNetwork, address: AddressRange): NextHop {
  const best = routesOf(network)
    .map((route) => ({ route, range: readRange(route.prefix) }))
    .filter(({ range }) => range !== undefined && address.first >= range.first && address.last <= range.last)
    .toSorted((left, right) => sizeOf(left.range) - sizeOf(right.range))[0]?.route;
  if (best === undefined) {
    throw new Error('There is a route for every address.');
  }
  const { prefix: _, ...hop } = best;
  return hop;
}

/** The table's routes come first, so that a stable sort prefers them. */
function routesOf({ routeTable, virtualNetwork }: CardNetwork): readonly Route[] {
  const own = (routeTable?.properties['routes'] ?? []) as readonly {
    readonly properties: {
      readonly addressPrefix: string;
      readonly nextHopType: string;
      readonly nextHopIpAddress?: string;
    };
  }[];
  const space = virtualNetwork?.properties['addressSpace'] as
    { readonly addressPrefixes: readonly string[] } | undefined;
  return [
    ...own.map(({ properties }) => ({
      prefix: properties.addressPrefix,
      nextHopType: properties.nextHopType,
      ...(properties.nextHopIpAddress === undefined ? {} : { nextHopIpAddress: properties.nextHopIpAddress }),
      routeTableId: routeTable?.id ?? systemRoute,
    })),
    ...(space?.addressPrefixes ?? []).map((prefix) => system(prefix, 'VnetLocal')),
    ...privatePrefixes.map((prefix) => system(prefix, 'None')),
    system('0.0.0.0/0', 'Internet'),
  ];
}

function system(prefix: string, nextHopType: string): Route {
  return { prefix, nextHopType, routeTableId: systemRoute };
}

function sizeOf(range: AddressRange | undefined): number {
  return range === undefined ? Infinity : range.last - range.first;
}
