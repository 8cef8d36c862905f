// A capture's run: started, followed to its file, taken up by another window, and what each way of cancelling leaves.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CaptureRecord, CaptureRecords } from '../../../../src/app/capture/captureRecords.ts';
import { CaptureRuns } from '../../../../src/app/capture/captureRuns.ts';
import type { RunEnd, RunOptions, RunStep } from '../../../../src/app/capture/captureRuns.ts';
import { CaptureStore } from '../../../../src/app/capture/captureStore.ts';
import type { CaptureFileStore } from '../../../../src/app/capture/ports.ts';
import {
  captureRejected,
  resourceNotFound,
  serviceFailed,
  serviceUnreachable,
} from '../../../../src/app/error/userErrors.ts';
import { cancelledError, isCancelled } from '../../../../src/base/abort.ts';
import type { Secret } from '../../../../src/base/secret.ts';
import type { PacketCapture } from '../../../../src/domain/capture/packetCapture.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { failing, makeCapture, makeNewCapture, watcherId } from '../../../support/captures.ts';
import { FakeEstate, makeSubscription, servicesOver } from '../../../support/estate.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';
import { pending } from '../../../support/pending.ts';

const wanted = makeNewCapture('night', { limits: { timeLimitInSeconds: 60 } });
const captureId = `${watcherId}/packetCaptures/night`;

class Records implements CaptureRecords {
  readonly kept = new Map<string, CaptureRecord>();
  readonly operations = new Map<string, Secret>();
  failure: Error | undefined;

  list(): readonly CaptureRecord[] {
    return [...this.kept.values()];
  }
  async write(record: CaptureRecord): Promise<void> {
    if (this.failure !== undefined) {
      throw this.failure;
    }
    this.kept.set(record.captureId, record);
  }
  async writeOperation(id: string, operation: Secret): Promise<void> {
    this.operations.set(id, operation);
  }
  async operationOf(id: string): Promise<Secret | undefined> {
    return this.operations.get(id);
  }
  async remove(id: string): Promise<void> {
    this.kept.delete(id);
    this.operations.delete(id);
  }
}

function setUp(records = new Records()) {
  const clock = new ManualClock();
  const log = new KeptLog();
  const estate = new FakeEstate();
  const present = new Set<string>();
  const files: CaptureFileStore = {
    exists: ({ storagePath }) => Promise.resolve(present.has(storagePath)),
    list: () => Promise.resolve([]),
    delete: () => Promise.reject(new Error('Nothing is deleted here')),
    download: () => Promise.reject(new Error('Nothing is downloaded here')),
  };
  const services = { ...servicesOver(estate).servicesOf(makeSubscription('Contoso')), files };
  const captures = new CaptureStore(clock, log);
  const runs = new CaptureRuns({ captures, records, clock, log });
  const steps: RunStep[] = [];
  const abort = new AbortController();
  const running: PacketCapture[] = [];
  const options: RunOptions = {
    abortSignal: abort.signal,
    onStep: (step) => steps.push(step),
    onRunning: (capture) => running.push(capture),
  };
  const client = estate.captures;
  client.instead.set('create', () =>
    makeCapture('night', { limits: wanted.limits, startedAt: clock.now(), state: 'running' }),
  );
  const end = (parts: Partial<PacketCapture> = {}): void =>
    client.put(makeCapture('night', { state: 'stopped', stopReason: 'TimeExceeded', ...parts }));
  const path = makeCapture('night').storagePath ?? '';
  const close = (): void => {
    runs.dispose();
    captures.dispose();
  };
  return {
    clock,
    log,
    client,
    services,
    captures,
    runs,
    records,
    steps,
    abort,
    running,
    options,
    end,
    present,
    path,
    close,
  };
}

/** Keeps the outcome so that a test may look at it later. */
function watch(run: Promise<RunEnd>) {
  const seen: { end?: RunEnd; error?: unknown } = {};
  run.then(
    (end) => (seen.end = end),
    (error: unknown) => (seen.error = error),
  );
  return seen;
}

function kindOf({ end }: ReturnType<typeof watch>): string {
  return end === undefined
    ? 'open'
    : end.kind === 'ended'
      ? `ended with ${end.files.map(({ url }) => url.split('/').at(-1)).join()}`
      : end.kind;
}

