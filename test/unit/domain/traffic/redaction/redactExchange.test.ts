// Redaction: no secret survives anywhere in the exchange, and nothing else changes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { decodeText } from '../../../../../src/domain/http/httpMessage.ts';
import type { Exchange } from '../../../../../src/domain/traffic/exchange.ts';
import { noMetadata } from '../../../../../src/domain/traffic/gatewayMetadata.ts';
import type { LoggedHalf } from '../../../../../src/domain/traffic/loggedMessage.ts';
import { redactExchange } from '../../../../../src/domain/traffic/redaction/redactExchange.ts';
import type { RedactionRules } from '../../../../../src/domain/traffic/redaction/redactionRules.ts';
import { defaultRedactionRules } from '../../../../../src/domain/traffic/redaction/redactionRules.ts';
import {
  bytesOf,
  exchangeOf,
  exchangesOf,
  halfEvent,
  hostileBodies,
  hostileHeaders,
  hostileTargets,
  requestOf,
} from '../output/exchanges.ts';
import type { MessageParts } from '../output/exchanges.ts';

const json = 'Content-Type: application/json';
const form = 'Content-Type: application/x-www-form-urlencoded';

function redactedText(parts: MessageParts, rules: RedactionRules = defaultRedactionRules): string {
  const { exchange } = redactExchange(exchangeOf(parts), rules);
  const half = requestOf(exchange);
  return decodeText(half.bytes.subarray(half.http.start)).replaceAll('\r\n', '|');
}

const check = (parts: MessageParts, expected: string, rules?: RedactionRules): void =>
  assert.equal(redactedText(parts, rules), expected);

const jsonRules = (...jsonPaths: string[]): RedactionRules => ({ headers: [], queryNames: [], jsonPaths });

const body = (text: string, ...jsonPaths: string[]): string =>
  redactedText({ headers: [json], body: text }, jsonPaths.length === 0 ? undefined : jsonRules(...jsonPaths)).split(
    '||',
  )[1] ?? '';

/** All bytes of an exchange as one text, with everything that is kept beside them. */
function everything(exchange: Exchange): string {
  const halves = [exchange.request, exchange.response, ...exchange.repeats].filter((half) => half !== undefined);
  const events = [
    ...halves.map((half) => half.event),
    ...(exchange.unreadable === undefined ? [] : [exchange.unreadable.event]),
  ];
  return [
    ...halves.flatMap((half) => [decodeText(half.bytes), JSON.stringify(half.http), JSON.stringify(half.metadata)]),
    ...events.flatMap((event) => [decodeText(event.body), JSON.stringify(event.properties)]),
  ].join('\n');
}

describe('redacted headers', () => {
  it('lose their values, in whatever case the name is', () => {
    check(
      { headers: ['authorization:  Bearer abc ', 'Host: x'] },
      'GET /items HTTP/1.1|authorization:  [redacted] |Host: x||',
    );
    check(
      { headers: ['X-AUTH-token: a', 'Aeg-Sas-Key: b', 'x-foo-secret: c'] },
      'GET /items HTTP/1.1|X-AUTH-token: [redacted]|Aeg-Sas-Key: [redacted]|x-foo-secret: [redacted]||',
    );
  });

  it('keep the names of cookies', () => {
    check(
      { headers: ['Cookie: a=1; b="2;3; c ;d=4=5'] },
      'GET /items HTTP/1.1|Cookie: a=[redacted]; b=[redacted];[redacted]; [redacted] ;d=[redacted]||',
    );
  });

  it('keep the names and attributes of cookies that are set, also joined ones', () => {
    check(
      {
        headers: [
          'Set-Cookie: sid=abc; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly, path=x,y; Secure; SameSite=Lax; weird=z',
        ],
      },
      'GET /items HTTP/1.1|Set-Cookie: sid=[redacted]; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly, path=[redacted],[redacted]; Secure; SameSite=Lax; weird=[redacted]||',
    );
  });

  it('lose folded and broken lines with them', () => {
    check(
      { headers: ['Authorization: Bearer', ' folded', 'MIIBkey==', 'Host: x', ' y'] },
      'GET /items HTTP/1.1|Authorization: [redacted]| [redacted]|[redacted]|Host: x| y||',
    );
  });

  it('lose keys that stand anywhere in them, and the user before a host', () => {
    check(
      { headers: ['X-Conn: Endpoint=sb://n/;SharedAccessKeyName=n;SharedAccessKey=a/b=;EntityPath=h', 'Host: u:p@x'] },
      'GET /items HTTP/1.1|X-Conn: Endpoint=sb://n/;SharedAccessKeyName=n;SharedAccessKey=[redacted];EntityPath=h|Host: [redacted]@x||',
    );
    check({ headers: ['Host: u?code=s@x y'] }, 'GET /items HTTP/1.1|Host: [redacted]||');
    check(
      { headers: ['X: a?x=1&sig=b;c&y', 'Y: design=1 sig=', 'Z: SharedAccessSignature sr=a&sig=b%3D&se=1'] },
      'GET /items HTTP/1.1|X: a?x=1&sig=[redacted]&y|Y: design=1 sig=|Z: SharedAccessSignature sr=a&sig=[redacted]&se=1||',
    );
  });

  it('that hold addresses lose the secrets of these', () => {
    check(
      {
        headers: [
          'Referer: https://a.example/cb?state=1&code=abc#access_token=x&y=2',
          'Location: https://joe:pw@a.example/',
        ],
      },
      'GET /items HTTP/1.1|Referer: https://a.example/cb?state=1&code=[redacted]&y=2|Location: https://[redacted]@a.example/||',
    );
  });
});

