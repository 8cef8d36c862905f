// What a traffic session needs: a tail that hands on events, and connection strings read into their parts.

import type { Disposable } from '../../base/disposable.ts';
import type { Secret } from '../../base/secret.ts';
import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';
import type { PartitionState } from '../../domain/traffic/trafficStatus.ts';
import type { CallOptions, TokenSource } from '../azure/ports.ts';

/** Where a tail begins, on each of its partitions. */
export type TailStart =
  | { readonly kind: 'latest' | 'earliest' }
  /** What was stored in the latest minutes, and what comes. */
  | { readonly kind: 'minutes'; readonly minutes: number }
  /** The latest events of each partition, and what comes. */
  | { readonly kind: 'events'; readonly count: number }
  /** What was stored from this moment on, milliseconds since the epoch. */
  | { readonly kind: 'time'; readonly enqueuedAt: number }
  /** From this sequence number on, included; a partition that does not hold it begins at its earliest event. */
  | { readonly kind: 'sequence'; readonly sequenceNumber: number }
  /** After the last sequence number that was read on each partition; partitions that are not named begin at their earliest event. */
  | { readonly kind: 'after'; readonly positions: Readonly<Record<string, number>> };

/** How to reach the hub: AMQP over TLS (port 5671), or over WebSockets (port 443), through a proxy where one is set. */
export type TailTransport =
  { readonly kind: 'tcp' } | { readonly kind: 'webSockets'; readonly proxy?: string | undefined };

/** Which hub to tail and with what right. */
export interface TailSource {
  /** Host with optional port, e.g. `contoso.servicebus.windows.net`. */
  readonly host: string;
  readonly hub: string;
  readonly consumerGroup: string;
  readonly start: TailStart;
  /** Partitions to follow; all when absent. */
  readonly partitionIds?: readonly string[];
  readonly transport: TailTransport;
  readonly credential:
    | { readonly kind: 'token'; readonly tokens: TokenSource }
    | { readonly kind: 'connectionString'; readonly text: Secret };
}

/** What a tail tells. Handlers must return at once. */
export interface TailListener {
  /** The bodies may be changed after the call. */
  onEvents(events: readonly HubEvent[]): void;
  /** @param lag events between the last one read and the partition's end, as of the latest probe */
  onPartition(partitionId: string, state: PartitionState, lag: number): void;
  /**
   * Where reading of a partition begins, as soon as it is a number, and where it goes on after a jump.
   * @param lastSequenceNumber the number before the next event to read; -1: everything from the very first event
   */
  onPlace?(partitionId: string, lastSequenceNumber: number): void;
  /** A UserError that ends the tail, or one worth showing while it goes on trying. */
  onProblem(error: unknown, isFinal: boolean): void;
  /** There is nothing more to come: what was followed is a file. */
  onEnd?(): void;
  /** Events between two sequence numbers are gone (retention) or the hub was made anew. */
  onGap(partitionId: string, missingEvents: number): void;
}

/** Follows an event hub. */
export interface EventHubTail {
  /**
   * Starts to follow from the source's start; resolves when all partitions are attached.
   * Rejects with UserError `hubNotFound`, `hubUnauthorized`, `hubKeyRefused`, `hubUnreachable`,
   * `hubProxyInvalid`, `connectionStringInvalid`.
   * @returns dispose of it to stop; stopping does not wait for the network
   */
  start(source: TailSource, listener: TailListener, options?: CallOptions): Promise<Disposable>;
}
