// Capture files from blob storage: by token, by key where only that works, taken up after a break, and never sent to strangers.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { BlobCaptureFileStore } from '../../src/adapters/azure/blob.ts';
import type { CaptureFileSource } from '../../src/app/capture/ports.ts';
import { DiskCaptureFolder } from '../../src/adapters/files/captureFolder.ts';
import { downloadCapture } from '../../src/app/capture/downloadCapture.ts';
import { startCapture } from '../../src/app/capture/startCapture.ts';
import { delay, systemClock } from '../../src/base/clock.ts';
import type { PacketCapture } from '../../src/domain/capture/packetCapture.ts';
import { SandboxAzure } from './sandboxAzure.ts';
import { assertUserError } from '../support/assertUserError.ts';

const wrongScope = 'https://eventhubs.azure.net/.default';

/** An account that the person may not read. */
function unreadable(): Promise<string | undefined> {
  return Promise.reject(new Error('AuthorizationFailed'));
}

describe('capture files', () => {
  let azure: SandboxAzure;
  let folder: string;
  let capture: PacketCapture;

  before(async () => {
    azure = await SandboxAzure.start({ rate: 20, blobDelayInMs: 10 });
    folder = await mkdtemp(path.join(os.tmpdir(), 'wwcf-'));
    capture = await endedCapture('files');
  });
  after(async () => {
    await azure.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await azure.control('/faults', { pathPattern: 'nothing' });
    await fetch(`${azure.sandbox.info.controlUrl}/faults`, { method: 'DELETE' });
  });

  /** Records for a second and waits for the end. */
  async function endedCapture(name: string): Promise<PacketCapture> {
    const { captures } = azure.services();
    const started = await startCapture(captures, {
      watcherId: azure.watcherId,
      name,
      targetId: azure.machine('vm-gateway-01'),
      scope: { include: [], exclude: [] },
      destination: { storageId: azure.storage('fabrikamcaptures') },
      filters: [],
      limits: { timeLimitInSeconds: 1 },
    });
    for (;;) {
      const now = await captures.getStatus(started);
      if (now.state === 'stopped') {
        return now;
      }
      await delay(systemClock, 100);
    }
  }

  const store = (
    tokens = azure.tokens(),
    more: Partial<ConstructorParameters<typeof BlobCaptureFileStore>[0]> = {},
  ): BlobCaptureFileStore => {
    const { listStorageKey, blobEndpointOf } = azure.services();
    return new BlobCaptureFileStore({
      tokens,
      log: azure.log,
      storageSuffix: undefined,
      listStorageKey,
      blobEndpointOf,
      ...more,
    });
  };
  const source = (): CaptureFileSource => ({
    captureName: capture.name,
    storagePath: capture.storagePath ?? '',
    storageId: capture.storageId,
  });

  it('downloads with progress to a name that is free, and leaves no part behind', async () => {
    const steps: number[] = [];
    const disk = new DiskCaptureFolder(path.join(folder, 'new', 'deep'));
    const ports = { files: store(), folder: disk };
    const [file = ''] = await downloadCapture(capture, ports, {
      clock: systemClock,
      onProgress: (step) => {
        if (step.kind === 'downloading') {
          steps.push(step.progress.receivedBytes / Math.max(1, step.progress.totalBytes));
        }
      },
    });
    const bytes = await readFile(file);
    assert.equal(bytes.readUInt32LE(0), 0xa1b2c3d4, 'not a pcap file');
    assert.equal(steps[0], 0);
    assert.equal(steps.at(-1), 1);
    const [again = ''] = await downloadCapture(capture, ports, { clock: systemClock });
    assert.match(again, / \(2\)\.cap$/);
    assert.deepEqual(await readFile(again), bytes);
    assert.deepEqual(
      (await readdir(path.dirname(file))).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('uses the key where the token is refused, and asks for it once', async () => {
    let asked = 0;
    const { listStorageKey } = azure.services();
    const files = store(azure.tokens('ada', wrongScope), {
      listStorageKey: (id, signal) => {
        asked++;
        return listStorageKey(id, signal);
      },
    });
    assert.equal(await files.exists(source()), true);
    assert.equal(await files.exists(source()), true);
    assert.equal(asked, 1);
  });

  it('says which role is missing when neither token nor key helps', async () => {
    const reader = azure.services({ account: 'ren' });
    const files = store(azure.tokens('ren', wrongScope), { listStorageKey: reader.listStorageKey });
    await assertUserError(files.exists(source()), 'blobForbidden', /fabrikamcaptures.*Storage Blob Data Reader/);
  });

  it('knows a file that is not there', async () => {
    const gone = { ...source(), storagePath: `${source().storagePath}.gone` };
    assert.equal(await store().exists(gone), false);
    await assertUserError(
      store().download({ source: gone, targetPath: path.join(folder, 'gone.cap') }),
      'captureFileMissing',
      /not in blob storage/,
    );
  });

  /** A server that is not the account's: it counts what it is asked, and answers every request with one refusal. */
  async function stranger(
    status = 200,
    code = '',
  ): Promise<{ origin: string; requests: () => number; close: () => void }> {
    let requests = 0;
    const { key, cert } = azure.sandbox.certificates;
    const server = https.createServer({ key, cert }, (_request, response) => {
      requests++;
      response.writeHead(status, code === '' ? {} : { 'x-ms-error-code': code }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      requests: () => requests,
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  for (const [what, more, change] of [
    ['outside the account', {}, {}],
    ['of a capture that names no account', {}, { storageId: undefined }],
    ['when the account may not be read', { blobEndpointOf: unreadable }, {}],
    [
      'when the account may not be read, in a cloud with a storage domain',
      { blobEndpointOf: unreadable, storageSuffix: 'core.windows.net' },
      {},
    ],
  ] as const) {
    it(`sends no token to an address ${what}`, async () => {
      const server = await stranger();
      const foreign = {
        ...source(),
        storagePath: `${server.origin}/fabrikamcaptures/network-watcher-logs/x.cap`,
        ...change,
      };
      await assertUserError(
        store(azure.tokens(), more).exists(foreign),
        'foreignStoragePath',
        /outside the storage account/,
      );
      assert.equal(server.requests(), 0);
      server.close();
    });
  }

  it('asks for no key when the firewall of the account refuses', async () => {
    const server = await stranger(403, 'AuthorizationFailure');
    let asked = 0;
    const files = store(azure.tokens(), {
      blobEndpointOf: async () => `${server.origin}/acct`,
      listStorageKey: async () => {
        asked++;
        return 'a2V5';
      },
    });
    const blocked = { ...source(), storagePath: `${server.origin}/acct/logs/x.cap` };
    await assertUserError(
      files.exists(blocked),
      'storageNetworkBlocked',
      /does not accept connections from this network/,
    );
    assert.equal(asked, 0);
    server.close();
  });

  it('says which role is missing when the account forbids keys', async () => {
    const server = await stranger(403, 'KeyBasedAuthenticationNotPermitted');
    const files = store(azure.tokens(), { blobEndpointOf: async () => `${server.origin}/acct` });
    const keyless = { ...source(), storagePath: `${server.origin}/acct/logs/x.cap` };
    await assertUserError(files.exists(keyless), 'blobForbidden', /Storage Blob Data Reader/);
    server.close();
  });

  it('never writes into the part of another download', async () => {
    const targetPath = path.join(folder, 'busy.cap');
    await writeFile(`${targetPath}.part`, 'somebody else');
    await assertUserError(store().download({ source: source(), targetPath }), 'fileNotWritable', /busy\.cap/);
    assert.equal(await readFile(`${targetPath}.part`, 'utf8'), 'somebody else');
  });

  it('takes a broken transfer up where it stopped', async () => {
    const content = Buffer.alloc(3_000_000);
    content.forEach((_, index) => {
      content[index] = index % 251;
    });
    const ranges: string[] = [];
    const server = https.createServer(
      { key: azure.sandbox.certificates.key, cert: azure.sandbox.certificates.cert },
      (request, response) => {
        const headers = {
          etag: '"1"',
          'content-type': 'application/octet-stream',
          'last-modified': new Date(0).toUTCString(),
        };
        if (request.method === 'HEAD') {
          response.writeHead(200, { ...headers, 'content-length': content.length }).end();
          return;
        }
        const range = String(request.headers['x-ms-range'] ?? request.headers.range ?? 'bytes=0-');
        ranges.push(range);
        const from = Number(/bytes=(\d+)/.exec(range)?.[1] ?? 0);
        const part = content.subarray(from);
        response.writeHead(206, {
          ...headers,
          'content-length': part.length,
          'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
        });
        if (part.length > 1_000_000) {
          response.write(part.subarray(0, 1_000_000), () => setTimeout(() => response.destroy(), 20));
        } else {
          response.end(part);
        }
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const endpoint = `https://127.0.0.1:${port}/acct`;
    const targetPath = path.join(folder, 'resumed.cap');
    await store(azure.tokens(), { blobEndpointOf: async () => endpoint }).download({
      source: {
        captureName: 'resumed',
        storagePath: `${endpoint}/logs/resumed.cap`,
        storageId: azure.storage('fabrikamcaptures'),
      },
      targetPath,
    });
    assert.ok(ranges.length >= 3, ranges.join());
    assert.ok((await readFile(targetPath)).equals(content));
    server.closeAllConnections();
    server.close();
  });

  it('ends when it is cancelled, and leaves nothing behind', async () => {
    const abort = new AbortController();
    const targetPath = path.join(folder, 'cancelled.cap');
    const call = store().download({
      source: source(),
      targetPath,
      abortSignal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await assert.rejects(call, { name: 'AbortError' });
    assert.equal(existsSync(targetPath), false);
    assert.equal(existsSync(`${targetPath}.part`), false);
  });

  it('names a place that cannot be written', async () => {
    const targetPath = path.join(folder, 'no', 'such', 'folder', 'x.cap');
    await assertUserError(store().download({ source: source(), targetPath }), 'fileNotWritable', /cannot be written/);
  });

  it('waits for a file that is still on its way', async () => {
    await azure.control('/captures/blob-delay', { delayInMs: 2500 });
    const late = await endedCapture('late');
    const waited: string[] = [];
    const [file = ''] = await downloadCapture(
      late,
      { files: store(), folder: new DiskCaptureFolder(folder) },
      { clock: systemClock, onProgress: (step) => waited.push(step.kind) },
    );
    assert.ok(waited.includes('waitingForFile'));
    assert.equal((await readFile(file)).readUInt32LE(0), 0xa1b2c3d4);
  });

  it('refuses to download what still runs or has no blob', async () => {
    const ports = { files: store(), folder: new DiskCaptureFolder(folder) };
    await assertUserError(
      downloadCapture({ ...capture, state: 'running' }, ports, { clock: systemClock }),
      'captureFileNotReady',
      /is not there yet/,
    );
    const { storagePath: _unused, ...local } = capture;
    await assertUserError(
      downloadCapture(local, ports, { clock: systemClock }),
      'noBlobInCapture',
      /on the machine itself/,
    );
  });

  it('writes no key and no token into the log', () => {
    const keys = azure.sandbox.info.storageAccounts.map((account) => account.key).filter(Boolean);
    assert.ok(keys.length > 0);
    assert.deepEqual(
      azure.log.lines.filter((line) => /eyJ[\w-]{10,}/.test(line) || keys.some((key) => line.includes(key))),
      [],
    );
  });
});
