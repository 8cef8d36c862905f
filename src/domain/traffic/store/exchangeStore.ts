// The exchanges of a session in bounded memory: takes events, pairs their halves, and lets the oldest go slab by slab.
// Pinned and noted exchanges are copied out of the way and stay.

import { NumberedQueue } from '../../../base/numberedQueue.ts';
import { createHttpHead, lateProblems, scanMessage } from '../../http/httpHead.ts';
import type { HttpHead } from '../../http/httpHead.ts';
import { requestFactsOf, statusOf } from '../../http/httpMessage.ts';
import { problemBits } from '../../http/httpProblem.ts';
import { noAnnotation } from '../exchange.ts';
import type { Annotation, Exchange, ExchangeState } from '../exchange.ts';
import { noMetadata, readMetadata } from '../gatewayMetadata.ts';
import { isBase64, parseLoggedMessage, readFirstLine } from '../loggedMessage.ts';
import type { HubEvent, LoggedCall, LoggedHalf, LoggedMessage } from '../loggedMessage.ts';
import { pairingStep } from '../pairMessages.ts';
import { EntryReader } from './entryReader.ts';
import type { ExchangeEntry, MessagePlace } from './exchangeEntry.ts';
import { encodeProperties, FLAG_REBUILT, FLAG_V2, MessageSlab, recordBytes } from './messageSlab.ts';
import { SlabShelf } from './slabShelf.ts';

/** Limits of a store. */
export interface ExchangeStoreLimits {
  /** Exchanges kept besides the pinned ones; the oldest go first. */
  readonly maxExchanges: number;
  /** Bytes that all kept messages may take; the oldest go first. At least two slabs. */
  readonly maxBytes: number;
  /** A request without a response for longer is unanswered. */
  readonly responseTimeoutInMs: number;
}

/** What a store counts. */
export interface ExchangeCounts {
  readonly kept: number;
  readonly total: number;
  readonly keptBytes: number;
  readonly pinned: number;
  readonly pending: number;
  readonly unanswered: number;
  readonly unreadable: number;
  readonly repeated: number;
  readonly outOfOrder: number;
  readonly evicted: number;
  /** Responses that came, and those with a status of 500 and more. */
  readonly answered: number;
  readonly serverErrors: number;
}

/** A half on its way into the store. */
interface IncomingHalf {
  readonly kind: 'request' | 'response';
  readonly messageId: string;
  /** See MessageSlab.append. */
  readonly flags: number;
  /** What the message is read from: the event's body, or bytes rebuilt from it. */
  readonly bytes: Uint8Array;
  readonly messageStart: number;
  /** Bytes of the body before it was cut, where the gateway says so. */
  readonly originalLength: number | undefined;
}

/** Halves of one id that are kept beyond the pair; a sender that repeats for ever must not fill the memory. All are counted. */
const maxRepeats = 20;
const maxKnownMethods = 100;

/** Owned by one session. Numbers begin with 1 and grow with the first arrival of a half. */
export class ExchangeStore {
  readonly #limits: ExchangeStoreLimits;
  readonly #reader = new EntryReader();
  readonly #entries = new NumberedQueue<ExchangeEntry>(1);
  /** Pinned ones that are older than the oldest entry, by number, oldest first. */
  readonly #pinned = new Map<number, ExchangeEntry>();
  readonly #byMessageId = new Map<string, ExchangeEntry>();
  readonly #head: HttpHead = createHttpHead();
  readonly #methods = new Map<string, string>();
  readonly #shelf = new SlabShelf();
  #pinnedBytes = 0;
  /** No request before this number waits: numbers grow with time, so expiry never looks at the young. */
  #oldestWaiting = 1;
  #lastGapAt = -Infinity;
  /** Of the event that is being taken: found before its row is looked for, since making room may evict that row. */
  #properties: Uint8Array | undefined;
  #recordBytes = 0;
  #slab: MessageSlab | undefined;
  #total = 0;
  #pending = 0;
  #unanswered = 0;
  #unreadable = 0;
  #repeated = 0;
  #outOfOrder = 0;
  #evicted = 0;
  #answered = 0;
  #serverErrors = 0;

  constructor(limits: ExchangeStoreLimits) {
    this.#limits = limits;
  }

  /** Exchanges with a smaller number are gone unless they are pinned. */
  get firstNumber(): number {
    return this.#entries.first;
  }

