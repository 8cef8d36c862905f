// The hot half of reading a message: one walk over the head's bytes that makes no object and no text, only offsets and bits.

import { problemBits } from './httpProblem.ts';

/** Where the parts of a message lie, as offsets into its bytes. One value serves many scans. */
export interface HttpHead {
  /** First byte of the start line. */
  start: number;
  /** Just past the start line, its line end not included. */
  startLineEnd: number;
  headersStart: number;
  /** Just past the last header line. */
  headersEnd: number;
  /** Equal to the length of the bytes when there is no body. */
  bodyStart: number;
  /** Content-Length in bytes; -1 when absent or not a number. */
  declaredLength: number;
  /** See problemBits. `badStartLine` is found by whoever reads the start line. */
  problems: number;
}

/** A head to scan into. */
export function createHttpHead(): HttpHead {
  return { start: 0, startLineEnd: 0, headersStart: 0, headersEnd: 0, bodyStart: 0, declaredLength: -1, problems: 0 };
}

const LF = 10;
const CR = 13;
const COLON = 58;
const SPACE = 32;
const TAB = 9;
const ZERO = 48;
const contentLengthName = 'content-length';
const transferEncodingName = 'transfer-encoding';
const setCookieName = 'set-cookie';
/** Longest header value that is looked at for `chunked` or a joined cookie. */
const maxPeekedBytes = 8192;

/** The same memory as bytes and as words of four bytes, both from its beginning. */
export interface ByteBlock {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
}

/** LF in every byte of a word, and the constants that find a byte of zero in one (Hacker's Delight, section 6-1). */
const lineFeeds = 0x0a0a0a0a;
const lowBits = 0x01010101;
const highBits = 0x80808080 | 0;

/**
 * Finds the parts of a message in the form application/http (RFC 9112, section 2). Tolerant as gateways make necessary: LF or
 * CRLF per line, no blank line. Any bytes give a head; `problems` holds what its length shows, lateProblems finds the rest.
 * Goes four bytes at a time, for only line ends matter; words are read as little-endian, as on every machine VS Code runs on.
 * @param start offset in the block of the first byte of the start line; all offsets of the head count from the block's beginning
 * @param end offset just past the message
 * @param head is filled; its `declaredLength` holds the bytes of the body before it was cut, where the gateway says so, else -1:
 * it counts in place of Content-Length
 */
export function scanHttpHead(block: ByteBlock, start: number, end: number, head: HttpHead): void {
  beginHead(head, start, end);
  const { bytes, words } = block;
  const from = head.start;
  const size = end - from;
  // Two words at a time; what lies behind the last whole pair is looked at byte by byte.
  const lastPair = Math.min(words.length & ~1, ((end + 7) >> 3) << 1);
  let declared = head.declaredLength;
  let lineStart = -1;
  for (let pair = (from >> 3) << 1; pair < lastPair; pair += 2) {
    const first = (words[pair] ?? 0) ^ lineFeeds;
    const second = (words[pair + 1] ?? 0) ^ lineFeeds;
    if ((((first - lowBits) | (second - lowBits)) & highBits) === 0) {
      continue;
    }
    // A bit for each byte that may have been LF: bytes beyond ASCII and above a true one are named too, so each is looked at.
    let bits = (first - lowBits) & highBits;
    let base = pair << 2;
    for (;;) {
      if (bits === 0) {
        if (base !== pair << 2) {
          break;
        }
        base += 4;
        bits = (second - lowBits) & highBits;
        continue;
      }
      const at = base + ((31 - Math.clz32(bits & -bits)) >> 3);
      bits &= bits - 1;
      if (bytes[at] !== LF || (at - from) >>> 0 >= size) {
        continue;
      }
      if (lineStart < 0) {
        head.startLineEnd = trimCr(bytes, from, at);
        head.headersStart = at + 1;
      }
      lineStart = at + 1;
      const blank = (bytes[lineStart] ?? 0) > CR ? 0 : blankLineBytes(bytes, lineStart, end);
      if (blank > 0) {
        head.declaredLength = declared;
        endHead(head, lineStart, lineStart + blank, end);
        return;
      }
      if (declared < 0 && bytes[lineStart + contentLengthName.length] === COLON) {
        declared = contentLengthAt(bytes, lineStart, end);
      }
    }
  }
  head.declaredLength = declared;
  finishWithin(bytes, Math.max(from, lineStart, lastPair << 2), end, head);
}

