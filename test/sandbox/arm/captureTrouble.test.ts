// What interferes with captures: machines that stop or go, captures removed by somebody else, limits and filters on real
// packets of the virtual cards, and files that stay on the machine.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import type { Sandbox } from '../sandbox.ts';
import type { Answer } from '../testSupport.ts';
import {
  accountId,
  ask,
  errorCode,
  finished,
  machineId,
  ManualClock,
  MemoryBlobs,
  sandboxFor,
  scaleSetId,
  settle,
} from '../testSupport.ts';
import { readPcap } from '../world/pcapReader.ts';

describe('machines while a capture runs', () => {
  it('break it when they stop, and stop then fails without a reason', async (t) => {
    const { sandbox, blobs, clock } = await stage(t);
    await start({ sandbox, clock }, 'broken', { target: machineId(sandbox, 'vm-gateway-01') });
    assert.equal(
      (await control(sandbox, 'POST', '/machines/vm-gateway-01/power', { state: 'deallocated' })).status,
      204,
    );
    assert.deepEqual(await statusOf(sandbox, 'broken'), ['Error', undefined, ['AgentStopped']]);
    const stopping = await ask(sandbox, `${idOf(sandbox, 'broken')}/stop?${version}`, { method: 'POST' });
    await clock.advance(1);
    const end = await finished(sandbox, stopping);
    assert.deepEqual([end.status, end.error?.code], ['Failed', 'InternalServerError']);
    await clock.advance(10_000);
    assert.equal(blobs.files.size, 0);
    const again = await put(sandbox, 'again', { target: machineId(sandbox, 'vm-gateway-01') });
    await clock.advance(1);
    assert.equal((await finished(sandbox, again)).error?.code, 'VMNotRunning');
    await control(sandbox, 'POST', '/machines/vm-gateway-01/power', { state: 'running' });
    await start({ sandbox, clock }, 'third', { target: machineId(sandbox, 'vm-gateway-01') });
    assert.equal((await control(sandbox, 'POST', '/machines/nobody/power', { state: 'running' })).status, 400);
    assert.equal((await control(sandbox, 'POST', '/machines/vm-gateway-01/power', { state: 'asleep' })).status, 400);
  });

  it('break it when they are deleted, and leave no trace in ARM but their card', async (t) => {
    const { sandbox, clock } = await stage(t);
    const target = machineId(sandbox, 'vm-gateway-01');
    await start({ sandbox, clock }, 'orphan', { target });
    assert.equal((await control(sandbox, 'DELETE', '/machines/vm-gateway-01')).status, 204);
    assert.deepEqual(await statusOf(sandbox, 'orphan'), ['Error', undefined, ['AgentStopped']]);
    assert.equal((await ask(sandbox, `${target}?api-version=2024-07-01`)).status, 404);
    const card = sandbox.arm.state.list({ type: 'Microsoft.Network/networkInterfaces' })[0];
    assert.deepEqual([card?.name, card?.properties['virtualMachine']], ['vm-gateway-01-nic', undefined]);
    const removal = await ask(sandbox, `${idOf(sandbox, 'orphan')}?${version}`, { method: 'DELETE' });
    await clock.advance(1);
    assert.equal((await finished(sandbox, removal)).status, 'Succeeded');
  });

  it('leave the other instances of a scale set recording', async (t) => {
    const { sandbox, blobs, clock } = await stage(t);
    await start({ sandbox, clock }, 'set', { target: scaleSetId(sandbox, 'vmss-api'), targetType: 'AzureVMSS' });
    await control(sandbox, 'POST', '/machines/vmss-api_1/power', { state: 'deallocated' });
    assert.deepEqual(await statusOf(sandbox, 'set'), ['Running', undefined, ['AgentStopped']]);
    await clock.advance(5000);
    assert.deepEqual((await control(sandbox, 'POST', '/captures/set/end', {})).body, { ended: 1 });
    await clock.advance(10);
    assert.deepEqual(
      [...blobs.files.keys()].map((path) => path.slice(-6)),
      ['_0.cap', '_3.cap'],
    );
  });
});

