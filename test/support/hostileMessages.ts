// Events that gateways, attackers and bad luck put into a hub: each with what must be seen of it. Used wherever events are read.

const encoder = new TextEncoder();

/** One event and what its row shows. */
export interface HostileMessage {
  readonly name: string;
  readonly body: Uint8Array;
  /** `request a: GET /x`, `response a: 200`, `call a: …`, or `unreadable: <problem>`; then the problems of the message. */
  readonly expected: string;
}

function message(name: string, text: string | Uint8Array, expected: string): HostileMessage {
  return { name, body: typeof text === 'string' ? encoder.encode(text) : text, expected };
}

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...encoder.encode(part)] : part)));
}

const get = 'GET /x HTTP/1.1\r\nHost: h\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\n';
const moesif = (fields: Record<string, unknown>): string => JSON.stringify(fields);

/** All of them. */
export const hostileMessages: readonly HostileMessage[] = [
  message('empty event', '', 'unreadable: noDirectionLine'),
  message('one line without an end', 'request:a', 'unreadable: noDirectionLine'),
  message('no id', `request:\n${get}`, 'unreadable: noMessageId'),
  message('an id of spaces', `request:   \n${get}`, 'unreadable: noMessageId'),
  message('another word', `Request:a\n${get}`, 'unreadable: noDirectionLine'),
  message('a word that begins alike', `requests:a\n${get}`, 'unreadable: noDirectionLine'),
  message('an id without end', `request:${'a'.repeat(5000)}\n${get}`, 'unreadable: noDirectionLine'),
  message('an id longer than any id', `request:${'a'.repeat(600)}\n${get}`, 'unreadable: noDirectionLine'),
  message('an id that is a word', `request:order-4711\n${get}`, 'request order-4711: GET /x'),
  message('an id with a colon', `request:a:b\n${get}`, 'request a:b: GET /x'),
  message(
    'an id with markup',
    `request:<img src=x onerror=alert(1)>\n${get}`,
    'request <img src=x onerror=alert(1)>: GET /x',
  ),
  message('an id that is a property of objects', `request:__proto__\n${get}`, 'request __proto__: GET /x'),
  message('an id with NUL', `request:a\u0000b\n${get}`, 'request a\u0000b: GET /x'),
  message('an id of broken UTF-8', bytes('request:', [0xff, 0xfe], `\n${get}`), 'request \ufffd\ufffd: GET /x'),
  message('a first line with CRLF', `request:a\r\n${get}`, 'request a: GET /x'),
  message('nothing behind the first line', 'request:a\n', 'request a:  [empty]'),
  message('a byte order mark', `\ufeffrequest:a\n${get}`, 'unreadable: noDirectionLine'),
  message('a start line only', 'request:a\nGET /x HTTP/1.1', 'request a: GET /x [noBlankLine]'),
  message('a start line without a target', 'request:a\nGET\r\n\r\n', 'request a:  [badStartLine]'),
  message(
    'a start line that is a blank',
    'request:a\n\r\nbody',
    'request a:  [badStartLine,noBlankLine,badHeaderLine]',
  ),
  message('a target with spaces', 'request:a\nGET /a b/c d HTTP/1.1\r\n\r\n', 'request a: GET /a b/c d'),
  message(
    'a target in another script',
    'request:a\nGET /größe/価格?q=ü HTTP/1.1\r\n\r\n',
    'request a: GET /größe/価格?q=ü',
  ),
  message(
    'a target with line separators',
    'request:a\nGET /\u2028\u202e HTTP/1.1\r\n\r\n',
    'request a: GET /\u2028\u202e',
  ),
  message('a method nobody knows', 'request:a\nFROB /x HTTP/1.1\r\n\r\n', 'request a: FROB /x'),
  message('no version', 'request:a\nGET /x\r\n\r\n', 'request a: GET /x'),
  message('a response without a reason', `response:a\nHTTP/1.1 200\r\n\r\n`, 'response a: 200'),
  message('a status that is none', 'response:a\nHTTP/1.1 OK\r\n\r\n', 'response a: 0 [badStartLine]'),
  message('a status of four digits', 'response:a\nHTTP/1.1 2000 OK\r\n\r\n', 'response a: 0 [badStartLine]'),
  message('a request where a response should be', `response:a\n${get}`, 'response a: 0 [badStartLine]'),
  message('HTTP/2', 'response:a\nHTTP/2 204\r\n\r\n', 'response a: 204'),
  message('LF only', 'response:a\nHTTP/1.1 200 OK\nA: b\n\nbody', 'response a: 200'),
  message('mixed line ends', 'response:a\nHTTP/1.1 200 OK\r\nA: b\nContent-Length: 4\r\n\nbody', 'response a: 200'),
  message(
    'headers without colons',
    `response:a\n${ok}nothing here\r\n: nor here\r\n\r\n`,
    'response a: 200 [badHeaderLine]',
  ),
  message('a megabyte header', `response:a\n${ok}X: ${'y'.repeat(1_000_000)}\r\n\r\n`, 'response a: 200'),
  message('fifty thousand headers', `response:a\n${ok}${'A: b\r\n'.repeat(50_000)}\r\n`, 'response a: 200'),
  message('a header cut in the middle', `response:a\n${ok}Content-Ty`, 'response a: 200 [noBlankLine,badHeaderLine]'),
  message('truncated', `response:a\n${ok}Content-Length: 9000\r\n\r\n{"a":`, 'response a: 200 [truncatedBody]'),
  message(
    'truncated within a character',
    bytes(`response:a\n${ok}Content-Length: 9000\r\n\r\nab`, [0xef, 0xbf, 0xbd]),
    'response a: 200 [truncatedBody,cutCharacter]',
  ),
  message('longer than declared', `response:a\n${ok}Content-Length: 2\r\n\r\nlonger`, 'response a: 200 [surplusBody]'),
  message('a length that is no number', `response:a\n${ok}Content-Length: -5\r\n\r\nx`, 'response a: 200'),
  message(
    'a length beyond all numbers',
    `response:a\n${ok}Content-Length: 99999999999999999999\r\n\r\nx`,
    'response a: 200',
  ),
  message('two lengths', `response:a\n${ok}Content-Length: 1\r\nContent-Length: 99\r\n\r\nx`, 'response a: 200'),
  message('no body after HEAD', `response:a\n${ok}Content-Length: 500\r\n\r\n`, 'response a: 200'),
  message(
    'chunked without chunks',
    `response:a\n${ok}Transfer-Encoding: chunked\r\n\r\n{"a":1}`,
    'response a: 200 [chunkedPlainBody]',
  ),
  message(
    'a compressed body as text',
    `response:a\n${ok}Content-Encoding: gzip\r\n\r\n\u001f\ufffd\b\u0000`,
    'response a: 200 [damagedText]',
  ),
  message(
    'joined cookies',
    `response:a\n${ok}Set-Cookie: a=1; Path=/, b=2; HttpOnly\r\n\r\n`,
    'response a: 200 [joinedSetCookie]',
  ),
  message('a body of bytes', bytes(`response:a\n${ok}\r\n`, [0, 1, 2, 255, 254, 13, 10, 13, 10]), 'response a: 200'),
  message(
    'a body that looks like a message',
    `response:a\n${ok}\r\nHTTP/1.1 500 No\r\n\r\nrequest:b\n`,
    'response a: 200',
  ),
  message('v2', `response:a:v2;ts=2026-01-02T03:04:05Z;el=12;x\n${ok}\r\n`, 'response a: 200'),
  message('v2 that was cut', `response:a:v2;len=90\n${ok}\r\nbody`, 'response a: 200 [truncatedBody]'),
  message('v2 with nonsense', `request:a:v2;;;=;ts=never;el=-1;len=x;=y\n${get}`, 'request a: GET /x'),
  message('v2 in base64', `response:a:v2;be=b64\n${ok}Content-Length: 5\r\n\r\naGVsbG8=`, 'response a: 200'),
  message('v2 in base64 that is none', `response:a:v2;be=b64\n${ok}\r\n!not base64!`, 'response a: 200'),
  message('v2 without an id', `request::v2;ts=1\n${get}`, 'unreadable: noMessageId'),
  message('JSON that is none', '{"event_type":"request"', 'unreadable: noDirectionLine'),
  message('JSON of another kind', '{"hello":"world"}', 'unreadable: noDirectionLine'),
  message('JSON that is a list', '[1,2,3]', 'unreadable: noDirectionLine'),
  message('JSON a thousand deep', '{"a":'.repeat(1000), 'unreadable: noDirectionLine'),
  message(
    'Moesif request',
    moesif({
      event_type: 'request',
      'message-id': 'm',
      method: 'POST',
      uri: 'https://api.contoso.com/a?b=1',
      request_headers: 'A: b;;Host: h',
      request_body: 'aGk=',
      orig_body_len: 2,
    }),
    'request m: POST /a?b=1',
  ),
  message(
    'Moesif response, cut',
    moesif({
      event_type: 'response',
      'message-id': 'm',
      status_code: '200',
      response_headers: '',
      response_body: 'aGk=',
      orig_body_len: '99',
    }),
    'response m: 200 [truncatedBody]',
  ),
  message(
    'Moesif of wrong types',
    moesif({
      event_type: 'request',
      'message-id': 'm',
      method: 5,
      uri: [],
      request_headers: {},
      request_body: 7,
      metadata: 'x',
    }),
    'request m:  [badStartLine]',
  ),
  message(
    'Moesif with a header that would split',
    moesif({
      event_type: 'response',
      'message-id': 'm',
      status_code: 200,
      response_headers: 'A: b\r\nX: injected;;C: d',
    }),
    'response m: 200',
  ),
  message(
    'Moesif without an id',
    moesif({ event_type: 'request', method: 'GET', uri: '/' }),
    'unreadable: noDirectionLine',
  ),
  message(
    'Resurface',
    JSON.stringify({
      request: JSON.stringify({ method: 'GET', url: 'https://h/x', headers: ['A: b: c'], body: '' }),
      response: JSON.stringify({ status: 404, headers: [], body: 'no' }),
    }),
    'call 0/7: GET /x 404',
  ),
  message(
    'Resurface with broken inner JSON',
    JSON.stringify({ request: '{', response: '}' }),
    'unreadable: noDirectionLine',
  ),
  message(
    'noise',
    Uint8Array.from({ length: 4096 }, (_value, index) => (index * 197 + 91) & 0xff),
    'unreadable: noDirectionLine',
  ),
  message('a megabyte of nothing', new Uint8Array(1_000_000), 'unreadable: noDirectionLine'),
];
