// HAR files of other programs with their usual faults, and files that are none.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { bodyOf, decodeText, readHeaders } from '../../../../../src/domain/http/httpMessage.ts';
import { durationInMs } from '../../../../../src/domain/traffic/exchange.ts';
import type { Exchange } from '../../../../../src/domain/traffic/exchange.ts';
import { parseLoggedMessage } from '../../../../../src/domain/traffic/loggedMessage.ts';
import { parseHar } from '../../../../../src/domain/traffic/output/parseHar.ts';

const open = (...entries: readonly unknown[]): readonly Exchange[] =>
  parseHar(JSON.stringify({ log: { entries } })).exchanges;
const textOf = (half: Exchange['request']): string =>
  half === undefined ? 'none' : decodeText(half.bytes).replaceAll('\r\n', '|');

describe('parseHar', () => {
  it('takes no time that a calendar does not have', () => {
    for (const hostile of [1e300, -1e300, 8.64e15, -8.64e15]) {
      const [exchange] = open({
        startedDateTime: '2026-01-02T03:04:05.678Z',
        time: hostile,
        request: { method: 'GET', url: '/' },
        response: { status: 200 },
        _gateway: { response: { timestamp: hostile * 2, elapsedInMs: 5 } },
      });
      const at = [exchange?.firstSeenAt, exchange?.request?.event.enqueuedAt, exchange?.response?.event.enqueuedAt];
      assert.deepEqual(at, Array(3).fill(Date.UTC(2026, 0, 2, 3, 4, 5, 678)));
      assert.deepEqual(
        [exchange?.response?.metadata.timestamp, exchange?.response?.metadata.elapsedInMs],
        [undefined, 5],
      );
    }
  });

  it('reads an entry of a browser', () => {
    const [exchange] = open({
      startedDateTime: '2026-01-02T03:04:05.678+01:00',
      time: 12.5,
      request: {
        method: 'POST',
        url: 'https://a.example:8443/p?q=1#f',
        httpVersion: 'h2',
        headers: [
          { name: ':method', value: 'POST' },
          { name: 'content-length', value: '3' },
          { name: 'x', value: 'y' },
        ],
        postData: { mimeType: null, text: 'a=ü' },
      },
      response: {
        status: 200,
        statusText: '',
        httpVersion: 'h2',
        headers: [{ name: 'content-encoding', value: 'gzip' }],
        content: { size: 3, mimeType: 'text/plain', text: 'YWJj', encoding: 'base64' },
      },
      comment: 'seen',
    });
    assert.equal(textOf(exchange?.request), 'request:har-1\nPOST /p?q=1 HTTP/2|Host: a.example:8443|x: y||a=ü');
    assert.equal(textOf(exchange?.response), 'response:har-1\nHTTP/2 200||abc');
    assert.deepEqual(
      [exchange?.state, exchange?.annotation.note, durationInMs(exchange!)],
      ['completed', 'seen', 12.5],
    );
    assert.deepEqual(exchange?.response?.metadata.pairs, [['removed content-encoding', 'gzip']]);
    assert.deepEqual([exchange?.request?.http.problems, exchange?.response?.http.problems], [[], []]);
  });

  it('puts the usual faults right', () => {
    const [bare, params, failed, odd] = open(
      { request: { method: 'GET', url: '/relative path' }, response: { status: 204 } },
      {
        request: {
          method: 'PUT',
          url: 'http://h',
          headers: null,
          postData: { params: [{ name: 'a b', value: 'c&' }, { name: 'd' }] },
        },
        response: null,
      },
      {
        startedDateTime: 'x',
        time: null,
        request: { method: 'GET', url: 'http://h/', headers: [null, 1, { name: 'n', value: 5 }] },
        response: { status: 0, content: {} },
      },
      { request: { method: 'GE T', url: 'http://h/' }, response: { status: 99_999, headers: 'x' } },
    );
    assert.equal(textOf(bare?.request), 'request:har-1\nGET /relative path||');
    assert.equal(textOf(bare?.response), 'response:har-1\nHTTP/1.1 204||');
    assert.equal(textOf(params?.request), 'request:har-2\nPUT /|Host: h||a%20b=c%26&d=');
    assert.deepEqual([failed?.state, failed?.response], ['unanswered', undefined]);
    assert.equal(textOf(failed?.request), 'request:har-3\nGET /|Host: h|n: 5||');
    assert.equal(textOf(odd?.request), 'request:har-4\nGET /|Host: h||');
  });

  it('lets no value begin a line of its own', () => {
    const [exchange] = open({
      _apimMessageId: 'a\nGET /evil',
      request: {
        method: 'GET\n',
        url: 'http://h\n/x\n\nbody',
        httpVersion: 'HTTP/1.1\r\nA: b',
        headers: [{ name: 'N\nE: v', value: 'x\r\nEvil: yes\n\nbody' }],
      },
      response: { status: 200, statusText: 'OK\nEvil: yes', headers: [] },
    });
    const { request, response } = exchange as Required<Exchange>;
    assert.equal(exchange?.messageId, 'a GET /evil');
    assert.deepEqual(
      readHeaders(request.bytes, request.http).map(({ name }) => name),
      ['N E v'],
    );
    assert.deepEqual(readHeaders(response.bytes, response.http), []);
    assert.equal(bodyOf(request.bytes, request.http).length, 0);
  });

  it('says what it could not read', () => {
    assert.deepEqual(parseHar('{"log":').problems, [{ kind: 'notJson' }]);
    assert.deepEqual(parseHar('{"log":{}}').problems, [{ kind: 'noEntries' }]);
    assert.deepEqual(
      parseHar(new TextEncoder().encode('\ufeff{"log":{"entries":[{},{"response":{"status":200}},7]}}')).problems,
      [
        { kind: 'badEntry', entry: 0 },
        { kind: 'badEntry', entry: 2 },
      ],
    );
  });

  it('takes anything, and what it makes reads like a captured event (property)', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('GET', 'http://a/b', 'HTTP/1.1', '200', 200, 'base64'));
    const record = (...names: string[]): fc.Arbitrary<unknown> =>
      fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] });
    const half = record(
      'method',
      'url',
      'httpVersion',
      'headers',
      'postData',
      'status',
      'statusText',
      'content',
      '_startLine',
      '_rawTarget',
      '_headerLines',
      '_cutInHead',
      '_truncated',
    );
    const entry = fc.record(
      {
        request: fc.oneof(half, field),
        response: fc.oneof(half, field),
        time: field,
        startedDateTime: field,
        _apimMessageId: fc.oneof(fc.string(), field),
        _eventHub: field,
        _gateway: field,
        _redacted: field,
        _note: field,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 3 }), (entries) => {
        for (const exchange of open(...entries)) {
          for (const each of [exchange.request, exchange.response]) {
            const again = each === undefined ? undefined : parseLoggedMessage(each.event);
            assert.ok(
              again === undefined || (again.kind === each?.kind && again.http.bodyStart === each.http.bodyStart),
            );
          }
        }
      }),
    );
  });

  it('stands marks of our own that are no texts', () => {
    const [exchange] = open({
      request: { method: 'GET', url: 'http://a/' },
      _redacted: [{ toString: false }, null, 7],
    });
    assert.ok(exchange);
  });
});
