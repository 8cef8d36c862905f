// "Where does this packet go next?": the question of next hop and its answer (Network Watcher REST, Get Next Hop).

/** A packet by its two addresses. */
export interface NextHopQuestion {
  readonly machineId: string;
  readonly cardId?: string;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
}

/** The kinds of next hops; `unknown` for one that this product does not know. */
export type NextHopType =
  | 'internet'
  | 'virtualAppliance'
  | 'virtualApplianceEcmp'
  | 'virtualNetworkGateway'
  | 'virtualNetwork'
  | 'peering'
  | 'serviceEndpoint'
  | 'hyperNetGateway'
  | 'none'
  | 'unknown';

/** What the service found. */
export interface NextHopAnswer {
  readonly type: NextHopType;
  /** The service's own word. */
  readonly typeName: string;
  readonly address?: string;
  /** The route table whose route decides; absent for a system route. */
  readonly routeTableId?: string;
}

const types: Readonly<Record<string, NextHopType>> = {
  internet: 'internet',
  virtualappliance: 'virtualAppliance',
  virtualapplianceecmp: 'virtualApplianceEcmp',
  virtualnetworkgateway: 'virtualNetworkGateway',
  vnetlocal: 'virtualNetwork',
  virtualnetwork: 'virtualNetwork',
  vnetpeering: 'peering',
  virtualnetworkpeering: 'peering',
  virtualnetworkserviceendpoint: 'serviceEndpoint',
  hypernetgateway: 'hyperNetGateway',
  none: 'none',
};

/** The kind of next hop by the service's word, in any case. */
export function nextHopTypeOf(name: string | undefined): NextHopType {
  const key = name?.toLowerCase() ?? '';
  return Object.hasOwn(types, key) ? (types[key] ?? 'unknown') : 'unknown';
}

/** The id of a route table; undefined for `System Route` and everything else that is no id. */
export function routeTableIdOf(text: string | undefined): string | undefined {
  return text?.startsWith('/') === true ? text : undefined;
}
