// One Event Hub event as a gateway policy wrote it: a first line with direction and message id, then application/http bytes;
// or a JSON event of a policy in the field.

import { decodeBase64 } from '../../base/base64.ts';
import { createHttpHead, scanMessage } from '../http/httpHead.ts';
import { toHttpMessage } from '../http/httpMessage.ts';
import type { HttpMessage } from '../http/httpMessage.ts';
import { noMetadata, readMetadata } from './gatewayMetadata.ts';
import type { GatewayMetadata } from './gatewayMetadata.ts';
import { readJsonEvent } from './jsonEvent.ts';
import type { RebuiltMessage } from './jsonEvent.ts';

/** An event as the tail hands it on. */
export interface HubEvent {
  readonly partitionId: string;
  readonly sequenceNumber: number;
  /** When the service stored it, milliseconds since the epoch; clocks of partitions are not comparable to the millisecond. */
  readonly enqueuedAt: number;
  /** Of an event that a tail hands on good during that call only: whoever keeps it copies it. */
  readonly body: Uint8Array;
  /** Opaque place in the partition; never calculated with. */
  readonly offset?: string;
  /** Application properties of the event as text. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** Which of the formats that gateways write: `http` and `httpV2` are application/http behind a first line, the others JSON. */
export type LoggedFormat = 'http' | 'httpV2' | 'moesif' | 'resurface';

/** A request or a response that could be read. */
export interface LoggedHalf {
  readonly kind: 'request' | 'response';
  readonly messageId: string;
  readonly event: HubEvent;
  readonly format: LoggedFormat;
  /** What `http` counts in: the event's body, or application/http bytes rebuilt from a JSON event or a base64 body. */
  readonly bytes: Uint8Array;
  readonly http: HttpMessage;
  readonly metadata: GatewayMetadata;
}

/** Why an event could not be read as a logged message. */
export type LoggedMessageProblem = 'noDirectionLine' | 'noMessageId';

/** An event that is no logged message; kept raw, so that nothing the hub carried is hidden. */
export interface UnreadableEvent {
  readonly kind: 'unreadable';
  readonly problem: LoggedMessageProblem;
  readonly event: HubEvent;
}

/** One event that holds both halves of a call. */
export interface LoggedCall {
  readonly kind: 'call';
  readonly messageId: string;
  readonly request: LoggedHalf;
  readonly response: LoggedHalf;
}

/** A parsed event. */
export type LoggedMessage = LoggedHalf | LoggedCall | UnreadableEvent;

/** The first line of an event in the text format. */
export interface FirstLine {
  readonly kind: 'request' | 'response';
  readonly messageId: string;
  /** What follows `v2;`; undefined in the documented format. */
  readonly metadata: string | undefined;
  /** Offset of the HTTP start line. */
  readonly messageStart: number;
}

const LF = 10;
const OPENING_BRACE = 123;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Longest first line that is accepted: ids are short, metadata is a handful of pairs. */
const maxFirstLineBytes = 4096;
const maxMessageIdLength = 512;
const requestMark = 'request:';
const responseMark = 'response:';
const v2Mark = ':v2;';

/**
 * Reads `request:<id>\n` or `response:<id>\n` as the `log-to-eventhub` sample of the API Management documentation writes it,
 * or `request:<id>:v2;key=value;…\n`, which that sample's own reader accepts too.
 */
export function readFirstLine(body: Uint8Array): FirstLine | LoggedMessageProblem {
  const end = body.indexOf(LF);
  if (end < 0 || end > maxFirstLineBytes) {
    return 'noDirectionLine';
  }
  const kind = beginsWith(body, requestMark) ? 'request' : beginsWith(body, responseMark) ? 'response' : undefined;
  if (kind === undefined) {
    return 'noDirectionLine';
  }
  const idStart = kind.length + 1;
  const text = decoder.decode(body.subarray(idStart, end));
  const mark = text.indexOf(v2Mark);
  // Decoded anew where a text holds more than the id: a slice would keep all of it in memory.
  const messageId = (mark < 0 ? text : decoder.decode(encoder.encode(text.slice(0, mark)))).trim();
  if (messageId.length > maxMessageIdLength) {
    return 'noDirectionLine';
  }
  const metadata = mark < 0 ? undefined : text.slice(mark + v2Mark.length).trimEnd();
  return messageId === '' ? 'noMessageId' : { kind, messageId, metadata, messageStart: end + 1 };
}

/** Reads an event in any of the known formats. Unknown contents give `unreadable`. */
export function parseLoggedMessage(event: HubEvent): LoggedMessage {
  const first = readFirstLine(event.body);
  if (typeof first === 'string') {
    return (mayBeJson(event.body) ? parseJson(event) : undefined) ?? { kind: 'unreadable', problem: first, event };
  }
  const metadata = first.metadata === undefined ? noMetadata : readMetadata(first.metadata);
  const bytes = isBase64(metadata) ? withDecodedBody(event.body, first.messageStart) : undefined;
  return {
    kind: first.kind,
    messageId: first.messageId,
    event,
    format: first.metadata === undefined ? 'http' : 'httpV2',
    bytes: bytes ?? event.body,
    http: parseHttp(bytes ?? event.body, bytes === undefined ? first.messageStart : 0, first.kind, metadata),
    metadata,
  };
}

function beginsWith(body: Uint8Array, mark: string): boolean {
  for (let index = 0; index < mark.length; index++) {
    if (body[index] !== mark.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

/** True for an event whose first character begins a JSON object. */
function mayBeJson(body: Uint8Array): boolean {
  return body[0] === OPENING_BRACE || decoder.decode(body.subarray(0, 64)).trimStart().startsWith('{');
}

/** True when the body behind the head is written as base64. */
export function isBase64(metadata: GatewayMetadata): boolean {
  return metadata.pairs.some(([key, value]) => key === 'be' && value.toLowerCase() === 'b64');
}

function parseHttp(
  bytes: Uint8Array,
  start: number,
  kind: 'request' | 'response',
  { originalBodyBytes = -1 }: GatewayMetadata,
): HttpMessage {
  const head = createHttpHead();
  scanMessage(bytes, start, head, originalBodyBytes);
  return toHttpMessage(bytes, head, kind);
}

/** Head and decoded body as new bytes; undefined when the body is no base64 after all, then it is shown as it came. */
function withDecodedBody(body: Uint8Array, start: number): Uint8Array | undefined {
  const head = createHttpHead();
  scanMessage(body, start, head);
  const decoded = decodeBase64(decoder.decode(body.subarray(head.bodyStart)).trim());
  if (decoded === undefined) {
    return undefined;
  }
  const bytes = new Uint8Array(head.bodyStart - start + decoded.length);
  bytes.set(body.subarray(start, head.bodyStart));
  bytes.set(decoded, head.bodyStart - start);
  return bytes;
}

function parseJson(event: HubEvent): LoggedHalf | LoggedCall | undefined {
  const read = readJsonEvent(decoder.decode(event.body), `${event.partitionId}/${event.sequenceNumber}`);
  if (read === undefined) {
    return undefined;
  }
  const half = (kind: 'request' | 'response', { bytes, metadata }: RebuiltMessage): LoggedHalf => ({
    kind,
    messageId: read.messageId,
    event,
    format: read.format,
    bytes,
    http: parseHttp(bytes, 0, kind, metadata),
    metadata,
  });
  const request = read.request === undefined ? undefined : half('request', read.request);
  const response = read.response === undefined ? undefined : half('response', read.response);
  return request !== undefined && response !== undefined
    ? { kind: 'call', messageId: read.messageId, request, response }
    : (request ?? response);
}
