// What a traffic session needs: a tail that hands on events, and connection strings read into their parts.

import type { Disposable } from '../../base/disposable.ts';
import type { Secret } from '../../base/secret.ts';
import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';
import type { CallOptions, TokenSource } from '../azure/ports.ts';

/** Which hub to tail and with what right. */
export interface TailSource {
  /** Host with optional port, e.g. `contoso.servicebus.windows.net`. */
  readonly host: string;
  readonly hub: string;
  readonly consumerGroup: string;
  readonly credential:
    | { readonly kind: 'token'; readonly tokens: TokenSource }
    | { readonly kind: 'connectionString'; readonly text: Secret };
}

/** State of one partition of a tail. */
export type PartitionState = 'connecting' | 'live' | 'reconnecting';

/** What a tail tells. Handlers must return at once. */
export interface TailListener {
  onEvents(events: readonly HubEvent[]): void;
  onPartition(partitionId: string, state: PartitionState): void;
  /** A UserError that ends the tail, or one worth showing while it goes on trying. */
  onProblem(error: unknown, isFinal: boolean): void;
  /** Events between two sequence numbers are gone (retention) or the hub was made anew. */
  onGap(partitionId: string, missingEvents: number): void;
}

/** Follows an event hub. */
export interface EventHubTail {
  /**
   * Starts to follow from now on; resolves when all partitions are attached.
   * Rejects with UserError `hubNotFound`, `hubUnauthorized`, `hubKeyRefused`, `hubUnreachable`, `connectionStringInvalid`.
   * @returns dispose of it to stop; stopping does not wait for the network
   */
  start(source: TailSource, listener: TailListener, options?: CallOptions): Promise<Disposable>;
}
