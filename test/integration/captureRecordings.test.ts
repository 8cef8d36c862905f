// The exchanges of public recordings of Network Watcher, played back call by call, and the taking up of an operation that another
// client began. What the sandbox itself answers is left aside here: each answer stands in the test.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { isCancelled } from '../../src/base/abort.ts';
import { Secret } from '../../src/base/secret.ts';
import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../src/domain/capture/packetCapture.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { SandboxAzure } from './sandboxAzure.ts';

/** An answer of the service, given once; those of one call are given in the order they stand here. */
interface Played {
  readonly method?: string;
  readonly pathPattern: string;
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfter?: number;
  readonly times?: number;
}

describe('recorded exchanges of packet captures', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  const captureId = (): string => `${azure.watcherId}/packetCaptures/pc1`;
  const operation = (kind: string): string =>
    `${azure.cloud.resourceManagerUrl.replace(/\/$/, '')}/subscriptions/${azure.subscriptionId}/providers/Microsoft.Network/locations/westeurope/${kind}/0b2e?api-version=2025-05-01&t=638&c=MII&s=signature&h=hash`;
  const async = (): Record<string, string> => ({ 'Azure-AsyncOperation': operation('operations') });
  const both = (): Record<string, string> => ({ ...async(), Location: operation('operationResults') });

  async function play(...answers: readonly Played[]): Promise<void> {
    for (const answer of answers) {
      await azure.control('/faults', { times: 1, status: 200, ...answer });
    }
  }

  const wanted = (more: Partial<NewPacketCapture> = {}): NewPacketCapture => ({
    watcherId: azure.watcherId,
    name: 'pc1',
    targetId: azure.machine('vm-gateway-01'),
    scope: { include: [], exclude: [] },
    destination: { storageId: azure.storage('fabrikamcaptures') },
    filters: [],
    limits: {},
    ...more,
  });
  const resource = (properties: object): object => ({
    name: 'pc1',
    id: captureId(),
    etag: 'W/"1f0e"',
    type: 'Microsoft.Network/networkWatchers/packetCaptures',
    properties,
  });
  const status = (more: object = {}): object => ({
    name: 'pc1',
    id: captureId(),
    captureStartTime: '2025-06-12T08:50:25.1234567Z',
    packetCaptureStatus: 'Running',
    packetCaptureError: [],
    ...more,
  });
  const capture = (): PacketCapture => ({
    id: captureId(),
    name: 'pc1',
    watcherId: azure.watcherId,
    targetId: azure.machine('vm-gateway-01'),
    scope: { include: [], exclude: [] },
    filters: [],
    state: 'running',
    problems: [],
    limits: {},
  });

  async function playCreate(properties: object): Promise<void> {
    await play(
      {
        method: 'PUT',
        pathPattern: 'packetCaptures/pc1$',
        status: 201,
        headers: async(),
        body: resource({ ...properties, provisioningState: 'Updating' }),
      },
      { pathPattern: '/operations/', body: { status: 'Succeeded' } },
      {
        method: 'GET',
        pathPattern: 'packetCaptures/pc1$',
        body: resource({ ...properties, provisioningState: 'Succeeded' }),
      },
      {
        pathPattern: 'queryStatus',
        status: 202,
        headers: { Location: operation('operationResults') },
        retryAfter: 10,
        body: status(),
      },
    );
  }

  it('reads instances out of the full resource ids of a scale set', async () => {
    const target = azure.scaleSet('vmss-api');
    await playCreate({
      target,
      targetType: 'AzureVMSS',
      scope: { include: [`${target}/virtualMachines/0`], exclude: [`${target.toUpperCase()}/VIRTUALMACHINES/3`] },
      bytesToCapturePerPacket: 0,
      totalBytesPerSession: 1_073_741_824,
      timeLimitInSeconds: 18_000,
      storageLocation: { storageId: azure.storage('fabrikamcaptures'), storagePath: 'https://a.example/c/x.cap' },
      filters: [{ protocol: 'TCP', localIPAddress: '', remoteIPAddress: '', localPort: '', remotePort: '80;443;' }],
    });
    const from = azure.sandbox.requests.entries.length;
    const created = await azure.services().captures.create(wanted({ targetId: target }));
    assert.deepEqual(created.scope, { include: ['0'], exclude: ['3'] });
    assert.deepEqual(created.filters, [{ protocol: 'TCP', remotePort: '80;443;' }]);
    assert.equal(created.state, 'running');
    assert.deepEqual(azure.requestsSince(from), [
      'PUT …/packetCaptures/pc1 201',
      'GET …/operations/{id} 200',
      'GET …/packetCaptures/pc1 200',
      'POST …/packetCaptures/pc1/queryStatus 202',
    ]);
  });

  it('reads a ring, which has neither limits nor a blob', async () => {
    await playCreate({
      target: azure.machine('vm-gateway-01'),
      targetType: 'AzureVM',
      bytesToCapturePerPacket: 0,
      continuousCapture: true,
      captureSettings: { fileCount: 2, fileSizeInBytes: 102_400, sessionTimeLimitInSeconds: 60 },
      storageLocation: { storagePath: '', localPath: '/var/captures/ring.cap' },
      filters: [],
    });
    const { startedAt, ...created } = await azure.services().captures.create(wanted());
    assert.equal(typeof startedAt, 'number');
    assert.deepEqual(created, {
      ...capture(),
      limits: { bytesToCapturePerPacket: 0 },
      ring: { fileCount: 2, fileSizeInBytes: 102_400, sessionTimeLimitInSeconds: 60 },
      filePath: '/var/captures/ring.cap',
    });
  });

  it('waits for a create without an operation by its provisioning state', async () => {
    const properties = { target: azure.machine('vm-gateway-01'), storageLocation: { filePath: '/var/captures/a.cap' } };
    await play(
      {
        method: 'PUT',
        pathPattern: 'pc1$',
        status: 201,
        body: resource({ ...properties, provisioningState: 'Updating' }),
      },
      {
        method: 'GET',
        pathPattern: 'pc1$',
        body: resource({ ...properties, provisioningState: 'Updating' }),
        retryAfter: 1,
      },
      { method: 'GET', pathPattern: 'pc1$', body: resource({ ...properties, provisioningState: 'Succeeded' }) },
      { pathPattern: 'queryStatus', body: status() },
    );
    assert.equal((await azure.services().captures.create(wanted())).state, 'running');
  });

  it('polls when the service says, and not before', async () => {
    await play({ pathPattern: '/operations/', body: { status: 'InProgress' }, retryAfter: 1, times: 2 });
    const from = azure.sandbox.requests.entries.length;
    await azure.services().captures.create(wanted());
    const polls = azure.sandbox.requests.entries.slice(from).filter(({ path }) => path.includes('/operations/'));
    const gaps = polls.slice(1).map((poll, index) => Date.parse(poll.at) - Date.parse(polls[index]?.at ?? ''));
    assert.equal(gaps.length, 2);
    assert.ok(
      gaps.every((gap) => gap >= 990 && gap < 2000),
      `polled after ${gaps.join()} ms`,
    );
  });

  for (const [what, first, more] of [
    ['the whole status in a 202', (): Played => ({ pathPattern: 'queryStatus', status: 202, body: status() }), []],
    ['a status in a 200', (): Played => ({ pathPattern: 'queryStatus', body: status() }), []],
    [
      'nothing in the 202',
      (): Played => ({ pathPattern: 'queryStatus', status: 202, body: '', retryAfter: 1 }),
      ['GET …/operationResults/{id} 200'],
    ],
    [
      'an empty object in the 202',
      (): Played => ({ pathPattern: 'queryStatus', status: 202, body: {}, retryAfter: 1 }),
      ['GET …/operationResults/{id} 200'],
    ],
    [
      'null in the 202',
      (): Played => ({ pathPattern: 'queryStatus', status: 202, body: null, retryAfter: 1 }),
      ['GET …/operationResults/{id} 200'],
    ],
  ] as const) {
    it(`takes ${what}, and asks again only where that is not enough`, async () => {
      const answer = first();
      await play(
        { ...answer, ...(answer.status === 202 ? { headers: { Location: operation('operationResults') } } : {}) },
        { pathPattern: '/operationResults/', body: status() },
      );
      const from = azure.sandbox.requests.entries.length;
      const asked = await azure.services().captures.getStatus({ ...capture(), state: 'unknown' });
      assert.equal(asked.state, 'running');
      assert.equal(asked.startedAt === undefined, false);
      assert.deepEqual(azure.requestsSince(from).slice(1), more);
    });
  }

  it('keeps what is known when a status says nothing', async () => {
    await play({ pathPattern: 'queryStatus', body: { packetCaptureStatus: 'Unknown', packetCaptureError: [] } });
    assert.deepEqual(await azure.services().captures.getStatus(capture()), capture());
  });

  it('shows a reason to stop that is in no document', async () => {
    await play({
      pathPattern: 'queryStatus',
      body: status({ packetCaptureStatus: 'Stopped', stopReason: 'DiskFull' }),
    });
    const { state, stopReason } = await azure.services().captures.getStatus(capture());
    assert.deepEqual([state, stopReason], ['stopped', 'DiskFull']);
  });

  for (const result of [
    { status: 200, body: null },
    { status: 204, body: '' },
  ]) {
    it(`stops with a result of ${result.status}`, async () => {
      await play(
        { method: 'POST', pathPattern: '/stop$', status: 202, body: '', headers: both(), retryAfter: 1 },
        { pathPattern: '/operations/', body: { status: 'Succeeded', properties: {} } },
        { pathPattern: '/operationResults/', ...result },
      );
      const from = azure.sandbox.requests.entries.length;
      await azure.services().captures.stop(captureId());
      assert.deepEqual(azure.requestsSince(from), [
        'POST …/packetCaptures/pc1/stop 202',
        'GET …/operations/{id} 200',
        `GET …/operationResults/{id} ${result.status}`,
      ]);
    });
  }

  it('deletes when the operation has ended, or at once where nothing was left', async () => {
    await play(
      { method: 'DELETE', pathPattern: 'pc1$', status: 202, body: '', headers: both(), retryAfter: 1 },
      { pathPattern: '/operations/', body: { status: 'Succeeded', properties: {} } },
      { method: 'DELETE', pathPattern: 'pc1$', status: 204, body: '' },
    );
    const from = azure.sandbox.requests.entries.length;
    await azure.services().captures.delete(captureId());
    await azure.services().captures.delete(captureId());
    assert.deepEqual(azure.requestsSince(from), [
      'DELETE …/packetCaptures/pc1 202',
      'GET …/operations/{id} 200',
      'DELETE …/packetCaptures/pc1 204',
    ]);
  });

  it('finds no capture where the service says so, and only there', async () => {
    const message = `Resource ${captureId()} not found.`;
    await play({ pathPattern: 'pc1$', status: 404, body: { error: { code: 'NotFound', message, details: [] } } });
    assert.equal(await azure.services().captures.get(captureId()), undefined);
    await play({ pathPattern: 'pc1$', status: 404, body: '<html><h1>Not Found</h1></html>' });
    await assertUserError(azure.services().captures.get(captureId()), 'serviceFailed', /Not Found/);
  });

  /** Begins a capture whose operation does not end, and gives what is kept of it. */
  async function begun(): Promise<Secret> {
    await azure.control('/faults', { pathPattern: '/operations/', body: { status: 'InProgress' }, retryAfter: 1 });
    const abort = new AbortController();
    let kept: Secret | undefined;
    const call = azure.services().captures.create(wanted(), {
      abortSignal: abort.signal,
      onAccepted: (secret) => {
        kept = secret;
        abort.abort();
      },
    });
    await assert.rejects(call, isCancelled);
    await azure.control('/faults', {}, 'DELETE');
    assert.ok(kept !== undefined);
    assert.doesNotMatch(String(kept) + JSON.stringify(kept), /api-version|&s=/);
    return kept;
  }

  describe('taken up by a second client', () => {
    it('waits on for the operation without asking for the capture again', async () => {
      const kept = await begun();
      const from = azure.sandbox.requests.entries.length;
      const resumed = await azure.services().captures.resume(wanted(), kept);
      assert.deepEqual([resumed.name, resumed.state], ['pc1', 'running']);
      assert.deepEqual(azure.requestsSince(from), [
        'GET …/operations/{id} 200',
        'GET …/packetCaptures/pc1 200',
        'POST …/packetCaptures/pc1/queryStatus 202',
      ]);
    });

    it('looks at the capture itself where Azure has forgotten the operation', async () => {
      const kept = await begun();
      const gone = { code: 'OperationNotFound', message: 'The operation was not found.' };
      await azure.control('/faults', { pathPattern: '/operations/', status: 404, ...gone });
      const from = azure.sandbox.requests.entries.length;
      const resumed = await azure.services().captures.resume(wanted(), kept);
      assert.deepEqual([resumed.name, resumed.state], ['pc1', 'running']);
      assert.ok(azure.requestsSince(from).every((line) => !line.startsWith('PUT')));
      await azure.control('/captures/pc1', {}, 'DELETE');
      await assertUserError(azure.services().captures.resume(wanted(), kept), 'resourceNotFound', /"pc1"/);
    });

    it('looks at the capture itself where what was kept cannot be read, and shows nothing of it', async () => {
      await begun();
      const resumed = await azure.services().captures.resume(wanted(), new Secret('half of {"state":{"sig=hidden'));
      assert.deepEqual([resumed.name, resumed.state], ['pc1', 'running']);
      assert.ok(!azure.log.lines.some((line) => line.includes('hidden')));
    });

    it('says why the operation failed', async () => {
      const kept = await begun();
      const error = { code: 'CaptureFailed', message: 'The agent is gone.' };
      await azure.control('/faults', { pathPattern: '/operations/', body: { status: 'Failed', error } });
      await assertUserError(
        azure.services().captures.resume(wanted(), kept),
        'captureRejected',
        /"pc1".*The agent is gone\./,
      );
    });
  });
});
