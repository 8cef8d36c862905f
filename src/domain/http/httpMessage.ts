// HTTP messages in the form application/http (RFC 9112, section 2), read by byte offsets: the head at once, headers and body when asked.

import { createHttpHead, lateProblems, lineEndFrom, scanMessage, trimCr } from './httpHead.ts';
import type { HttpHead } from './httpHead.ts';
import { httpProblemsOf, problemBits } from './httpProblem.ts';
import type { HttpProblem } from './httpProblem.ts';

/** One header line, name in the sender's case. */
export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** Start line of a request. The target is raw: it may hold spaces and UTF-8. */
export interface HttpRequestLine {
  readonly kind: 'request';
  readonly method: string;
  readonly target: string;
  readonly version: string;
}

/** Start line of a response; the reason may be empty. */
export interface HttpStatusLine {
  readonly kind: 'response';
  readonly statusCode: number;
  readonly reason: string;
  readonly version: string;
}

/** A message whose head was read: start line, and where headers and body lie in the bytes. */
export interface HttpMessage {
  readonly startLine: HttpRequestLine | HttpStatusLine | undefined;
  /** First byte of the start line; all offsets count from the beginning of the bytes. */
  readonly start: number;
  readonly headersStart: number;
  /** Just past the last header line. */
  readonly headersEnd: number;
  /** Equal to the length of the bytes when there is no body. */
  readonly bodyStart: number;
  /** Bytes of the body as the gateway or Content-Length declares them; undefined when neither does. */
  readonly declaredLength: number | undefined;
  readonly problems: readonly HttpProblem[];
}

const CR = 13;
const SPACE = 32;
const TAB = 9;
const DOT = 46;
const ZERO = 48;
const httpMark = 'HTTP/';
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Longest line that is decoded as a start line; beyond it the line is cut, so that a hostile event cannot make a huge row. */
const maxStartLineBytes = 16_384;

/**
 * Reads the head of a message. Tolerant as gateways make necessary: LF or CRLF per line, a target with spaces, no reason,
 * no blank line. Any bytes give a value; what is wrong stands in `problems`.
 * @param start offset of the first byte of the start line
 */
export function parseHttpMessage(bytes: Uint8Array, start: number, expected: 'request' | 'response'): HttpMessage {
  const head = createHttpHead();
  scanMessage(bytes, start, head);
  return toHttpMessage(bytes, head, expected);
}

/** The message of a head that was scanned before: decodes the start line. The head may be used again. */
export function toHttpMessage(bytes: Uint8Array, head: HttpHead, expected: 'request' | 'response'): HttpMessage {
  const { start, startLineEnd, headersStart, headersEnd, bodyStart, declaredLength } = head;
  const isEmpty = (head.problems & problemBits.empty) !== 0;
  const line = readRange(bytes, start, startLineEnd);
  const startLine = isEmpty ? undefined : expected === 'request' ? parseRequestLine(line) : parseStatusLine(line);
  const problems =
    head.problems | lateProblems(bytes, head) | (startLine === undefined && !isEmpty ? problemBits.badStartLine : 0);
  return {
    startLine,
    start,
    headersStart,
    headersEnd,
    bodyStart,
    declaredLength: declaredLength < 0 ? undefined : declaredLength,
    problems: httpProblemsOf(problems),
  };
}

/** The first line as it was logged, whether or not it could be read as a start line. */
export function startLineText(bytes: Uint8Array, message: HttpMessage): string {
  const end = trimCr(bytes, message.start, lineEndFrom(bytes, message.start));
  return decodeRange(bytes, message.start, Math.min(end, message.start + maxStartLineBytes));
}

/** Decodes the header lines in order, duplicates kept. Lines without a colon are given with an empty name. */
export function readHeaders(
  bytes: Uint8Array,
  message: Pick<HttpMessage, 'headersStart' | 'headersEnd'>,
): HttpHeader[] {
  const headers: HttpHeader[] = [];
  // One decoding for all lines: line ends and colons are what they are in UTF-8 and in the text.
  const text = decodeRange(bytes, message.headersStart, message.headersEnd);
  let at = 0;
  while (at < text.length) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed < 0 ? text.length : lineFeed;
    const end = next > at && text.charCodeAt(next - 1) === CR ? next - 1 : next;
    const colon = text.indexOf(':', at);
    const name = colon > at && colon < end ? trimmed(text, at, colon) : '';
    headers.push(name === '' ? { name, value: text.slice(at, end) } : { name, value: trimmed(text, colon + 1, end) });
    at = next + 1;
  }
  return headers;
}

/** A part of the text without the white space around it (RFC 9110, section 5.5). */
function trimmed(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) {
    from++;
  }
  while (to > from && isBlank(text.charCodeAt(to - 1))) {
    to--;
  }
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === CR;
}

/** The body's bytes, a view into the message. */
export function bodyOf(bytes: Uint8Array, message: HttpMessage): Uint8Array {
  return bytes.subarray(message.bodyStart);
}

