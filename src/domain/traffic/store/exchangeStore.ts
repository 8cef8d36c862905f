// The exchanges of a session in bounded memory: takes events, pairs their halves, and lets the oldest go slab by slab.
// Pinned and noted exchanges are copied out of the way and stay.

import { createHttpHead, lateProblems, scanMessage } from '../../http/httpHead.ts';
import type { HttpHead } from '../../http/httpHead.ts';
import { authorityOf as authorityOfTarget, requestFactsOf, statusOf } from '../../http/httpMessage.ts';
import { problemBits } from '../../http/httpProblem.ts';
import type { Annotation, Exchange, ExchangeState } from '../exchange.ts';
import { noMetadata, readMetadata } from '../gatewayMetadata.ts';
import { isBase64, parseLoggedMessage, readFirstLine } from '../loggedMessage.ts';
import type { HubEvent, LoggedCall, LoggedHalf, LoggedMessage } from '../loggedMessage.ts';
import { pairingStep } from '../pairMessages.ts';
import { EntryReader } from './entryReader.ts';
import { EntryShelf } from './entryShelf.ts';
import type { EntryShelfLimits } from './entryShelf.ts';
import { ExchangeEntry } from './exchangeEntry.ts';
import type { MessagePlace } from './exchangeEntry.ts';
import { HeaderProbe } from './headerProbe.ts';
import { FLAG_REBUILT, FLAG_V2 } from './messageSlab.ts';

/** Limits of a store. */
export interface ExchangeStoreLimits extends EntryShelfLimits {
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

const maxKnownWords = 100;
const SLASH = 47;

/** Owned by one session. Numbers begin with 1 and grow with the first arrival of a half. */
export class ExchangeStore {
  readonly #timeoutInMs: number;
  readonly #reader = new EntryReader();
  readonly #shelf: EntryShelf;
  readonly #head: HttpHead = createHttpHead();
  readonly #hostProbe = new HeaderProbe([], ['host']);
  readonly #methods = new Map<string, string>();
  readonly #hosts = new Map<string, string>();
  /** No request before this number waits: numbers grow with time, so expiry never looks at the young. */
  #oldestWaiting = 1;
  #lastGapAt = -Infinity;
  #total = 0;
  #pending = 0;
  #unanswered = 0;
  #unreadable = 0;
  #repeated = 0;
  #outOfOrder = 0;
  #answered = 0;
  #serverErrors = 0;

  constructor(limits: ExchangeStoreLimits) {
    this.#timeoutInMs = limits.responseTimeoutInMs;
    this.#shelf = new EntryShelf(limits, this.#reader, (entry) => this.#forget(entry));
  }

  /** Exchanges with a smaller number are gone unless they are pinned. */
  get firstNumber(): number {
    return this.#shelf.first;
  }

  /** Number that the next new exchange gets. */
  get nextNumber(): number {
    return this.#shelf.next;
  }