describe('redacted queries and forms', () => {
  it('lose the values of secret names', () => {
    check(
      { line: 'GET /a?x=1&SIG=abc%2B&sub%73cription-key=k HTTP/1.1' },
      'GET /a?x=1&SIG=[redacted]&sub%73cription-key=[redacted] HTTP/1.1||',
    );
    check(
      { line: 'GET http://u:p@h.example/a?b=1;sig=2;3#token=4&y HTTP/1.1' },
      'GET http://[redacted]@h.example/a?b=1;sig=[redacted]&y HTTP/1.1||',
    );
    check({ line: 'POST /a?next=/b?code=1 2' }, 'POST /a?next=/b?code=[redacted]||');
    check({ line: '/a?code=1' }, '/a?code=[redacted]||');
  });

  it('lose them in bodies too', () => {
    check(
      { headers: [form], body: 'user=joe&password=a=b+c&x=1' },
      `GET /items HTTP/1.1|${form}||user=joe&password=[redacted]&x=1`,
    );
    check({ body: 'user=joe&password=abc' }, 'GET /items HTTP/1.1||user=joe&password=[redacted]');
    const multipart = 'Content-Type: multipart/form-data; boundary="b1"';
    const part = (name: string, value: string): string =>
      `--b1|Content-Disposition: form-data; name="${name}"||${value}|`;
    const text = (password: string): string => `${part('a', '1')}${part('password', password)}--b1--|`;
    check(
      { headers: [multipart], body: text('x\ny').replaceAll('|', '\r\n') },
      `GET /items HTTP/1.1|${multipart}||${text('[redacted]')}`,
    );
  });
});

