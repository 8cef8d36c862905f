// "Does a connection come through, and where does it end?": the question of connection troubleshoot and its answer
// (Network Watcher REST, Check Connectivity).

/** What is to be reached: an address or host name, or an Azure resource. */
export type ConnectivityDestination =
  { readonly kind: 'address'; readonly address: string } | { readonly kind: 'resource'; readonly resourceId: string };

/** How it is tried. */
export type ConnectivityProtocol = 'tcp' | 'http' | 'https' | 'icmp';

/** A connection to try from the machine. */
export interface ConnectivityQuestion {
  readonly machineId: string;
  readonly destination: ConnectivityDestination;
  /** Absent for ICMP, which has none. */
  readonly port?: number;
  readonly protocol: ConnectivityProtocol;
}

/** What came of the probes. */
export type ConnectivityStatus = 'reachable' | 'degraded' | 'unreachable' | 'unknown';

/** Something that stands in the way, as the service found it. */
export interface ConnectivityIssue {
  /** `Local`, `Inbound`, `Outbound`. */
  readonly origin: string;
  readonly isError: boolean;
  /** `NetworkSecurityRule`, `UserDefinedRoute`, `GuestFirewall` …; any text. */
  readonly type: string;
  /** Pairs of name and value, e.g. `RuleName` and `UserRule_DenyHttp`. */
  readonly context: readonly (readonly [name: string, value: string])[];
}

/** One station on the way. */
export interface ConnectivityHop {
  readonly id: string;
  /** `Source`, `VirtualAppliance`, `VnetLocal`, `Internet` …; any text. */
  readonly type: string;
  readonly address?: string;
  readonly resourceId?: string;
  readonly nextIds: readonly string[];
  /** Issues at the hop and on the links that leave it. */
  readonly issues: readonly ConnectivityIssue[];
  /** Average round trip to the next hop in milliseconds, where links tell it. */
  readonly roundTripInMs?: number;
}

/** The answer. Times are milliseconds. */
export interface ConnectivityAnswer {
  readonly status: ConnectivityStatus;
  /** The service's own word. */
  readonly statusName: string;
  readonly averageLatencyInMs?: number;
  readonly minLatencyInMs?: number;
  readonly maxLatencyInMs?: number;
  readonly probesSent?: number;
  readonly probesFailed?: number;
  readonly hops: readonly ConnectivityHop[];
}

/** The status by the service's word: older answers say `Reachable`, newer ones `Connected`. */
export function connectivityStatusOf(name: string | undefined): ConnectivityStatus {
  switch (name?.toLowerCase()) {
    case 'connected':
    case 'reachable':
      return 'reachable';
    case 'degraded':
      return 'degraded';
    case 'disconnected':
    case 'unreachable':
      return 'unreachable';
    default:
      return 'unknown';
  }
}

/**
 * The hops along the way: from those that no other leads to, following `nextIds`, each once. Hops of a circle come last in the
 * order in which the service gave them.
 */
export function hopsInOrder(hops: readonly ConnectivityHop[]): readonly ConnectivityHop[] {
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  const led = new Set(hops.flatMap((hop) => hop.nextIds));
  const ordered = new Set<ConnectivityHop>();
  const queue = hops.filter((hop) => !led.has(hop.id) || hop.type.toLowerCase() === 'source');
  for (let index = 0; index < queue.length; index++) {
    const hop = queue[index];
    if (hop !== undefined && !ordered.has(hop)) {
      ordered.add(hop);
      queue.push(...hop.nextIds.flatMap((id) => byId.get(id) ?? []));
    }
  }
  return [...ordered, ...hops.filter((hop) => !ordered.has(hop))];
}

/** The issue that explains a failure best: the first error along the way, else the first warning, with its hop. */
export function decisiveIssue(
  hops: readonly ConnectivityHop[],
): { readonly hop: ConnectivityHop; readonly issue: ConnectivityIssue } | undefined {
  const found = hopsInOrder(hops).flatMap((hop) => hop.issues.map((issue) => ({ hop, issue })));
  return found.find(({ issue }) => issue.isError) ?? found[0];
}

/** A value of an issue's context, the name compared without case. */
export function issueContext(issue: ConnectivityIssue, name: string): string | undefined {
  return issue.context.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
