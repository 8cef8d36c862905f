// What the sandbox's own tests share: a sandbox without Azurite, a clock by hand, a stand-in for the virtual network cards,
// raw requests to ARM and the real network client.

import assert from 'node:assert/strict';
import { request } from 'node:https';
import type { TestContext } from 'node:test';
import { NetworkManagementClient } from '@azure/arm-network';
import type { TokenCredential } from '@azure/core-auth';
import type { Clock } from '../../src/base/clock.ts';
import { toDisposable } from '../../src/base/disposable.ts';
import type { BlobWriter } from './arm/armContext.ts';
import type { PacketSource } from './contract.ts';
import type { Sandbox, StartSandboxOptions } from './sandbox.ts';
import { startSandbox } from './sandbox.ts';

/** Group and name of the watcher in West Europe. */
export const watcher = ['NetworkWatcherRG', 'NetworkWatcher_westeurope'] as const;

/** A complete little pcap file: header and one packet of four bytes. */
export const fixedPcap = new Uint8Array(
  Buffer.from('d4c3b2a1020004000000000000000000000004000100000001000000020000000400000004000000deadbeef', 'hex'),
);

/** Stands in for the world's network cards: every capture is the same file, and the test says when it is full. */
export class FixedPacketSource implements PacketSource {
  readonly opened: Parameters<PacketSource['open']>[0][] = [];
  closed = 0;

  open(options: Parameters<PacketSource['open']>[0]): ReturnType<PacketSource['open']> {
    this.opened.push(options);
    return {
      packetCount: 1,
      byteCount: fixedPcap.length,
      close: () => {
        this.closed += 1;
        return fixedPcap;
      },
    };
  }
}

/** Keeps the files of captures in memory. */
export class MemoryBlobs implements BlobWriter {
  readonly files = new Map<string, Uint8Array>();
  isBroken = false;

  put(account: string, path: string, bytes: Uint8Array): Promise<void> {
    if (this.isBroken) {
      return Promise.reject(new Error('broken'));
    }
    this.files.set(`${account}/${path}`, bytes);
    return Promise.resolve();
  }

  remove(account: string, path: string): Promise<void> {
    this.files.delete(`${account}/${path}`);
    return Promise.resolve();
  }
}

/** A clock that moves only when told. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-11-22T10:20:30.405Z');
  #timers: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayInMs: number, action: () => void): ReturnType<Clock['after']> {
    const timer = { at: this.#now + delayInMs, action };
    this.#timers.push(timer);
    return toDisposable(() => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    });
  }

  every(): ReturnType<Clock['every']> {
    throw new Error('Not needed so far');
  }

  get timerCount(): number {
    return this.#timers.length;
  }

  /** Moves on and runs what is due, in order of time; lets promises settle. */
  async advance(byInMs: number): Promise<void> {
    const end = this.#now + byInMs;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).toSorted((left, right) => left.at - right.at)[0];
      if (due === undefined) {
        break;
      }
      this.#timers = this.#timers.filter((one) => one !== due);
      this.#now = Math.max(this.#now, due.at);
      due.action();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything run that only waits for promises. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A sandbox without Azurite whose operations take no time, stopped at the end of the test. */
export async function sandboxFor(context: TestContext, options: StartSandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    blobService: 'none',
    rate: 0,
    retryAfterInSeconds: 0,
    operationDurationInMs: 0,
    blobDelayInMs: 1,
    ...options,
  });
  context.after(() => sandbox.stop());
  return sandbox;
}

/** An answer of ARM with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

/** How to ask ARM. */
export interface AskOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Account id; `ada` by default, null for no token. */
  readonly account?: string | null;
  readonly token?: string;
}

