// One side of a HAR entry as application/http bytes behind a first line, as a gateway's policy would have written it. No value of
// the file can begin a line of its own in these bytes.

import { decodeBase64 } from '../../../base/base64.ts';
import { asArray, asNumber, asRecord, asString, at } from '../../../base/json.ts';
import { bodyOf, parseHttpMessage } from '../../http/httpMessage.ts';
import type { HttpHeader, HttpMessage } from '../../http/httpMessage.ts';
import { httpProblems } from '../../http/httpProblem.ts';
import { asMoment, noMetadata } from '../gatewayMetadata.ts';
import type { GatewayMetadata } from '../gatewayMetadata.ts';
import type { HubEvent, LoggedHalf } from '../loggedMessage.ts';
import { concatBytes } from '../redaction/edits.ts';
import { unknownVersion } from './harFile.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is known of a half from around it in the entry. */
export interface ImportedHead {
  readonly kind: 'request' | 'response';
  readonly messageId: string;
  /** True for an entry that Wirewatch wrote. */
  readonly isOwn: boolean;
  /** Milliseconds since the epoch, and a number: for entries that do not say where they stood in a hub. */
  readonly time: number;
  readonly sequenceNumber: number;
  readonly position: Fields;
  readonly gateway: Fields;
  readonly isRedacted: boolean;
}

/** Partition of exchanges that came from no hub. */
const importPartition = 'har';
const encoder = new TextEncoder();
/** Header lines that say how a body was sent, of which a HAR file of another program holds the decoded one. */
const transferHeaders: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'transfer-encoding']);

/** Builds the half; undefined when the entry holds none. */
export function importHalf(head: ImportedHead, fields: Fields): LoggedHalf | undefined {
  const line = head.kind === 'request' ? requestLine(fields) : statusLine(fields);
  if (line === undefined) {
    return undefined;
  }
  const body = head.kind === 'request' ? requestBody(fields) : responseBody(fields);
  const { headers, removed } = importHeaders(head, fields, body);
  const lines = asArray(fields['_headerLines']).map((each) => oneLine(String(each)));
  const headLines =
    lines.length > 0 ? lines : headers.map(({ name, value }) => (value === '' ? `${name}:` : `${name}: ${value}`));
  const prefix = encoder.encode(`${head.kind}:${head.messageId}\n`);
  const isCut = fields['_cutInHead'] === true;
  const text = [line, ...headLines].map((each) => `${each}\r\n`).join('');
  const bytes = concatBytes([prefix, encoder.encode(isCut ? text : `${text}\r\n`), isCut ? new Uint8Array() : body]);
  const http = parseHttpMessage(bytes, prefix.length, head.kind);
  return {
    kind: head.kind,
    messageId: head.messageId,
    event: eventOf(head, bytes),
    format: 'http',
    bytes,
    http: head.isOwn ? withKnownCut(http, bytes, head, fields) : http,
    metadata: metadataOf(head.gateway, removed),
  };
}

function eventOf({ position, time, sequenceNumber }: ImportedHead, body: Uint8Array): HubEvent {
  const offset = asString(position['offset']);
  const enqueued = Date.parse(asString(position['enqueued']) ?? '');
  const properties = Object.entries(asRecord(position['properties'])).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  );
  return {
    partitionId: asString(position['partition']) ?? importPartition,
    sequenceNumber: asNumber(position['sequence']) ?? sequenceNumber,
    enqueuedAt: Number.isNaN(enqueued) ? time : enqueued,
    body,
    ...(offset === undefined ? {} : { offset }),
    ...(position['properties'] === undefined ? {} : { properties: Object.fromEntries(properties) }),
  };
}

function requestLine(fields: Fields): string | undefined {
  const written = asString(fields['_startLine']);
  if (written !== undefined) {
    return oneLine(written);
  }
  const method = (asString(fields['method']) ?? '').replaceAll(/\s/g, '');
  const url = asString(fields['url']);
  if (method === '' || url === undefined) {
    return undefined;
  }
  const target = oneLine(asString(fields['_rawTarget']) ?? targetOf(url));
  const version = versionOf(fields);
  return version === '' ? `${method} ${target}` : `${method} ${target} ${version}`;
}

function statusLine(fields: Fields): string | undefined {
  const written = asString(fields['_startLine']);
  if (written !== undefined) {
    return oneLine(written);
  }
  const status = asNumber(fields['status']) ?? 0;
  if (!Number.isInteger(status) || status < 100 || status > 999) {
    return undefined;
  }
  const reason = oneLine(asString(fields['statusText']) ?? '');
  const version = versionOf(fields);
  return `${/^HTTP\/[\d.]{1,8}$/.test(version) ? version : 'HTTP/1.1'} ${status}${reason === '' ? '' : ` ${reason}`}`;
}

