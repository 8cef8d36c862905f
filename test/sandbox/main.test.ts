// The command line as a program: one line of JSON, a clean end with no orphan, clear refusals.

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import type { SandboxInfo } from './contract.ts';
import { parseCommandLine, UsageError } from './options.ts';
import { toTable } from './table.ts';

describe('the command line', () => {
  it('prints one line of JSON, serves, and ends on SIGTERM within two seconds with its child', async () => {
    const child = start(['--json', '--seed', '42']);
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    reader.on('line', (line) => lines.push(line));
    await once(reader, 'line');
    const info = JSON.parse(lines[0] ?? '') as SandboxInfo;
    assert.deepEqual([info.pid, info.seed], [child.pid, 42]);
    assert.match(readFileSync(info.caCertPath, 'utf8'), /BEGIN CERTIFICATE/);
    assert.match(toTable(info), /vm-legacy-erp\s+westeurope, running, without agent/);
    assert.equal((await fetch(`${info.controlUrl}/faults`)).status, 200);
    const startedAt = Date.now();
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
    assert.ok(Date.now() - startedAt < 2000);
    assert.equal(lines.length, 1);
    await gone(info.storageAccounts[0]?.blobEndpoint ?? '');
  });

  it('leaves no blob service behind when it is killed', async () => {
    const child = start(['--json']);
    const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string];
    child.kill('SIGKILL');
    await once(child, 'exit');
    await gone((JSON.parse(line) as SandboxInfo).storageAccounts[0]?.blobEndpoint ?? '');
  });

  it('says what to do about an unknown option or a taken port, with exit code 2', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    try {
      const results = await Promise.all([
        run(['--colour']),
        run(['--seed', 'seven']),
        run(['--control-port', port]),
        run(['--arm-port', port]),
        run(['--amqp-port', port]),
        run(['--blob-port', port]),
      ]);
      assert.deepEqual(
        results.map(({ code }) => code),
        [2, 2, 2, 2, 2, 2],
        results.map(({ errors }) => errors).join('\n'),
      );
      for (const [index, hint] of [
        '--help',
        '--seed must be',
        '--control-port',
        '--arm-port',
        '--amqp-port',
        '--blob-port',
      ].entries()) {
        assert.ok(results[index]?.errors.includes(hint), `${hint}: ${results[index]?.errors}`);
      }
    } finally {
      taken.close();
    }
  });

  it('reads options', () => {
    const options = parseCommandLine([
      '--rate',
      '2.5',
      '--page-size',
      '7',
      '--data-dir',
      'x',
      '--gateway-port',
      '8080',
      '--estate',
      'large',
    ]);
    assert.deepEqual(
      [options.rate, options.pageSize, options.dataDir, options.gatewayPort, options.seed, options.estate],
      [2.5, 7, 'x', 8080, 1, 'large'],
    );
    for (const args of [
      ['--arm-port', '70000'],
      ['--page-size', '0'],
      ['--estate', 'huge'],
      ['extra'],
      ['--seed', '1.5'],
      ['--rate', '-1'],
    ]) {
      assert.throws(() => parseCommandLine(args), UsageError, args.join(' '));
    }
  });
});

function start(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The test runner marks its children so that they would report to it.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT')),
  });
  return child;
}

async function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly errors: string }> {
  const child = start(args);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, errors };
}

/** Waits until nobody listens at an address any more. */
async function gone(url: string): Promise<void> {
  const end = Date.now() + 2000;
  for (;;) {
    try {
      await fetch(url);
    } catch (error) {
      const { code } = (error as Error).cause as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') {
        return;
      }
    }
    assert.ok(Date.now() < end, `${url} still answers`);
  }
}
