// Packet captures through the real network client and, where the protocol itself matters, through raw requests.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { restorePoller } from '@azure/arm-network';
import type { PacketCapture } from '@azure/arm-network';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import {
  accountId,
  ask,
  errorCode,
  errorMessage,
  fixedPcap,
  FixedPacketSource,
  machineId,
  ManualClock,
  MemoryBlobs,
  networkClient,
  sandboxFor,
  settle,
  watcher,
} from '../testSupport.ts';

const version = 'api-version=2026-01-01';

describe('packet captures through the real client', () => {
  it('runs from create to delete', async (t) => {
    const { sandbox, packets, blobs } = await stage(t);
    const client = networkClient(sandbox);
    const created = await client.packetCaptures.create(...watcher, 'first', ordinary(sandbox));
    assert.equal(created.provisioningState, 'Succeeded');
    assert.equal(created.targetType, 'AzureVM');
    assert.equal(created.totalBytesPerSession, 1_073_741_824);
    assert.equal(created.timeLimitInSeconds, 18_000);
    assert.equal(packets.opened[0]?.vmId, machineId(sandbox, 'vm-gateway-01'));

    const names: (string | undefined)[] = [];
    for await (const capture of client.packetCaptures.list(...watcher)) {
      names.push(capture.name);
    }
    assert.deepEqual(names, ['first']);
    const running = await client.packetCaptures.getStatus(...watcher, 'first');
    assert.equal(running.packetCaptureStatus, 'Running');
    assert.ok(running.captureStartTime instanceof Date);

    await client.packetCaptures.stop(...watcher, 'first');
    const stopped = await client.packetCaptures.getStatus(...watcher, 'first');
    assert.equal(stopped.packetCaptureStatus, 'Stopped');
    assert.deepEqual([...blobs.files.values()], [fixedPcap]);
    await client.packetCaptures.delete(...watcher, 'first');
    await assert.rejects(client.packetCaptures.get(...watcher, 'first'), { statusCode: 404, code: 'NotFound' });
    assert.equal(blobs.files.size, 1, 'deleting the session leaves the file');
  });

  it('is resumed from a serialized poller without a second PUT', async (t) => {
    const { sandbox } = await stage(t);
    const client = networkClient(sandbox);
    const poller = client.packetCaptures.create(...watcher, 'resumed', ordinary(sandbox));
    await poller.submitted();
    const state = await poller.serialize();
    assert.ok(state.length > 2000, 'signed operation URLs make the state long');
    const restored = restorePoller(client, state, client.packetCaptures.create);
    assert.equal((await restored).name, 'resumed');
    await poller;
    assert.equal(sandbox.requests.entries.filter(({ method }) => method === 'PUT').length, 1);
  });

  it('reports a machine that cannot be captured as a failed operation', async (t) => {
    const { sandbox } = await stage(t);
    const client = networkClient(sandbox);
    const create = (name: string, vm: string): Promise<unknown> =>
      Promise.resolve(
        client.packetCaptures.create(...watcher, name, { ...ordinary(sandbox), target: machineId(sandbox, vm) }),
      );
    await assert.rejects(create('a', 'vm-batch-01'), /operation has failed.*VMNotRunning/);
    await assert.rejects(create('b', 'vm-legacy-erp'), /operation has failed.*NetworkWatcherAgentNotInstalled/);
    const failed = await client.packetCaptures.get(...watcher, 'b');
    assert.equal(failed.provisioningState, 'Failed');
    assert.equal((await client.packetCaptures.getStatus(...watcher, 'b')).packetCaptureStatus, 'Error');
  });

  it('refuses a second capture of the same name', async (t) => {
    const { sandbox } = await stage(t);
    const client = networkClient(sandbox);
    await client.packetCaptures.create(...watcher, 'twice', ordinary(sandbox));
    await assert.rejects(Promise.resolve(client.packetCaptures.create(...watcher, 'TWICE', ordinary(sandbox))), {
      statusCode: 409,
      code: 'PacketCaptureAlreadyExists',
    });
  });

  it('lets a reader read and nothing else', async (t) => {
    const { sandbox } = await stage(t);
    await networkClient(sandbox).packetCaptures.create(...watcher, 'mine', ordinary(sandbox));
    const reader = networkClient(sandbox, 'ren');
    assert.equal((await reader.packetCaptures.get(...watcher, 'mine')).name, 'mine');
    const refused = { statusCode: 403, code: 'AuthorizationFailed' };
    await assert.rejects(Promise.resolve(reader.packetCaptures.stop(...watcher, 'mine')), refused);
    await assert.rejects(Promise.resolve(reader.packetCaptures.delete(...watcher, 'mine')), refused);
    await assert.rejects(Promise.resolve(reader.packetCaptures.getStatus(...watcher, 'mine')), refused);
    await assert.rejects(Promise.resolve(reader.packetCaptures.create(...watcher, 'other', ordinary(sandbox))), {
      message:
        /action 'Microsoft\.Network\/networkWatchers\/packetCaptures\/write' over scope '\/subscriptions\/.*\/packetCaptures\/other'/,
    });
  });
});

