// What a traffic session tells of itself besides its rows: the head of the live panel.

/** connecting: no partition attached yet. live: all attached. reconnecting: at least one is not. failed: ended by an error. */
export type TrafficState = 'connecting' | 'live' | 'reconnecting' | 'failed' | 'stopped';

/** What the session tells of itself besides its rows. */
export interface TrafficStatus {
  readonly state: TrafficState;
  readonly host: string;
  readonly hub: string;
  readonly consumerGroup: string;
  readonly partitionCount: number;
  readonly receivedEvents: number;
  /** Exchanges that are kept, and all that were seen. */
  readonly keptExchanges: number;
  readonly totalExchanges: number;
  /** Memory that the kept exchanges take, roughly, in bytes. */
  readonly keptBytes: number;
  readonly unreadableEvents: number;
  /** Events that the hub had dropped before they could be read. */
  readonly missingEvents: number;
  /** The latest problem as a message for people. */
  readonly problem?: string;
}
