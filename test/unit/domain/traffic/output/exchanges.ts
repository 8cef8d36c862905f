// Exchanges for tests of what leaves the panel: halves from their parts, pairs from events, and a corpus of hostile traffic.

import { noAnnotation } from '../../../../../src/domain/traffic/exchange.ts';
import type { Exchange } from '../../../../../src/domain/traffic/exchange.ts';
import type { HubEvent, LoggedHalf } from '../../../../../src/domain/traffic/loggedMessage.ts';
import { parseLoggedMessage } from '../../../../../src/domain/traffic/loggedMessage.ts';

const encoder = new TextEncoder();

/** Text or bytes, one after the other. */
export function bytesOf(...parts: readonly (string | Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? encoder.encode(part) : part)]));
}

/** Parts of a message; lines are joined by CRLF. */
export interface MessageParts {
  readonly line?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
}

/** The event of one half. */
export function halfEvent(
  kind: 'request' | 'response',
  { line, headers = [], body = '' }: MessageParts,
  event: Partial<HubEvent> & { id?: string } = {},
): HubEvent {
  const { id = 'id-1', ...place } = event;
  const first = line ?? (kind === 'request' ? 'GET /items HTTP/1.1' : 'HTTP/1.1 200 OK');
  return {
    partitionId: kind === 'request' ? '0' : '1',
    sequenceNumber: kind === 'request' ? 11 : 12,
    enqueuedAt: kind === 'request' ? 1_767_323_045_000 : 1_767_323_045_250,
    ...place,
    body: bytesOf(`${kind}:${id}\n${first}\r\n${headers.map((each) => `${each}\r\n`).join('')}\r\n`, body),
  };
}

/** The rows that some events make: halves of one id together, each other event alone. */
export function exchangesOf(events: readonly HubEvent[], now = 1_767_323_046_000): Exchange[] {
  const rows = new Map<string, Exchange>();
  for (const event of events) {
    const message = parseLoggedMessage(event);
    const fresh = {
      number: rows.size + 1,
      repeats: [],
      repeatCount: 0,
      firstSeenAt: now,
      mayBeInGap: false,
      annotation: noAnnotation,
    };
    if (message.kind === 'unreadable') {
      rows.set(`#${fresh.number}`, { ...fresh, state: 'unreadable', messageId: '', unreadable: message });
      continue;
    }
    for (const half of message.kind === 'call' ? [message.request, message.response] : [message]) {
      const known = rows.get(half.messageId);
      rows.set(half.messageId, known === undefined ? begin(fresh, half) : join(known, half));
    }
  }
  return [...rows.values()];
}

function begin(fresh: Omit<Exchange, 'state' | 'messageId'>, half: LoggedHalf): Exchange {
  return {
    ...fresh,
    messageId: half.messageId,
    state: half.kind === 'request' ? 'pending' : 'orphaned',
    ...(half.kind === 'request' ? { request: half } : { response: half }),
  };
}

function join(known: Exchange, half: LoggedHalf): Exchange {
  if (known[half.kind] !== undefined) {
    return { ...known, repeats: [...known.repeats, half], repeatCount: known.repeatCount + 1 };
  }
  return { ...known, state: 'completed', ...(half.kind === 'request' ? { request: half } : { response: half }) };
}

/** One exchange: a request, and a response when given. */
export function exchangeOf(request: MessageParts, response?: MessageParts): Exchange {
  const events = [halfEvent('request', request), ...(response === undefined ? [] : [halfEvent('response', response)])];
  return exchangesOf(events)[0]!;
}

/** The half, which must be there. */
export function requestOf(exchange: Exchange): LoggedHalf {
  if (exchange.request === undefined) {
    throw new Error('The exchange has no request');
  }
  return exchange.request;
}

const allBytes = Uint8Array.from({ length: 256 }, (_, at) => at);

/** Bodies that mean something to programs which read requests from text. */
export const hostileBodies: readonly (string | Uint8Array)[] = [
  '',
  '{{1+1}}',
  '{"a":"{{1+1}}","b":"{{$processEnv PATH}}"}',
  '{{\nrequire("fs").writeFileSync("pwned","1");\n}}',
  '> {% client.global.set("a", require("fs").readFileSync("secret","utf8")); %}',
  'a\n\n> {%\nconsole.log(1);\n%}\n',
  '< ./secret',
  '<@ ./secret',
  '< secret',
  '###\nGET http://127.0.0.1:1/second HTTP/1.1\n\n',
  '\n###\n\nPOST /second\n\nx',
  '# @import ./secret.http',
  '# @name a\n# @ref b\n# @loop for 3\n',
  '// @no-log\n# comment\n',
  '?? status == 200\n?? js require("fs").writeFileSync("pwned","1")',
  'GRPC http://localhost/service\n',
  'GET http://127.0.0.1/ HTTP/1.1\nX: y\n\n',
  '@host = http://evil.example\n{{host}}',
  bytesOf('a\0b'),
  bytesOf(allBytes),
  bytesOf([0xff, 0xfe, 0x00, 0x80]),
  bytesOf([0xef, 0xbb, 0xbf], '{"bom":1}'),
  '\r\n\r\nleading\r\nlines\r\n',
  '   spaces around   \n\n\n',
  'line separator \u2028 and \u2029, next line \u0085, rtl \u202e, emoji 🛰️',
  '${PATH} $(id) `id` "$HOME" %PATH% !! \\ \' " ; & | < > ^',
  'tab\tcr\rlf\nesc\u001b[201~\nid\n',
  '@/etc/passwd',
  '=1+1\n-- \n--boundary\n',
  'x'.repeat(70_000),
];