describe('the wire protocol of packet captures', () => {
  it('follows the recordings for every operation', async (t) => {
    const clock = new ManualClock();
    const { sandbox } = await stage(t, { clock, operationDurationInMs: 10_000, retryAfterInSeconds: 10 });
    const created = await put(sandbox, 'wire', body(sandbox));
    assert.equal(created.status, 201);
    assert.equal(provisioningStateOf(created), 'Updating');
    assert.equal(created.headers['location'], undefined);
    assert.equal(created.headers['retry-after'], '10');
    const status = header(created, 'azure-asyncoperation');
    assert.match(
      status,
      /\/providers\/Microsoft\.Network\/locations\/westeurope\/operations\/[0-9a-f-]{36}\?api-version=2026-01-01&t=\d+&c=.*&s=.*&h=/,
    );
    assert.ok(status.length > 2500);
    assert.deepEqual((await ask(sandbox, status)).body, { status: 'InProgress' });
    await clock.advance(10_000);
    assert.deepEqual((await ask(sandbox, status)).body, { status: 'Succeeded' });
    assert.equal(provisioningStateOf(await ask(sandbox, `${capturePath(sandbox, 'wire')}?${version}`)), 'Succeeded');

    const query = await post(sandbox, 'wire', 'queryStatus');
    assert.equal(query.status, 202);
    assert.equal((query.body as { packetCaptureStatus: string }).packetCaptureStatus, 'Running');
    assert.equal(query.headers['azure-asyncoperation'], undefined);
    assert.equal((await ask(sandbox, header(query, 'location'))).status, 202);
    await clock.advance(10_000);
    const queried = await ask(sandbox, header(query, 'location'));
    assert.deepEqual([queried.status, queried.body], [200, query.body]);

    const stop = await post(sandbox, 'wire', 'stop');
    assert.deepEqual([stop.status, stop.text], [202, '']);
    await clock.advance(10_000);
    const stopStatus = await ask(sandbox, header(stop, 'azure-asyncoperation'));
    assert.deepEqual(stopStatus.body, { status: 'Succeeded', properties: {} });
    assert.equal((await ask(sandbox, header(stop, 'location'))).text, 'null');

    const removal = await ask(sandbox, `${capturePath(sandbox, 'wire')}?${version}`, { method: 'DELETE' });
    assert.deepEqual([removal.status, removal.text], [202, '']);
    await clock.advance(10_000);
    assert.equal((await ask(sandbox, header(removal, 'location'))).status, 204);
  });

  it('refuses an operation URL that was changed', async (t) => {
    const { sandbox } = await stage(t);
    const status = header(await put(sandbox, 'signed', body(sandbox)), 'azure-asyncoperation');
    const changed = new URL(status);
    changed.searchParams.delete('c');
    assert.equal(errorCode(await ask(sandbox, changed.href)), 'InvalidOperationSignature');
    assert.equal((await ask(sandbox, status.replace(/&t=\d+/, '&t=1'))).status, 403);
    assert.equal((await ask(sandbox, status.replace('/operations/', '/operationResults/'))).status, 403);
    assert.equal((await ask(sandbox, status.replace(/operations\/[0-9a-f]/, 'operations/x'))).status, 404);
  });

  it('matches ids without case and answers 204 to a delete of nothing', async (t) => {
    const { sandbox } = await stage(t);
    await put(sandbox, 'Case', body(sandbox));
    const upper = capturePath(sandbox, 'CASE').toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions');
    const found = await ask(sandbox, `${upper}?${version}`);
    assert.equal(found.status, 200, found.text);
    assert.equal((found.body as { name: string }).name, 'Case');
    const gone = await ask(sandbox, `${capturePath(sandbox, 'never')}?${version}`, { method: 'DELETE' });
    assert.equal(gone.status, 204);
  });

  for (const [what, change, code] of [
    ['no target', { target: undefined }, 'InvalidRequestFormat'],
    ['no storage', { storageLocation: {} }, 'InvalidRequestFormat'],
    ['a time over five hours', { timeLimitInSeconds: 18_001 }, 'InvalidParameterValue'],
    ['bytes below zero', { bytesToCapturePerPacket: -1 }, 'InvalidParameterValue'],
    ['ICMP', { filters: [{ protocol: 'ICMP' }] }, 'InvalidRequestFormat'],
    ['a text for a number', { timeLimitInSeconds: '5' }, 'InvalidRequestFormat'],
    [
      'an unknown target',
      { target: '/subscriptions/x/resourceGroups/y/providers/Microsoft.Compute/virtualMachines/z' },
      'InvalidResourceReference',
    ],
    [
      'localPath without continuous capture',
      { storageLocation: { localPath: '/var/captures/a.cap' } },
      'InvalidParameterValue',
    ],
    [
      'filePath with continuous capture',
      { continuousCapture: true, storageLocation: { filePath: '/var/captures/a.cap' } },
      'InvalidParameterValue',
    ],
    ['a file that is no .cap', { storageLocation: { filePath: '/var/captures/a.txt' } }, 'InvalidParameterValue'],
  ] as const) {
    it(`refuses ${what}`, async (t) => {
      const { sandbox } = await stage(t);
      const answer = await put(sandbox, 'bad', body(sandbox, change));
      assert.deepEqual([answer.status, errorCode(answer)], [400, code], answer.text);
      assert.equal((await ask(sandbox, `${capturePath(sandbox, 'bad')}?${version}`)).status, 404);
    });
  }

  for (const [account, code] of [
    ['fabrikampremium', 'StorageAccountTypeNotSupported'],
    ['fabrikamnorth', 'StorageAccountLocationMismatch'],
    ['fabrikamkeyless', 'KeyBasedAuthenticationNotPermitted'],
  ] as const) {
    it(`refuses the storage account ${account}`, async (t) => {
      const { sandbox } = await stage(t);
      const answer = await put(
        sandbox,
        'bad',
        body(sandbox, { storageLocation: { storageId: accountId(sandbox, account) } }),
      );
      assert.deepEqual([answer.status, errorCode(answer)], [400, code]);
    });
  }

  it('refuses a machine of another region', async (t) => {
    const { sandbox } = await stage(t);
    const answer = await put(sandbox, 'far', body(sandbox, { target: machineId(sandbox, 'vm-north-web') }));
    assert.equal(errorCode(answer), 'InvalidResourceLocation');
    assert.match(errorMessage(answer), /northeurope.*westeurope/);
  });
});