function beginHead(head: HttpHead, start: number, end: number): void {
  head.start = Math.min(start, end);
  head.problems = start >= end ? problemBits.empty : problemBits.noBlankLine;
  head.startLineEnd = -1;
  head.headersStart = end;
  head.headersEnd = end;
  head.bodyStart = end;
}

/** Bytes of the blank line at a place; 0 when the line there is not blank. */
function blankLineBytes(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at];
  if (at >= end || (byte !== LF && byte !== CR)) {
    return 0;
  }
  return byte === LF ? 1 : bytes[at + 1] === LF || at + 1 >= end ? 2 : 0;
}

/** The head ends with a blank line at `headersEnd`. */
function endHead(head: HttpHead, headersEnd: number, bodyStart: number, end: number): void {
  head.headersEnd = headersEnd;
  head.bodyStart = Math.min(bodyStart, end);
  head.problems &= ~problemBits.noBlankLine;
  addLengthProblems(end - head.bodyStart, head);
}

/** The last bytes of memory that is no multiple of eight long, where the words end before the message does. */
function finishWithin(bytes: Uint8Array, from: number, end: number, head: HttpHead): void {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== LF) {
      continue;
    }
    if (head.startLineEnd < 0) {
      head.startLineEnd = trimCr(bytes, head.start, at);
      head.headersStart = at + 1;
    }
    const blank = blankLineBytes(bytes, at + 1, end);
    if (blank > 0) {
      endHead(head, at + 1, at + 1 + blank, end);
      return;
    }
  }
  if (head.startLineEnd < 0) {
    head.startLineEnd = trimCr(bytes, head.start, end);
  }
}

/** Content-Length of the line; -1 when the line is another one, or no number. */
function contentLengthAt(bytes: Uint8Array, lineStart: number, end: number): number {
  const colon = lineStart + contentLengthName.length;
  return colon < end && isName(bytes, lineStart, contentLengthName) ? readLength(bytes, colon + 1, end) : -1;
}

/** The gateway cuts bodies and keeps the original Content-Length. Answers to HEAD and 304 declare a length and carry no body. */
function addLengthProblems(length: number, head: HttpHead): void {
  if (length > 0 && head.declaredLength >= 0 && head.declaredLength !== length) {
    head.problems |= head.declaredLength > length ? problemBits.truncatedBody : problemBits.surplusBody;
  }
}

/**
 * Scans a message in memory of its own. All offsets count from the beginning of `bytes`.
 * @param originalLength bytes of the body before it was cut, where the gateway says so
 */
export function scanMessage(bytes: Uint8Array, start: number, head: HttpHead, originalLength = -1): void {
  const { buffer, byteOffset, byteLength } = bytes;
  const block: ByteBlock = {
    bytes: new Uint8Array(buffer, 0, byteOffset + byteLength),
    words: new Int32Array(buffer, 0, (byteOffset + byteLength) >> 2),
  };
  head.declaredLength = originalLength;
  scanHttpHead(block, byteOffset + start, byteOffset + byteLength, head);
  rebase(head, byteOffset);
}

/** Lets the head's offsets count from `base`. */
export function rebase(head: HttpHead, base: number): void {
  head.start -= base;
  head.startLineEnd -= base;
  head.headersStart -= base;
  head.headersEnd -= base;
  head.bodyStart -= base;
}

/** What a look at every header line and at the whole body shows, as bits: apart from the scan, for only what is shown needs it. */
export function lateProblems(bytes: Uint8Array, head: HttpHead): number {
  const mayBeCut = head.declaredLength < 0 || (head.problems & problemBits.truncatedBody) !== 0;
  return headerProblems(bytes, head) | replacementProblems(bytes, head.bodyStart, mayBeCut);
}

