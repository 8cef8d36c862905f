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

/**
 * Finds the parts of a message in the form application/http (RFC 9112, section 2). Tolerant as gateways make necessary: LF or
 * CRLF per line, no blank line. Any bytes give a head; what is wrong stands in `problems`.
 * @param start offset of the first byte of the start line
 * @param originalLength bytes of the body before it was cut, where the gateway says so; it counts in place of Content-Length
 */
export function scanHttpHead(bytes: Uint8Array, start: number, head: HttpHead, originalLength = -1): void {
  const end = bytes.length;
  head.start = start;
  head.declaredLength = -1;
  head.problems = 0;
  if (start >= end) {
    head.start = end;
    head.startLineEnd = end;
    head.headersStart = end;
    head.headersEnd = end;
    head.bodyStart = end;
    head.problems = problemBits.empty;
    return;
  }
  const firstEnd = lineEndFrom(bytes, start);
  head.startLineEnd = trimCr(bytes, start, firstEnd);
  head.headersStart = Math.min(firstEnd + 1, end);
  walkHeaders(bytes, head, originalLength);
}

function walkHeaders(bytes: Uint8Array, head: HttpHead, originalLength: number): void {
  const end = bytes.length;
  let isChunked = false;
  let at = head.headersStart;
  while (at < end) {
    let colon = at;
    let char = bytes[colon];
    while (char !== COLON && char !== LF && ++colon < end) {
      char = bytes[colon];
    }
    // The line ends where the walk met the LF, else it is looked for behind the colon.
    const lineEnd = char === LF ? colon : lineEndFrom(bytes, colon);
    if (lineEnd === at || (lineEnd === at + 1 && bytes[at] === CR)) {
      head.headersEnd = at;
      head.bodyStart = Math.min(lineEnd + 1, end);
      addBodyProblems(bytes, head, originalLength < 0 ? head.declaredLength : originalLength, isChunked);
      return;
    }
    if (char !== COLON || colon === at) {
      head.problems |= problemBits.badHeaderLine;
    } else if (colon - at === contentLengthName.length) {
      if (head.declaredLength < 0 && isName(bytes, at, contentLengthName)) {
        head.declaredLength = readLength(bytes, colon + 1, lineEnd);
      }
    } else if (colon - at === transferEncodingName.length) {
      isChunked ||= isName(bytes, at, transferEncodingName) && endsWithChunked(bytes, colon + 1, lineEnd);
    } else if (colon - at === setCookieName.length && isName(bytes, at, setCookieName)) {
      head.problems |= holdsSeveralCookies(bytes, colon + 1, lineEnd) ? problemBits.joinedSetCookie : 0;
    }
    at = lineEnd + 1;
  }
  head.problems |= problemBits.noBlankLine;
  head.headersEnd = end;
  head.bodyStart = end;
}

/** What the body's length and bytes say. The gateway cuts bodies and keeps the original Content-Length. */
function addBodyProblems(bytes: Uint8Array, head: HttpHead, expected: number, isChunked: boolean): void {
  const { bodyStart } = head;
  const length = bytes.length - bodyStart;
  if (length === 0) {
    // Answers to HEAD and 304 declare a length and carry no body: that is no truncation.
    return;
  }
  if (expected > length) {
    head.problems |= problemBits.truncatedBody;
  } else if (expected >= 0 && expected < length) {
    head.problems |= problemBits.surplusBody;
  }
  if (isChunked && !beginsWithChunkSize(bytes, bodyStart)) {
    head.problems |= problemBits.chunkedPlainBody;
  }
  head.problems |= replacementProblems(bytes, bodyStart, expected !== length);
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

/** Digits between optional spaces, at most 15 of them (RFC 9110, section 8.6); else -1. */
function readLength(bytes: Uint8Array, from: number, lineEnd: number): number {
  let at = from;
  let end = trimCr(bytes, from, lineEnd);
  while (at < end && isSpace(bytes[at])) {
    at++;
  }
  while (end > at && isSpace(bytes[end - 1])) {
    end--;
  }
  if (at === end || end - at > 15) {
    return -1;
  }
  let value = 0;
  for (; at < end; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) {
      return -1;
    }
    value = value * 10 + digit;
  }
  return value;
}

function endsWithChunked(bytes: Uint8Array, from: number, lineEnd: number): boolean {
  return /chunked\s*$/i.test(asciiText(bytes, from, lineEnd));
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
