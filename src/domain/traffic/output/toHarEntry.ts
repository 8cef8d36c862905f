// An exchange as an entry of a HAR file: valid for the strict readers, among which one bad entry spoils the whole file.

import { bodyOf, decodeText, headerValue, readHeaders, startLineText } from '../../http/httpMessage.ts';
import type { HttpHeader } from '../../http/httpMessage.ts';
import { durationOf, exchangeTime } from '../exchange.ts';
import type { Exchange } from '../exchange.ts';
import type { GatewayMetadata } from '../gatewayMetadata.ts';
import type { LoggedHalf } from '../loggedMessage.ts';
import type { RedactedPlace } from '../redaction/redactExchange.ts';
import { encodeBase64 } from './base64Text.ts';
import { unknownMethod, unknownVersion } from './harFile.ts';
import type { HarContent, HarEntry, HarField, HarPosition, HarRequest, HarResponse } from './harFile.ts';
import { missingBodyBytes, textOf } from './outgoingRequest.ts';
import { placeholderOrigin, requestAddress } from './requestAddress.ts';

/** The end of the year 9999, milliseconds since the epoch: later dates have no form in RFC 3339. */
const maxTime = 253_402_300_799_999;
const unknownType = 'x-unknown';

/** What redaction did to an exchange. */
export interface EntryRedaction {
  readonly replaced: readonly RedactedPlace[];
  /** The exchange as it was before: sizes are those of the messages that were logged. */
  readonly logged: Exchange;
}

/**
 * Writes an exchange that is redacted already, if it is to be.
 * @returns undefined for an event that could not be read, or whose times are no times
 */
export function toHarEntry(
  exchange: Exchange,
  { replaced, logged }: EntryRedaction = { replaced: [], logged: exchange },
): HarEntry | undefined {
  const { request, response } = exchange;
  const time = exchangeTime(exchange);
  const times = [time, exchange.firstSeenAt, ...[request, response].flatMap((half) => half?.event.enqueuedAt ?? [])];
  if ((request === undefined && response === undefined) || !times.every((each) => each >= 0 && each <= maxTime)) {
    return undefined;
  }
  const duration = durationOf(exchange);
  const wait = Math.max(0, duration?.milliseconds ?? 0);
  const isNegative = duration !== undefined && duration.milliseconds < 0;
  return {
    startedDateTime: isoTime(time),
    time: wait,
    request: toHarRequest(request, logged.request ?? request),
    response: toHarResponse(response, logged.response ?? response),
    cache: {},
    timings: { send: 0, wait, receive: 0 },
    _apimMessageId: exchange.messageId,
    _eventHub: {
      ...(request === undefined ? {} : { request: toPosition(request) }),
      ...(response === undefined ? {} : { response: toPosition(response) }),
    },
    ...gatewayOf(exchange),
    _state: exchange.state,
    _clock: duration?.source ?? 'enqueued',
    _firstSeen: isoTime(exchange.firstSeenAt),
    ...(response === undefined ? { _unanswered: true } : {}),
    ...(request === undefined ? { _noRequest: true } : {}),
    ...(isNegative ? { _negativeDuration: duration.milliseconds } : {}),
    ...notedFields(exchange),
    ...(replaced.length === 0 ? {} : { _redacted: replaced.map(({ side, kind, name }) => `${side} ${kind} ${name}`) }),
  };
}

/** What a person added, and what the panel found out. Other programs show `comment`. */
function notedFields({ annotation, repeatCount, mayBeInGap }: Exchange): Partial<HarEntry> {
  const note = annotation.note.toWellFormed();
  return {
    ...(repeatCount === 0 ? {} : { _repeatCount: repeatCount }),
    ...(mayBeInGap ? { _mayBeInGap: true } : {}),
    ...(annotation.isPinned ? { _pinned: true } : {}),
    ...(annotation.mark === undefined ? {} : { _mark: annotation.mark }),
    ...(note === '' ? {} : { comment: note, _note: note }),
  };
}

function toHarRequest(half: LoggedHalf | undefined, logged: LoggedHalf | undefined): HarRequest {
  const line = half?.http.startLine?.kind === 'request' ? half.http.startLine : undefined;
  if (half === undefined || logged === undefined) {
    return { ...nothing, method: unknownMethod, url: `${placeholderOrigin}/`, queryString: [] };
  }
  const { headers, ...extras } = headOf(
    half,
    logged,
    line === undefined ? undefined : joinWords(line.method, line.target, line.version),
  );
  const target = line?.target ?? '/';
  const { origin, path } = requestAddress(target, headers);
  const body = bodyOf(half.bytes, half.http);
  const text = textOf(body);
  return {
    method: line?.method ?? unknownMethod,
    url: origin + path,
    httpVersion: versionOf(line?.version),
    cookies: cookiesOf(headers, 'cookie'),
    headers,
    queryString: queryOf(target),
    headersSize: logged.http.bodyStart - logged.http.start,
    bodySize: wholeBodyBytes(logged),
    ...(body.length === 0
      ? {}
      : {
          postData: {
            mimeType: headerValue(headers, 'content-type') ?? unknownType,
            ...(text === undefined ? { text: encodeBase64(body), _encoding: 'base64' } : { text }),
          },
        }),
    ...extras,
    ...(line === undefined ? {} : { _rawTarget: line.target }),
  };
}