describe('the life of a capture', () => {
  it('ends by time, and the file appears later at the documented path', async (t) => {
    const clock = new ManualClock();
    const { sandbox, blobs, packets } = await stage(t, { clock, blobDelayInMs: 3000 });
    const created = await put(sandbox, 'timed', body(sandbox, { timeLimitInSeconds: 60 }));
    await clock.advance(1);
    assert.equal((await statusOf(sandbox, 'timed')).packetCaptureStatus, 'Running');
    await clock.advance(60_000);
    const ended = await statusOf(sandbox, 'timed');
    assert.deepEqual([ended.packetCaptureStatus, ended.stopReason], ['Stopped', 'TimeExceeded']);
    assert.equal(packets.closed, 1);
    assert.equal(blobs.files.size, 0, 'not there yet');
    await clock.advance(3000);
    const path = `fabrikamcaptures/network-watcher-logs${machineId(sandbox, 'vm-gateway-01').toLowerCase()}/2026/11/22/packetcapture_10_20_30_405.cap`;
    assert.deepEqual([...blobs.files.keys()], [path]);
    assert.ok(storageOf(created).storagePath.endsWith(path));
    assert.equal(clock.timerCount, 0);
  });

  it('ends by size', async (t) => {
    const { sandbox, packets } = await stage(t);
    await createAndWait(sandbox, 'sized', body(sandbox, { totalBytesPerSession: 5000, bytesToCapturePerPacket: 64 }));
    assert.deepEqual([packets.opened[0]?.totalBytes, packets.opened[0]?.bytesPerPacket], [5000, 64]);
    packets.opened[0]?.onFull();
    packets.opened[0]?.onFull();
    await settle();
    assert.equal((await statusOf(sandbox, 'sized')).stopReason, 'BytesExceeded');
    assert.equal(packets.closed, 1);
  });

  it('hands all filters on as they came', async (t) => {
    const { sandbox, packets } = await stage(t);
    const filters = [
      { protocol: 'TCP', localIPAddress: '10.0.0.1-10.0.0.9', remotePort: '80;443;' },
      { protocol: 'Any', remoteIPAddress: 'not an address' },
    ];
    const created = await createAndWait(sandbox, 'filtered', body(sandbox, { filters }));
    assert.deepEqual(packets.opened[0]?.filters, filters);
    assert.deepEqual((created.body as { properties: { filters: unknown } }).properties.filters, filters);
  });

  it('records every chosen instance of a scale set into its own file', async (t) => {
    const { sandbox, packets, blobs } = await stage(t);
    const target = sandbox.info.scaleSets[0]?.id ?? '';
    const created = await createAndWait(
      sandbox,
      'many',
      body(sandbox, { target, targetType: 'AzureVMSS', scope: { exclude: ['1'] } }),
    );
    assert.deepEqual(
      packets.opened.map(({ vmId }) => vmId.split('/').at(-1)),
      ['0', '3'],
    );
    assert.deepEqual((created.body as { properties: { scope: unknown } }).properties.scope, {
      include: [],
      exclude: [`${target}/virtualMachines/1`],
    });
    sandbox.arm.captures.end('many', 'TimeExceeded');
    await waitFor(() => blobs.files.size === 2);
    assert.deepEqual(
      [...blobs.files.keys()].map((path) => /_(\d)\.cap$/.exec(path)?.[1]),
      ['0', '3'],
    );
  });

  it('keeps the newest files of a continuous capture', async (t) => {
    const { sandbox, packets, blobs } = await stage(t);
    const created = await createAndWait(
      sandbox,
      'ring',
      body(sandbox, { continuousCapture: true, captureSettings: { fileCount: 2, fileSizeInBytes: 1000 } }),
    );
    const { properties } = created.body as { properties: Record<string, unknown> };
    assert.equal(properties['totalBytesPerSession'], undefined);
    assert.deepEqual(properties['captureSettings'], {
      fileCount: 2,
      fileSizeInBytes: 1000,
      sessionTimeLimitInSeconds: 86_400,
    });
    for (let file = 0; file < 3; file += 1) {
      packets.opened.at(-1)?.onFull();
      await settle();
    }
    assert.equal(packets.opened.length, 4);
    assert.equal((await statusOf(sandbox, 'ring')).packetCaptureStatus, 'Running');
    sandbox.arm.captures.end('ring', 'TimeExceeded');
    await waitFor(() => [...blobs.files.keys()].some((path) => path.endsWith('_3.cap')));
    assert.deepEqual(
      [...blobs.files.keys()].map((path) => /_(\d)\.cap$/.exec(path)?.[1]),
      ['2', '3'],
    );
  });

  it('leaves a capture with a local path on the machine', async (t) => {
    const { sandbox, blobs } = await stage(t);
    const created = await createAndWait(
      sandbox,
      'local',
      body(sandbox, { storageLocation: { filePath: '/var/captures/a.cap' } }),
    );
    assert.deepEqual(storageOf(created), { storagePath: '', filePath: '/var/captures/a.cap' });
    sandbox.arm.captures.end('local', 'TimeExceeded');
    await settle();
    assert.equal(blobs.files.size, 0);
  });

  it('takes a whole blob address or a container as storage path', async (t) => {
    const { sandbox } = await stage(t);
    const storageId = accountId(sandbox, 'fabrikamcaptures');
    const root = sandbox.info.storageAccounts[0]?.blobEndpoint ?? '';
    const pathFor = async (name: string, storagePath: string): Promise<string> =>
      storageOf(await put(sandbox, name, body(sandbox, { storageLocation: { storageId, storagePath } }))).storagePath;
    assert.equal(await pathFor('whole', `${root}mine/Incident 7.cap`.replace(' ', '-')), `${root}mine/Incident-7.cap`);
    assert.match(await pathFor('container', `${root}mine`), /\/mine\/subscriptions\/.*\.cap$/);
    const elsewhere = { storageLocation: { storageId, storagePath: 'https://elsewhere.example/a.cap' } };
    assert.equal((await put(sandbox, 'elsewhere', body(sandbox, elsewhere))).status, 400);
  });

  it('reports a failed upload in the status', async (t) => {
    const { sandbox, blobs } = await stage(t);
    blobs.isBroken = true;
    await createAndWait(sandbox, 'lost', body(sandbox));
    sandbox.arm.captures.end('lost', 'TimeExceeded');
    await waitFor(async () => (await statusOf(sandbox, 'lost')).packetCaptureError.includes('StorageFailed'));
  });

  it('fails to write where network rules keep the machine out, and writes where its subnet is allowed', async (t) => {
    const { sandbox, blobs } = await stage(t);
    for (const [name, account, machine, isWritten] of [
      ['firewall', 'fabrikamfirewall', 'vm-gateway-01', false],
      ['private', 'fabrikamprivate', 'vm-gateway-01', false],
      ['subnet', 'fabrikamsubnet', 'vm-gateway-01', true],
      ['other-subnet', 'fabrikamsubnet', 'vm-orders-01', false],
    ] as const) {
      blobs.files.clear();
      const storageLocation = { storageId: accountId(sandbox, account) };
      await createAndWait(sandbox, name, body(sandbox, { target: machineId(sandbox, machine), storageLocation }));
      sandbox.arm.captures.end(name, 'TimeExceeded');
      await waitFor(
        async () =>
          blobs.files.size > 0 || (await statusOf(sandbox, name)).packetCaptureError.includes('StorageFailed'),
      );
      assert.equal(blobs.files.size, isWritten ? 1 : 0, name);
    }
  });

  it('gives recordings back when the sandbox is reset or stopped', async (t) => {
    const { sandbox, packets, blobs } = await stage(t);
    await createAndWait(sandbox, 'one', body(sandbox));
    sandbox.arm.reset();
    assert.equal(packets.closed, 1);
    await createAndWait(sandbox, 'two', body(sandbox));
    await sandbox.stop();
    assert.equal(packets.closed, 2);
    assert.equal(blobs.files.size, 0);
  });
});

