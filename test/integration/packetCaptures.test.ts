// The life of a packet capture through the real network client: the protocol call by call, and every way it can go wrong.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { CaptureStore } from '../../src/app/capture/captureStore.ts';
import { startCapture } from '../../src/app/capture/startCapture.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import { SandboxAzure } from './sandboxAzure.ts';
import { assertUserError } from '../support/assertUserError.ts';

describe('packet captures', () => {
  let azure: SandboxAzure;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
  });
  after(() => azure.stop());
  afterEach(() => azure.control('/reset'));

  const newCapture = (name: string, more: Partial<NewPacketCapture> = {}): NewPacketCapture => ({
    watcherId: azure.watcherId,
    name,
    targetId: azure.machine('vm-gateway-01'),
    scope: { include: [], exclude: [] },
    destination: { storageId: azure.storage('fabrikamcaptures') },
    filters: [],
    limits: { timeLimitInSeconds: 60 },
    ...more,
  });
  const start = (name: string, more?: Partial<NewPacketCapture>): ReturnType<typeof startCapture> =>
    startCapture(azure.services().captures, newCapture(name, more));

  it('starts with the calls of the recorded protocol, and comes back running', async () => {
    const from = azure.sandbox.requests.entries.length;
    const capture = await start('night');
    assert.equal(capture.state, 'running');
    assert.equal(capture.name, 'night');
    assert.equal(capture.limits.timeLimitInSeconds, 60);
    assert.ok(Math.abs((capture.startedAt ?? 0) - Date.now()) < 10_000);
    assert.match(
      capture.storagePath ?? '',
      /network-watcher-logs\/subscriptions\/.*packetcapture_\d\d_\d\d_\d\d_\d{3}\.cap$/,
    );
    assert.deepEqual(azure.requestsSince(from), [
      'GET …/packetCaptures/night 404',
      'PUT …/packetCaptures/night 201',
      'GET …/operations/{id} 200',
      'GET …/packetCaptures/night 200',
      'POST …/packetCaptures/night/queryStatus 202',
    ]);
  });

  it('asks for a status with one request only', async () => {
    const { captures } = azure.services();
    const capture = await startCapture(captures, newCapture('one'));
    const from = azure.sandbox.requests.entries.length;
    assert.equal((await captures.getStatus(capture)).state, 'running');
    assert.deepEqual(azure.requestsSince(from), ['POST …/packetCaptures/one/queryStatus 202']);
  });

  it('stops with 202, the operation and its result, and keeps the reason', async () => {
    const { captures } = azure.services();
    const capture = await startCapture(captures, newCapture('stopme'));
    const from = azure.sandbox.requests.entries.length;
    await captures.stop(capture.id);
    assert.deepEqual(azure.requestsSince(from), [
      'POST …/packetCaptures/stopme/stop 202',
      'GET …/operations/{id} 200',
      'GET …/operationResults/{id} 200',
    ]);
    const stopped = await captures.getStatus(capture);
    assert.equal(stopped.state, 'stopped');
    assert.notEqual(stopped.stopReason, undefined);
  });

  it('deletes with 202 and the operation', async () => {
    const { captures } = azure.services();
    const capture = await startCapture(captures, newCapture('deleteme'));
    const from = azure.sandbox.requests.entries.length;
    await captures.delete(capture.id);
    assert.deepEqual(azure.requestsSince(from), ['DELETE …/packetCaptures/deleteme 202', 'GET …/operations/{id} 200']);
    assert.equal(await captures.get(capture.id), undefined);
  });

  it('tells of the end by itself, with the reason, and once', async () => {
    const { captures } = azure.services();
    const store = new CaptureStore(systemClock, azure.log);
    const ends: string[] = [];
    const ended = new Promise<void>((resolve) => {
      store.onDidChangeCapture(({ capture, ended: isEnd }) => {
        if (isEnd) {
          ends.push(`${capture.name} ${capture.state} ${capture.stopReason ?? ''}`);
          resolve();
        }
      });
    });
    store.add(captures, await startCapture(captures, newCapture('short', { limits: { timeLimitInSeconds: 1 } })));
    await ended;
    const listed = await store.list(captures, azure.watcherId);
    assert.deepEqual(
      listed.map((capture) => [capture.name, capture.state]),
      [['short', 'stopped']],
    );
    assert.deepEqual(ends, ['short stopped TimeExceeded']);
    store.dispose();
  });

  it('lists over pages, and remembers what has ended', async () => {
    const { captures } = azure.services();
    for (const name of ['a', 'b', 'c']) {
      await startCapture(captures, newCapture(name));
    }
    const store = new CaptureStore(systemClock, azure.log);
    assert.deepEqual((await store.list(captures, azure.watcherId)).map((capture) => capture.name).toSorted(), [
      'a',
      'b',
      'c',
    ]);
    await store.stop(`${azure.watcherId}/packetCaptures/b`);
    const from = azure.sandbox.requests.entries.length;
    await store.list(captures, azure.watcherId);
    assert.ok(
      !azure.requestsSince(from).some((line) => line.includes('/b/queryStatus')),
      'an ended capture was asked for again',
    );
    store.dispose();
  });

  it('refuses a name that is taken, before Azure does', async () => {
    await start('twice');
    const from = azure.sandbox.requests.entries.length;
    await assertUserError(start('twice'), 'captureNameTaken', /"twice" exists already/);
    assert.deepEqual(azure.requestsSince(from), ['GET …/packetCaptures/twice 200']);
  });

  for (const [what, more, text] of [
    [
      'a machine without the agent',
      (): Partial<NewPacketCapture> => ({ targetId: azure.machine('vm-legacy-erp') }),
      /could not be started: .+/,
    ],
    [
      'a machine that is not running',
      (): Partial<NewPacketCapture> => ({ targetId: azure.machine('vm-batch-01') }),
      /could not be started: .+/,
    ],
    [
      'a premium account',
      (): Partial<NewPacketCapture> => ({ destination: { storageId: azure.storage('fabrikampremium') } }),
      /could not be started: .+/,
    ],
    [
      'an account without keys',
      (): Partial<NewPacketCapture> => ({ destination: { storageId: azure.storage('fabrikamkeyless') } }),
      /could not be started: .+/,
    ],
  ] as const) {
    it(`gives Azure's own words for ${what}`, async () => {
      await assertUserError(start('refused', more()), 'captureRejected', text);
    });
  }

  it('gives the words of an operation that failed later', async () => {
    await azure.control('/captures/fail-next', { code: 'InternalServerError', message: 'The agent did not answer.' });
    await assertUserError(start('late'), 'captureRejected', /The agent did not answer/);
  });

  it('counts a capture as started when only its status is refused', async () => {
    await azure.control('/faults', { pathPattern: 'queryStatus', status: 403, code: 'AuthorizationFailed' });
    const capture = await start('ghost');
    assert.equal(capture.state, 'running');
    assert.match(capture.storagePath ?? '', /\.cap$/);
  });

  it('names the action that a reader is not allowed', async () => {
    const { captures } = azure.services({ account: 'ren' });
    await assertUserError(
      startCapture(captures, newCapture('reader')),
      'forbidden',
      /Microsoft\.Network\/networkWatchers\/packetCaptures\/write/i,
    );
  });

  it('shows captures to a reader, who may not ask for their status', async () => {
    await start('seen');
    const store = new CaptureStore(systemClock, azure.log);
    const listed = await store.list(azure.services({ account: 'ren' }).captures, azure.watcherId);
    assert.deepEqual(
      listed.map((capture) => [capture.name, capture.state]),
      [['seen', 'unknown']],
    );
    store.dispose();
  });

  it('says that a capture is gone which was deleted elsewhere', async () => {
    const { captures } = azure.services();
    const capture = await startCapture(captures, newCapture('gone'));
    await captures.delete(capture.id);
    await assertUserError(captures.stop(capture.id), 'resourceNotFound', /"gone" no longer exists/);
  });

  it('stops waiting when cancelled, and leaves the capture to Azure', async () => {
    const abort = new AbortController();
    await azure.control('/faults', { pathPattern: 'operations/', latencyInMs: 5000 });
    const call = startCapture(azure.services().captures, newCapture('left'), { abortSignal: abort.signal });
    setTimeout(() => abort.abort(), 400);
    await assert.rejects(call, { name: 'AbortError' });
    await azure.control('/faults', { pathPattern: 'none' });
    assert.notEqual(await azure.services().captures.get(`${azure.watcherId}/packetCaptures/left`), undefined);
  });

  it('polls signed operation addresses as they are, and logs none of them', async () => {
    await start('signed');
    assert.deepEqual(
      azure.log.lines.filter((line) => line.includes('&s=') || line.includes('&c=')),
      [],
    );
  });
});