describe('captures under somebody else’s hands', () => {
  it('are gone when they were deleted elsewhere, their file is not', async (t) => {
    const { sandbox, blobs, clock } = await stage(t);
    await start({ sandbox, clock }, 'shared', { target: machineId(sandbox, 'vm-gateway-01') });
    assert.deepEqual((await control(sandbox, 'DELETE', '/captures/shared')).body, { removed: 1 });
    const answer = await ask(sandbox, `${idOf(sandbox, 'shared')}/queryStatus?${version}`, { method: 'POST' });
    assert.deepEqual([answer.status, errorCode(answer)], [404, 'NotFound']);
    assert.equal((await control(sandbox, 'DELETE', '/captures/shared')).status, 404);
    await clock.advance(10);
    assert.equal(blobs.files.size, 1);
  });

  it('break by the name of an error', async (t) => {
    const { sandbox, clock } = await stage(t);
    await start({ sandbox, clock }, 'one', { target: machineId(sandbox, 'vm-gateway-01') });
    const broken = await control(sandbox, 'POST', '/captures/one/break', { error: 'CaptureFailed' });
    assert.deepEqual(broken.body, { broken: 1 });
    assert.deepEqual(await statusOf(sandbox, 'one'), ['Error', undefined, ['CaptureFailed']]);
    assert.equal((await control(sandbox, 'POST', '/captures/one/break', {})).status, 404);
  });
});

describe('limits and filters of a capture', () => {
  it('end it by time, cut its packets, and keep what the filters want', async (t) => {
    const { sandbox, blobs, clock } = await stage(t);
    await start({ sandbox, clock }, 'cut', {
      target: scaleSetId(sandbox, 'vmss-api'),
      targetType: 'AzureVMSS',
      scope: { include: ['0'] },
      timeLimitInSeconds: 60,
      bytesToCapturePerPacket: 60,
      filters: [
        { protocol: 'TCP', localPort: '8080' },
        { protocol: 'UDP', remotePort: '53' },
      ],
    });
    await clock.advance(61_000);
    assert.deepEqual(await statusOf(sandbox, 'cut'), ['Stopped', 'TimeExceeded', []]);
    const { packets } = readPcap([...blobs.files.values()][0] ?? new Uint8Array());
    const kinds = new Set(packets.map(({ bytes }) => kindOf(bytes, '10.1.3.4')));
    assert.deepEqual([...kinds].toSorted(), ['TCP 8080', 'UDP 53']);
    assert.ok(packets.length > 100, String(packets.length));
    assert.ok(packets.every(({ bytes }) => bytes.length <= 60));
    assert.ok(packets.some(({ length }) => length > 60));
  });

  it('end it by size, with a file that is no larger', async (t) => {
    const { sandbox, blobs, clock } = await stage(t);
    await start({ sandbox, clock }, 'small', {
      target: machineId(sandbox, 'vm-orders-01'),
      totalBytesPerSession: 3000,
    });
    await clock.advance(120_000);
    assert.deepEqual(await statusOf(sandbox, 'small'), ['Stopped', 'BytesExceeded', []]);
    const [file = new Uint8Array()] = blobs.files.values();
    assert.ok(file.length > 1000 && file.length <= 3000, String(file.length));
  });

  it('keep the newest files of a ring, in the account and on the machine', async (t) => {
    const { sandbox, blobs, clock } = await stage(t);
    await start({ sandbox, clock }, 'ring', {
      target: machineId(sandbox, 'vm-orders-01'),
      continuousCapture: true,
      captureSettings: { fileCount: 2, fileSizeInBytes: 3000, sessionTimeLimitInSeconds: 300 },
      storageLocation: {
        storageId: accountId(sandbox, 'fabrikamcaptures'),
        localPath: '/var/captures/ring.cap',
      },
    });
    await clock.advance(301_000);
    assert.deepEqual(await statusOf(sandbox, 'ring'), ['Stopped', 'TimeExceeded', []]);
    assert.equal(blobs.files.size, 2);
    const { body } = await control(sandbox, 'GET', '/machines/vm-orders-01/files');
    const files = body as { readonly path: string; readonly length: number }[];
    assert.equal(files.length, 2);
    assert.ok(files.every(({ path, length }) => /^\/var\/captures\/ring_\d+\.cap$/.test(path) && length <= 3000));
  });
});

