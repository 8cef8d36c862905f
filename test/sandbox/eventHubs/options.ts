// What a broker is told at its start and what it tells of itself. Types only.

import type { Clock } from '../../../src/base/clock.ts';
import type { Log } from '../../../src/base/log.ts';

/** What a shared access rule may do; `Manage` includes both others. */
export type AccessRight = 'Listen' | 'Send' | 'Manage';

/** A shared access rule: the name and key of a connection string. */
export interface SharedKey {
  readonly name: string;
  readonly key: string;
  /** Default: Listen and Send. */
  readonly rights?: readonly AccessRight[];
}

/** How much of a partition is kept. A limit left out is no limit. */
export interface Retention {
  readonly count?: number;
  readonly bytes?: number;
  readonly ageInMs?: number;
}

/** One event hub. Its name is unique in the broker, as links are routed by it and not by the namespace. */
export interface HubOptions {
  readonly name: string;
  /** First label of the namespace's host; only shown back in `HubInfo`. */
  readonly namespace?: string;
  /** Default 2. */
  readonly partitionCount?: number;
  /** Besides `$Default`, which every hub has. */
  readonly consumerGroups?: readonly string[];
  readonly retention?: Retention;
  /** Rules of this hub alone; those of `BrokerOptions.keys` hold for every hub. */
  readonly keys?: readonly SharedKey[];
  /** Milliseconds since 1970; default: the broker's start. */
  readonly createdAt?: number;
}

/** What the identity provider says of a bearer token. `status` is what CBS answers, 401 by default. */
export type TokenVerdict =
  | { readonly isValid: true; readonly expiresAt: number; readonly rights: readonly AccessRight[] }
  | { readonly isValid: false; readonly description: string; readonly status?: 401 | 403 | 404 };

/** Checks a bearer token for an audience such as `sb://host/hub/ConsumerGroups/$default/Partitions/0`. */
export type VerifyToken = (token: string, audience: string) => TokenVerdict | Promise<TokenVerdict>;

export interface BrokerOptions {
  readonly hubs: readonly HubOptions[];
  /** Shared access rules of the namespace. Without any rule and without `verifyToken`, nobody gets in. */
  readonly keys?: readonly SharedKey[];
  /** Without it every bearer token is refused. */
  readonly verifyToken?: VerifyToken;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free port. It takes AMQP and, at `/$servicebus/websocket`, websockets. */
  readonly plainPort?: number;
  /** Key and certificate in PEM; without them there is no TLS port. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default 0: any free port. */
  readonly tlsPort?: number;
  /** Largest message or batch in bytes; default 1 MiB as in the Standard tier. */
  readonly maxMessageSize?: number;
  /** Whether events are sent settled. The service sends them unsettled, which is the default. */
  readonly sendsSettled?: boolean;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** The state of one partition, as the management node tells it. */
export interface PartitionInfo {
  readonly id: string;
  readonly beginSequenceNumber: number;
  /** -1 when nothing was ever enqueued. */
  readonly lastSequenceNumber: number;
  readonly lastOffset: string;
  readonly lastEnqueuedAt: number;
  readonly isEmpty: boolean;
  readonly byteCount: number;
}

/** The state of one hub now. */
export interface HubInfo {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly createdAt: number;
  readonly consumerGroups: readonly string[];
  readonly partitions: readonly PartitionInfo[];
  /** Receivers attached now, over all groups and partitions. */
  readonly receiverCount: number;
}