  get counts(): ExchangeCounts {
    return {
      kept: this.#shelf.size,
      total: this.#total,
      keptBytes: this.#shelf.bytes,
      pinned: this.#shelf.pinned.size,
      pending: this.#pending,
      unanswered: this.#unanswered,
      unreadable: this.#unreadable,
      repeated: this.#repeated,
      outOfOrder: this.#outOfOrder,
      evicted: this.#shelf.evicted,
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
    for (; this.#oldestWaiting < this.#shelf.next; this.#oldestWaiting++) {
      const entry = this.#shelf.get(this.#oldestWaiting);
      if (entry?.state === 'pending' && !this.#expireOne(entry, now, expired)) {
        break;
      }
    }
    for (const entry of this.#shelf.pinned.values()) {
      if (entry.state === 'pending') {
        this.#expireOne(entry, now, expired);
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
    return this.#shelf.get(number);
  }

  /** Reads entries of this store. */
  get reader(): EntryReader {
    return this.#reader;
  }

  /** Numbers of all kept exchanges, oldest first. */
  *numbers(): Iterable<number> {
    yield* this.#shelf.pinned.keys();
    for (let number = this.#shelf.first; number < this.#shelf.next; number++) {
      yield number;
    }
  }

  /** Numbers of the pinned and noted exchanges that are older than all others, oldest first. */
  pinnedNumbers(): Iterable<number> {
    return this.#shelf.pinned.keys();
  }

  /** Numbers of all kept exchanges from this one down, newest first. */
  *numbersDownFrom(last: number): Generator<number, void, undefined> {
    for (let number = Math.min(last, this.#shelf.next - 1); number >= this.#shelf.first; number--) {
      yield number;
    }
    for (const number of [...this.#shelf.pinned.keys()].toReversed()) {
      if (number <= last) {
        yield number;
      }
    }
  }

  /** Sets what a person added. @returns the new value, or undefined when the exchange is gone */
  annotate(number: number, annotation: Annotation): Annotation | undefined {
    const entry = this.entry(number);
    if (entry === undefined) {
      return undefined;
    }
    this.#shelf.annotate(entry, annotation);
    return annotation;
  }

  /** Forgets all exchanges that are not pinned or noted, and begins all counts anew. A half that comes for a forgotten one makes a new row. */
  clear(): void {
    this.#shelf.clear();
    this.#total = this.#shelf.size;
    this.#unreadable = 0;
    this.#repeated = 0;
    this.#outOfOrder = 0;
    this.#answered = 0;
    this.#serverErrors = 0;
  }

  #takeParsed(message: LoggedMessage, now: number): number {
    if (message.kind === 'unreadable') {
      this.#unreadable++;
      this.#shelf.makeRoom(message.event);
      const entry = this.#begin(this.#shelf.keep(message.event, FLAG_REBUILT), 'unreadable', now);
      return this.#add(entry, '');
    }
    if (message.kind === 'call') {
      return this.#takeCall(message, now);
    }
    return this.#takeHalf(message.event, toIncoming(message), now);
  }

  /** One event with both halves: its row is complete at once, and a second one of the same id is a repeat. */
  #takeCall({ messageId, request, response }: LoggedCall, now: number): number {
    const { event } = request;
    this.#shelf.makeRoom(event);
    const known = this.#shelf.withId(messageId);
    const place = this.#shelf.keep(event, FLAG_REBUILT, known);
    if (known !== undefined) {
      return this.#repeat(known, 'request', place);
    }
    const entry = this.#begin(place, 'completed', now);
    this.#describe(entry, toIncoming(response), place);
    const problems = place.slab.problems(place.at);
    this.#describe(entry, toIncoming(request), place);
    // One record for both: what is wrong with either stands in it.
    place.slab.addProblems(place.at, problems);
    entry.responseSlab = place.slab;
    entry.responseAt = place.at;
    return this.#add(entry, messageId);
  }

  #takeHalf(event: HubEvent, half: IncomingHalf, now: number): number {
    const { kind, messageId } = half;
    this.#shelf.makeRoom(event);
    const known = this.#shelf.withId(messageId);
    const { step } = pairingStep(
      known === undefined
        ? undefined
        : { hasRequest: known.requestSlab !== undefined, hasResponse: known.responseSlab !== undefined },
      kind,
    );
    const place = this.#shelf.keep(event, half.flags, known);
    if (known === undefined) {
      const entry = this.#begin(place, kind === 'request' ? 'pending' : 'orphaned', now);
      this.#describe(entry, half, place);
      return this.#add(entry, messageId);
    }
    if (step === 'repeats') {
      this.#scan(half, place);
      return this.#repeat(known, kind, place);
    }
    this.#describe(known, half, place);
    this.#complete(known, kind, place);
    return known.number;
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
    const { start, startLineEnd, headersStart, headersEnd, problems } = this.#head;
    if ((half.flags & FLAG_REBUILT) !== 0) {
      entry.ownId = half.messageId;
    }
    let isReadable: boolean;
    if (half.kind === 'request') {
      const facts = requestFactsOf(half.bytes, start, startLineEnd);
      isReadable = facts !== undefined;
      entry.method = intern(facts?.method ?? '', this.#methods);
      entry.target = facts?.target ?? '';
      const [host] = isReadable ? this.#hostProbe.read(half.bytes, headersStart, headersEnd) : [];
      entry.host = isReadable ? intern(authorityOf(entry.target, host), this.#hosts) : '';
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

  #begin({ slab, at }: MessagePlace, state: ExchangeState, now: number): ExchangeEntry {
    const entry = new ExchangeEntry(this.#shelf.next, state, this.#reader.sinceStart(now));
    if (state === 'orphaned') {
      entry.responseSlab = slab;
      entry.responseAt = at;
      entry.mayBeInGap = now - this.#lastGapAt < this.#timeoutInMs;
    } else {
      entry.requestSlab = slab;
      entry.requestAt = at;
    }
    return entry;
  }

  #add(entry: ExchangeEntry, messageId: string): number {
    this.#total++;
    this.#pending += entry.state === 'pending' ? 1 : 0;
    this.#shelf.add(entry, messageId);
    return entry.number;
  }

  #repeat(entry: ExchangeEntry, kind: 'request' | 'response', place: MessagePlace): number {
    this.#repeated++;
    this.#shelf.addRepeat(entry, kind, place);
    return entry.number;
  }

  /** @returns false when the entry is too young */
  #expireOne(entry: ExchangeEntry, now: number, expired: number[]): boolean {
    const firstSeenAt = this.#reader.firstSeenAt(entry);
    if (now - firstSeenAt < this.#timeoutInMs) {
      return false;
    }
    this.#setState(entry, 'unanswered');
    entry.mayBeInGap = this.#lastGapAt >= firstSeenAt;
    expired.push(entry.number);
    return true;
  }

  #forget(entry: ExchangeEntry): void {
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

/** The same few words for all rows; what is not among the first of them keeps its own text. */
function intern(word: string, known: Map<string, string>): string {
  const same = known.get(word);
  if (same === undefined && known.size < maxKnownWords) {
    known.set(word, word);
  }
  return same ?? word;
}

/** See the function of this name for messages. */
function authorityOf(target: string, host: string | undefined): string {
  // Nearly every target begins with a slash.
  return target.charCodeAt(0) === SLASH
    ? (host ?? '')
    : authorityOfTarget(target, [{ name: 'host', value: host ?? '' }]);
}