/** Browsers write `h2`, `h3`, `http/2.0` or nothing. */
function versionOf(fields: Fields): string {
  const version = oneLine(asString(fields['httpVersion']) ?? '').replaceAll(' ', '');
  if (version === unknownVersion) {
    return '';
  }
  const short = /^h(\d)/.exec(version)?.[1];
  return short === undefined ? (/^http\//i.test(version) ? version.toUpperCase() : '') : `HTTP/${short}`;
}

/** Path and query of an absolute address; anything else as it is. */
function targetOf(url: string): string {
  const rest = /^[a-z][a-z\d+.-]{0,20}:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1];
  return rest === undefined ? url : rest.startsWith('/') ? rest : `/${rest}`;
}

function importHeaders(
  head: ImportedHead,
  fields: Fields,
  body: Uint8Array,
): { headers: HttpHeader[]; removed: HttpHeader[] } {
  const all = asArray(fields['headers']).flatMap((each): HttpHeader[] => {
    const { name, value } = asRecord(each);
    const text = typeof value === 'number' ? String(value) : (asString(value) ?? '');
    // Names with a colon in front are those of HTTP/2 for the start line.
    const plain = oneLine(asString(name) ?? '')
      .replaceAll(':', '')
      .trim();
    return plain === '' || String(name).startsWith(':') ? [] : [{ name: plain, value: oneLine(text) }];
  });
  if (head.isOwn) {
    return { headers: all, removed: [] };
  }
  const isRemoved = ({ name }: HttpHeader): boolean => body.length > 0 && transferHeaders.has(name.toLowerCase());
  const kept = all.filter((header) => !isRemoved(header));
  const host = /^[a-z][a-z\d+.-]{0,20}:\/\/([^/?#]+)/i.exec(asString(fields['url']) ?? '')?.[1];
  const hasHost = kept.some(({ name }) => name.toLowerCase() === 'host');
  return {
    headers:
      head.kind === 'request' && !hasHost && host !== undefined
        ? [{ name: 'Host', value: oneLine(host) }, ...kept]
        : kept,
    removed: all.filter(isRemoved),
  };
}

function requestBody(fields: Fields): Uint8Array {
  const postData = asRecord(fields['postData']);
  const text = asString(postData['text']);
  if (text !== undefined) {
    return decodeBody(text, postData['_encoding'] ?? postData['encoding']);
  }
  const pairs = asArray(postData['params']).map((each) => {
    const { name, value } = asRecord(each);
    return `${encodeURIComponent((asString(name) ?? '').toWellFormed())}=${encodeURIComponent((asString(value) ?? '').toWellFormed())}`;
  });
  return encoder.encode(pairs.join('&'));
}

function responseBody(fields: Fields): Uint8Array {
  return decodeBody(asString(at(fields, 'content', 'text')) ?? '', at(fields, 'content', 'encoding'));
}

/** A text that says to be base64 and is none is taken as it stands. */
function decodeBody(text: string, encoding: unknown): Uint8Array {
  return (encoding === 'base64' ? decodeBase64(text) : undefined) ?? encoder.encode(text);
}

/** Our own files say what was cut; a body in which values were replaced is neither cut nor too long because of that. */
function withKnownCut(http: HttpMessage, bytes: Uint8Array, head: ImportedHead, fields: Fields): HttpMessage {
  const isTruncated = fields['_truncated'] !== undefined && bodyOf(bytes, http).length > 0;
  const found: ReadonlySet<string> = new Set(http.problems);
  const problems = httpProblems.filter((problem) =>
    problem === 'truncatedBody' ? isTruncated : found.has(problem) && !(problem === 'surplusBody' && head.isRedacted),
  );
  return { ...http, problems };
}

function metadataOf(gateway: Fields, removed: readonly HttpHeader[]): GatewayMetadata {
  const pairs = asArray(gateway['pairs']).flatMap((pair): (readonly [string, string])[] => {
    const [key, value] = asArray(pair);
    return typeof key === 'string' && typeof value === 'string' ? [[key, value]] : [];
  });
  const all = [...pairs, ...removed.map(({ name, value }) => [`removed ${name}`, value] as const)];
  const numbers = (['timestamp', 'elapsedInMs', 'originalBodyBytes'] as const).flatMap((name) => {
    const value = name === 'timestamp' ? asMoment(gateway[name]) : asNumber(gateway[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const clientIp = asString(gateway['clientIp']);
  if (all.length === 0 && numbers.length === 0 && clientIp === undefined) {
    return noMetadata;
  }
  return { ...Object.fromEntries(numbers), ...(clientIp === undefined ? {} : { clientIp }), pairs: all };
}

/** Lines end with LF, so a CR within one stays as it was logged. */
function oneLine(text: string): string {
  return text.replaceAll('\n', ' ').replace(/\r+$/, '').toWellFormed();
}
