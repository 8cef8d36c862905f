// Logged messages as gateways write them, the same ones in every run: sizes, cuts, line ends and oddities in a fixed mix.

/** How the messages are made. */
export interface MakeMessagesOptions {
  /** Request and response of one call follow each other. */
  readonly count: number;
  /** Fixed size of an event in bytes; a mix of 0.2 to 10 KB when absent. */
  readonly bytes?: number;
}

/** One message: the event's bytes, and where the HTTP start line begins in them. */
export interface MadeMessage {
  readonly kind: 'request' | 'response';
  readonly bytes: Uint8Array;
  readonly start: number;
}

const encoder = new TextEncoder();
const names = ['orders', 'customers', 'invoices', 'catalog/items', 'health'];
const methods = ['GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
const statuses = ['200 OK', '200 OK', '200 OK', '201 Created', '204 No Content', '404 Not Found', '503 '];

/** A quarter truncated, a twentieth with LF only, a twentieth with a chunked header, a tenth with UTF-8 in the body. */
export function makeMessages({ count, bytes }: MakeMessagesOptions): MadeMessage[] {
  return Array.from({ length: count }, (_value, index) => makeMessage(index, bytes));
}

/** Numbers that look random and are the same in every run. */
function randomOf(index: number): number {
  let value = Math.imul(index + 1, 2_654_435_761) >>> 0;
  value ^= value >>> 15;
  value = Math.imul(value, 2_246_822_519) >>> 0;
  return (value ^ (value >>> 13)) >>> 0;
}

function makeMessage(index: number, bytes: number | undefined): MadeMessage {
  const kind = index % 2 === 0 ? 'request' : 'response';
  const call = index >> 1;
  const random = randomOf(call);
  const own = randomOf(index);
  const eol = own % 20 === 0 ? '\n' : '\r\n';
  const id = `${(random >>> 0).toString(16).padStart(8, '0')}-4f89-11d3-9a0c-${call.toString(16).padStart(12, '0')}`;
  const target = `/${names[random % names.length]}/${random % 9973}?expand=lines&page=${random % 31}`;
  const startLine =
    kind === 'request'
      ? `${methods[random % methods.length]} ${target} HTTP/1.1`
      : `HTTP/1.1 ${statuses[random % statuses.length]}`;
  const body = makeBody(own, bytes);
  const declared = own % 4 === 1 ? body.length + 1 + (own % 9000) : body.length;
  const length = own % 20 === 3 ? 'Transfer-Encoding: chunked' : `Content-Length: ${declared}`;
  const headers =
    kind === 'request'
      ? [
          'Host: api.contoso.com',
          'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
          'Accept: application/json, text/plain, */*',
          'Accept-Encoding: gzip, deflate, br',
          'Accept-Language: en-US,en;q=0.9',
          `X-Forwarded-For: 10.${own % 255}.0.4, 52.166.1.9`,
          `traceparent: 00-${id.replaceAll('-', '').slice(0, 32)}-00f067aa0ba902b7-01`,
          'Content-Type: application/json; charset=utf-8',
          length,
        ]
      : [
          'Date: Fri, 02 Jan 2026 03:04:05 GMT',
          'Content-Type: application/json; charset=utf-8',
          'Cache-Control: no-cache, no-store',
          'Strict-Transport-Security: max-age=31536000; includeSubDomains',
          `X-Request-Id: ${id}`,
          'Vary: Accept-Encoding',
          length,
        ];
  const first = encoder.encode(`${kind}:${id}\n`);
  const head = encoder.encode([startLine, ...headers, '', ''].join(eol));
  const event = new Uint8Array(first.length + head.length + body.length);
  event.set(first);
  event.set(head, first.length);
  event.set(body, first.length + head.length);
  return { kind, bytes: bytes === undefined ? event : event.slice(0, bytes), start: first.length };
}

function makeBody(random: number, bytes: number | undefined): Uint8Array {
  // Mostly small, sometimes large: the median event has about 1.2 KB.
  const size = bytes ?? (random % 10 === 0 ? 2000 + (random % 7000) : random % 1100);
  const item =
    random % 10 === 7 ? '{"sku":"Müller-Größe","quantity":3},' : '{"sku":"A-10442","quantity":3,"paid":true},';
  return encoder.encode(item.repeat(Math.ceil(size / item.length))).slice(0, size);
}
