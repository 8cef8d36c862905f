// The broker as a process of its own, and its TLS port, as the real client uses them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { EventHubConsumerClient } from '@azure/event-hubs';
import { ensureCertificates } from '../tls.ts';
import type { CliAnswer, CliCommand, CliConfig, CliReady } from './cli.ts';
import { brokerFor, fill, hub, key, keyName, read, retryOptions } from './support.ts';

/** What Node 24.5 brought and the typings of Node 22 do not know. */
interface TrustedAuthorities {
  getCACertificates(): string[];
  setDefaultCACertificates(certificates: readonly string[]): void;
}

function trust(context: TestContext, ca: string): void {
  const authorities = tls as unknown as TrustedAuthorities;
  const before = authorities.getCACertificates();
  authorities.setDefaultCACertificates([...before, ca]);
  context.after(() => authorities.setDefaultCACertificates(before));
}

function scratchFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirewatch-broker-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the TLS port', () => {
  it('takes the real client with a bearer token', async (context) => {
    const { ca, cert, key: privateKey } = ensureCertificates(scratchFolder(context));
    trust(context, ca);
    const broker = await brokerFor(context, {
      tls: { cert, key: privateKey },
      verifyToken: (token) =>
        token === 'good'
          ? { isValid: true, expiresAt: Date.now() + 3_600_000, rights: ['Listen'] }
          : { isValid: false, description: 'InvalidToken' },
    });
    fill(
      broker,
      '0',
      Array.from({ length: 2000 }, (_, index) => `${index} `.padEnd(1500, '.')),
    );
    const token = { token: 'good', expiresOnTimestamp: Date.now() + 3_600_000 };
    const credential = { getToken: () => Promise.resolve(token) };
    const client = new EventHubConsumerClient('$Default', `localhost:${broker.tlsPort}`, hub, credential, {
      retryOptions,
    });
    broker.closers.push(() => client.close());
    const reading = read(client);
    await reading.until(() => reading.events.length === 2000, 'all events');
    assert.match(reading.texts[1999]!, /^1999 /);
  });
});

describe('the broker as a process', () => {
  it('tells its ports, takes commands, and ends with its input', async (context) => {
    const config: CliConfig = {
      hubs: [{ name: hub }],
      keys: [{ name: keyName, key }],
      preload: [{ hub, partitionId: '0', count: 3, size: 100 }],
    };
    const cli = fileURLToPath(new URL('cli.ts', import.meta.url));
    const child = spawn(process.execPath, [cli, JSON.stringify(config)], { stdio: ['pipe', 'pipe', 'inherit'] });
    context.after(() => child.kill());
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const nextLine = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
    const ask = async (command: CliCommand): Promise<CliAnswer> => {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      return (await nextLine()) as CliAnswer;
    };
    const ready = (await nextLine()) as CliReady;
    assert.equal(ready.pid, child.pid);
    const connection = `Endpoint=sb://127.0.0.1:${ready.plainPort};SharedAccessKeyName=${keyName};SharedAccessKey=${key};UseDevelopmentEmulator=true`;
    const client = new EventHubConsumerClient('$Default', connection, hub, { retryOptions });
    const reading = read(client);
    assert.deepEqual(await ask({ command: 'append', hub, partitionId: '0', text: 'last' }), {});
    await reading.until(() => reading.events.length === 4, 'four events');
    assert.equal(reading.texts[3], 'last');
    assert.deepEqual(await ask({ command: 'fault', fault: { kind: 'detach', hub: 'other' } }), { touched: 0 });
    assert.equal((await ask({ command: 'usage' })).hubs?.[0]?.partitions[0]?.lastSequenceNumber, 3);
    assert.match(
      (await ask({ command: 'append', hub: 'none', partitionId: '0', text: '' })).error ?? '',
      /no partition/,
    );
    await client.close();
    child.stdin.end();
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 0);
  });
});
