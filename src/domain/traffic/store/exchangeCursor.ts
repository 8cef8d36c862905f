// Lends one entry after the other to a filter: facts come from the entry, everything else is read from its bytes when asked for.

import { headerText, mediaTypeOf, readHeaders } from '../../http/httpMessage.ts';
import type { HttpHeader } from '../../http/httpMessage.ts';
import { problemBits } from '../../http/httpProblem.ts';
import type { HttpProblem } from '../../http/httpProblem.ts';
import { durationOf } from '../exchange.ts';
import type { ExchangeState, Mark } from '../exchange.ts';
import type { FilterSide, FilterSubject } from '../filter/filterSubject.ts';
import type { LoggedHalf } from '../loggedMessage.ts';
import type { TrafficProblem } from '../trafficProblem.ts';
import { bodySizeOf, clientIpOf } from '../trafficRow.ts';
import type { EntryReader } from './entryReader.ts';
import type { ExchangeEntry } from './exchangeEntry.ts';
import { HeaderProbe } from './headerProbe.ts';
import { FLAG_REBUILT, FLAG_V2 } from './messageSlab.ts';

/** A subject that is moved from entry to entry. What it gives is true until it is moved. */
export class ExchangeCursor implements FilterSubject {
  readonly #reader: EntryReader;
  readonly #typeProbe = new HeaderProbe([], ['content-type']);
  /** One for each header that was asked for; a filter asks for a handful. */
  readonly #probes = new Map<string, HeaderProbe>();
  #entry: ExchangeEntry;
  /** Read at most once for each entry. */
  #headers: { request?: readonly HttpHeader[]; response?: readonly HttpHeader[] } = {};

  constructor(reader: EntryReader, entry: ExchangeEntry) {
    this.#reader = reader;
    this.#entry = entry;
  }

  /** Goes to another entry. */
  moveTo(entry: ExchangeEntry): this {
    this.#entry = entry;
    this.#headers = noHeaders;
    return this;
  }

  get number(): number {
    return this.#entry.number;
  }

  get state(): ExchangeState {
    return this.#entry.state;
  }

  get messageId(): string {
    return this.#entry.messageId;
  }

  get method(): string {
    return this.#entry.method;
  }

  get target(): string {
    return this.#entry.target;
  }

  get host(): string {
    return this.#entry.host;
  }

  get status(): number {
    return this.#entry.status;
  }

  get time(): number {
    const { requestSlab, requestAt, responseSlab, responseAt } = this.#entry;
    return (
      requestSlab?.enqueuedAt(requestAt) ??
      responseSlab?.enqueuedAt(responseAt) ??
      this.#reader.firstSeenAt(this.#entry)
    );
  }