interface Stage {
  readonly sandbox: Sandbox;
  readonly packets: FixedPacketSource;
  readonly blobs: MemoryBlobs;
}

async function stage(t: TestContext, options: Parameters<typeof sandboxFor>[1] = {}): Promise<Stage> {
  const packets = new FixedPacketSource();
  const blobs = new MemoryBlobs();
  return { sandbox: await sandboxFor(t, { packets, blobs, ...options }), packets, blobs };
}

function ordinary(sandbox: Sandbox): PacketCapture {
  return {
    target: machineId(sandbox, 'vm-gateway-01'),
    storageLocation: { storageId: accountId(sandbox, 'fabrikamcaptures') },
  };
}

function body(sandbox: Sandbox, change: Readonly<Record<string, unknown>> = {}): unknown {
  return { properties: { ...ordinary(sandbox), ...change } };
}

function capturePath(sandbox: Sandbox, name: string): string {
  return `${sandbox.info.networkWatchers[0]?.id}/packetCaptures/${name}`;
}

function put(sandbox: Sandbox, name: string, content: unknown): Promise<Answer> {
  return ask(sandbox, `${capturePath(sandbox, name)}?${version}`, { method: 'PUT', body: content });
}

function post(sandbox: Sandbox, name: string, action: string): Promise<Answer> {
  return ask(sandbox, `${capturePath(sandbox, name)}/${action}?${version}`, { method: 'POST' });
}

