// Turns entries of the store into exchanges: their messages are read where they lie, or parsed anew where they were rebuilt.

import { createHttpHead } from '../../http/httpHead.ts';
import { toHttpMessage } from '../../http/httpMessage.ts';
import type { Exchange } from '../exchange.ts';
import { noMetadata, readMetadata } from '../gatewayMetadata.ts';
import type { GatewayMetadata } from '../gatewayMetadata.ts';
import { parseLoggedMessage, readFirstLine } from '../loggedMessage.ts';
import type { HubEvent, LoggedHalf } from '../loggedMessage.ts';
import type { ExchangeEntry } from './exchangeEntry.ts';
import { FLAG_REBUILT, FLAG_V2 } from './messageSlab.ts';
import type { MessageSlab } from './messageSlab.ts';

/** A hub has some dozens; a hostile file names as many as it has lines, and those beyond show as `…`. */
const maxPartitions = 4096;

/** Knows the partitions by their index in the records. */
export class EntryReader {
  readonly #partitionIds: string[] = [];
  #startedAt: number | undefined;

  /** Milliseconds since the first time that this was asked: what entries hold. */
  sinceStart(now: number): number {
    this.#startedAt ??= now;
    return now - this.#startedAt;
  }

  /** Index of a partition's id; there are few, so looking is quicker than hashing. */
  partitionIndex(id: string): number {
    const known = this.#partitionIds.indexOf(id);
    if (known >= 0 || this.#partitionIds.length >= maxPartitions) {
      return known >= 0 ? known : maxPartitions;
    }
    return this.#partitionIds.push(id) - 1;
  }

  /** When the first half of an entry came, milliseconds since the epoch. */
  firstSeenAt({ seenAfterInMs }: ExchangeEntry): number {
    return (this.#startedAt ?? 0) + seenAfterInMs;
  }

  /** Id of the partition in which an event lay. */
  partitionId(slab: MessageSlab, at: number): string {
    return this.#partitionIds[slab.partition(at)] ?? '…';
  }

  /** The entry as a value. Its bytes are views that stay good as long as they are kept. */
  toExchange(entry: ExchangeEntry): Exchange {
    const { number, state, messageId, repeatCount, mayBeInGap, annotation } = entry;
    const common = {
      number,
      state,
      messageId,
      repeatCount,
      firstSeenAt: this.firstSeenAt(entry),
      mayBeInGap,
      annotation,
      repeats: entry.repeats.flatMap(({ kind, slab, at }) => this.#half(messageId, kind, slab, at) ?? []),
    };
    if (state === 'unreadable') {
      return { ...common, ...this.#unreadable(entry) };
    }
    const request = this.half(entry, 'request');
    const response = this.half(entry, 'response');
    return {
      ...common,
      ...(request === undefined ? {} : { request }),
      ...(response === undefined ? {} : { response }),
    };
  }

  /** One half of an entry; undefined when it did not come. */
  half(entry: ExchangeEntry, kind: 'request' | 'response'): LoggedHalf | undefined {
    const slab = kind === 'request' ? entry.requestSlab : entry.responseSlab;
    const at = kind === 'request' ? entry.requestAt : entry.responseAt;
    return slab === undefined || entry.state === 'unreadable' ? undefined : this.#half(entry.messageId, kind, slab, at);
  }

  /** What the gateway said of a message; without parsing anything for those who said nothing. */
  metadata(slab: MessageSlab, at: number): GatewayMetadata {
    if (!slab.hasFlag(at, FLAG_V2)) {
      return noMetadata;
    }
    const first = readFirstLine(slab.body(at));
    return typeof first === 'string' || first.metadata === undefined ? noMetadata : readMetadata(first.metadata);
  }

  /** The event as it came. */
  event(slab: MessageSlab, at: number): HubEvent {
    const offset = slab.offset(at);
    const properties = slab.properties(at);
    return {
      partitionId: this.partitionId(slab, at),
      sequenceNumber: slab.sequenceNumber(at),
      enqueuedAt: slab.enqueuedAt(at),
      body: slab.body(at),
      ...(offset === '' ? {} : { offset }),
      ...(properties === undefined ? {} : { properties }),
    };
  }

  /** Moves an entry's messages into slabs of their own. @returns their bytes */
  copyOut(entry: ExchangeEntry): number {
    const { requestSlab, responseSlab } = entry;
    const isOneEvent =
      requestSlab !== undefined && requestSlab === responseSlab && entry.requestAt === entry.responseAt;
    if (requestSlab !== undefined) {
      entry.requestSlab = requestSlab.copyOut(entry.requestAt);
      entry.requestAt = 0;
    }
    if (responseSlab !== undefined) {
      entry.responseSlab = isOneEvent ? entry.requestSlab : responseSlab.copyOut(entry.responseAt);
      entry.responseAt = 0;
    }
    entry.moveRepeats(({ kind, slab, at }) => ({ kind, slab: slab.copyOut(at), at: 0 }));
    return this.privateBytes(entry);
  }

  /** Bytes of the slabs of an entry that was copied out. */
  privateBytes(entry: ExchangeEntry): number {
    const slabs = new Set([entry.requestSlab, entry.responseSlab, ...entry.repeats.map(({ slab }) => slab)]);
    return [...slabs].reduce((sum, slab) => sum + (slab?.capacity ?? 0), 0);
  }

  #half(messageId: string, kind: 'request' | 'response', slab: MessageSlab, at: number): LoggedHalf | undefined {
    const event = this.event(slab, at);
    if (slab.hasFlag(at, FLAG_REBUILT)) {
      const message = parseLoggedMessage(event);
      return message.kind === 'call' ? message[kind] : message.kind === kind ? message : undefined;
    }
    const head = createHttpHead();
    slab.readHead(at, head);
    return {
      kind,
      messageId,
      event,
      format: slab.hasFlag(at, FLAG_V2) ? 'httpV2' : 'http',
      bytes: event.body,
      http: toHttpMessage(event.body, head, kind),
      metadata: this.metadata(slab, at),
    };
  }

  #unreadable(entry: ExchangeEntry): Pick<Exchange, 'unreadable'> {
    const { requestSlab, requestAt } = entry;
    const message = requestSlab === undefined ? undefined : parseLoggedMessage(this.event(requestSlab, requestAt));
    return message?.kind === 'unreadable' ? { unreadable: message } : {};
  }
}