describe('CaptureRuns: to the end', () => {
  it('starts with one request, counts down, waits for the file, and forgets the record', async () => {
    const { runs, services, options, clock, end, present, path, client, records, steps, running } = setUp();
    const seen = watch(runs.run(services, wanted, { ...options, isNameFree: true }));
    await settled();
    assert.deepEqual(client.calls, ['create night']);
    assert.equal(running[0]?.state, 'running');
    assert.equal(runs.isFollowed(captureId.toUpperCase()), true);
    assert.equal(records.kept.get(captureId)?.phase, 'running');
    await clock.advance(20_000);
    assert.deepEqual(steps.at(-1), { kind: 'running', remainingInSeconds: 40, limitInSeconds: 60 });
    end();
    await clock.advance(15_000);
    assert.deepEqual(steps.at(-1), { kind: 'uploading' });
    assert.deepEqual(kindOf(seen), 'open');
    present.add(path);
    await clock.advance(2000);
    assert.deepEqual(kindOf(seen), 'ended with night.cap');
    assert.deepEqual([records.kept.size, records.operations.size, clock.pending], [0, 0, 0]);
    assert.equal(runs.isFollowed(captureId), false);
  });

  it('asks for the name when nobody has, and replaces what a person gave up', async () => {
    const { runs, services, options, client, steps, close } = setUp();
    client.put(makeCapture('night', { state: 'stopped' }));
    await assertUserError(runs.run(services, wanted, options), 'captureNameTaken');
    watch(runs.run(services, wanted, { ...options, replace: true }));
    await settled();
    assert.deepEqual(client.calls, ['get night', 'get night', 'delete night', 'create night']);
    assert.deepEqual(
      steps.map(({ kind }) => kind).filter((kind) => kind !== 'running'),
      ['checkingName', 'checkingName', 'replacing', 'starting'],
    );
    close();
  });

  it('ends with the reason when no file comes, and without one for a file on the machine', async () => {
    const { runs, services, options, clock, end } = setUp();
    const seen = watch(runs.run(services, wanted, options));
    await settled();
    end();
    await clock.advance(120_000);
    assert.equal(seen.end?.kind, 'ended');
    assert.match(String(seen.end?.kind === 'ended' && seen.end.problem), /night/);
    const local = setUp();
    const other = watch(local.runs.run(local.services, wanted, local.options));
    await settled();
    const { storagePath: _, ...onMachine } = makeCapture('night', {
      state: 'stopped',
      filePath: '/var/captures/a.cap',
    });
    local.client.put(onMachine);
    await local.clock.advance(65_000);
    assert.deepEqual(other.end, { kind: 'ended', capture: onMachine, files: [] });
  });

  it('tells a failure, and a deletion elsewhere', async () => {
    const first = setUp();
    const seen = watch(first.runs.run(first.services, wanted, first.options));
    await settled();
    first.end({ state: 'failed', problems: ['AgentStopped'] });
    await first.clock.advance(11_000);
    assert.equal(seen.end?.kind, 'failed');
    const second = setUp();
    const other = watch(second.runs.run(second.services, wanted, second.options));
    await settled();
    second.client.instead.set('getStatus', failing(resourceNotFound('night')));
    await second.clock.advance(11_000);
    assert.deepEqual(other.end, { kind: 'removed' });
    assert.equal(second.records.kept.size, 0);
  });

  it('notices in a listing that it was deleted elsewhere', async () => {
    const { runs, services, options, captures, client, clock } = setUp();
    const seen = watch(runs.run(services, wanted, options));
    await settled();
    client.now.clear();
    await captures.list(client, watcherId);
    await settled();
    assert.deepEqual([seen.end, clock.pending], [{ kind: 'removed' }, 0]);
  });

  it('gives up when the account no longer sees it, but not for a change of the sign-in', async () => {
    const { runs, services, options, captures, client, clock, records } = setUp();
    const seen = watch(runs.run(services, wanted, options));
    await settled();
    const [capture] = captures.clear();
    await clock.advance(30_000);
    captures.add(client, capture ?? makeCapture('night'));
    await clock.advance(40_000);
    assert.equal(seen.end, undefined);
    captures.clear();
    await clock.advance(601_000);
    assert.deepEqual(seen.end, { kind: 'lost' });
    // Another sign-in may see it.
    assert.equal(records.kept.size, 1);
  });

  it('rejects with the refusal of the service and leaves no record', async () => {
    const { runs, services, options, client, records } = setUp();
    client.instead.set('create', failing(captureRejected('night', 'no agent')));
    await assertUserError(runs.run(services, wanted, options), 'captureRejected', /no agent/);
    assert.deepEqual([records.kept.size, records.operations.size], [0, 0]);
  });

  it('goes on without a record when none can be written', async () => {
    const records = new Records();
    records.failure = new Error('disk full');
    const { runs, services, options, running, log, close } = setUp(records);
    watch(runs.run(services, wanted, options));
    await settled();
    assert.equal(running.length, 1);
    assert.match(log.lines.join('\n'), /disk full/);
    close();
  });
});

