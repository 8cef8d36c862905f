// Replay files judged by httpYac: it sends exactly what was captured, once a file, runs no script and reads no other file.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { HttpFileResult } from '../../src/domain/traffic/output/httpFile.ts';
import { toHttpFile } from '../../src/domain/traffic/output/httpFile.ts';
import { encodeTarget } from '../../src/domain/traffic/output/requestAddress.ts';
import { defaultRedactionRules } from '../../src/domain/traffic/redaction/redactionRules.ts';
import { startProcess } from '../support/childProcess.ts';
import {
  bytesOf,
  exchangeOf,
  hostileBodies,
  hostileHeaders,
  hostileTargets,
} from '../unit/domain/traffic/output/exchanges.ts';
import type { MessageParts } from '../unit/domain/traffic/output/exchanges.ts';
import { httpYacPath, installPeers } from './peers.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

const types = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=boundary',
  'multipart/mixed; boundary=boundary',
  'application/x-ndjson',
  'text/markdown',
  'application/graphql',
  'text/plain; charset=utf-16',
];
const moreHeaders = [
  'X-Clientcert: cert: ./secret key: ./secret',
  'My-ClientCert: pfx: ./secret',
  'X-Request-Type: GraphQL',
  'constructor: x',
  'toString: x',
  'X-Escaped: \\{\\{1+1\\}\\}',
  'X-Comma: a, b,',
  'X-Plain: a b; c="d" \'e\' $f `g` %h% !i #j // k',
  'Accept-Encoding: gzip',
  'User-Agent: captured/1.0',
  'Authorization: Bearer CANARY',
  'Cookie: a=CANARY',
  'Ocp-Apim-Subscription-Key: CANARY',
];
const cases: readonly MessageParts[] = [
  ...hostileBodies.map((body): MessageParts => ({ line: 'POST /a HTTP/1.1', body })),
  ...types.flatMap((type) =>
    ['{{1+1}}\n< ./secret\n###\n', 'a=b&c=d\n', '--boundary\r\n\r\n< ./secret\r\n--boundary--\r\n'].map(
      (body): MessageParts => ({ line: 'PUT /a HTTP/1.1', headers: [`Content-Type: ${type}`], body }),
    ),
  ),
  ...hostileTargets.map((target): MessageParts => ({ line: `GET ${target} HTTP/1.1` })),
  { line: 'PATCH / HTTP/1.1', headers: [...hostileHeaders, ...moreHeaders], body: 'abc' },
  { line: 'GET /a?x=1&subscription-key=CANARY&%73ig=CANARY&{{code}}=1 HTTP/1.1', body: 'get with a body' },
  { line: 'DELETE / HTTP/1.1' },
  { line: 'HEAD / HTTP/1.1' },
];