/** Targets that mean something to programs which read requests from text. */
export const hostileTargets: readonly string[] = [
  '/',
  '/a?b=c&d=%7Be%7D',
  '/{{1+1}}/{x}?q={{$processEnv PATH}}',
  '/with space?q=a b',
  '/non-ascii/ü/日本?q=é',
  '/quotes\'"`$(id)$HOME\\x?a=\'&b="',
  '/percent%/%zz/%PATH%?x=%',
  '/a#fragment?x=#y',
  '/[1-3]/{a,b}?x[]=1',
  '//evil.example/path',
  '/a//b/./c/../d',
  '?onlyquery',
  '*',
  'relative/path',
  'http://other.example:8080/absolute?x=1',
  'https://user:pass@other.example/',
  'file:///etc/passwd',
  'gopher://evil.example/1',
  'javascript:alert(1)',
  '/tab\tand\u001b\u0000control\u007f',
  '/!history!!$ HTTP/1.1 x',
  '/-o/tmp/x?-K=/etc/passwd',
  '/\u2028\u2029\u202e',
];

/** Header lines that mean something to programs which read requests from text. */
export const hostileHeaders: readonly string[] = [
  'X-Braces: {{1+1}}',
  'X-Env: {{$processEnv PATH}}',
  'X-Quotes: \'"`$(id)$HOME\\!! ‘’‚‛“”„',
  'X-Percent: %PATH% %PATH:~0,3% ^%PATH^% %%a',
  'X-Empty:',
  'X-Spaces:    padded   ',
  'X-Cr: a\rInjected: yes',
  'X-Nul: a\0b',
  'X-Esc: \u001b[201~id',
  'X-Unicode: ü 日本 🛰️ \u2028\u202e',
  '# X-Comment: 1',
  '// X-Comment: 2',
  '@file: x',
  '-o: x',
  'bad name: x',
  'no colon here',
  '> {% x %}: 1',
  '?? status: == 200',
  '### : next',
  '< ./secret: x',
  '__proto__: x',
  'Accept: */*',
  'accept: text/html',
  'X-Twice: 1',
  'X-Twice: 2',
  'Connection: close, X-Hop',
  'X-Hop: 1',
  'Transfer-Encoding: chunked',
  'Content-Length: 3',
  'Expect: 100-continue',
];

/** One exchange for each hostile body, target and header, as request and as response, and the odd shapes beside them. */
export function hostileExchanges(): Exchange[] {
  const host = 'Host: api.contoso.com';
  const pairs: readonly (readonly [MessageParts, MessageParts?])[] = [
    ...hostileBodies.map((body): [MessageParts, MessageParts] => [
      { line: 'POST /a HTTP/1.1', headers: [host], body },
      { body },
    ]),
    ...hostileTargets.map((target): [MessageParts] => [{ line: `GET ${target} HTTP/1.1`, headers: [host] }]),
    ...hostileHeaders.map((header): [MessageParts, MessageParts] => [
      { headers: [host, header] },
      { headers: [header, 'Set-Cookie: a=b; Path=/'] },
    ]),
    [
      { headers: hostileHeaders, body: 'abc' },
      { line: 'HTTP/1.1 500 ', headers: ['Content-Length: 9000', 'Content-Type: a/b'], body: 'cut' },
    ],
    [{ line: 'nonsense' }, { line: 'nonsense' }],
    [{ line: '' }, { line: 'HTTP/1.1 304 Not Modified', headers: ['Content-Length: 5'] }],
    [{ line: "G'ET / HTTP/9", headers: ['Host: not a host'] }, { line: 'HTTP/2 999 \u2028' }],
  ];
  const exchanges = pairs.map(([request, response]) => exchangeOf(request, response));
  const orphan = exchangesOf([halfEvent('response', { body: 'x' }, { id: 'orphan', enqueuedAt: 0 })]);
  const cut = exchangesOf([
    { ...halfEvent('request', {}), body: bytesOf('request:cut\nGET / HTTP/1.1\r\nHost: a.exam') },
  ]);
  return [...exchanges, ...orphan, ...cut].map((exchange, at) => ({ ...exchange, number: at + 1 }));
}