function toHarResponse(half: LoggedHalf | undefined, logged: LoggedHalf | undefined): HarResponse {
  const line = half?.http.startLine?.kind === 'response' ? half.http.startLine : undefined;
  if (half === undefined || logged === undefined) {
    return { ...nothing, status: 0, statusText: '', content: { size: 0, mimeType: unknownType }, redirectURL: '' };
  }
  const { headers, ...extras } = headOf(
    half,
    logged,
    line === undefined ? undefined : joinWords(line.version, String(line.statusCode), line.reason),
  );
  const body = bodyOf(half.bytes, half.http);
  return {
    status: line?.statusCode ?? 0,
    statusText: line?.reason ?? '',
    httpVersion: versionOf(line?.version),
    cookies: cookiesOf(headers, 'set-cookie'),
    headers,
    content: contentOf(body, headerValue(headers, 'content-type') ?? unknownType, logged),
    redirectURL: headerValue(headers, 'location') ?? '',
    headersSize: logged.http.bodyStart - logged.http.start,
    bodySize: wholeBodyBytes(logged),
    ...extras,
  };
}

/** What both sides have in common when a half is not there. */
const nothing = {
  httpVersion: unknownVersion,
  cookies: [],
  headers: [],
  headersSize: -1,
  bodySize: -1,
} as const;

interface HarHead {
  readonly headers: readonly HttpHeader[];
  readonly _startLine?: string;
  readonly _headerLines?: readonly string[];
  readonly _cutInHead?: true;
  readonly _truncated?: { readonly missing: number };
}

/** @param line the start line as it can be put together again from the entry; undefined when it could not be read */
function headOf(half: LoggedHalf, logged: LoggedHalf, line: string | undefined): HarHead {
  const { bytes, http } = half;
  const all = readHeaders(bytes, http);
  const raw = startLineText(bytes, http);
  const missing = missingBodyBytes(logged);
  const isOdd = all.some(({ name }) => name === '');
  return {
    headers: isOdd ? all.filter(({ name }) => name !== '') : all,
    ...(raw === line ? {} : { _startLine: raw }),
    ...(isOdd ? { _headerLines: headerLines(half) } : {}),
    ...(http.problems.includes('noBlankLine') ? { _cutInHead: true } : {}),
    ...(missing === undefined ? {} : { _truncated: { missing } }),
  };
}

function headerLines({ bytes, http }: LoggedHalf): string[] {
  const text = decodeText(bytes.subarray(http.headersStart, http.headersEnd));
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function contentOf(body: Uint8Array, mimeType: string, logged: LoggedHalf): HarContent {
  const text = textOf(body);
  const missing = missingBodyBytes(logged);
  return {
    size: wholeBodyBytes(logged),
    mimeType,
    ...(body.length === 0 ? {} : text === undefined ? { text: encodeBase64(body), encoding: 'base64' } : { text }),
    ...(missing === undefined
      ? {}
      : { comment: `The gateway logged the beginning only: ${missing} bytes are missing.` }),
  };
}

/** Bytes of the body as it was sent, as far as that is known. */
function wholeBodyBytes(logged: LoggedHalf): number {
  return logged.bytes.length - logged.http.bodyStart + (missingBodyBytes(logged) ?? 0);
}

/** The words of a start line; an empty last one leaves no space behind. */
function joinWords(first: string, second: string, last: string): string {
  return last === '' ? `${first} ${second}` : `${first} ${second} ${last}`;
}

function versionOf(version: string | undefined): string {
  return version === undefined || version === '' ? unknownVersion : version;
}

function toPosition({ event, format }: LoggedHalf): HarPosition {
  return {
    partition: event.partitionId,
    sequence: event.sequenceNumber,
    ...(event.offset === undefined ? {} : { offset: event.offset }),
    enqueued: isoTime(event.enqueuedAt),
    ...(event.properties === undefined ? {} : { properties: event.properties }),
    format,
  };
}

function gatewayOf({ request, response }: Exchange): Pick<HarEntry, '_gateway'> {
  const parts = {
    ...(request === undefined || isSilent(request.metadata) ? {} : { request: request.metadata }),
    ...(response === undefined || isSilent(response.metadata) ? {} : { response: response.metadata }),
  };
  return Object.keys(parts).length === 0 ? {} : { _gateway: parts };
}

function isSilent(metadata: GatewayMetadata): boolean {
  return metadata.pairs.length === 0 && Object.keys(metadata).length === 1;
}

/** Names and values of cookies; of those that are set only where one header sets one, for a joined header cannot be told apart surely. */
function cookiesOf(headers: readonly HttpHeader[], header: 'cookie' | 'set-cookie'): HarField[] {
  const values = headers.filter(({ name }) => name.toLowerCase() === header).map(({ value }) => value);
  const pairs =
    header === 'cookie'
      ? values.flatMap((value) => value.split(';'))
      : values.filter((value) => !value.includes(',')).map((value) => value.split(';')[0] ?? '');
  return pairs.flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [] : [{ name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() }];
  });
}

function queryOf(target: string): HarField[] {
  const query = target.indexOf('?');
  return query < 0 || query === target.length - 1
    ? []
    : target
        .slice(query + 1)
        .split('&')
        .map((pair) => {
          const equals = pair.indexOf('=');
          return equals < 0
            ? { name: decodeField(pair), value: '' }
            : { name: decodeField(pair.slice(0, equals)), value: decodeField(pair.slice(equals + 1)) };
        });
}

function decodeField(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // A broken escape stays as it was sent.
    return text;
  }
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