describe('redacted JSON', () => {
  it('loses values of any type and stays as it was around them', () => {
    assert.equal(
      body('{ "password" :  "a\\"b" , "x": 1,\n"Token":12.5e3,"secret":{"a":[1,"]"]},"pwd":null}'),
      '{ "password" :  "[redacted]" , "x": 1,\n"Token":"[redacted]","secret":"[redacted]","pwd":null}',
    );
    assert.equal(body('{"p\\u0061ssword":"a"}'), '{"p\\u0061ssword":"[redacted]"}');
    assert.equal(
      body('[{"a":[{"token":true}]}]\n{"token":"x"}'),
      '[{"a":[{"token":"[redacted]"}]}]\n{"token":"[redacted]"}',
    );
  });

  it('loses keys and signatures within texts, however they are escaped', () => {
    assert.equal(body('{"u":"https://h/?sv=1&sig=a%2B&x=1"}'), '{"u":"https://h/?sv=1&sig=[redacted]&x=1"}');
    assert.equal(
      body(String.raw`{"u":["?sv=1\u0026sig\u003da\u002Bb\u0026x=1","AccountName=n;AccountKey=a\/b==;E=1"]}`),
      String.raw`{"u":["?sv=1\u0026sig\u003d[redacted]\u0026x=1","AccountName=n;AccountKey=[redacted];E=1"]}`,
    );
    assert.equal(body('{"u":"design=1","sig=":"x=sig"}'), '{"u":"design=1","sig=":"x=sig"}');
    assert.equal(body('{"u":"?sig=a"}', '$.x'), '{"u":"?sig=a"}');
  });

  it('is searched within texts that are JSON themselves', () => {
    assert.equal(body('{"a":"{0}?sig=b"}'), '{"a":"{0}?sig=[redacted]"}');
    const inner = JSON.stringify({ user: 'é"', token: 'a"b', n: [1, { pwd: 5 }], link: '/?sig=c' });
    const shown = inner
      .replace(JSON.stringify('a"b'), '"[redacted]"')
      .replace('5', '"[redacted]"')
      .replace('sig=c', 'sig=[redacted]');
    const outer = (text: string): string => JSON.stringify({ a: [text], z: 1 });
    assert.equal(body(outer(inner)), outer(shown));
    assert.equal(body(outer(outer(inner))), outer(outer(shown)));
    assert.equal(
      body(String.raw`{"a":"{\u0022token\u0022:\u0022x\u0022}"}`),
      String.raw`{"a":"{\u0022token\u0022:\"[redacted]\"}"}`,
    );
    assert.equal(body(String.raw`{"a":"{\"token\":\"x`), String.raw`{"a":"{\"token\":\"[redacted]`);
  });

  it('is searched as far as a cut text goes', () => {
    assert.equal(body('{"a":1,"password":"abc'), '{"a":1,"password":"[redacted]');
    assert.equal(body('{"a":1,"password":"abc\\"'), '{"a":1,"password":"[redacted]');
    assert.equal(body('{"secret":{"a":"b'), '{"secret":"[redacted]"');
    assert.equal(body('{"a":1"token":"x"}'), '{"a":1"token":"[redacted]"}');
    assert.equal(body(')]}\',\n{"token":"x"}'), ')]}\',\n{"token":"[redacted]"}');
  });

  it('follows paths', () => {
    const text = '{"a":{"b":"1","c":[{"n":"2"},{"n":"3"}]},"b":"4","c d":"5"}';
    assert.equal(body(text, '$.a.b'), text.replace('"1"', '"[redacted]"'));
    assert.equal(body(text, '$..b'), text.replace('"1"', '"[redacted]"').replace('"4"', '"[redacted]"'));
    assert.equal(body(text, '$.a.c[*].n'), text.replace('"2"', '"[redacted]"').replace('"3"', '"[redacted]"'));
    assert.equal(body(text, '$.a.c[1].n'), text.replace('"3"', '"[redacted]"'));
    assert.equal(body(text, '$.a..n'), text.replace('"2"', '"[redacted]"').replace('"3"', '"[redacted]"'));
    assert.equal(body(text, "$['c d']"), text.replace('"5"', '"[redacted]"'));
    assert.equal(body(text, '$.*.B'), text.replace('"1"', '"[redacted]"'));
    assert.equal(body(text, '$..*d'), text.replace('"5"', '"[redacted]"'));
    assert.equal(body(text, '$.a.x', 'nonsense', '$'), text);
  });

  it('is read in time that grows with its length', () => {
    const deep = `${'{"a":'.repeat(100_000)}{"token":"x"}`;
    const started = process.cpuUsage().user;
    assert.ok(body(deep, '$..a..b', '$..a..token').endsWith('{"token":"[redacted]"}'));
    redactedText({ line: `GET /?${'&'.repeat(200_000)} HTTP/1.1`, headers: [form], body: '&;'.repeat(200_000) });
    body(`{"a":"${'sig='.repeat(200_000)}"}`);
    body(`{"a":"${String.raw`{\"a\":[\"{`.repeat(100_000)}`);
    body(`["${String.raw`[\"{`.repeat(100_000)}"]`);
    body(`[${'"{\\"a","[",'.repeat(100_000)}]`);
    assert.ok(process.cpuUsage().user - started < 5_000_000);
  });
});

describe('redacted XML', () => {
  const xml = (text: string): string =>
    redactedText({ headers: ['Content-Type: text/xml'], body: text }).split('||')[1] ?? '';

  it('loses contents of elements and values of attributes by their local names', () => {
    assert.equal(
      xml(
        '<s:Envelope><wsse:Password Type="t">p&amp;w</wsse:Password><a token = "x>y" b=\'password="z"\'/><Secret><b>1</b></Secret></s:Envelope>',
      ),
      '<s:Envelope><wsse:Password Type="t">[redacted]</wsse:Password><a token = "[redacted]" b=\'password="z"\'/><Secret>[redacted]</Secret></s:Envelope>',
    );
    assert.equal(
      xml('<!-- <token>a</token> --><token/><token> </token><x token>'),
      '<!-- <token>a</token> --><token/><token> </token><x token>',
    );
  });

  it('is searched as far as a cut text goes, in time that grows with its length', () => {
    assert.equal(xml('<a><Password>abc'), '<a><Password>[redacted]');
    assert.equal(xml('<a Password="abc'), '<a Password="[redacted]');
    const started = process.cpuUsage().user;
    xml('<a b="'.repeat(100_000));
    xml('<a '.repeat(100_000));
    xml('<![CDATA[<token>'.repeat(100_000));
    xml('<token a=\'"'.repeat(100_000));
    assert.ok(process.cpuUsage().user - started < 5_000_000);
  });

  it('without a type is seen by its first character', () => {
    assert.ok(redactedText({ body: ' <token>x</token>' }).endsWith(' <token>[redacted]</token>'));
  });
});

describe('redactExchange', () => {
  it('tells the places and how often, never a value', () => {
    const exchange = exchangeOf(
      {
        line: 'GET /?code=CANARY&code=CANARY HTTP/1.1',
        headers: ['Cookie: a=CANARY; b=CANARY', json],
        body: '{"cards":[{"token":"CANARY"},{"token":"CANARY"}]}',
      },
      { headers: [form], body: 'password=CANARY' },
    );
    const { replaced } = redactExchange(exchange, defaultRedactionRules);
    assert.deepEqual(replaced, [
      { side: 'request', kind: 'query', name: 'code', count: 2 },
      { side: 'request', kind: 'header', name: 'Cookie', count: 2 },
      { side: 'request', kind: 'json', name: '$.cards[*].token', count: 2 },
      { side: 'response', kind: 'form', name: 'password', count: 1 },
    ]);
  });

  it('gives the same value when there is nothing to replace', () => {
    const exchange = exchangeOf({ headers: [json], body: '{"a":1}' }, {});
    assert.equal(redactExchange(exchange, defaultRedactionRules).exchange, exchange);
  });

  it('keeps the declared length and what is known of a cut', () => {
    const exchange = exchangeOf({ headers: ['Content-Length: 500', json], body: '{"password":"a' });
    const { http } = requestOf(redactExchange(exchange, defaultRedactionRules).exchange);
    assert.deepEqual([http.declaredLength, http.problems], [500, ['truncatedBody']]);
  });

  it('hides repeats, properties, metadata and unreadable events too', () => {
    const events = [
      halfEvent('request', { headers: ['Cookie: a=CANARY'] }, { properties: { token: 'CANARY', kind: 'a' } }),
      halfEvent('request', { headers: ['Cookie: b=CANARY'] }),
      { ...halfEvent('request', {}), body: bytesOf('{"strange":"CANARY"'), properties: { x: 'CANARY' } },
    ];
    const shown = exchangesOf(events).map((each) => redactExchange(each, defaultRedactionRules).exchange);
    assert.equal(shown.length, 2);
    assert.ok(shown.every((each) => !everything(each).includes('CANARY')));
    assert.deepEqual(requestOf(shown[0]!).event.properties, { token: '[redacted]', kind: 'a' });
  });

  it('writes events of other forms anew, for their own bytes hold the secrets', () => {
    const plain = exchangeOf({ headers: ['Authorization: CANARY'] });
    const bytes = requestOf(plain).bytes.slice(requestOf(plain).http.start);
    const half: LoggedHalf = {
      ...requestOf(plain),
      format: 'moesif',
      bytes: requestOf(plain).bytes,
      event: { ...requestOf(plain).event, body: bytesOf('{"request_headers":"Authorization: CANARY"}') },
      metadata: {
        ...noMetadata,
        pairs: [
          ['session_token', 'x'],
          ['token', 'CANARY'],
          ['metadata', '{"a":{"password":"CANARY"},"b":"{\\"token\\":\\"CANARY\\"}","é":1}'],
          ['url', 'https://h/a?code=CANARY&x=1'],
          ['conn', 'AccountName=n;AccountKey=CANARY'],
          ['plain', 'x=1?y#z'],
        ],
      },
    };
    const { exchange } = redactExchange({ ...plain, request: half }, defaultRedactionRules);
    assert.ok(bytes.length > 0 && !everything(exchange).includes('CANARY'));
    assert.equal(
      decodeText(requestOf(exchange).event.body),
      'request:id-1\nGET /items HTTP/1.1\r\nAuthorization: [redacted]\r\n\r\n',
    );
    assert.deepEqual(requestOf(exchange).metadata.pairs.slice(1), [
      ['token', '[redacted]'],
      ['metadata', '{"a":{"password":"[redacted]"},"b":"{\\"token\\":\\"[redacted]\\"}","é":1}'],
      ['url', 'https://h/a?code=[redacted]&x=1'],
      ['conn', 'AccountName=n;AccountKey=[redacted]'],
      ['plain', 'x=1?y#z'],
    ]);
    assert.equal(redactExchange(exchange, defaultRedactionRules).exchange, exchange);
  });

  it('leaves no planted secret, changes nothing else, and finds nothing a second time (property)', () => {
    const secret = 'CANARY';
    const noise = fc.oneof(fc.constantFrom(...hostileHeaders), fc.constant('X: y'));
    const jsonValue = fc.jsonValue().map((value) => JSON.stringify(value));
    const planted = fc.oneof(
      jsonValue.map((value): MessageParts => ({
        headers: [json],
        body: `{"x":${value},"n":[{"password" : "${secret}\\"${secret}"},${value}]}`,
      })),
      jsonValue.map((value): MessageParts => ({
        headers: [json, `Host: ${secret}@h`, `X-Conn: AccountKey=${secret};a`],
        body: JSON.stringify({ x: value, s: `{"token":"${secret}","u":"/?sig=${secret}&y"}` }),
      })),
      fc.string().map((text): MessageParts => ({
        headers: [form],
        body: `n-${encodeURIComponent(text)}=1&client_secret=${secret}`,
      })),
      fc
        .constantFrom(...hostileTargets.filter((each) => !each.includes('user:')))
        .map((target): MessageParts => ({ line: `GET ${target}${target.includes('?') ? '&' : '?'}sig=${secret}` })),
    );
    fc.assert(
      fc.property(planted, fc.array(noise, { maxLength: 5 }), (parts, extra) => {
        const usable = extra.filter((line) => line.includes(':') && !line.startsWith('Content-'));
        const exchange = exchangeOf({
          ...parts,
          headers: [...usable, 'Cookie: session=CANARY', ...(parts.headers ?? [])],
        });
        const { exchange: hidden, replaced } = redactExchange(exchange, defaultRedactionRules);
        assert.ok(!everything(hidden).includes(secret), everything(hidden));
        assert.ok(replaced.length >= 2);
        assert.equal(redactExchange(hidden, defaultRedactionRules).exchange, hidden);
        // What is left when the values are taken out of both is the same text.
        const [before, after] = [exchange, hidden].map((each) => decodeText(requestOf(each).bytes));
        assert.equal(
          after?.replaceAll('[redacted]', ''),
          before?.replaceAll(`"${secret}\\"${secret}"`, '""').replaceAll(secret, ''),
        );
      }),
    );
  });

  it('takes any bytes, and its offsets fit them (property)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...hostileBodies),
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom(json, form, 'X: y', 'Authorization: x', 'Content-Type: a/xml'),
        (hostile, bytes, header) => {
          const exchange = exchangesOf([
            { ...halfEvent('request', {}), body: bytesOf('request:a\n', bytes, `${header}\r\n\r\n`, hostile) },
          ])[0]!;
          const { exchange: hidden } = redactExchange(exchange, defaultRedactionRules);
          const { bytes: all, http } = requestOf(hidden);
          assert.ok(http.bodyStart <= all.length && requestOf(hidden).event.body === all);
        },
      ),
    );
  });
});
