// Azurite as the blob service of the whole sandbox: the file of a capture read with a token and with a key.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { PacketCaptureResult } from '@azure/arm-network';
import { BlobClient, BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Sandbox } from '../sandbox.ts';
import { startSandbox } from '../sandbox.ts';
import {
  accountId,
  credentialOf,
  fixedPcap,
  FixedPacketSource,
  machineId,
  networkClient,
  scaleSetId,
  watcher,
} from '../testSupport.ts';

describe('the blob service', () => {
  let sandbox: Sandbox;
  const packets = new FixedPacketSource();
  const trusted = getCACertificates('default');

  before(async () => {
    sandbox = await startSandbox({
      rate: 0,
      packets,
      retryAfterInSeconds: 0,
      operationDurationInMs: 0,
      blobDelayInMs: 5,
    });
    // The blob client has no option for a certificate authority; people set NODE_EXTRA_CA_CERTS instead.
    setDefaultCACertificates([...trusted, sandbox.certificates.ca]);
  });

  after(async () => {
    setDefaultCACertificates(trusted);
    await sandbox.stop();
  });

  it('holds the file of a capture after its end, for a token and for a key', async () => {
    const client = networkClient(sandbox);
    const capture = await client.packetCaptures.create(...watcher, 'uploaded', {
      target: machineId(sandbox, 'vm-gateway-01'),
      storageLocation: { storageId: accountId(sandbox, 'fabrikamcaptures') },
    });
    const url = capture.storageLocation?.storagePath ?? '';
    const withToken = new BlobClient(url, credentialOf(sandbox, 'ren'));
    assert.equal(await withToken.exists(), false, 'not before the end');
    await client.packetCaptures.stop(...watcher, 'uploaded');
    await until(() => withToken.exists());
    assert.deepEqual(new Uint8Array(await withToken.downloadToBuffer()), fixedPcap);
    const { name = '', key = '' } = sandbox.info.storageAccounts[0] ?? {};
    const withKey = new BlobClient(url, new StorageSharedKeyCredential(name, key));
    assert.equal((await withKey.getProperties()).contentLength, fixedPcap.length);
  });

  it('holds one file for each instance of a scale set, and the newest of a ring, with the time of their upload', async () => {
    const client = networkClient(sandbox);
    const startedAt = Date.now();
    const storageLocation = { storageId: accountId(sandbox, 'fabrikamcaptures') };
    const many = await client.packetCaptures.create(...watcher, 'instances', {
      target: scaleSetId(sandbox, 'vmss-api'),
      targetType: 'AzureVMSS',
      storageLocation,
    });
    const ring = await client.packetCaptures.create(...watcher, 'ring', {
      target: machineId(sandbox, 'vm-orders-01'),
      continuousCapture: true,
      captureSettings: { fileCount: 2, fileSizeInBytes: 100_000 },
      storageLocation,
    });
    const ringSource = packets.opened.at(-1);
    ringSource?.onFull();
    await until(async () => (await filesLike(sandbox, ring)).length === 1);
    await client.packetCaptures.stop(...watcher, 'instances');
    await client.packetCaptures.stop(...watcher, 'ring');
    await until(async () => (await filesLike(sandbox, many)).length + (await filesLike(sandbox, ring)).length === 5);
    const found = [...(await filesLike(sandbox, many)), ...(await filesLike(sandbox, ring))];
    assert.deepEqual(
      found.map(({ suffix }) => suffix),
      ['_0.cap', '_1.cap', '_3.cap', '.cap', '_1.cap'],
    );
    // Azurite writes whole seconds.
    assert.ok(found.every(({ at }) => at >= startedAt - 1000 && at <= Date.now()));
  });

  it('refuses no token, a token for ARM, and a wrong key', async () => {
    const { blobEndpoint = '', name = '' } = sandbox.info.storageAccounts[0] ?? {};
    const armToken = await credentialOf(sandbox).getToken(`${sandbox.info.cloud.managementEndpointUrl}/.default`);
    const misdirected = { getToken: () => Promise.resolve(armToken) };
    await assert.rejects(list(new BlobServiceClient(blobEndpoint, misdirected)), { statusCode: 403 });
    // With tokens switched on, Azurite answers a wrong key with 400; Azure says 403 AuthenticationFailed.
    const wrong = new StorageSharedKeyCredential(name, Buffer.alloc(64).toString('base64'));
    await assert.rejects(list(new BlobServiceClient(blobEndpoint, wrong)), {
      code: 'InvalidAuthenticationInfo',
    });
    await assert.rejects(list(new BlobServiceClient(blobEndpoint)), { statusCode: 403 });
  });

  it('has every account of the description', async () => {
    for (const account of sandbox.info.storageAccounts) {
      const service = new BlobServiceClient(account.blobEndpoint, credentialOf(sandbox));
      const page = await service.listContainers().byPage().next();
      assert.equal(page.done, false, account.name);
    }
  });
});

/** Files of a capture: what their names end in after the capture's own name, and the time of their upload. */
async function filesLike(
  sandbox: Sandbox,
  capture: PacketCaptureResult,
): Promise<{ readonly suffix: string; readonly at: number }[]> {
  const [, container = '', name = ''] =
    /^https:\/\/[^/]+\/[^/]+\/([^/]+)\/(.*)$/.exec(capture.storageLocation?.storagePath ?? '') ?? [];
  const service = new BlobServiceClient(sandbox.info.storageAccounts[0]?.blobEndpoint ?? '', credentialOf(sandbox));
  const files: { readonly suffix: string; readonly at: number }[] = [];
  const prefix = name.replace(/\.cap$/, '');
  for await (const blob of service.getContainerClient(container).listBlobsFlat({ prefix })) {
    files.push({ suffix: blob.name.slice(prefix.length), at: blob.properties.lastModified.getTime() });
  }
  return files.toSorted(
    (left, right) => left.suffix.length - right.suffix.length || (left.suffix < right.suffix ? -1 : 1),
  );
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 3000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < end, 'waited too long');
  }
}

async function list(service: BlobServiceClient): Promise<unknown> {
  return service.listContainers().byPage().next();
}