describe('CaptureRuns: between two states', () => {
  it('leaves the record of a running capture of the same name alone', async () => {
    const { runs, services, options, records, client, close } = setUp();
    watch(runs.run(services, wanted, options));
    await settled();
    client.put(makeCapture('night'));
    await assertUserError(runs.run(services, wanted, options), 'captureNameTaken');
    assert.equal(records.kept.get(captureId)?.phase, 'running');
    close();
  });

  it('waits on for a start that was accepted when the service cannot be reached', async () => {
    const { runs, services, options, client, clock, running, records, close } = setUp();
    client.instead.set('create', failing(serviceUnreachable('arm', 'ECONNRESET')));
    client.instead.set('resume', failing(serviceUnreachable('arm', 'ECONNRESET')));
    watch(runs.run(services, wanted, { ...options, isNameFree: true }));
    await settled();
    await clock.advance(6000);
    assert.deepEqual([running.length, records.kept.get(captureId)?.phase], [0, 'creating']);
    client.instead.delete('resume');
    await clock.advance(11_000);
    assert.deepEqual([running.length, records.kept.get(captureId)?.phase], [1, 'running']);
    close();
  });

  it('gives up a start that was not accepted at once', async () => {
    const { runs, services, options, client } = setUp();
    client.isAccepting = false;
    client.instead.set('create', failing(serviceUnreachable('arm', 'ECONNRESET')));
    await assertUserError(runs.run(services, wanted, { ...options, isNameFree: true }), 'serviceUnreachable');
  });

  it('says that the old one is gone when it is cancelled while it replaces', async () => {
    const { runs, services, options, client, abort } = setUp();
    client.put(makeCapture('night', { state: 'stopped' }));
    client.instead.set('delete', () => {
      client.now.clear();
      abort.abort();
      throw cancelledError();
    });
    assert.deepEqual(await runs.run(services, wanted, { ...options, replace: true }), {
      kind: 'undone',
      isOldGone: true,
    });
  });

  it('hears a deletion while it waits for the file', async () => {
    const { runs, services, options, client, clock, captures, end } = setUp();
    const seen = watch(runs.run(services, wanted, options));
    await settled();
    end();
    await clock.advance(31_000);
    client.now.clear();
    await captures.delete(captureId);
    await settled();
    assert.deepEqual([seen.end, clock.pending], [{ kind: 'removed' }, 0]);
  });
});

