// What a traffic session tells of itself besides its rows: the head of the live panel.

/**
 * connecting: no partition attached yet. live: all attached. reconnecting: at least one is not. failed: ended by an error.
 * stopped: closed, or rows from a file that never were live.
 */
export type TrafficState = 'connecting' | 'live' | 'reconnecting' | 'failed' | 'stopped';

/**
 * connecting: not attached yet. live: attached and at most a second of events behind. lagging: attached, behind by `lag` events.
 * reconnecting: the connection broke. stolen: another reader with an owner level took the partition. quota: five readers of the
 * consumer group are there already. unauthorized: the right was refused.
 */
export type PartitionState = 'connecting' | 'live' | 'lagging' | 'reconnecting' | 'stolen' | 'quota' | 'unauthorized';

/** One partition as the strip of the panel shows it. */
export interface PartitionStatus {
  readonly id: string;
  readonly state: PartitionState;
  /** Events between the last one read and the partition's end, as of the latest probe. */
  readonly lag: number;
  readonly receivedEvents: number;
  /** Events that retention removed before they could be read. */
  readonly missingEvents: number;
  /** undefined until the first event. */
  readonly lastSequenceNumber?: number;
}

/** Where every event and exchange went; the figures add up. */
export interface LossAccount {
  /** Events handed to the session. */
  readonly receivedEvents: number;
  /** Of these: shown raw because they are no logged message. */
  readonly unreadableEvents: number;
  /** Of these: further halves of an id that was complete or had this half already. */
  readonly repeatedEvents: number;
  /** Of these: responses that came before their request. */
  readonly outOfOrderEvents: number;
  /** Events that the hub had dropped before they could be read. */
  readonly missingEvents: number;
  /** Exchanges that left to hold the caps. */
  readonly evictedExchanges: number;
}

/** What the session tells of itself besides its rows. */
export interface TrafficStatus extends LossAccount {
  readonly state: TrafficState;
  readonly host: string;
  readonly hub: string;
  readonly consumerGroup: string;
  readonly partitions: readonly PartitionStatus[];
  /** Exchanges that are kept, and all that were seen since the start or the latest clear. */
  readonly keptExchanges: number;
  readonly totalExchanges: number;
  readonly maxExchanges: number;
  /** Memory that the kept exchanges take in bytes, and its cap. */
  readonly keptBytes: number;
  readonly maxBytes: number;
  readonly pinnedExchanges: number;
  /** Requests that still wait, and those whose time ran out. */
  readonly pendingExchanges: number;
  readonly unansweredExchanges: number;
  /** How far the gateway's clock, by the Date header of responses, is ahead of the hub's: median milliseconds; absent while they agree to the second. */
  readonly clockSkewInMs?: number;
  /** The latest problem as a message for people. */
  readonly problem?: string;
}
