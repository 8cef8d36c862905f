// The resources around a network and how they belong together, as a graph: networks hold subnets, these hold cards, these hold
// machines; everything else is tied to them. Follows Network Watcher REST, Get Topology, whose two kinds of associations
// (`Contains`, `Associated`) differ by version and direction, so that the types of the resources decide what holds what.

import { parseResourceId, resourceName } from '../arm/resourceId.ts';

/** A resource as the service lists it. */
export interface TopologyResource {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** Ids of the resources that it contains or is associated with. */
  readonly linkedIds: readonly string[];
}

/** The service's answer. */
export interface Topology {
  readonly resources: readonly TopologyResource[];
}

/** What a node stands for. */
export type TopologyNodeKind =
  | 'virtualNetwork'
  | 'subnet'
  | 'card'
  | 'machine'
  | 'securityGroup'
  | 'routeTable'
  | 'publicAddress'
  | 'loadBalancer'
  | 'gateway'
  | 'other';

/** A node of the graph. */
export interface TopologyNode {
  /** The id in lower case: ARM compares without case. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly kind: TopologyNodeKind;
  /** Resource type, e.g. `Microsoft.Network/loadBalancers`. */
  readonly type: string;
  readonly region: string;
  /** The node that holds this one. */
  readonly parentKey?: string;
  /** Rules, routes, pools and other parts that are no nodes of their own. */
  readonly partCount: number;
}

/** A tie between two nodes, neither of which holds the other. `from` is the smaller key. */
export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
}

/** Nodes by key, edges by their keys: the same resources give the same graph in whatever order they came. */
export interface TopologyGraph {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** Types that are nodes although they stand below another resource. */
const partsAsNodes: ReadonlySet<string> = new Set([
  'microsoft.network/virtualnetworks/subnets',
  'microsoft.compute/virtualmachinescalesets/virtualmachines',
  'microsoft.compute/virtualmachinescalesets/virtualmachines/networkinterfaces',
]);

const kinds: Readonly<Record<string, TopologyNodeKind>> = {
  'microsoft.network/virtualnetworks': 'virtualNetwork',
  'microsoft.network/virtualnetworks/subnets': 'subnet',
  'microsoft.network/networkinterfaces': 'card',
  'microsoft.compute/virtualmachinescalesets/virtualmachines/networkinterfaces': 'card',
  'microsoft.compute/virtualmachines': 'machine',
  'microsoft.compute/virtualmachinescalesets/virtualmachines': 'machine',
  'microsoft.network/networksecuritygroups': 'securityGroup',
  'microsoft.network/routetables': 'routeTable',
  'microsoft.network/publicipaddresses': 'publicAddress',
  'microsoft.network/loadbalancers': 'loadBalancer',
  'microsoft.network/applicationgateways': 'loadBalancer',
  'microsoft.network/virtualnetworkgateways': 'gateway',
  'microsoft.network/localnetworkgateways': 'gateway',
  'microsoft.network/expressroutecircuits': 'gateway',
  'microsoft.network/natgateways': 'gateway',
  'microsoft.network/azurefirewalls': 'gateway',
  'microsoft.network/bastionhosts': 'gateway',
};

/** The kinds that hold each other, outermost first. */
const holders: readonly TopologyNodeKind[] = ['virtualNetwork', 'subnet', 'card', 'machine'];

interface Gathered {
  readonly id: string;
  readonly kind: TopologyNodeKind;
  readonly type: string;
  readonly parts: Set<string>;
  readonly links: Set<string>;
  name: string;
  region: string;
}

/** Makes the graph. Resources that are only named by others are nodes too. */
export function topologyGraph(topology: Topology): TopologyGraph {
  const found = new Map<string, Gathered>();
  for (const resource of topology.resources.toSorted(byKey)) {
    const node = gather(found, resource.id);
    if (node.id.toLowerCase() === resource.id.toLowerCase()) {
      node.name = resource.name === '' ? node.name : resource.name;
      node.region = resource.region;
    }
    for (const linked of resource.linkedIds) {
      const other = gather(found, linked);
      if (other !== node) {
        node.links.add(keyOf(other.id));
        other.links.add(keyOf(node.id));
      }
    }
  }
  // A subnet stands below its network whether or not anything says so.
  for (const node of found.values()) {
    if (node.kind === 'subnet') {
      const network = gather(found, node.id.split('/').slice(0, -2).join('/'));
      node.links.add(keyOf(network.id));
      network.links.add(keyOf(node.id));
    }
  }
  const parents = new Map([...found].map(([key, node]) => [key, parentOf(found, key, node)]));
  return {
    nodes: [...found]
      .map(([key, { id, name, kind, type, region, parts }]) => {
        const parentKey = parents.get(key);
        const parent = parentKey === undefined ? {} : { parentKey };
        return { key, id, name, kind, type, region, ...parent, partCount: parts.size };
      })
      .toSorted((a, b) => compareTexts(a.key, b.key)),
    edges: edgesOf(found, parents),
  };
}

/** Compares by code units, so that every machine sorts alike. */
export function compareTexts(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

function byKey(a: TopologyResource, b: TopologyResource): number {
  return compareTexts(keyOf(a.id), keyOf(b.id)) || compareTexts(a.id, b.id) || compareTexts(a.name, b.name);
}

/** The node of a resource, or the one that it is a part of. */
function gather(found: Map<string, Gathered>, id: string): Gathered {
  const parsed = parseResourceId(id);
  const type = parsed?.type ?? '';
  const isPart = parsed !== undefined && parsed.names.length > 1 && !partsAsNodes.has(type.toLowerCase());
  if (isPart) {
    const owner = gather(found, id.split('/').slice(0, -2).join('/'));
    owner.parts.add(keyOf(id));
    return owner;
  }
  const key = keyOf(id);
  const known = found.get(key);
  if (known !== undefined) {
    return known;
  }
  const fresh: Gathered = {
    id,
    kind: kindOf(type),
    type,
    parts: new Set(),
    links: new Set(),
    name: resourceName(id),
    region: '',
  };
  found.set(key, fresh);
  return fresh;
}

function kindOf(type: string): TopologyNodeKind {
  const key = type.toLowerCase();
  return Object.hasOwn(kinds, key) ? (kinds[key] ?? 'other') : 'other';
}

function keyOf(id: string): string {
  return id.toLowerCase();
}

/** A machine with several cards stands in the first; the others are tied to it. */
function parentOf(found: ReadonlyMap<string, Gathered>, key: string, node: Gathered): string | undefined {
  if (node.kind === 'subnet') {
    return key.split('/').slice(0, -2).join('/');
  }
  const wanted = holders[holders.indexOf(node.kind) - 1];
  const holding = [...node.links].filter((link) => wanted !== undefined && found.get(link)?.kind === wanted);
  return holding.toSorted(compareTexts)[0];
}

function edgesOf(
  found: ReadonlyMap<string, Gathered>,
  parents: ReadonlyMap<string, string | undefined>,
): readonly TopologyEdge[] {
  const holds = (outer: string, inner: string): boolean => {
    const parent = parents.get(inner);
    return parent !== undefined && (parent === outer || holds(outer, parent));
  };
  return [...found]
    .flatMap(([from, node]) => [...node.links].filter((to) => from < to).map((to) => ({ from, to })))
    .filter(({ from, to }) => !holds(from, to) && !holds(to, from))
    .toSorted((a, b) => compareTexts(a.from, b.from) || compareTexts(a.to, b.to));
}
