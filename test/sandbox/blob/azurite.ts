// Starts Azurite's blob service as a child process: HTTPS with the sandbox's certificate, tokens accepted, in memory.
// The child is ended by the handle we hold, never by name.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Running } from '../contract.ts';
import type { Certificates } from '../tls.ts';

/** A running blob service. */
export interface BlobService extends Running {
  /** Root of the service without a slash at the end. */
  readonly endpoint: string;
  /** Process id, for tests that look for orphans. */
  readonly pid: number;
}

/** What the service is started with. */
export interface StartAzuriteOptions {
  /** Path of Azurite's blob service, from `installAzurite`. */
  readonly entry: string;
  readonly port: number;
  readonly certificates: Certificates;
  /** Folder for compiled code, which makes a second start three times as fast. */
  readonly dataDir: string;
  readonly accounts: readonly { readonly name: string; readonly keys: readonly [string, string] }[];
  /** Called when the child ends although nobody stopped it. */
  readonly onExit: (message: string) => void;
}

const startLimitInMs = 60_000;

/** Starts the service and waits until it listens. */
export async function startAzurite(options: StartAzuriteOptions): Promise<BlobService> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(import.meta.dirname, 'exitWithParent.ts'),
      options.entry,
      '--inMemoryPersistence',
      '--blobHost',
      '127.0.0.1',
      '--blobPort',
      String(options.port),
      '--cert',
      options.certificates.certPath,
      '--key',
      options.certificates.keyPath,
      '--oauth',
      'basic',
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--silent',
    ],
    {
      cwd: options.dataDir,
      env: {
        ...process.env,
        AZURITE_ACCOUNTS: options.accounts.map(({ name, keys }) => `${name}:${keys[0]}:${keys[1]}`).join(';'),
        NODE_COMPILE_CACHE: join(options.dataDir, 'compile-cache'),
        NODE_OPTIONS: '',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let isStopping = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    await endChild(child);
  };
  try {
    const port = await waitUntilListening(child);
    child.once('exit', (code) => {
      if (!isStopping) {
        options.onExit(`Azurite ended by itself with code ${code}.`);
      }
    });
    return { endpoint: `https://127.0.0.1:${port}`, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function waitUntilListening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(`Azurite did not start: ${reason}\n${output.slice(-2000)}`));
    };
    const timer = setTimeout(() => fail(`no sign of it within ${startLimitInMs / 1000} s`), startLimitInMs);
    const onData = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const found = /successfully listens? on https:\/\/[^\s:]+:(\d+)/.exec(output);
      if (found !== null) {
        clearTimeout(timer);
        resolve(Number(found[1]));
      }
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('error', (error) => fail(String(error)));
    child.once('exit', (code) => fail(`it ended with code ${code}`));
  });
}

/** Asks the child to end, and after a second insists. */
async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 1000);
  await ended;
  clearTimeout(insist);
}