async function createAndWait(sandbox: Sandbox, name: string, content: unknown): Promise<Answer> {
  const created = await put(sandbox, name, content);
  assert.equal(created.status, 201, created.text);
  const status = header(created, 'azure-asyncoperation');
  await waitFor(async () => ((await ask(sandbox, status)).body as { status: string }).status === 'Succeeded');
  return ask(sandbox, `${capturePath(sandbox, name)}?${version}`);
}

async function statusOf(
  sandbox: Sandbox,
  name: string,
): Promise<{ packetCaptureStatus: string; stopReason?: string; packetCaptureError: string[] }> {
  return (await post(sandbox, name, 'queryStatus')).body as Awaited<ReturnType<typeof statusOf>>;
}

function storageOf(answer: Answer): { readonly storagePath: string } {
  return (answer.body as { properties: { storageLocation: { storagePath: string } } }).properties.storageLocation;
}

function provisioningStateOf(answer: Answer): string {
  return (answer.body as { properties: { provisioningState: string } }).properties.provisioningState;
}

function header(answer: Answer, name: string): string {
  const value = answer.headers[name];
  assert.equal(typeof value, 'string', `header ${name} of ${answer.status} ${answer.text}`);
  return value as string;
}

async function waitFor(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 3000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < end, 'waited too long');
    await settle();
  }
}
