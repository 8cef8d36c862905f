// JSON events of two policies in the field, rebuilt as application/http bytes so that everything after this is one path:
// Moesif's (an event for each half, bodies in base64) and Resurface's (one event for a call, texts inside JSON texts).
// Read from the published policies and their consumers; fields that are missing or of another type are left out, never guessed.

import { decodeBase64 } from '../../base/base64.ts';
import { asArray, asNumber, asRecord, asString, parseJson } from '../../base/json.ts';
import { toMetadata } from './gatewayMetadata.ts';
import type { GatewayMetadata } from './gatewayMetadata.ts';

/** One message of a JSON event as application/http bytes, with what the event said beside it. */
export interface RebuiltMessage {
  readonly bytes: Uint8Array;
  readonly metadata: GatewayMetadata;
}

/** A JSON event that was understood: one half, or both. */
export interface JsonEvent {
  readonly format: 'moesif' | 'resurface';
  readonly messageId: string;
  readonly request?: RebuiltMessage;
  readonly response?: RebuiltMessage;
}

type Header = readonly [name: string, value: string];
type Pair = readonly [key: string, value: string];

const encoder = new TextEncoder();

/**
 * Reads the text of an event.
 * @param fallbackId id for calls whose policy writes none
 * @returns undefined when it is neither format
 */
export function readJsonEvent(text: string, fallbackId: string): JsonEvent | undefined {
  const event = asRecord(parseJson(text));
  return readMoesif(event) ?? readResurface(event, fallbackId);
}

function readMoesif(event: Readonly<Record<string, unknown>>): JsonEvent | undefined {
  const messageId = asString(event['message-id']) ?? '';
  const kind = event['event_type'];
  if (messageId === '' || (kind !== 'request' && kind !== 'response')) {
    return undefined;
  }
  const headers = readJoinedHeaders(asString(event[`${kind}_headers`]) ?? '');
  const body = moesifBody(asString(event[`${kind}_body`]) ?? '');
  const metadata = toMetadata([
    ...pair('ip', event['ip_address']),
    ...pair('len', event['orig_body_len']),
    ...pair('ts', event['contextTimestamp'] ?? event['timestamp']),
    ...pair('user_id', event['user_id']),
    ...pair('company_id', event['company_id']),
    ...(event['metadata'] === undefined || event['metadata'] === null
      ? []
      : [['metadata', JSON.stringify(event['metadata'])] as const]),
  ]);
  const message: RebuiltMessage = {
    bytes:
      kind === 'request'
        ? requestBytes(asString(event['method']) ?? '', asString(event['uri']) ?? '', headers, body)
        : responseBytes(event['status_code'], headers, body),
    metadata,
  };
  return { format: 'moesif', messageId, [kind]: message };
}

/** Values of one header are joined by the policy, headers by `;;`. */
function readJoinedHeaders(text: string): Header[] {
  return text
    .split(';;')
    .filter((line) => line.trim() !== '')
    .map(readHeaderLine);
}

function readHeaderLine(line: string): Header {
  const colon = line.indexOf(':');
  return colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

/** Bodies are base64; a policy that was changed to write text is taken at its word. */
function moesifBody(text: string): Uint8Array {
  return decodeBase64(text) ?? encoder.encode(text);
}

function readResurface(event: Readonly<Record<string, unknown>>, fallbackId: string): JsonEvent | undefined {
  const request = innerRecord(event['request']);
  const response = innerRecord(event['response']);
  if (asString(request['method']) === undefined || response['status'] === undefined) {
    return undefined;
  }
  const interval = pair('el', event['interval']);
  return {
    format: 'resurface',
    messageId: asString(event['id']) ?? fallbackId,
    request: {
      bytes: requestBytes(
        asString(request['method']) ?? '',
        asString(request['url']) ?? '',
        headerLines(request['headers']),
        encoder.encode(asString(request['body']) ?? ''),
      ),
      metadata: toMetadata(pair('ts', event['now'])),
    },
    response: {
      bytes: responseBytes(
        response['status'],
        headerLines(response['headers']),
        encoder.encode(asString(response['body']) ?? ''),
      ),
      metadata: toMetadata(interval),
    },
  };
}

/** A JSON object, or the text of one. */
function innerRecord(value: unknown): Readonly<Record<string, unknown>> {
  return asRecord(typeof value === 'string' ? parseJson(value) : value);
}

function headerLines(value: unknown): Header[] {
  return asArray(value).flatMap((line) => (typeof line === 'string' ? [readHeaderLine(line)] : []));
}

function pair(key: string, value: unknown): Pair[] {
  const text = asString(value) ?? asNumber(value)?.toString();
  return text === undefined || text === '' ? [] : [[key, text]];
}

/** The target is written in origin form (RFC 9112, section 3.2.1), the authority as Host where the headers have none. */
function requestBytes(method: string, url: string, headers: readonly Header[], body: Uint8Array): Uint8Array {
  const [, authority = '', path = ''] = /^[a-z][a-z\d+.-]{0,20}:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  const isAbsolute = authority !== '';
  const hasHost = headers.some(([name]) => name.toLowerCase() === 'host');
  const target = isAbsolute ? (path.startsWith('/') ? path : `/${path}`) : url;
  return message(
    `${oneLine(method)} ${oneLine(target)} HTTP/1.1`,
    isAbsolute && !hasHost ? [['Host', authority], ...headers] : headers,
    body,
  );
}

function responseBytes(status: unknown, headers: readonly Header[], body: Uint8Array): Uint8Array {
  const code = asString(status) ?? asNumber(status)?.toString() ?? '';
  return message(`HTTP/1.1 ${oneLine(code)} `, headers, body);
}

function message(startLine: string, headers: readonly Header[], body: Uint8Array): Uint8Array {
  const lines = headers.map(([name, value]) => `${oneLine(name)}: ${oneLine(value)}\r\n`);
  const head = encoder.encode(`${startLine}\r\n${lines.join('')}\r\n`);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** A line end inside a field would begin a line of its own in the rebuilt message. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}