describe('CaptureRuns: cancelled', () => {
  it('deletes nothing that the service does not call new', async () => {
    const { runs, services, options, client, abort, clock } = setUp();
    client.isNew = false;
    client.instead.set('create', () => {
      abort.abort();
      throw cancelledError();
    });
    client.put(makeCapture('night'));
    const seen = watch(runs.run(services, wanted, { ...options, isNameFree: true }));
    await settled();
    await clock.advance(4000);
    assert.deepEqual(seen.end, { kind: 'unsure' });
    assert.ok(!client.calls.some((call) => call.startsWith('delete')));
  });

  it('leaves nothing before anything was asked for', async () => {
    const { runs, services, options, client, abort } = setUp();
    client.instead.set('get', () => {
      abort.abort();
      throw cancelledError();
    });
    assert.deepEqual(await runs.run(services, wanted, options), { kind: 'undone', isOldGone: false });
    assert.deepEqual(client.calls, ['get night']);
  });

  it('takes back what Azure has accepted, trying again while it is being made', async () => {
    const { runs, services, options, client, abort, clock, records } = setUp();
    const gate = pending();
    client.instead.set('create', async () => {
      await gate.promise;
      throw cancelledError();
    });
    let refusals = 2;
    client.instead.set('delete', () => {
      if (refusals-- > 0) {
        throw serviceFailed('AnotherOperationInProgress', 'wait');
      }
    });
    const seen = watch(runs.run(services, wanted, { ...options, isNameFree: true }));
    await settled();
    assert.equal(records.kept.get(captureId)?.phase, 'creating');
    abort.abort();
    gate.resolve();
    await settled();
    await clock.advance(10_000);
    assert.deepEqual(seen.end, { kind: 'undone', isOldGone: false });
    assert.deepEqual(client.calls, ['create night', 'delete night', 'delete night', 'delete night']);
    assert.equal(records.kept.size, 0);
  });

  it('says what Azure says when it cannot be taken back', async () => {
    const { runs, services, options, client, abort, clock } = setUp();
    client.instead.set('create', () => {
      abort.abort();
      throw cancelledError();
    });
    client.instead.set('delete', failing(serviceFailed('Locked', 'a lock')));
    const seen = watch(runs.run(services, wanted, { ...options, isNameFree: true }));
    await settled();
    await clock.advance(20_000);
    assert.match(String(seen.error), /a lock/);
  });

  it('deletes nothing that it is not sure to have made', async () => {
    const { runs, services, options, client, abort, clock } = setUp();
    client.isAccepting = false;
    client.instead.set('create', () => {
      abort.abort();
      throw cancelledError();
    });
    client.put(makeCapture('night'));
    const seen = watch(runs.run(services, wanted, { ...options, isNameFree: true }));
    await settled();
    await clock.advance(4000);
    assert.deepEqual(seen.end, { kind: 'unsure' });
    assert.deepEqual(client.calls, ['create night', 'get night']);
  });

  it('lets a running one go on', async () => {
    const { runs, services, options, client, abort, records, close } = setUp();
    const seen = watch(runs.run(services, wanted, options));
    await settled();
    abort.abort();
    await settled();
    assert.deepEqual(seen.end, { kind: 'released', captureId });
    assert.ok(!client.calls.some((call) => call.startsWith('stop') || call.startsWith('delete')));
    assert.equal(records.kept.size, 0);
    close();
  });
});

describe('CaptureRuns: another window', () => {
  it('keeps the record of a window that closes, and stops its timers', async () => {
    const { runs, services, options, records, captures, clock } = setUp();
    const seen = watch(runs.run(services, wanted, options));
    await settled();
    runs.dispose();
    captures.dispose();
    await settled();
    assert.ok(isCancelled(seen.error));
    assert.equal(records.kept.get(captureId)?.phase, 'running');
    assert.equal(clock.pending, 0);
  });

  it('waits on for a creation without asking for it again', async () => {
    const before = setUp();
    before.client.instead.set('create', () => pending<PacketCapture>().promise);
    watch(before.runs.run(before.services, wanted, before.options));
    await settled();
    before.close();
    const after = setUp(before.records);
    const [record] = after.runs.records();
    assert.ok(record);
    const seen = watch(after.runs.resume(after.services, record, after.options));
    await settled();
    assert.deepEqual(after.client.calls, ['resume night']);
    after.end();
    after.present.add(after.path);
    await after.clock.advance(70_000);
    assert.equal(seen.end?.kind, 'ended');
    assert.equal(after.records.kept.size, 0);
  });

  it('follows on what ran, also when it has ended meanwhile', async () => {
    const records = new Records();
    const record: CaptureRecord = { captureId, accountId: 'a', subscriptionId: 's', wanted, phase: 'running' };
    records.kept.set(captureId, record);
    const { runs, services, options, end, present, path, client } = setUp(records);
    end();
    present.add(path);
    const seen = watch(runs.resume(services, record, options));
    await settled();
    assert.equal(seen.end?.kind, 'ended');
    assert.deepEqual(client.calls, ['get night', 'getStatus night']);
    assert.equal(records.kept.size, 0);
  });

  it('tells that it is gone', async () => {
    const { runs, services, options } = setUp();
    const record: CaptureRecord = { captureId, accountId: 'a', subscriptionId: 's', wanted, phase: 'running' };
    assert.deepEqual(await runs.resume(services, record, options), { kind: 'removed' });
  });

  it('keeps the record when the service cannot be reached', async () => {
    const records = new Records();
    const record: CaptureRecord = { captureId, accountId: 'a', subscriptionId: 's', wanted, phase: 'running' };
    records.kept.set(captureId, record);
    const { runs, services, options, client } = setUp(records);
    client.instead.set('get', failing(serviceFailed('x', 'down')));
    await assertUserError(runs.resume(services, record, options), 'serviceFailed');
    assert.equal(records.kept.size, 1);
  });
});
