// Events as the documented policy writes them, and everything else that a hub may carry.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseLoggedMessage } from '../../../../src/domain/traffic/loggedMessage.ts';
import { makeEvent } from '../../../support/traffic.ts';

describe('parseLoggedMessage', () => {
  const check = (text: string, expected: readonly string[]): void => {
    const message = parseLoggedMessage(makeEvent(text));
    assert.deepEqual(
      message.kind === 'unreadable' ? [message.kind, message.problem] : [message.kind, message.messageId],
      expected,
      JSON.stringify(text),
    );
  };

  it('reads direction and id', () => {
    check('request:11111111-2222-3333-4444-555555555555\nGET / HTTP/1.1\r\n\r\n', [
      'request',
      '11111111-2222-3333-4444-555555555555',
    ]);
    check('response:word\nHTTP/1.1 200 OK\r\n\r\n', ['response', 'word']);
    check('request:word\r\nGET / HTTP/1.1\r\n\r\n', ['request', 'word']);
    check('request: spaced id \nGET / HTTP/1.1\r\n\r\n', ['request', 'spaced id']);
    check('request:a:b\n', ['request', 'a:b']);
  });

  it('gives everything else as unreadable with the reason', () => {
    check('', ['unreadable', 'noDirectionLine']);
    check('request:id without an end', ['unreadable', 'noDirectionLine']);
    check('Request:id\nGET / HTTP/1.1', ['unreadable', 'noDirectionLine']);
    check('{"event_type":"request"}\n', ['unreadable', 'noDirectionLine']);
    check('\nrequest:id\n', ['unreadable', 'noDirectionLine']);
    check(`request:${'x'.repeat(600)}\nGET / HTTP/1.1`, ['unreadable', 'noDirectionLine']);
    check('request:\nGET / HTTP/1.1', ['unreadable', 'noMessageId']);
    check('response:  \r\nHTTP/1.1 200 OK', ['unreadable', 'noMessageId']);
  });

  it('keeps the event and reads the message after the first line', () => {
    const event = makeEvent('request:x\nPUT /a HTTP/1.1\r\nA: 1\r\n\r\nbody');
    const message = parseLoggedMessage(event);
    assert.equal(message.event, event);
    assert.ok(message.kind === 'request');
    assert.deepEqual(message.http.startLine, { kind: 'request', method: 'PUT', target: '/a', version: 'HTTP/1.1' });
    assert.equal(message.http.start, 10);
  });

  it('never throws, whatever the bytes', () => {
    const prefix = fc.constantFrom('', 'request:', 'response:', 'request:x\n', 'response:y\r\n');
    fc.assert(
      fc.property(prefix, fc.uint8Array({ maxLength: 80 }), (head, bytes) => {
        const event = makeEvent(Buffer.concat([Buffer.from(head), bytes]));
        assert.equal(parseLoggedMessage(event).event, event);
      }),
      { numRuns: 300 },
    );
  });
});
