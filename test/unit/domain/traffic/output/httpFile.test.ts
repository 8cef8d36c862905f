// Replay files as text: what stands in them, and when there is none. What programs make of them is judged in test/interop.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { decodeText } from '../../../../../src/domain/http/httpMessage.ts';
import { replayOrigin, toHttpFile } from '../../../../../src/domain/traffic/output/httpFile.ts';
import { defaultRedactionRules } from '../../../../../src/domain/traffic/redaction/redactionRules.ts';
import { exchangeOf, hostileBodies, hostileHeaders, hostileTargets } from './exchanges.ts';
import type { MessageParts } from './exchanges.ts';

const rules = defaultRedactionRules;

const refusalOf = (parts: MessageParts): string => {
  const result = toHttpFile(exchangeOf(parts), { rules });
  return 'refusal' in result ? result.refusal : 'written';
};

describe('toHttpFile', () => {
  it('writes the request with a placeholder for the host, variables for secrets and the body apart', () => {
    const result = toHttpFile(
      exchangeOf({
        line: 'POST /a?sig=x&b=c HTTP/1.1',
        headers: [
          'Host: production.example',
          'Authorization: Bearer x',
          'Accept: */*',
          'X-A: {{x}}',
          'Referer: https://h/?code=1',
        ],
        body: '{"password":"x"}',
      }),
      { rules },
    );
    assert.ok('files' in result);
    const [file, body] = result.files;
    assert.equal(
      decodeText(file!.bytes),
      [
        `@host = ${replayOrigin}`,
        '@header_authorization = replace-me',
        '@query_sig = replace-me',
        '',
        '# Change the host above before sending. Nothing is sent by itself.',
        '# @no-redirect',
        '# @no-cookie-jar',
        '# The header X-A is left out: its value would be evaluated or changed.',
        '# The header Referer is left out: the address in it holds a secret.',
        'POST {{host}}/a?sig={{query_sig}}&b=c HTTP/1.1',
        'Authorization: {{header_authorization}}',
        'Accept: */*',
        '',
        '< ./request-1.body.bin',
        '',
      ].join('\n'),
    );
    assert.equal(decodeText(body!.bytes), '{"password":"x"}');
    assert.deepEqual(
      result.notes.map(({ kind, detail }) => `${kind} ${detail}`),
      [
        'headerLeftOut X-A',
        'headerLeftOut Referer',
        'secretReplaced header_authorization',
        'secretReplaced query_sig',
        'bodyHoldsSecrets request-1.body.bin',
      ],
    );
  });

  it('refuses what cannot be sent again as it was, and says why', () => {
    assert.equal(refusalOf({ headers: ['Content-Length: 10'], body: 'cut' }), 'bodyTruncated');
    assert.equal(refusalOf({ line: 'GRPC http://localhost/service' }), 'methodUnknown');
    assert.equal(refusalOf({ line: 'get /' }), 'methodUnknown');
    assert.equal(refusalOf({ line: 'GET' }), 'badStartLine');
    assert.equal(refusalOf({ line: `GET /${'x'.repeat(20_000)}` }), 'addressCut');
    const { request: _request, ...rest } = exchangeOf({}, {});
    assert.deepEqual(toHttpFile(rest, { rules }), { refusal: 'noRequest' });
  });

  it('lets no part of the traffic begin a line of its own (property)', () => {
    const header = fc.oneof(
      fc.constantFrom(...hostileHeaders),
      fc.string({ unit: 'binary' }).map((text) => `X-A: ${text.replaceAll('\n', ' ')}`),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...hostileTargets),
        fc.array(header, { maxLength: 6 }),
        fc.constantFrom(...hostileBodies),
        (target, headers, body) => {
          const result = toHttpFile(
            exchangeOf({
              line: `GET ${target} HTTP/1.1`,
              headers: headers.filter((line) => !line.startsWith('Content-Length')),
              body,
            }),
            { rules },
          );
          assert.ok('files' in result);
          const text = decodeText(result.files[0]!.bytes);
          for (const line of text.split(/[\r\n\u2028\u2029\u0085]/)) {
            assert.match(
              line,
              /^(?:|@[a-z_\d]+ = \S+|# [A-Z@][\w@ .:,-]*|GET \{\{host\}\}\/[\w.~!$&'()*+,;=:@/?%-]* HTTP\/1\.1|[A-Za-z\d][\w-]*: [ -~]+|< \.\/request-1\.body\.bin)$/,
            );
          }
          assert.equal(text.includes('{{', text.indexOf('{{host}}') + 8), false);
        },
      ),
    );
  });
});