describe('a capture that stays on the machine', () => {
  it('is a file there, when the path is one the agent may write to', async (t) => {
    const { sandbox, blobs, clock } = await stage(t);
    const target = machineId(sandbox, 'vm-orders-01');
    await start({ sandbox, clock }, 'local', { target, storageLocation: { filePath: '/var/captures/deep/a.cap' } });
    await clock.advance(5000);
    await control(sandbox, 'POST', '/captures/local/end', {});
    const { body } = await control(sandbox, 'GET', '/machines/vm-orders-01/files');
    assert.deepEqual(
      (body as { path: string }[]).map(({ path }) => path),
      ['/var/captures/deep/a.cap'],
    );
    assert.equal(blobs.files.size, 0);
    await start({ sandbox, clock }, 'denied', { target, storageLocation: { filePath: '/etc/a.cap' } });
    assert.deepEqual(await statusOf(sandbox, 'denied'), ['Error', undefined, ['LocalFileFailed']]);
  });
});

const version = 'api-version=2026-01-01';

async function stage(
  t: TestContext,
): Promise<{ readonly sandbox: Sandbox; readonly blobs: MemoryBlobs; readonly clock: ManualClock }> {
  const blobs = new MemoryBlobs();
  const clock = new ManualClock();
  return { sandbox: await sandboxFor(t, { blobs, clock }), blobs, clock };
}

function idOf(sandbox: Sandbox, name: string): string {
  return `${sandbox.info.networkWatchers[0]?.id}/packetCaptures/${name}`;
}

function put(sandbox: Sandbox, name: string, properties: Readonly<Record<string, unknown>>): Promise<Answer> {
  const storageLocation = { storageId: accountId(sandbox, 'fabrikamcaptures') };
  return ask(sandbox, `${idOf(sandbox, name)}?${version}`, {
    method: 'PUT',
    body: { properties: { storageLocation, ...properties } },
  });
}

async function start(
  { sandbox, clock }: { readonly sandbox: Sandbox; readonly clock: ManualClock },
  name: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<void> {
  const answer = await put(sandbox, name, properties);
  await clock.advance(1);
  const started = await finished(sandbox, answer);
  assert.equal(started.status, 'Succeeded', JSON.stringify(started));
}

/** State, reason and errors as queryStatus tells them. */
async function statusOf(sandbox: Sandbox, name: string): Promise<readonly unknown[]> {
  await settle();
  const { body } = await ask(sandbox, `${idOf(sandbox, name)}/queryStatus?${version}`, { method: 'POST' });
  const status = body as { packetCaptureStatus: string; stopReason?: string; packetCaptureError: string[] };
  return [status.packetCaptureStatus, status.stopReason, status.packetCaptureError];
}

async function control(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${sandbox.info.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

/** Protocol of a packet that may be cut, with the port on the machine’s side for TCP, on the other side for UDP. */
function kindOf(bytes: Buffer, own: string): string {
  const isTcp = bytes[23] === 6;
  const isOutgoing = [...bytes.subarray(26, 30)].join('.') === own;
  return `${isTcp ? 'TCP' : 'UDP'} ${bytes.readUInt16BE(isTcp === isOutgoing ? 34 : 36)}`;
}
