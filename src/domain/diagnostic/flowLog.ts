// Flow logs as a watcher keeps them: what is logged, where it goes, for how long (Network REST, Flow Logs).

import { parseResourceId } from '../arm/resourceId.ts';

/** What kind of thing a flow log watches. */
export type FlowLogScope = 'virtualNetwork' | 'subnet' | 'networkInterface' | 'networkSecurityGroup' | 'other';

/** One flow log with its settings. */
export interface FlowLog {
  readonly id: string;
  readonly name: string;
  readonly targetId: string;
  readonly storageId: string;
  readonly isEnabled: boolean;
  /** 0 or absent: kept for good. */
  readonly retentionInDays?: number;
  /** Version of the log's format; 2 carries bytes and packets. */
  readonly version?: number;
  /** Letters of `BCED`: begin, continue, end, deny; empty for all. */
  readonly recordTypes: string;
  /** An expression on addresses, ports, protocol and action; empty for all traffic. */
  readonly filter: string;
  readonly analytics?: FlowAnalytics;
  readonly provisioningState: string;
}

/** Traffic analytics of a flow log. */
export interface FlowAnalytics {
  readonly isEnabled: boolean;
  readonly workspaceId: string;
  readonly intervalInMinutes?: number;
}

/** What a flow log watches, by the type of its target. */
export function flowLogScopeOf(targetId: string): FlowLogScope {
  switch (parseResourceId(targetId)?.type.toLowerCase()) {
    case 'microsoft.network/virtualnetworks':
      return 'virtualNetwork';
    case 'microsoft.network/virtualnetworks/subnets':
      return 'subnet';
    case 'microsoft.network/networkinterfaces':
      return 'networkInterface';
    case 'microsoft.network/networksecuritygroups':
      return 'networkSecurityGroup';
    default:
      return 'other';
  }
}