  get durationInMs(): number | undefined {
    const { requestSlab, requestAt, responseSlab, responseAt } = this.#entry;
    if (this.#entry.state !== 'completed' || requestSlab === undefined || responseSlab === undefined) {
      return undefined;
    }
    // Only gateways that log metadata or JSON know better than the hub's times.
    return requestSlab.hasFlag(requestAt, FLAG_V2 | FLAG_REBUILT) ||
      responseSlab.hasFlag(responseAt, FLAG_V2 | FLAG_REBUILT)
      ? durationOf(this.#reader.toExchange(this.#entry))?.milliseconds
      : responseSlab.enqueuedAt(responseAt) - requestSlab.enqueuedAt(requestAt);
  }

  get waitingSince(): number | undefined {
    const { state } = this.#entry;
    return state === 'pending' || state === 'unanswered' ? this.#reader.firstSeenAt(this.#entry) : undefined;
  }

  get clientIp(): string {
    const { requestSlab, requestAt } = this.#entry;
    if (requestSlab === undefined || this.#entry.state === 'unreadable') {
      return '';
    }
    const isLogged = requestSlab.hasFlag(requestAt, FLAG_V2 | FLAG_REBUILT);
    const logged = isLogged ? this.#half('request')?.metadata.clientIp : undefined;
    return logged ?? clientIpOf(this.header('request', 'x-forwarded-for'), this.header('request', 'client-ip'));
  }

  get partitionIds(): readonly string[] {
    const { requestSlab, requestAt, responseSlab, responseAt } = this.#entry;
    const request = requestSlab === undefined ? undefined : this.#reader.partitionId(requestSlab, requestAt);
    const response = responseSlab === undefined ? undefined : this.#reader.partitionId(responseSlab, responseAt);
    if (request === undefined || response === undefined || request === response) {
      return [request ?? response ?? ''];
    }
    return [request, response];
  }

  get sequenceNumber(): number {
    const { requestSlab, requestAt, responseSlab, responseAt } = this.#entry;
    return requestSlab?.sequenceNumber(requestAt) ?? responseSlab?.sequenceNumber(responseAt) ?? 0;
  }

  get repeatCount(): number {
    return this.#entry.repeatCount;
  }

  get isPinned(): boolean {
    return this.#entry.annotation.isPinned;
  }

  get mark(): Mark | undefined {
    return this.#entry.annotation.mark;
  }

  get note(): string {
    return this.#entry.annotation.note;
  }

  hasProblem(problem: TrafficProblem): boolean {
    switch (problem) {
      case 'hubGap':
        return this.#entry.mayBeInGap;
      case 'repeated':
        return this.#entry.repeatCount > 0;
      case 'negativeDuration':
        return (this.durationInMs ?? 0) < 0;
      default:
        return (this.#problemBits & problemBits[problem satisfies HttpProblem]) !== 0;
    }
  }

  get hasAnyProblem(): boolean {
    return (
      this.#problemBits !== 0 || this.#entry.mayBeInGap || this.#entry.repeatCount > 0 || (this.durationInMs ?? 0) < 0
    );
  }

  bodySize(side: FilterSide): number {
    const { slab, at } = this.#place(side);
    if (slab === undefined || this.#entry.state === 'unreadable') {
      return 0;
    }
    if (slab.hasFlag(at, FLAG_V2 | FLAG_REBUILT)) {
      return bodySizeOf(this.#half(side));
    }
    const declared = slab.declaredLength(at);
    return declared < 0 ? slab.contentLength(at) : declared;
  }

  get contentType(): string {
    return this.#mediaType('response') || this.#mediaType('request');
  }

  header(side: FilterSide, name: string): string | undefined {
    const { slab, at } = this.#place(side);
    if (name === '' || slab === undefined || this.#entry.state === 'unreadable' || slab.hasFlag(at, FLAG_REBUILT)) {
      return headerText(this.#headersOf(side), name);
    }
    let probe = this.#probes.get(name);
    if (probe === undefined) {
      probe = new HeaderProbe([name]);
      this.#probes.set(name, probe);
    }
    const lines = slab.headers(at);
    return probe.read(lines, 0, lines.length)[0];
  }

  body(side: FilterSide): Uint8Array | undefined {
    const { slab, at } = this.#place(side);
    if (slab === undefined || this.#entry.state === 'unreadable') {
      return undefined;
    }
    if (!slab.hasFlag(at, FLAG_REBUILT)) {
      return slab.content(at);
    }
    const half = this.#half(side);
    return half?.bytes.subarray(half.http.bodyStart);
  }

  message(side: FilterSide): Uint8Array | undefined {
    const { slab, at } = this.#place(side);
    if (slab === undefined) {
      return undefined;
    }
    // Of an unreadable event there is the event only; it stands in the place of the request.
    return this.#entry.state === 'unreadable' || !slab.hasFlag(at, FLAG_REBUILT)
      ? slab.body(at)
      : this.#half(side)?.bytes;
  }

  get #problemBits(): number {
    const { state, requestSlab, requestAt, responseSlab, responseAt } = this.#entry;
    return state === 'unreadable'
      ? 0
      : (requestSlab?.problems(requestAt) ?? 0) | (responseSlab?.problems(responseAt) ?? 0);
  }

  #place(side: FilterSide): { slab: ExchangeEntry['requestSlab']; at: number } {
    return side === 'request'
      ? { slab: this.#entry.requestSlab, at: this.#entry.requestAt }
      : { slab: this.#entry.responseSlab, at: this.#entry.responseAt };
  }

  #mediaType(side: FilterSide): string {
    const { slab, at } = this.#place(side);
    if (slab === undefined || this.#entry.state === 'unreadable' || slab.hasFlag(at, FLAG_REBUILT)) {
      return mediaTypeOf(this.#headersOf(side));
    }
    const lines = slab.headers(at);
    const [value = ''] = this.#typeProbe.read(lines, 0, lines.length);
    return mediaTypeOf([{ name: 'content-type', value }]);
  }

  #half(side: FilterSide): LoggedHalf | undefined {
    return this.#reader.half(this.#entry, side);
  }

  #headersOf(side: FilterSide): readonly HttpHeader[] {
    const known = this.#headers[side];
    if (known !== undefined) {
      return known;
    }
    const { slab, at } = this.#place(side);
    const isText = slab !== undefined && this.#entry.state !== 'unreadable' && !slab.hasFlag(at, FLAG_REBUILT);
    const half = isText ? undefined : this.#half(side);
    const bytes = isText ? slab.headers(at) : half?.bytes.subarray(half.http.headersStart, half.http.headersEnd);
    const headers = bytes === undefined ? [] : readHeaders(bytes, { headersStart: 0, headersEnd: bytes.length });
    this.#headers = { ...this.#headers, [side]: headers };
    return headers;
  }
}

const noHeaders = {} as const;