/** Sends one request to ARM; `path` is a path or an absolute URL. */
export async function ask(sandbox: Sandbox, path: string, options: AskOptions = {}): Promise<Answer> {
  const token = options.token ?? (options.account === null ? undefined : await tokenFor(sandbox, options.account));
  const url = new URL(path, sandbox.info.cloud.resourceManagerEndpointUrl);
  const payload =
    options.body === undefined || typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: options.method ?? 'GET',
        ca: sandbox.certificates.ca,
        agent: false,
        headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = String(response.headers['content-type']).startsWith('application/json');
          const body: unknown = isJson ? JSON.parse(text) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body });
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(payload);
  });
}

/** Gets a token for an account from the token endpoint. */
export async function tokenFor(
  sandbox: Sandbox,
  account = 'ada',
  extra: Readonly<Record<string, string>> = {},
): Promise<string> {
  const form = new URLSearchParams({
    username: account,
    scope: `${sandbox.info.cloud.managementEndpointUrl}/.default`,
    ...extra,
  });
  const answer = await ask(sandbox, sandbox.info.tokenUrl, { method: 'POST', body: form.toString(), account: null });
  assert.equal(answer.status, 200, answer.text);
  return (answer.body as { readonly access_token: string }).access_token;
}

/** A credential of an account for the real clients; asks the token endpoint like a client would. */
export function credentialOf(sandbox: Sandbox, account = 'ada'): TokenCredential {
  return {
    getToken: async (scopes) => ({
      token: await tokenFor(sandbox, account, { scope: [scopes].flat().join(' ') }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
}

/** The real network client, pointed at the sandbox as at a sovereign cloud. */
export function networkClient(sandbox: Sandbox, account = 'ada'): NetworkManagementClient {
  const { cloud } = sandbox.info;
  return new NetworkManagementClient(credentialOf(sandbox, account), richSubscription(sandbox), {
    endpoint: cloud.resourceManagerEndpointUrl,
    credentials: { scopes: [`${cloud.managementEndpointUrl}/.default`] },
    tlsOptions: { ca: sandbox.certificates.ca },
    retryOptions: { maxRetries: 0 },
  });
}

/** Id of the subscription that has everything. */
export function richSubscription(sandbox: Sandbox): string {
  return sandbox.info.subscriptions[0]?.id ?? '';
}

/** A machine by name. */
export function machineId(sandbox: Sandbox, name: string): string {
  const found = sandbox.info.virtualMachines.find((machine) => machine.name === name);
  assert.ok(found, `no machine ${name}`);
  return found.id;
}

/** A storage account by name. */
export function accountId(sandbox: Sandbox, name: string): string {
  const found = sandbox.info.storageAccounts.find((account) => account.name === name);
  assert.ok(found, `no storage account ${name}`);
  return found.id;
}

/** A scale set by name. */
export function scaleSetId(sandbox: Sandbox, name: string): string {
  const found = sandbox.info.scaleSets.find((scaleSet) => scaleSet.name === name);
  assert.ok(found, `no scale set ${name}`);
  return found.id;
}

/** Follows the status URL of a long-running operation to its end. */
export async function finished(
  sandbox: Sandbox,
  started: Answer,
): Promise<{ readonly status: string; readonly error?: { readonly code: string } }> {
  const url = started.headers['azure-asyncoperation'];
  assert.equal(typeof url, 'string', `${started.status} ${started.text}`);
  const end = Date.now() + 3000;
  for (;;) {
    const body = (await ask(sandbox, url as string)).body as Awaited<ReturnType<typeof finished>>;
    if (body.status !== 'InProgress') {
      return body;
    }
    assert.ok(Date.now() < end, 'waited too long');
  }
}

/** Code of an ARM error body. */
export function errorCode(answer: Answer): string | undefined {
  return (answer.body as { readonly error?: { readonly code?: string } } | undefined)?.error?.code;
}

/** Message of an ARM error body. */
export function errorMessage(answer: Answer): string {
  return (answer.body as { readonly error?: { readonly message?: string } } | undefined)?.error?.message ?? '';
}
