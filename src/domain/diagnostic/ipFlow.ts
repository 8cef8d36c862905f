// "Would this packet pass?": the question of IP flow verify and its answer (Network Watcher REST, Verify IP Flow).

import type { RuleAccess, RuleDirection } from './securityRule.ts';

/** A packet by its five-tuple, seen from the machine. */
export interface IpFlowQuestion {
  readonly machineId: string;
  /** Needed where the machine has several cards and one of them forwards. */
  readonly cardId?: string;
  readonly direction: RuleDirection;
  readonly protocol: 'tcp' | 'udp';
  readonly localAddress: string;
  /** `*` stands for any port at the source, which is the local end of outbound packets. */
  readonly localPort: number | '*';
  readonly remoteAddress: string;
  readonly remotePort: number | '*';
}

/** What the service decided. */
export interface IpFlowAnswer {
  readonly access: RuleAccess;
  /** As the service writes it, e.g. `securityRules/DenyRdp`; absent when no rule matched. */
  readonly ruleName?: string;
}