describe('toHttpFile with httpYac', () => {
  const seen = new Map<string, Seen[]>();
  const results: HttpFileResult[] = [];
  let server: http.Server;
  let folder = '';
  let lines: readonly string[] = [];

  before(async () => {
    await installPeers();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-'));
    fs.writeFileSync(path.join(folder, 'secret'), 'THE CONTENT OF THE SECRET FILE');
    fs.writeFileSync(path.join(folder, 'secret.http'), '@imported = yes');
    server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [, key = '', url = ''] = /^\/(case-\d+)(.*)$/.exec(request.url ?? '') ?? [];
        const { method = '', headers, rawHeaders } = request;
        seen.set(key, [...(seen.get(key) ?? []), { method, url, headers, rawHeaders, body: Buffer.concat(chunks) }]);
        response.writeHead(302, { location: '/redirected', 'set-cookie': 'a=b' }).end('ok');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (const [at, parts] of cases.entries()) {
      const exchange = {
        ...exchangeOf({ ...parts, headers: ['Host: production.example', ...(parts.headers ?? [])] }),
        number: at,
      };
      const result = toHttpFile(exchange, {
        rules: defaultRedactionRules,
        origin: `http://127.0.0.1:${port}/case-${at}`,
      });
      results.push(result);
      for (const file of 'files' in result ? result.files : []) {
        fs.writeFileSync(path.join(folder, file.name), file.bytes, { flag: 'wx' });
      }
    }
    const yac = await startProcess(
      process.execPath,
      [httpYacPath(), 'send', '*.http', '--all', '--no-color', '--output', 'none'],
      {
        cwd: folder,
        env: { ...process.env, HTTP_PROXY: '', http_proxy: '' },
      },
    );
    await yac.ended;
    lines = yac.lines;
  });

  after(() => {
    server.close();
    server.closeAllConnections();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('sends one request a file', () => {
    assert.ok(results.every((result) => 'files' in result));
    const counts = cases.map((_, at) => seen.get(`case-${at}`)?.length ?? 0);
    assert.deepEqual(
      counts.flatMap((count, at) => (count === 1 ? [] : [`${JSON.stringify(cases[at])}: ${count}`])),
      [],
      lines.join('\n').slice(-3000),
    );
    assert.equal(
      [...seen.keys()].length,
      cases.length,
      [...seen.keys()].filter((key) => !key.startsWith('case')).join(),
    );
  });

  it('sends the captured bytes as the body', () => {
    cases.forEach((parts, at) => {
      const body = seen.get(`case-${at}`)?.[0]?.body ?? Buffer.from('none');
      assert.ok(
        body.equals(bytesOf(parts.body ?? '')),
        `${JSON.stringify(parts)}: ${body.toString('latin1').slice(0, 200)}`,
      );
    });
  });

  it('sends the captured target, percent-encoded where it must be', () => {
    const at = cases.findIndex((parts) => parts.line === `GET ${hostileTargets[0]} HTTP/1.1`);
    hostileTargets.forEach((target, index) => {
      const url = seen.get(`case-${at + index}`)?.[0]?.url ?? '';
      const absolute = /^https?:\/\/[^/]*(.*)$/.exec(target)?.[1];
      const wanted = encodeTarget(absolute ?? (target.startsWith('/') ? target : `/${target}`));
      // The URL standard takes dot segments out and encodes quotes in queries; nothing else may differ.
      const resolved = new URL(`http://h${wanted}`);
      assert.equal(url, resolved.pathname + resolved.search, target);
      if (!target.includes('/./')) {
        assert.equal(url.replaceAll('%27', "'"), wanted, target);
      }
    });
  });

  it('sends plain headers as they were, and none that would be evaluated or read a file', () => {
    const at = cases.findIndex((parts) => parts.line === 'PATCH / HTTP/1.1');
    const { rawHeaders = [], headers = {} } = seen.get(`case-${at}`)?.[0] ?? {};
    const values = (name: string): string[] =>
      rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
    assert.deepEqual(values('x-plain'), ['a b; c="d" \'e\' $f `g` %h% !i #j // k']);
    assert.deepEqual(values('x-twice'), ['1', '2']);
    assert.deepEqual(values('user-agent'), ['captured/1.0']);
    assert.deepEqual(values('x-percent'), ['%PATH% %PATH:~0,3% ^%PATH^% %%a']);
    assert.deepEqual(values('accept'), ['*/*', 'text/html']);
    const leftOut = [
      'x-braces',
      'x-env',
      'x-escaped',
      'x-cr',
      'injected',
      'x-nul',
      'x-esc',
      'x-clientcert',
      'my-clientcert',
      'x-request-type',
      'constructor',
      'x-hop',
    ];
    assert.deepEqual(
      leftOut.filter((name) => name in headers && typeof headers[name] === 'string'),
      [],
    );
    assert.equal(headers.host?.startsWith('127.0.0.1'), true);
  });

  it('writes no secret, no production host and no name of another file into the file', () => {
    for (const result of results) {
      const [file] = 'files' in result ? result.files : [];
      const text = Buffer.from(file?.bytes ?? []).toString('utf8');
      assert.ok(!text.includes('CANARY') && !text.includes('production.example'), text);
      // A header can make httpYac read certificate files without sending anything of them.
      assert.ok(!text.includes('./secret'), text);
    }
    const at = cases.findIndex((parts) => parts.line === 'PATCH / HTTP/1.1');
    const sent = seen.get(`case-${at}`)?.[0]?.headers ?? {};
    assert.deepEqual(
      [sent.authorization, sent.cookie, sent['ocp-apim-subscription-key']],
      ['replace-me', 'replace-me', 'replace-me'],
    );
    assert.equal(
      seen.get(`case-${at + 1}`)?.[0]?.url,
      '/a?x=1&subscription-key=replace-me&%73ig=replace-me&%7B%7Bcode%7D%7D=1',
    );
  });

  it('makes no file', () => {
    const written = results.flatMap((result) => ('files' in result ? result.files.map((file) => file.name) : []));
    assert.deepEqual(
      fs
        .readdirSync(folder)
        .filter((name) => !written.includes(name))
        .toSorted(),
      ['secret', 'secret.http'],
    );
  });
});
