// Raw messages in large blocks of bytes: each event is copied once, behind a head of fixed size that holds what its scan found.
// A block belongs to whoever refers to it; nothing is ever moved in it.

import { createHttpHead, lateProblems, rebase, scanHttpHead } from '../../http/httpHead.ts';
import type { ByteBlock, HttpHead } from '../../http/httpHead.ts';
import { readFirstLine } from '../loggedMessage.ts';
import type { HubEvent } from '../loggedMessage.ts';

/** Bytes of an ordinary slab; larger messages get one of their own. */
export const slabBytes = 1024 * 1024;

/** Place of each number in a record's head. Float64 first, so that all are aligned. */
const ENQUEUED_AT = 0;
const SEQUENCE = 1;
const DECLARED = 2;
const floats = 3;
const LENGTH = floats * 2;
const START = LENGTH + 1;
const START_LINE_END = LENGTH + 2;
const HEADERS_END = LENGTH + 3;
const BODY_START = LENGTH + 4;
/** Problems in the lower half, flags in the upper. */
const BITS = LENGTH + 5;
/** Index of the partition's id in the lower half, bytes of the offset in the upper. */
const PARTITION = LENGTH + 6;
const PROPERTIES = LENGTH + 7;
const words = 8;
/** Bytes of a record's head. */
export const recordHeadBytes = floats * 8 + words * 4;

/** The message is v2 of the text format: its first line carries metadata. */
export const FLAG_V2 = 1 << 16;
/** The offsets do not fit the event's body: the message is rebuilt from it when it is read. */
export const FLAG_REBUILT = 1 << 17;
/** The late problems are among the problems. */
const FLAG_LOOKED_AT = 1 << 18;
/** Bytes between the start line and the headers: its line end, of which there are three kinds. */
const lineEndShift = 19;
const problemMask = 0xff_ff;
const flagMask = FLAG_V2 | FLAG_REBUILT | FLAG_LOOKED_AT;
const maxOffsetLength = 1000;

const requestMark = 'request:';
const responseMark = 'response:';
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes that a record of this event takes in a slab. */
export function recordBytes(event: HubEvent, properties: Uint8Array | undefined): number {
  const bytes = recordHeadBytes + event.body.length + offsetOf(event).length + (properties?.length ?? 0);
  return Math.ceil(bytes / 8) * 8;
}

/** Offsets of the service are digits. What a file says instead is kept when it is short ASCII, and is else of no use to anybody. */
function offsetOf({ offset = '' }: HubEvent): string {
  return offset.length <= maxOffsetLength && /^[\0-\x7f]*$/.test(offset) ? offset : '';
}

/** The event's properties as they lie in a record; undefined when it has none. */
export function encodeProperties(event: HubEvent): Uint8Array | undefined {
  return event.properties === undefined ? undefined : encoder.encode(JSON.stringify(event.properties));
}

/** One block. Records are addressed by `at`, their place in units of eight bytes. */
export class MessageSlab {
  readonly capacity: number;
  readonly #block: ByteBlock;
  readonly #floats: Float64Array;
  readonly #words: Uint32Array;
  #used = 0;

  /** @param capacity bytes, a multiple of eight */
  constructor(capacity: number) {
    this.capacity = capacity;
    const buffer = new ArrayBuffer(capacity);
    this.#block = { bytes: new Uint8Array(buffer), words: new Int32Array(buffer) };
    this.#floats = new Float64Array(buffer);
    this.#words = new Uint32Array(buffer);
  }

  /** True when a record of this size fits behind what is there. */
  hasRoomFor(bytes: number): boolean {
    return this.#used + bytes <= this.capacity;
  }

  /**
   * Copies an event; its head is filled by `scan` or `setHead`. The caller has asked for room.
   * @param flags FLAG_V2 or FLAG_REBUILT
   * @returns the record's place
   */
  append(event: HubEvent, flags: number, partition: number, properties: Uint8Array | undefined): number {
    const at = this.#used / 8;
    const { body } = event;
    const offset = offsetOf(event);
    this.#floats[at + ENQUEUED_AT] = event.enqueuedAt;
    this.#floats[at + SEQUENCE] = event.sequenceNumber;
    const word = at * 2;
    this.#words[word + LENGTH] = body.length;
    this.#words[word + BITS] = flags;
    this.#words[word + PARTITION] = partition | (offset.length << 16);
    this.#words[word + PROPERTIES] = properties?.length ?? 0;
    let byte = this.#used + recordHeadBytes;
    this.#block.bytes.set(body, byte);
    byte += body.length;
    for (let index = 0; index < offset.length; index++) {
      this.#block.bytes[byte++] = offset.charCodeAt(index);
    }
    if (properties !== undefined) {
      this.#block.bytes.set(properties, byte);
    }
    this.#used += recordBytes(event, properties);
    return at;
  }

