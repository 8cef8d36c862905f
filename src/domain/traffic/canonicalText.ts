// An exchange as text for comparing two of them: headers sorted, what differs every time set apart, JSON one value a line.

import { bodyOf, decodeText, mediaTypeOf, readHeaders, startLineText } from '../http/httpMessage.ts';
import { prettyJson } from '../http/prettyJson.ts';
import type { Exchange } from './exchange.ts';
import { durationOf } from './exchange.ts';
import type { LoggedHalf } from './loggedMessage.ts';

/** Headers whose values differ between equal calls; they follow the others, so that a comparison begins with what matters. */
const volatileHeaders: ReadonlySet<string> = new Set([
  'date',
  'age',
  'etag',
  'expires',
  'last-modified',
  'traceparent',
  'tracestate',
  'request-id',
  'request-context',
  'x-request-id',
  'x-correlation-id',
  'x-ms-request-id',
  'x-ms-client-request-id',
  'x-azure-ref',
  'apim-request-id',
]);
const maxBodyBytes = 1024 * 1024;

/** Both halves as text. A missing half shows as such, so that it stands out in a comparison. */
export function canonicalText(exchange: Exchange): string {
  if (exchange.unreadable !== undefined) {
    return decodeText(exchange.unreadable.event.body.subarray(0, maxBodyBytes));
  }
  const duration = durationOf(exchange);
  return [
    '# Request',
    halfText(exchange.request),
    '',
    '# Response',
    halfText(exchange.response),
    '',
    `# ${exchange.state}${duration === undefined ? '' : `, ${Math.round(duration.milliseconds)} ms`}`,
    '',
  ].join('\n');
}

function halfText(half: LoggedHalf | undefined): string {
  if (half === undefined) {
    return '-';
  }
  const headers = readHeaders(half.bytes, half.http);
  const lines = headers
    .map(({ name, value }) => ({ line: `${name.toLowerCase()}: ${value}`, isVolatile: isVolatile(name) }))
    .toSorted((a, b) => Number(a.isVolatile) - Number(b.isVolatile) || (a.line < b.line ? -1 : 1))
    .map(({ line }) => line);
  return [startLineText(half.bytes, half.http), ...lines, '', bodyText(half, mediaTypeOf(headers))].join('\n');
}

function isVolatile(name: string): boolean {
  return volatileHeaders.has(name.toLowerCase());
}

function bodyText(half: LoggedHalf, mediaType: string): string {
  const body = bodyOf(half.bytes, half.http);
  const text = decodeText(body.subarray(0, maxBodyBytes));
  const shown = /[/+]json$/.test(mediaType) || mediaType === '' ? prettyJson(text) : text;
  const missing = (half.metadata.originalBodyBytes ?? half.http.declaredLength ?? 0) - body.length;
  return missing > 0 && body.length > 0 ? `${shown}\n… ${missing}` : shown;
}
