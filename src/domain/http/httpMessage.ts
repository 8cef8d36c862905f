// HTTP messages in the form application/http (RFC 9112, section 2), read by byte offsets: the head at once, headers and body when asked.

/** What can be wrong with a message; each is shown, none stops the row. */
export type HttpProblem =
  | 'empty'
  | 'badStartLine'
  | 'noBlankLine'
  | 'badHeaderLine'
  | 'truncatedBody'
  | 'surplusBody'
  | 'damagedText'
  | 'cutCharacter'
  | 'chunkedPlainBody'
  | 'joinedSetCookie';

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
  /** Content-Length as declared, in bytes; undefined when absent or not a number. */
  readonly declaredLength: number | undefined;
  readonly problems: readonly HttpProblem[];
}

const LF = 10;
const CR = 13;
const COLON = 58;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const contentLengthName = 'content-length';
/** Longest line that is decoded as a start line; beyond it the line is cut, so that a hostile event cannot make a huge row. */
const maxStartLineBytes = 16_384;

/**
 * Reads the head of a message. Tolerant as gateways make necessary: LF or CRLF per line, a target with spaces, no reason,
 * no blank line. Any bytes give a value; what is wrong stands in `problems`.
 * @param start offset of the first byte of the start line
 */
export function parseHttpMessage(bytes: Uint8Array, start: number, expected: 'request' | 'response'): HttpMessage {
  const problems: HttpProblem[] = [];
  if (start >= bytes.length) {
    return emptyMessage(bytes.length);
  }
  const firstEnd = lineEnd(bytes, start);
  const line = decodeRange(bytes, start, Math.min(trimCr(bytes, start, firstEnd), start + maxStartLineBytes));
  const startLine = expected === 'request' ? parseRequestLine(line) : parseStatusLine(line);
  if (startLine === undefined) {
    problems.push('badStartLine');
  }
  const headersStart = Math.min(firstEnd + 1, bytes.length);
  const { headersEnd, bodyStart, declaredLength } = walkHeaders(bytes, headersStart, problems);
  addBodyProblems(problems, bytes.length - bodyStart, declaredLength);
  if (hasReplacementCharacter(bytes, bodyStart)) {
    problems.push('damagedText');
  }
  return { startLine, start, headersStart, headersEnd, bodyStart, declaredLength, problems };
}

/** The first line as it was logged, whether or not it could be read as a start line. */
export function startLineText(bytes: Uint8Array, message: HttpMessage): string {
  const end = trimCr(bytes, message.start, lineEnd(bytes, message.start));
  return decodeRange(bytes, message.start, Math.min(end, message.start + maxStartLineBytes));
}

/** Decodes the header lines in order, duplicates kept. Lines without a colon are given with an empty name. */
export function readHeaders(bytes: Uint8Array, message: HttpMessage): HttpHeader[] {
  const headers: HttpHeader[] = [];
  let at = message.headersStart;
  while (at < message.headersEnd) {
    const end = Math.min(lineEnd(bytes, at), message.headersEnd);
    const text = decodeRange(bytes, at, trimCr(bytes, at, end));
    const colon = text.indexOf(':');
    const name = text.slice(0, colon).trim();
    headers.push(colon > 0 && name !== '' ? { name, value: text.slice(colon + 1).trim() } : { name: '', value: text });
    at = end + 1;
  }
  return headers;
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

function emptyMessage(length: number): HttpMessage {
  return {
    startLine: undefined,
    start: length,
    headersStart: length,
    headersEnd: length,
    bodyStart: length,
    declaredLength: undefined,
    problems: ['empty'],
  };
}

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

interface HeaderWalk {
  headersEnd: number;
  bodyStart: number;
  declaredLength: number | undefined;
}

function walkHeaders(bytes: Uint8Array, headersStart: number, problems: HttpProblem[]): HeaderWalk {
  let declaredLength: number | undefined;
  let at = headersStart;
  let colon = -1;
  while (at < bytes.length) {
    const end = lineEnd(bytes, at);
    const textEnd = trimCr(bytes, at, end);
    if (textEnd === at) {
      return { headersEnd: at, bodyStart: Math.min(end + 1, bytes.length), declaredLength };
    }
    if (colon < at) {
      // Looked for once, not once a line: many lines without a colon must not cost the square of their number.
      const next = bytes.indexOf(COLON, at);
      colon = next < 0 ? bytes.length : next;
    }
    if (colon === at || colon >= textEnd) {
      addOnce(problems, 'badHeaderLine');
    } else if (declaredLength === undefined && colon - at === contentLengthName.length) {
      declaredLength = readContentLength(bytes, at, textEnd);
    }
    at = end + 1;
  }
  problems.push('noBlankLine');
  return { headersEnd: bytes.length, bodyStart: bytes.length, declaredLength };
}

function readContentLength(bytes: Uint8Array, at: number, end: number): number | undefined {
  const text = decodeRange(bytes, at, end);
  if (text.slice(0, contentLengthName.length).toLowerCase() !== contentLengthName) {
    return undefined;
  }
  const value = text.slice(contentLengthName.length + 1).trim();
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The gateway cuts bodies and keeps the original Content-Length; a body longer than declared was re-encoded on its way. */
function addBodyProblems(problems: HttpProblem[], bodyLength: number, declaredLength: number | undefined): void {
  if (declaredLength === undefined || problems.includes('noBlankLine')) {
    return;
  }
  // Answers to HEAD and 304 declare a length and carry no body: that is no truncation.
  if (bodyLength > 0 && bodyLength < declaredLength) {
    problems.push('truncatedBody');
  } else if (bodyLength > declaredLength) {
    problems.push('surplusBody');
  }
}

/** U+FFFD in UTF-8: what a gateway leaves of bytes that it read as text and that were none. */
function hasReplacementCharacter(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.indexOf(0xef, from); at >= 0; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) {
      return true;
    }
  }
  return false;
}

function addOnce(problems: HttpProblem[], problem: HttpProblem): void {
  if (!problems.includes(problem)) {
    problems.push(problem);
  }
}

/** Offset of the LF that ends the line, or the length of the bytes. */
function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 ? bytes.length : at;
}

function trimCr(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === CR ? end - 1 : end;
}

function decodeRange(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