function headerProblems(bytes: Uint8Array, head: HttpHead): number {
  let problems = 0;
  for (let at = head.headersStart; at < head.headersEnd;) {
    const lineEnd = Math.min(lineEndFrom(bytes, at), head.headersEnd);
    let colon = at;
    while (colon < lineEnd && bytes[colon] !== COLON) {
      colon++;
    }
    if (colon === at || colon === lineEnd) {
      problems |= problemBits.badHeaderLine;
    } else if (colon - at === transferEncodingName.length && isName(bytes, at, transferEncodingName)) {
      problems |= isChunked(bytes, colon + 1, lineEnd, head.bodyStart) ? problemBits.chunkedPlainBody : 0;
    } else if (colon - at === setCookieName.length && isName(bytes, at, setCookieName)) {
      problems |= holdsSeveralCookies(bytes, colon + 1, lineEnd) ? problemBits.joinedSetCookie : 0;
    }
    at = lineEnd + 1;
  }
  return problems;
}

/** True for the value `chunked` over a body that has no chunks. */
function isChunked(bytes: Uint8Array, from: number, lineEnd: number, bodyStart: number): boolean {
  return (
    bodyStart < bytes.length &&
    /chunked\s*$/i.test(asciiText(bytes, from, lineEnd)) &&
    !beginsWithChunkSize(bytes, bodyStart)
  );
}

/** U+FFFD in UTF-8 is what a gateway leaves of bytes that it read as text and that were none; at the end of a body that may be cut, of a character that was split. */
function replacementProblems(bytes: Uint8Array, from: number, mayBeCut: boolean): number {
  let found = 0;
  for (let at = bytes.indexOf(0xef, from); at >= 0; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) {
      if (!mayBeCut || at + 3 < bytes.length) {
        return problemBits.damagedText;
      }
      found = problemBits.cutCharacter;
    }
  }
  return found;
}

/** Compares without case. @param name in lower case, letters and hyphens only */
function isName(bytes: Uint8Array, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    // Of the characters of a header name only letters differ by this bit, and the hyphen has it set.
    if (((bytes[at + index] ?? 0) | SPACE) !== name.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

/** Digits between optional spaces up to the line's end, at most 15 of them (RFC 9110, section 8.6); else -1. */
function readLength(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isSpace(bytes[at])) {
    at++;
  }
  const digitsStart = at;
  let value = 0;
  for (let digit = (bytes[at] ?? 0) - ZERO; at < end && digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
    value = value * 10 + digit;
    at++;
  }
  const digits = at - digitsStart;
  while (at < end && (isSpace(bytes[at]) || bytes[at] === CR)) {
    at++;
  }
  return digits > 0 && digits <= 15 && (at >= end || bytes[at] === LF) ? value : -1;
}

/** A comma that is followed by `name=` begins another cookie; the comma in an Expires date is followed by a day without one. */
function holdsSeveralCookies(bytes: Uint8Array, from: number, lineEnd: number): boolean {
  return bytes.indexOf(44, from) < lineEnd && /,\s?[^\s;,="]{1,256}=/.test(asciiText(bytes, from, lineEnd));
}

/** A line of hexadecimal digits, as RFC 9112, section 7.1 begins each chunk. */
function beginsWithChunkSize(bytes: Uint8Array, from: number): boolean {
  return /^[\da-f]{1,8}(?:;[^\r\n]{0,100})?\r?\n/i.test(asciiText(bytes, from, Math.min(bytes.length, from + 128)));
}

function asciiText(bytes: Uint8Array, from: number, end: number): string {
  let text = '';
  for (let at = from; at < Math.min(end, from + maxPeekedBytes); at++) {
    text += String.fromCharCode(bytes[at] ?? 0);
  }
  return text;
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** Offset of the LF that ends the line, or the length of the bytes. */
export function lineEndFrom(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 ? bytes.length : at;
}

/** `end` without a CR before it. */
export function trimCr(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === CR ? end - 1 : end;
}