  /** Number that the next new exchange gets. */
  get nextNumber(): number {
    return this.#entries.next;
  }

  get counts(): ExchangeCounts {
    return {
      kept: this.#entries.size + this.#pinned.size,
      total: this.#total,
      keptBytes: this.#shelf.bytes + this.#pinnedBytes,
      pinned: this.#pinned.size,
      pending: this.#pending,
      unanswered: this.#unanswered,
      unreadable: this.#unreadable,
      repeated: this.#repeated,
      outOfOrder: this.#outOfOrder,
      evicted: this.#evicted,
      answered: this.#answered,
      serverErrors: this.#serverErrors,
    };
  }

  /**
   * Takes an event: copies it, and makes or changes the row of its message id.
   * @param now milliseconds since the epoch
   * @returns the row's number
   */
  take(event: HubEvent, now: number): number {
    const first = readFirstLine(event.body);
    if (typeof first === 'string') {
      return this.#takeParsed(parseLoggedMessage(event), now);
    }
    const metadata = first.metadata === undefined ? noMetadata : readMetadata(first.metadata);
    if (isBase64(metadata)) {
      return this.#takeParsed(parseLoggedMessage(event), now);
    }
    const half: IncomingHalf = {
      kind: first.kind,
      messageId: first.messageId,
      flags: first.metadata === undefined ? 0 : FLAG_V2,
      bytes: event.body,
      messageStart: first.messageStart,
      originalLength: metadata.originalBodyBytes,
    };
    return this.#takeHalf(event, half, now);
  }

  /** Marks the requests whose time is up. @returns their numbers; the cost does not grow with the number still waiting */
  expire(now: number): number[] {
    const expired: number[] = [];
    for (; this.#oldestWaiting < this.#entries.next; this.#oldestWaiting++) {
      const entry = this.#entries.get(this.#oldestWaiting);
      if (entry?.state === 'pending') {
        if (now - entry.firstSeenAt < this.#limits.responseTimeoutInMs) {
          break;
        }
        this.#setState(entry, 'unanswered');
        entry.mayBeInGap = this.#lastGapAt >= entry.firstSeenAt;
        expired.push(entry.number);
      }
    }
    for (const entry of this.#pinned.values()) {
      if (entry.state === 'pending' && now - entry.firstSeenAt >= this.#limits.responseTimeoutInMs) {
        this.#setState(entry, 'unanswered');
        expired.push(entry.number);
      }
    }
    return expired;
  }

  /** Events of the hub were lost now: halves that are awaited may have been among them. */
  noteGap(now: number): void {
    this.#lastGapAt = now;
  }

  /** One exchange as a value; undefined when it was evicted or never was. */
  find(number: number): Exchange | undefined {
    const entry = this.entry(number);
    return entry === undefined ? undefined : this.#reader.toExchange(entry);
  }

  /** One exchange as it is held; to be read only. */
  entry(number: number): ExchangeEntry | undefined {
    return this.#entries.get(number) ?? this.#pinned.get(number);
  }

  /** Reads entries of this store. */
  get reader(): EntryReader {
    return this.#reader;
  }

  /** Numbers of all kept exchanges, oldest first. */
  *numbers(): Iterable<number> {
    yield* this.#pinned.keys();
    for (let number = this.#entries.first; number < this.#entries.next; number++) {
      yield number;
    }
  }

  /** Sets what a person added. @returns the new value, or undefined when the exchange is gone */
  annotate(number: number, annotation: Annotation): Annotation | undefined {
    const entry = this.entry(number);
    if (entry === undefined) {
      return undefined;
    }
    entry.annotation = annotation;
    if (!isKept(entry) && this.#pinned.delete(number)) {
      this.#pinnedBytes -= this.#reader.privateBytes(entry);
      this.#forget(entry);
    }
    return annotation;
  }

  /** Forgets all exchanges that are not pinned or noted, and begins all counts anew. A half that comes for a forgotten one makes a new row. */
  clear(): void {
    while (this.#entries.size > 0) {
      this.#dropOldest();
    }
    this.#shelf.clear();
    this.#total = this.#pinned.size;
    this.#unreadable = 0;
    this.#repeated = 0;
    this.#outOfOrder = 0;
    this.#evicted = 0;
    this.#answered = 0;
    this.#serverErrors = 0;
  }

