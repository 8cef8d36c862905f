// The whole way: a packet capture made by the real network client while calls flow, its file from the blob service, and
// the same calls in the event hub as the real consumer reads them.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { earliestEventPosition, EventHubConsumerClient } from '@azure/event-hubs';
import { BlobClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { delay, systemClock } from '../../../src/base/clock.ts';
import type { Sandbox } from '../sandbox.ts';
import { startSandbox } from '../sandbox.ts';
import { accountId, machineId, networkClient, watcher } from '../testSupport.ts';
import { askTshark, brokenPackets } from './tshark.ts';

/** What the hub tells of one call. */
interface LoggedCall {
  readonly messageId: string;
  readonly startLine: string;
}

describe('a capture of a machine', () => {
  let sandbox: Sandbox;
  const trusted = getCACertificates('default');

  before(async () => {
    sandbox = await startSandbox({ rate: 60, retryAfterInSeconds: 0, operationDurationInMs: 0, blobDelayInMs: 5 });
    // The blob client has no option for a certificate authority; people set NODE_EXTRA_CA_CERTS instead.
    setDefaultCACertificates([...trusted, sandbox.certificates.ca]);
  });

  after(async () => {
    setDefaultCACertificates(trusted);
    await sandbox.stop();
  });

  it('contains the very calls that the hub tells of', { timeout: 60_000 }, async () => {
    const vmNames = ['vm-orders-01', 'vm-gateway-01'];
    const urls = await Promise.all(vmNames.map((vmName) => capture(sandbox, vmName)));
    const files = await Promise.all(urls.map((url) => download(sandbox, url)));
    sandbox.world.setRate(0);
    const { requests, responses } = await readHub(sandbox);
    for (const [index, file] of files.entries()) {
      assert.deepEqual(await askTshark(file, brokenPackets), []);
      const machine = sandbox.info.virtualMachines.find(({ name }) => name === vmNames[index]);
      const side = machine?.name === 'vm-gateway-01' ? 'ip.src' : 'ip.dst';
      const lines = await askTshark(file, `http.request && ${side} == ${machine?.privateIpAddress}`, [
        'http.request.method',
        'http.request.uri',
        'http.request.line',
      ]);
      assert.ok(lines.length > 30, `${lines.length} calls on ${vmNames[index]}`);
      assert.equal((await askTshark(file, 'http.request')).length, lines.length, 'calls of other machines');
      let answered = 0;
      for (const [method, uri, headers = ''] of lines) {
        const [, requestId = ''] = /x-request-id: ([0-9a-f-]{36})/i.exec(headers) ?? [];
        const logged = requests.get(requestId);
        assert.equal(logged?.startLine, `${method} ${uri} HTTP/1.1`);
        answered += responses.has(logged.messageId) ? 1 : 0;
      }
      assert.ok(answered > lines.length * 0.8);
    }
  });

  it('is steered by the control endpoint', async () => {
    const post = (body: unknown): Promise<Response> =>
      fetch(`${sandbox.info.controlUrl}/world`, { method: 'POST', body: JSON.stringify(body) });
    const before = sandbox.world.requestCount;
    const answer = await post({ rate: 0, burst: 20 });
    assert.equal(answer.status, 200);
    const { requestCount } = (await answer.json()) as { readonly requestCount: number };
    assert.ok(requestCount >= before + 20);
    for (const body of [{ rate: -1 }, { burst: 'many' }, { burst: 1e9 }]) {
      assert.equal((await post(body)).status, 400, JSON.stringify(body));
    }
    assert.match(sandbox.info.gatewayUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await fetch(`${sandbox.info.gatewayUrl}/health`)).status, 401);
  });
});

/** Captures for three seconds; gives the address of the file. */
async function capture(sandbox: Sandbox, vmName: string): Promise<string> {
  const client = networkClient(sandbox);
  const created = await client.packetCaptures.create(...watcher, `calls-of-${vmName}`, {
    target: machineId(sandbox, vmName),
    timeLimitInSeconds: 3,
    storageLocation: { storageId: accountId(sandbox, 'fabrikamcaptures') },
  });
  for (;;) {
    const status = await client.packetCaptures.getStatus(...watcher, `calls-of-${vmName}`);
    if (status.packetCaptureStatus === 'Stopped') {
      assert.equal(status.stopReason, 'TimeExceeded');
      return created.storageLocation?.storagePath ?? '';
    }
    await delay(systemClock, 100);
  }
}

async function download(sandbox: Sandbox, url: string): Promise<Uint8Array> {
  const account = sandbox.info.storageAccounts.find(({ name }) => name === 'fabrikamcaptures');
  const blob = new BlobClient(url, new StorageSharedKeyCredential(account?.name ?? '', account?.key ?? ''));
  while (!(await blob.exists())) {
    await delay(systemClock, 20);
  }
  return blob.downloadToBuffer();
}

/** All calls of the hub: requests by the caller's own id, and the message ids that have a response. */
async function readHub(
  sandbox: Sandbox,
): Promise<{ readonly requests: ReadonlyMap<string, LoggedCall>; readonly responses: ReadonlySet<string> }> {
  const requests = new Map<string, LoggedCall>();
  const responses = new Set<string>();
  const [hub] = sandbox.info.eventHubs;
  const client = new EventHubConsumerClient('$Default', hub?.connectionString ?? '', hub?.hub ?? '');
  try {
    const ends = await Promise.all((hub?.partitionIds ?? []).map((id) => client.getPartitionProperties(id)));
    const left = new Set(ends.filter(({ isEmpty }) => !isEmpty).map(({ partitionId }) => partitionId));
    await new Promise<void>((resolve, reject) => {
      client.subscribe(
        {
          processEvents: async (events, { partitionId }) => {
            for (const { body } of events) {
              readEvent(Buffer.from(body as Uint8Array).toString('utf8'), requests, responses);
            }
            const end = ends.find((one) => one.partitionId === partitionId)?.lastEnqueuedSequenceNumber ?? -1;
            if ((events.at(-1)?.sequenceNumber ?? -1) >= end) {
              left.delete(partitionId);
            }
            if (left.size === 0) {
              resolve();
            }
          },
          processError: async (error) => reject(error),
        },
        { startPosition: earliestEventPosition, maxBatchSize: 500, maxWaitTimeInSeconds: 1 },
      );
    });
  } finally {
    await client.close();
  }
  return { requests, responses };
}

function readEvent(text: string, requests: Map<string, LoggedCall>, responses: Set<string>): void {
  const [, kind, messageId = '', message = ''] = /^(request|response):([0-9a-f-]{36})\n([^]*)$/.exec(text) ?? [];
  if (kind === 'response') {
    responses.add(messageId);
    return;
  }
  const [, requestId = ''] = /^x-request-id: (.*)\r$/im.exec(message) ?? [];
  requests.set(requestId, { messageId, startLine: message.split('\r\n')[0] ?? '' });
}
