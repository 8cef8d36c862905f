// Copied commands: real bash, a real script engine, and readers of cmd's and PowerShell's rules get exactly what was captured.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import vm from 'node:vm';
import * as fc from 'fast-check';
import { decodeText } from '../../../../../src/domain/http/httpMessage.ts';
import {
  toCurl,
  toFetch,
  toPowerShell,
  toRawRequest,
  toRawResponse,
} from '../../../../../src/domain/traffic/output/copyAs.ts';
import type { CopiedText } from '../../../../../src/domain/traffic/output/outputNote.ts';
import { toOutgoingRequest } from '../../../../../src/domain/traffic/output/outgoingRequest.ts';
import {
  quoteBash,
  quoteCmd,
  quoteJavaScript,
  quotePowerShell,
} from '../../../../../src/domain/traffic/output/quoteText.ts';
import { bytesOf, exchangeOf, hostileBodies, hostileHeaders, hostileTargets, requestOf } from './exchanges.ts';
import type { MessageParts } from './exchanges.ts';
import { readCmdLine, readPowerShell } from './shellReaders.ts';

const host = 'Host: api.contoso.com';
const hostile: readonly MessageParts[] = [
  ...hostileBodies.map((body): MessageParts => ({ line: 'POST /a HTTP/1.1', headers: [host], body })),
  ...hostileTargets.map((target): MessageParts => ({ line: `GET ${target} HTTP/1.1`, headers: [host] })),
  { line: 'PUT / HTTP/1.1', headers: [host, ...hostileHeaders], body: 'abc' },
  ...['G;ET', "'", 'ge t', '$(id)', '-o', 'HEAD', 'TRACE', 'PURGE'].map((method): MessageParts => ({
    line: `${method} / HTTP/1.1`,
    headers: [host],
    body: 'x',
  })),
  ...['a b', 'x/y', "';id;'", 'evil.example:99999', 'u@h', '[::1]:8080', '', '\u0000'].map((name): MessageParts => ({
    headers: [`Host: ${name}`],
  })),
];
/** Characters that some shell gives a meaning. */
const shellText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(
        ...Array.from('\'"`$!%^&|<>()[]{}\\;:*?~#=@+-, \n\r\t\0\u001b'),
        '%PATH:~0,3%',
        '\u2019',
        '\u201b',
        '\u2028',
        '\u202e',
        '🛰️',
        'a',
        'P',
        'PATH',
        '%PATH%',
      ),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
    maxLength: 30,
  })
  .map((text) => text.toWellFormed());

let folder = '';
before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-'));
  fs.writeFileSync(path.join(folder, 'curl'), '#!/bin/bash\nprintf "%s\\0" "$@"\n', { mode: 0o755 });
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What curl is called with when bash reads the texts from a terminal: with history, one command after the other. */
function runBash(...texts: readonly string[]): string[][] {
  const script = ['set -o history -o histexpand', ...texts.map((text) => `${text}\nprintf '\\0END\\0'`), ''].join('\n');
  const { stdout, stderr } = spawnSync('bash', ['--norc', '--noprofile'], {
    cwd: folder,
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, LC_ALL: 'C.UTF-8' },
    input: script,
  });
  assert.equal(decodeText(stderr), '');
  assert.deepEqual(fs.readdirSync(folder), ['curl'], 'a file was made');
  return decodeText(stdout)
    .split('\0END\0')
    .slice(0, -1)
    .map((part) =>
      part
        .split('\0')
        .filter((_, at, all) => at < all.length - 1 || all.length === 1)
        .slice(0, part.endsWith('\0') ? undefined : -1),
    );
}

/** The values of an option among arguments. */
const valuesOf = (words: readonly string[], option: string): string[] =>
  words.flatMap((word, at) => (words[at - 1] === option ? [word] : []));