/** First value of a header, name compared without case. */
export function headerValue(headers: readonly HttpHeader[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find((header) => header.name.toLowerCase() === wanted)?.value;
}

/** All values of a header joined by ", " as RFC 9110, section 5.3 joins them; undefined when it is absent. */
export function headerText(headers: readonly HttpHeader[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = headers.filter((header) => header.name.toLowerCase() === wanted).map((header) => header.value);
  return values.length === 0 ? undefined : values.join(', ');
}

/** Media type of the body in lower case, without parameters; empty when not given. */
export function mediaTypeOf(headers: readonly HttpHeader[]): string {
  return (headerValue(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Host and port that a request went to: of an absolute target (RFC 9112, section 3.2.2), else of the Host header; else empty. */
export function authorityOf(target: string, headers: readonly HttpHeader[]): string {
  const absolute = /^[a-z][a-z\d+.-]{0,20}:\/\/([^/?#]*)/i.exec(target);
  return absolute?.[1] ?? headerValue(headers, 'host') ?? '';
}

/** Decodes UTF-8; broken sequences become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A start line as text, cut where it is longer than any line that is one. */
function readRange(bytes: Uint8Array, start: number, end: number): string {
  return decodeRange(bytes, start, Math.min(end, start + maxStartLineBytes));
}

/** Status code of a status line (RFC 9112, section 4) read from its bytes; 0 when it is none. */
export function statusOf(bytes: Uint8Array, start: number, end: number): number {
  let space = start + httpMark.length;
  while (space < end && bytes[space] !== SPACE) {
    space++;
  }
  if (space + 4 > end || !isHttpVersion(bytes, start, space)) {
    return 0;
  }
  const hundreds = (bytes[space + 1] ?? 0) - ZERO;
  const tens = (bytes[space + 2] ?? 0) - ZERO;
  const ones = (bytes[space + 3] ?? 0) - ZERO;
  const isNumber = isDigit(hundreds) && isDigit(tens) && isDigit(ones);
  const isWhole = space + 4 === end || bytes[space + 4] === SPACE;
  return isNumber && isWhole ? hundreds * 100 + tens * 10 + ones : 0;
}

function isDigit(value: number): boolean {
  return value >= 0 && value <= 9;
}

/** Method and target of a request line read from its bytes; undefined when it is none. See parseRequestLine. */
export function requestFactsOf(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly method: string; readonly target: string } | undefined {
  let space = start;
  while (space < end && bytes[space] !== SPACE) {
    space++;
  }
  if (space === start || space >= end) {
    return undefined;
  }
  const limit = Math.min(end, start + maxStartLineBytes);
  // Nearly every line ends in ` HTTP/1.1`; where it does not, the last space is looked for.
  const usual = limit - httpMark.length - 4;
  const targetEnd =
    usual > space && bytes[usual] === SPACE && isMark(bytes, usual + 1) ? usual : versionStart(bytes, space, limit);
  return { method: methodOf(bytes, start, space), target: decodeRange(bytes, space + 1, targetEnd) };
}

/** Where the space before the version stands; the end of the line when it has none. */
function versionStart(bytes: Uint8Array, space: number, end: number): number {
  let last = end - 1;
  while (last > space && bytes[last] !== SPACE) {
    last--;
  }
  return last > space && isMark(bytes, last + 1) ? last : end;
}

/** The common methods without decoding anything. */
function methodOf(bytes: Uint8Array, start: number, end: number): string {
  const common = commonMethod(end - start, bytes[start], bytes[start + 1]);
  return common !== '' && isText(bytes, start, common) ? common : decodeRange(bytes, start, end);
}

/** The common method of this length that begins with these letters; empty when there is none. */
function commonMethod(length: number, first: number | undefined, second: number | undefined): string {
  switch (length) {
    case 3:
      return first === 71 ? 'GET' : 'PUT';
    case 4:
      return first === 80 ? 'POST' : 'HEAD';
    case 5:
      return second === 65 ? 'PATCH' : 'TRACE';
    case 6:
      return 'DELETE';
    case 7:
      return first === 79 ? 'OPTIONS' : 'CONNECT';
    default:
      return '';
  }
}

function isMark(bytes: Uint8Array, at: number): boolean {
  return isText(bytes, at, httpMark);
}

function isText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

/** `HTTP/` and one to eight digits and dots. */
function isHttpVersion(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start - httpMark.length;
  if (length < 1 || length > 8) {
    return false;
  }
  if (!isMark(bytes, start)) {
    return false;
  }
  for (let at = start + httpMark.length; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== DOT && (byte < ZERO || byte > ZERO + 9)) {
      return false;
    }
  }
  return true;
}

/** Takes a request line apart (RFC 9112, section 3); the target may hold spaces, the version may be missing. */
function parseRequestLine(line: string): HttpRequestLine | undefined {
  const first = line.indexOf(' ');
  if (first <= 0) {
    return undefined;
  }
  const last = line.lastIndexOf(' ');
  const tail = line.slice(last + 1);
  const hasVersion = last > first && tail.startsWith('HTTP/');
  const target = hasVersion ? line.slice(first + 1, last) : line.slice(first + 1);
  return { kind: 'request', method: line.slice(0, first), target, version: hasVersion ? tail : '' };
}

function parseStatusLine(line: string): HttpStatusLine | undefined {
  const match = /^(HTTP\/[\d.]{1,8}) (\d{3})(?: (.*))?$/s.exec(line);
  if (match === null) {
    return undefined;
  }
  return { kind: 'response', version: match[1] ?? '', statusCode: Number(match[2]), reason: match[3] ?? '' };
}

function decodeRange(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