  #takeParsed(message: LoggedMessage, now: number): number {
    if (message.kind === 'unreadable') {
      this.#unreadable++;
      this.#makeRoom(message.event);
      return this.#begin(this.#keep(message.event, FLAG_REBUILT), 'unreadable', '', now).number;
    }
    if (message.kind === 'call') {
      return this.#takeCall(message, now);
    }
    return this.#takeHalf(message.event, toIncoming(message), now);
  }

  /** One event with both halves: its row is complete at once, and a second one of the same id is a repeat. */
  #takeCall({ messageId, request, response }: LoggedCall, now: number): number {
    const { event } = request;
    this.#makeRoom(event);
    const known = this.#byMessageId.get(messageId);
    const place = this.#keep(event, FLAG_REBUILT, known);
    if (known !== undefined) {
      return this.#repeat(known, 'request', place);
    }
    const entry = this.#begin(place, 'completed', messageId, now);
    this.#describe(entry, toIncoming(response), place);
    this.#describe(entry, toIncoming(request), place);
    entry.responseSlab = place.slab;
    entry.responseAt = place.at;
    return entry.number;
  }

  #takeHalf(event: HubEvent, half: IncomingHalf, now: number): number {
    const { kind, messageId } = half;
    this.#makeRoom(event);
    const known = this.#byMessageId.get(messageId);
    const { step } = pairingStep(
      known === undefined
        ? undefined
        : { hasRequest: known.requestSlab !== undefined, hasResponse: known.responseSlab !== undefined },
      kind,
    );
    const place = this.#keep(event, half.flags, known);
    if (known !== undefined && step === 'repeats') {
      this.#scan(half, place);
      return this.#repeat(known, kind, place);
    }
    const entry = known ?? this.#begin(place, kind === 'request' ? 'pending' : 'orphaned', messageId, now);
    this.#describe(entry, half, place);
    if (known !== undefined) {
      this.#complete(known, kind, place);
    }
    return entry.number;
  }

  #complete(entry: ExchangeEntry, kind: 'request' | 'response', { slab, at }: MessagePlace): void {
    if (kind === 'request') {
      entry.requestSlab = slab;
      entry.requestAt = at;
      this.#outOfOrder++;
    } else {
      entry.responseSlab = slab;
      entry.responseAt = at;
    }
    this.#setState(entry, 'completed');
    entry.mayBeInGap = false;
  }

  /** Finds the parts of a message; where it lies in the slab it is scanned there. */
  #scan({ flags, bytes, messageStart, originalLength }: IncomingHalf, { slab, at }: MessagePlace): void {
    const head = this.#head;
    if ((flags & FLAG_REBUILT) === 0) {
      slab.scan(at, messageStart, originalLength, head);
      return;
    }
    scanMessage(bytes, messageStart, head, originalLength);
    head.problems |= lateProblems(bytes, head);
    slab.setHead(at, head);
  }

  /** Reads what lists and filters ask for all the time. */
  #describe(entry: ExchangeEntry, half: IncomingHalf, place: MessagePlace): void {
    this.#scan(half, place);
    const { start, startLineEnd, problems } = this.#head;
    let isReadable: boolean;
    if (half.kind === 'request') {
      const facts = requestFactsOf(half.bytes, start, startLineEnd);
      isReadable = facts !== undefined;
      entry.method = this.#internMethod(facts?.method ?? '');
      entry.target = facts?.target ?? '';
    } else {
      entry.status = statusOf(half.bytes, start, startLineEnd);
      isReadable = entry.status > 0;
      this.#answered++;
      this.#serverErrors += entry.status >= 500 ? 1 : 0;
    }
    if (!isReadable && (problems & problemBits.empty) === 0) {
      place.slab.addProblems(place.at, problemBits.badStartLine);
    }
  }

  /** The same few words for all rows; what is no common method keeps its own text. */
  #internMethod(method: string): string {
    const known = this.#methods.get(method);
    if (known === undefined && this.#methods.size < maxKnownMethods) {
      this.#methods.set(method, method);
    }
    return known ?? method;
  }

  #begin({ slab, at }: MessagePlace, state: ExchangeState, messageId: string, now: number): ExchangeEntry {
    const isResponse = state === 'orphaned';
    const entry: ExchangeEntry = {
      number: this.#entries.next,
      messageId,
      state,
      method: '',
      target: '',
      status: 0,
      requestSlab: isResponse ? undefined : slab,
      requestAt: isResponse ? 0 : at,
      responseSlab: isResponse ? slab : undefined,
      responseAt: isResponse ? at : 0,
      firstSeenAt: now,
      mayBeInGap: isResponse && now - this.#lastGapAt < this.#limits.responseTimeoutInMs,
      repeatCount: 0,
      repeats: undefined,
      annotation: noAnnotation,
    };
    this.#entries.push(entry);
    this.#total++;
    if (messageId !== '') {
      this.#byMessageId.set(messageId, entry);
    }
    this.#pending += state === 'pending' ? 1 : 0;
    this.#shelf.noteBegin(entry.number);
    while (this.#entries.size > this.#limits.maxExchanges) {
      this.#evictOldest();
    }
    return entry;
  }

  #repeat(entry: ExchangeEntry, kind: 'request' | 'response', place: MessagePlace): number {
    this.#repeated++;
    entry.repeatCount++;
    entry.repeats ??= [];
    entry.repeats.push({ kind, ...place });
    if (entry.repeats.length > maxRepeats) {
      const [oldest] = entry.repeats.splice(0, 1);
      this.#pinnedBytes -= this.#isCopiedOut(entry) ? (oldest?.slab.capacity ?? 0) : 0;
    }
    return entry.number;
  }

  #isCopiedOut(entry: ExchangeEntry | undefined): boolean {
    return entry !== undefined && entry.number < this.#entries.first;
  }

  /** Sees to room for an event before its row is looked for, since making room may evict that row. */
  #makeRoom(event: HubEvent): void {
    this.#properties = encodeProperties(event);
    this.#recordBytes = recordBytes(event, this.#properties);
    const { slab, isNew } = this.#shelf.slabFor(this.#recordBytes);
    this.#slab = slab;
    while (isNew && this.#shelf.bytes + this.#pinnedBytes > this.#limits.maxBytes && this.#shelf.size > 1) {
      this.#evictSlab();
    }
  }

  /** Copies an event into the newest slab; of a pinned exchange that was copied out, into a slab of its own. */
  #keep(event: HubEvent, flags: number, owner?: ExchangeEntry): MessagePlace {
    const slab = this.#isCopiedOut(owner) ? this.#privateSlab() : (this.#slab ?? this.#privateSlab());
    const partition = this.#reader.partitionIndex(event.partitionId);
    return { slab, at: slab.append(event, flags, partition, this.#properties) };
  }

  #privateSlab(): MessageSlab {
    this.#pinnedBytes += this.#recordBytes;
    return new MessageSlab(this.#recordBytes);
  }

  #evictSlab(): void {
    const last = this.#shelf.lastOfOldest;
    while (this.#entries.first <= last && this.#entries.size > 0) {
      this.#evictOldest();
    }
    this.#shelf.release(last);
  }

  #evictOldest(): void {
    const entry = this.#dropOldest();
    this.#evicted += entry !== undefined && !isKept(entry) ? 1 : 0;
    this.#shelf.release(this.#entries.first - 1);
  }

  #dropOldest(): ExchangeEntry | undefined {
    const entry = this.#entries.shift();
    if (entry !== undefined && isKept(entry)) {
      this.#pinned.set(entry.number, entry);
      this.#pinnedBytes += this.#reader.copyOut(entry);
    } else if (entry !== undefined) {
      this.#forget(entry);
    }
    return entry;
  }

  #forget(entry: ExchangeEntry): void {
    if (this.#byMessageId.get(entry.messageId) === entry) {
      this.#byMessageId.delete(entry.messageId);
    }
    this.#pending -= entry.state === 'pending' ? 1 : 0;
    this.#unanswered -= entry.state === 'unanswered' ? 1 : 0;
  }

  #setState(entry: ExchangeEntry, state: ExchangeState): void {
    this.#pending -= entry.state === 'pending' ? 1 : 0;
    this.#unanswered += (state === 'unanswered' ? 1 : 0) - (entry.state === 'unanswered' ? 1 : 0);
    entry.state = state;
  }
}

function toIncoming({ kind, messageId, bytes, http, metadata }: LoggedHalf): IncomingHalf {
  return {
    kind,
    messageId,
    flags: FLAG_REBUILT,
    bytes,
    messageStart: http.start,
    originalLength: metadata.originalBodyBytes,
  };
}

/** True for exchanges that outlive the caps. */
function isKept({ annotation }: ExchangeEntry): boolean {
  return annotation.isPinned || annotation.note !== '';
}