  /**
   * Scans the message of a record where it lies, and keeps what was found.
   * @param head where it is found too, counting from the beginning of the event's body
   */
  scan(at: number, messageStart: number, originalLength: number | undefined, head: HttpHead): void {
    const start = this.#bodyStart(at);
    head.declaredLength = originalLength ?? -1;
    scanHttpHead(this.#block, start + messageStart, start + this.#word(at, LENGTH), head);
    rebase(head, start);
    this.setHead(at, head);
  }

  /** Adds bits to the problems of a record. */
  addProblems(at: number, bits: number): void {
    this.#words[at * 2 + BITS] = this.#word(at, BITS) | bits;
  }

  /** Keeps what a scan found elsewhere. */
  setHead(at: number, head: HttpHead): void {
    const fields = this.#words;
    const word = at * 2;
    this.#floats[at + DECLARED] = head.declaredLength;
    fields[word + START] = head.start;
    fields[word + START_LINE_END] = head.startLineEnd;
    fields[word + HEADERS_END] = head.headersEnd;
    fields[word + BODY_START] = head.bodyStart;
    fields[word + BITS] =
      (this.#word(at, BITS) & flagMask) | head.problems | ((head.headersStart - head.startLineEnd) << lineEndShift);
  }

  /** A record copied into a slab of its own size, where it is at place 0. */
  copyOut(at: number): MessageSlab {
    const length = Math.ceil((recordHeadBytes + this.#word(at, LENGTH) + this.#tailLength(at)) / 8) * 8;
    const slab = new MessageSlab(length);
    slab.#block.bytes.set(this.#block.bytes.subarray(at * 8, at * 8 + length));
    slab.#used = length;
    return slab;
  }

  enqueuedAt(at: number): number {
    return this.#floats[at + ENQUEUED_AT] ?? 0;
  }

  sequenceNumber(at: number): number {
    return this.#floats[at + SEQUENCE] ?? 0;
  }

  /** -1 when absent. */
  declaredLength(at: number): number {
    return this.#floats[at + DECLARED] ?? -1;
  }

  /** See problemBits of HTTP messages. The late ones are looked for when somebody asks first, and then never again. */
  problems(at: number): number {
    if (!this.hasFlag(at, FLAG_LOOKED_AT | FLAG_REBUILT)) {
      const head = createHttpHead();
      this.readHead(at, head);
      this.#words[at * 2 + BITS] = this.#word(at, BITS) | lateProblems(this.body(at), head) | FLAG_LOOKED_AT;
    }
    return this.#word(at, BITS) & problemMask;
  }

  hasFlag(at: number, flag: number): boolean {
    return (this.#word(at, BITS) & flag) !== 0;
  }

  partition(at: number): number {
    return this.#word(at, PARTITION) & 0xff_ff;
  }

  /** The event's body: a view that is good as long as it is kept. */
  body(at: number): Uint8Array {
    const from = this.#bodyStart(at);
    return this.#block.bytes.subarray(from, from + this.#word(at, LENGTH));
  }

  /** Bytes of the event's body. */
  bodyLength(at: number): number {
    return this.#word(at, LENGTH);
  }

  /** Header lines as bytes. */
  headers(at: number): Uint8Array {
    const from = this.#bodyStart(at);
    return this.#block.bytes.subarray(from + this.headersStart(at), from + this.#word(at, HEADERS_END));
  }

  /** Offset of the header lines in the event's body. */
  headersStart(at: number): number {
    return this.#word(at, START_LINE_END) + ((this.#word(at, BITS) >>> lineEndShift) & 3);
  }

  /** Offset just past the header lines. */
  headersEnd(at: number): number {
    return this.#word(at, HEADERS_END);
  }

  /** The id on the first line; of records only that are not rebuilt, once they were scanned. */
  messageId(at: number): string {
    const from = this.#bodyStart(at);
    if (this.hasFlag(at, FLAG_V2)) {
      const first = readFirstLine(this.body(at));
      return typeof first === 'string' ? '' : first.messageId;
    }
    const { bytes } = this.#block;
    const idStart = bytes[from + 2] === responseMark.charCodeAt(2) ? responseMark.length : requestMark.length;
    return decoder.decode(bytes.subarray(from + idStart, from + this.#word(at, START) - 1)).trim();
  }

  /** Body of the HTTP message. */
  content(at: number): Uint8Array {
    const from = this.#bodyStart(at);
    return this.#block.bytes.subarray(from + this.#word(at, BODY_START), from + this.#word(at, LENGTH));
  }

  /** Bytes of the HTTP message's body. */
  contentLength(at: number): number {
    return this.#word(at, LENGTH) - this.#word(at, BODY_START);
  }

  /** What the scan found, written into `head`. */
  readHead(at: number, head: HttpHead): void {
    head.start = this.#word(at, START);
    head.startLineEnd = this.#word(at, START_LINE_END);
    head.headersStart = this.headersStart(at);
    head.headersEnd = this.#word(at, HEADERS_END);
    head.bodyStart = this.#word(at, BODY_START);
    head.declaredLength = this.declaredLength(at);
    head.problems = this.#word(at, BITS) & problemMask;
  }

  /** Empty when the event had none. */
  offset(at: number): string {
    const from = this.#tailStart(at);
    return decoder.decode(this.#block.bytes.subarray(from, from + (this.#word(at, PARTITION) >>> 16)));
  }

  /** undefined when the event had none. */
  properties(at: number): Readonly<Record<string, string>> | undefined {
    const length = this.#word(at, PROPERTIES);
    const from = this.#tailStart(at) + (this.#word(at, PARTITION) >>> 16);
    return length === 0
      ? undefined
      : (JSON.parse(decoder.decode(this.#block.bytes.subarray(from, from + length))) as Record<string, string>);
  }

  #word(at: number, field: number): number {
    return this.#words[at * 2 + field] ?? 0;
  }

  #bodyStart(at: number): number {
    return at * 8 + recordHeadBytes;
  }

  #tailStart(at: number): number {
    return this.#bodyStart(at) + this.#word(at, LENGTH);
  }

  #tailLength(at: number): number {
    return (this.#word(at, PARTITION) >>> 16) + this.#word(at, PROPERTIES);
  }
}
