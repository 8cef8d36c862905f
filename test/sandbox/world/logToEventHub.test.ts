// The policy's text, letter by letter, and each of its known faults.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { formatRequest, formatResponse } from './logToEventHub.ts';

const messageId = '11111111-2222-4333-8444-555555555555';
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function request(rawHeaders: readonly string[], body: Uint8Array = new Uint8Array()): string {
  return text(formatRequest({ messageId, method: 'POST', target: '/orders?x=1', rawHeaders, body }));
}

describe('log-to-eventhub', () => {
  it('writes a request and a response as the policy does', () => {
    assert.equal(
      request(['Host', 'api', 'Accept', 'a', 'accept', 'b'], Buffer.from('tëxt')),
      `request:${messageId}\nPOST /orders?x=1 HTTP/1.1\r\nHost: api\r\nAccept: a, b\r\n\r\ntëxt`,
    );
    const rawHeaders = ['Set-Cookie', 'a=1; Path=/', 'Set-Cookie', 'b=2', 'Authorization', 'kept'];
    assert.equal(
      text(
        formatResponse({ messageId, statusCode: 204, statusReason: 'No Content', rawHeaders, body: Buffer.alloc(0) }),
      ),
      `response:${messageId}\nHTTP/1.1 204 No Content\r\nSet-Cookie: a=1; Path=/, b=2\r\nAuthorization: kept\r\n\r\n`,
    );
    assert.equal(request([]), `request:${messageId}\nPOST /orders?x=1 HTTP/1.1\r\n\r\n`);
  });

  it('leaves secrets out by exact name only', () => {
    const secret = ['Authorization', 'A', 'Ocp-Apim-Subscription-Key', 'B', 'Cookie', 'C'];
    assert.match(request(secret), /HTTP\/1.1\r\nCookie: C\r\n\r\n$/);
    assert.match(
      request(secret.map((value) => value.toLowerCase())),
      /authorization: a\r\nocp-apim-subscription-key: b/,
    );
  });

  it('cuts at 1024 UTF-16 units, even within a character, and keeps the length of the whole', () => {
    const body = `${'x'.repeat(1023)}🙏 and more`;
    const logged = request(['Content-Length', String(Buffer.byteLength(body))], Buffer.from(body));
    assert.match(logged, /Content-Length: 1036\r\n/);
    assert.equal(logged.split('\r\n\r\n')[1], `${'x'.repeat(1023)}\ufffd`);
  });

  it('destroys what is not text', () => {
    assert.ok(request(['Content-Encoding', 'gzip'], gzipSync('secret text')).includes('\ufffd'));
    assert.ok(request([], Buffer.from([0x89, 0x50, 0xff])).endsWith('\ufffdP\ufffd'));
    assert.ok(request(['Content-Type', 'text/plain; charset=iso-8859-1'], Buffer.from([0xe9])).endsWith('é'));
  });
});