/** What every command must say, whatever the traffic holds. */
function assertFaithful(words: readonly string[], parts: MessageParts, copied: CopiedText): void {
  const exchange = exchangeOf(parts);
  const request = toOutgoingRequest(requestOf(exchange));
  const allowed = new Set([
    '--header',
    '--request',
    '--data-raw',
    '--data-binary',
    '--head',
    '--path-as-is',
    '--compressed',
  ]);
  const options = words
    .slice(1)
    .filter(
      (_word, at) => at === 0 || !['--header', '--request', '--data-raw', '--data-binary'].includes(words[at] ?? ''),
    );
  assert.deepEqual(
    options.filter((word) => !allowed.has(word)),
    [],
    'every word is an option of ours or its value',
  );
  assert.match(words[0] ?? '', /^https?:\/\/[\w.[\]:-]+\/[\w.~!$&'()*+,;=:@/?%-]*$/);
  assert.equal(words[0], request.address.origin + request.address.path);
  const [raw] = valuesOf(words, '--data-raw');
  const [file] = valuesOf(words, '--data-binary');
  const body = parts.body ?? '';
  const sent = raw === undefined ? (file === undefined ? bytesOf() : copied.bodyFile?.bytes) : bytesOf(raw);
  if (!copied.notes.some((note) => note.kind === 'bodyLeftOut')) {
    assert.deepEqual(Buffer.from(sent ?? []), Buffer.from(bytesOf(body)));
  }
  assert.ok(file === undefined || file === `@${copied.bodyFile?.name}`);
}

describe('toCurl for bash', { skip: process.platform === 'win32' }, () => {
  it('gives curl exactly the hostile requests', () => {
    const copies = hostile.map((parts) => toCurl(exchangeOf(parts), 'bash'));
    const calls = runBash(...copies.map((copied) => copied.text));
    assert.equal(calls.length, hostile.length);
    calls.forEach((words, at) => assertFaithful(words, hostile[at]!, copies[at]!));
  });

  it('passes every header that can be sent', () => {
    const parts: MessageParts = { line: 'PUT / HTTP/1.1', headers: [host, ...hostileHeaders], body: 'abc' };
    const { text, notes } = toCurl(exchangeOf(parts), 'bash');
    assert.deepEqual(valuesOf(runBash(text)[0]!, '--header'), [
      'X-Braces: {{1+1}}',
      'X-Env: {{$processEnv PATH}}',
      'X-Quotes: \'"`$(id)$HOME\\!! ‘’‚‛“”„',
      'X-Percent: %PATH% %PATH:~0,3% ^%PATH^% %%a',
      'X-Empty;',
      'X-Spaces: padded',
      'X-Esc: \u001b[201~id',
      'X-Unicode: ü 日本 🛰️ \u2028\u202e',
      '-o: x',
      '###: next',
      '__proto__: x',
      'Accept: */*',
      'accept: text/html',
      'X-Twice: 1',
      'X-Twice: 2',
      'Content-Type:',
    ]);
    const leftOut = notes
      .filter((note) => note.kind === 'headerLeftOut')
      .map((note) => `${note.detail} ${note.reason}`);
    assert.ok(
      leftOut.includes('X-Cr value') && leftOut.includes('X-Hop connection') && leftOut.includes('@file name'),
      leftOut.join(),
    );
  });

  it('writes control characters by number, so that pasting types no key', () => {
    assert.equal(
      /[^\n -~]/.test(toCurl(exchangeOf({ line: 'POST / HTTP/1.1', body: 'a\u001b[201~\r\u0003\u009b' }), 'bash').text),
      false,
    );
  });

  it('quotes any text (property)', () => {
    fc.assert(
      fc.property(fc.array(shellText, { minLength: 1, maxLength: 20 }), (texts) => {
        const [words] = runBash(`curl ${texts.map(quoteBash).join(' ')}`);
        assert.deepEqual(
          words,
          texts.map((text) => text.replaceAll('\0', '')),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('toCurl for cmd', () => {
  it('gives curl exactly the hostile requests', () => {
    for (const parts of hostile) {
      const copied = toCurl(exchangeOf(parts), 'cmd');
      const [program, ...words] = readCmdLine(copied.text);
      assert.equal(program, 'curl');
      assertFaithful(words, parts, copied);
      assert.ok(copied.text.length < 30_000);
    }
  });

  it('passes headers with percent signs as they are', () => {
    const { text } = toCurl(exchangeOf({ line: 'GET / HTTP/1.1', headers: [host, ...hostileHeaders] }), 'cmd');
    const headers = valuesOf(readCmdLine(text), '--header');
    assert.ok(headers.includes('X-Percent: %PATH% %PATH:~0,3% ^%PATH^% %%a'), headers.join('\n'));
    assert.ok(!headers.some((header) => header.startsWith('X-Unicode')));
  });

  it('quotes any text, with spaces for what cannot be passed (property)', () => {
    fc.assert(
      fc.property(fc.array(shellText, { minLength: 1, maxLength: 5 }), (texts) => {
        assert.deepEqual(
          readCmdLine(texts.map(quoteCmd).join(' ')),
          texts.map((text) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('toPowerShell', () => {
  it('gives exactly the hostile requests', () => {
    for (const parts of hostile) {
      const exchange = exchangeOf(parts);
      const request = toOutgoingRequest(requestOf(exchange));
      const copied = toPowerShell(exchange);
      const { name, parameters } = readPowerShell(copied.text);
      assert.equal(name, 'Invoke-WebRequest');
      assert.equal(parameters.get('-Uri'), request.address.origin + request.address.path);
      assert.equal(parameters.get('-Method') ?? parameters.get('-CustomMethod'), request.method);
      const body = parameters.get('-Body');
      if (typeof body === 'string') {
        assert.deepEqual(bytesOf(body), bytesOf(parts.body ?? ''));
      } else if ((parts.body ?? '').length > 0) {
        assert.ok(copied.bodyFile !== undefined || copied.notes.some((note) => note.kind === 'bodyLeftOut'));
      }
    }
  });

  it('joins headers of one name, and gives type and agent as parameters', () => {
    const { text, notes } = toPowerShell(
      exchangeOf({ headers: [host, 'Accept: a', 'ACCEPT: b', 'Content-Type: text/x', 'User-Agent: me', "X: ’'"] }),
    );
    const { parameters } = readPowerShell(text);
    assert.deepEqual(
      [...(parameters.get('-Headers') as ReadonlyMap<string, string>)],
      [
        ['Accept', 'a, b'],
        ['X', "’'"],
      ],
    );
    assert.deepEqual([parameters.get('-ContentType'), parameters.get('-UserAgent')], ['text/x', 'me']);
    assert.deepEqual(notes, [
      { kind: 'headerLeftOut', detail: 'Host', reason: 'connection' },
      { kind: 'headersJoined', detail: 'Accept' },
    ]);
  });

  it('quotes any text (property)', () => {
    fc.assert(
      fc.property(shellText, shellText, (one, two) => {
        const { parameters } = readPowerShell(
          `Invoke-WebRequest -A ${quotePowerShell(one)} -H @{ 'k' = ${quotePowerShell(two)} }`,
        );
        assert.deepEqual(
          [parameters.get('-A'), (parameters.get('-H') as ReadonlyMap<string, string>).get('k')],
          [one, two],
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('toFetch', () => {
  /** Runs the script with a stub that makes the Request which a real fetch would send. */
  async function run(text: string): Promise<Request[]> {
    const requests: Request[] = [];
    const context = vm.createContext({
      fetch: (url: string, init: RequestInit) => requests.push(new Request(url, init)),
      atob,
    });
    await vm.runInContext(`(async () => {${text}\n})()`, context, { timeout: 2000 });
    assert.deepEqual(Object.keys(context), ['fetch', 'atob']);
    return requests;
  }

  it('calls fetch once with exactly the hostile requests', async () => {
    for (const parts of hostile) {
      const exchange = exchangeOf(parts);
      const outgoing = toOutgoingRequest(requestOf(exchange));
      const { text, notes } = toFetch(exchange);
      const requests = await run(text);
      assert.equal(requests.length, 1);
      const request = requests[0]!;
      assert.equal(request.url, new URL(outgoing.address.origin + outgoing.address.path).href);
      const isBodyLeftOut = notes.some((note) => note.kind === 'bodyLeftOut');
      assert.deepEqual(new Uint8Array(await request.arrayBuffer()), bytesOf(isBodyLeftOut ? '' : (parts.body ?? '')));
    }
  });

  it('passes headers of one byte a character', async () => {
    const { text } = toFetch(exchangeOf({ headers: [host, ...hostileHeaders, 'X-Latin: é'] }));
    const { headers } = (await run(text))[0]!;
    assert.equal(headers.get('x-twice'), '1, 2');
    assert.equal(headers.get('x-latin'), 'é');
    assert.equal(headers.get('x-braces'), '{{1+1}}');
  });

  it('holds no character that ends a line or a script element', () => {
    const { text } = toFetch(exchangeOf({ line: 'POST / HTTP/1.1', body: '\u2028</script><!--\u0085\u202e' }));
    assert.ok(!/[\u2028\u2029\u0085\u202e<]/.test(text), text);
  });

  it('quotes any text (property)', () => {
    fc.assert(
      fc.property(shellText, (text) => {
        assert.equal(vm.runInNewContext(quoteJavaScript(text)), text);
      }),
    );
  });
});

describe('raw texts', () => {
  it('are what was logged behind the first line', () => {
    const exchange = exchangeOf(
      { line: 'POST /a HTTP/1.1', headers: ['A:b'], body: 'ü\n' },
      { body: bytesOf([0, 255]) },
    );
    assert.deepEqual(toRawRequest(exchange), { text: 'POST /a HTTP/1.1\r\nA:b\r\n\r\nü\n', notes: [] });
    const response = toRawResponse(exchange);
    assert.equal(response.text, 'HTTP/1.1 200 OK\r\n\r\n');
    assert.deepEqual(response.bodyFile, { name: 'response-body.bin', bytes: bytesOf([0, 255]) });
    assert.deepEqual(toRawResponse(exchangeOf({})), { text: '', notes: [{ kind: 'noResponse' }] });
  });
});

describe('notes', () => {
  const kinds = (parts: MessageParts): string[] => toCurl(exchangeOf(parts), 'bash').notes.map((note) => note.kind);

  it('say what is not as it was', () => {
    assert.deepEqual(kinds({ line: 'GET / HTTP/1.1', headers: ['Host: a'] }), ['headerLeftOut']);
    assert.deepEqual(kinds({}), ['hostUnknown']);
    assert.deepEqual(kinds({ line: 'bad', headers: ['Host: a'] }), ['methodLeftOut', 'headerLeftOut']);
    assert.deepEqual(kinds({ line: 'GET * HTTP/1.1' }), ['hostUnknown', 'addressChanged']);
    assert.deepEqual(kinds({ line: `GET /${'x'.repeat(20_000)} HTTP/1.1` }), ['hostUnknown', 'addressCut']);
    assert.deepEqual(kinds({ headers: ['Content-Length: 9'], body: 'ab' }), [
      'hostUnknown',
      'headerLeftOut',
      'bodyTruncated',
    ]);
    assert.deepEqual(kinds({ body: 'x'.repeat(1024) }), ['hostUnknown', 'bodyMayBeCut']);
    assert.deepEqual(kinds({ body: 'a\ufffdb' }), ['hostUnknown', 'bodyDamaged']);
    assert.deepEqual(toCurl({ ...exchangeOf({}), request: undefined } as never, 'bash').notes, [{ kind: 'noRequest' }]);
  });
});
