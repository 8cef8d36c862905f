// The store of captures: when it asks for a status, what it tells of it, and how it stands refusals, races and the end.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureStore } from '../../../../src/app/capture/captureStore.ts';
import {
  forbidden,
  resourceNotFound,
  serviceFailed,
  serviceUnreachable,
  throttled,
} from '../../../../src/app/error/userErrors.ts';
import { cancelledError } from '../../../../src/base/abort.ts';
import type { PacketCapture } from '../../../../src/domain/capture/packetCapture.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { failing, FakeCaptures, machineId, makeCapture, watcherId } from '../../../support/captures.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';
import { pending } from '../../../support/pending.ts';

function setUp() {
  const clock = new ManualClock();
  const log = new KeptLog();
  const client = new FakeCaptures();
  const store = new CaptureStore(clock, log);
  const events: string[] = [];
  store.onDidChangeCapture(({ capture, ended }) =>
    events.push(`${capture.name} ${capture.state}${ended ? ' ended' : ''}`),
  );
  store.onDidRemoveCapture((capture) => events.push(`${capture.name} removed`));
  const list = async (): Promise<string[]> =>
    (await store.list(client, watcherId)).map((capture) => `${capture.name} ${capture.state}`);
  const idOf = (name: string): string => makeCapture(name).id;
  const questions = (name = ''): number => client.calls.filter((call) => call.startsWith(`getStatus ${name}`)).length;
  return { clock, log, client, store, events, list, idOf, questions };
}

const startedAt = new ManualClock().now();
const oneMinute = { startedAt, limits: { timeLimitInSeconds: 60 } };

describe('CaptureStore: listing', () => {
  it('asks for the status of each, once for those that have stopped', async () => {
    const { client, list, questions } = setUp();
    client.put(makeCapture('a', { state: 'stopped' }), makeCapture('b'), makeCapture('c', { state: 'failed' }));
    assert.deepEqual(await list(), ['a stopped', 'b running', 'c failed']);
    assert.deepEqual(await list(), ['a stopped', 'b running', 'c failed']);
    assert.deepEqual([questions('a'), questions('b'), questions('c')], [1, 2, 2]);
  });

  it('finds captures whatever the case of the id', async () => {
    const { client, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    assert.equal(store.find(idOf('a').toUpperCase())?.name, 'a');
    assert.equal(store.find(idOf('b')), undefined);
  });

  it('forgets what is no longer listed, of this watcher only', async () => {
    const { clock, client, store, list, idOf } = setUp();
    const other = `${watcherId}2`;
    client.put(makeCapture('a'), makeCapture('o', { id: `${other}/packetCaptures/o`, watcherId: other }));
    await list();
    await store.list(client, other);
    client.now.delete('a');
    await list();
    assert.equal(store.find(idOf('a')), undefined);
    assert.equal(store.find(`${other}/packetCaptures/o`)?.name, 'o');
    assert.equal(clock.pending, 1);
  });

  it('fails when the list fails, and keeps what it knew', async () => {
    const { client, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    client.instead.set('list', failing(serviceUnreachable('arm', 'ECONNRESET')));
    await assertUserError(list(), 'serviceUnreachable');
    assert.equal(store.find(idOf('a'))?.state, 'running');
  });

  it('asks again for what has stopped when it was made anew under its name', async () => {
    const { client, store, list, idOf, questions } = setUp();
    client.put(makeCapture('alert', { state: 'stopped', stopReason: 'TimeExceeded' }));
    await list();
    const storagePath = 'https://captures1.blob.core.windows.net/network-watcher-logs/alert-2.cap';
    for (const parts of [{ storagePath }, { targetId: `${machineId}2` }, { limits: { timeLimitInSeconds: 9 } }]) {
      const before = questions();
      client.put(makeCapture('alert', parts));
      assert.deepEqual(await list(), ['alert running']);
      assert.equal(questions(), before + 1);
      client.put(makeCapture('alert', { ...parts, state: 'stopped' }));
      await list();
    }
    client.put(makeCapture('alert', { storagePath }));
    await list();
    assert.equal(store.find(idOf('alert'))?.storagePath, storagePath);
  });

  it('fails by a bug, and passes a cancellation on', async () => {
    const { client, list } = setUp();
    client.put(makeCapture('a'));
    client.instead.set('getStatus', failing(cancelledError()));
    await assert.rejects(list(), { name: 'AbortError' });
    client.instead.set('getStatus', failing(new TypeError('a bug')));
    await assert.rejects(list(), /a bug/);
  });

  it('leaves out what was deleted while it asked', async () => {
    const { client, list } = setUp();
    client.put(makeCapture('a'), makeCapture('b'));
    client.instead.set('getStatus a', failing(resourceNotFound('a')));
    assert.deepEqual(await list(), ['b running']);
  });

  it('keeps a capture whose status alone cannot be had', async () => {
    const { client, log, list } = setUp();
    client.put(makeCapture('a'), makeCapture('b'));
    client.instead.set('getStatus a', failing(serviceFailed('InternalServerError', 'oops')));
    assert.deepEqual(await list(), ['a unknown', 'b running']);
    assert.match(log.lines.join('\n'), /^warn Status of capture a not available: .*oops$/);
  });

  it('does not forget a capture that was started meanwhile, nor bring back one that was deleted', async () => {
    const { client, store, list, idOf, clock } = setUp();
    client.put(makeCapture('old'));
    await list();
    const gate = pending();
    client.instead.set('getStatus old', async () => {
      await gate.promise;
    });
    const listing = list();
    await settled();
    store.add(client, makeCapture('new'));
    await store.delete(idOf('old'));
    gate.resolve();
    assert.deepEqual(await listing, []);
    assert.deepEqual([store.find(idOf('new'))?.name, store.find(idOf('old')), clock.pending], ['new', undefined, 1]);
  });
});

describe('CaptureStore: a reader who may not ask for the status', () => {
  const refusal = failing(forbidden('Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action'));

  it('lists all the same, logs once a list and asks no further', async () => {
    const { client, clock, log, list, questions } = setUp();
    client.put(...Array.from({ length: 20 }, (_, n) => makeCapture(`c${n}`)));
    client.instead.set('getStatus', refusal);
    assert.deepEqual(new Set((await list()).map((row) => row.split(' ')[1])), new Set(['unknown']));
    assert.equal(log.lines.length, 1);
    assert.ok(questions() <= 6, `${questions()} questions`);
    assert.equal(clock.pending, 0);
    await list();
    assert.equal(log.lines.length, 2);
  });

  it('does not poll a capture that the list itself calls active', async () => {
    const { client, clock, store } = setUp();
    client.instead.set('getStatus', refusal);
    const creating = makeCapture('a', { state: 'creating' });
    client.list = () => Promise.resolve([creating]);
    assert.deepEqual(await store.list(client, watcherId), [creating]);
    assert.equal(clock.pending, 0);
  });

  it('ends polling when the right is taken away, and begins again when it is back', async () => {
    const { client, clock, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    client.instead.set('getStatus', refusal);
    await clock.advance(10_000);
    assert.deepEqual([clock.pending, store.find(idOf('a'))?.state], [0, 'running']);
    client.instead.clear();
    await list();
    assert.equal(clock.pending, 1);
  });

  it('believes the stop itself, and a stop that failed changes nothing', async () => {
    const { client, store, list, idOf } = setUp();
    client.put(makeCapture('a'), makeCapture('b'));
    await list();
    client.instead.set('getStatus', refusal);
    client.instead.set('stop b', failing(forbidden('stop')));
    await store.stop(idOf('a'));
    await assertUserError(store.stop(idOf('b')), 'forbidden');
    assert.deepEqual([store.find(idOf('a'))?.state, store.find(idOf('b'))?.state], ['stopped', 'running']);
  });
});

describe('CaptureStore: a service that cannot answer now', () => {
  for (const refusal of [throttled(30), serviceUnreachable('arm', 'ECONNRESET')]) {
    it(`lists all the same when it is ${refusal.code}, keeps the answers that came and asks no further`, async () => {
      const { client, log, store, list, idOf, questions } = setUp();
      client.put(...Array.from({ length: 30 }, (_, n) => makeCapture(`c${n}`)));
      client.instead.set('getStatus c8', failing(refusal));
      const rows = await list();
      assert.deepEqual([rows.length, rows[0], rows[8]], [30, 'c0 running', 'c8 unknown']);
      assert.ok(questions() < 20, `${questions()} questions`);
      assert.equal(store.find(idOf('c0'))?.state, 'running');
      assert.equal(log.lines.length, 1);
    });

    it(`asks later for what it owes when it is ${refusal.code}, one after another, until it has answered`, async () => {
      const { client, clock, events, list, questions } = setUp();
      client.put(...['a', 'b', 'c'].map((name) => makeCapture(name, { state: 'stopped' })));
      client.instead.set('getStatus', failing(refusal));
      await list();
      const before = questions();
      await clock.advance(9999);
      assert.deepEqual([questions(), clock.pending], [before, 3]);
      await clock.advance(1);
      assert.equal(questions(), before + 1);
      client.instead.clear();
      await clock.advance(60_000);
      assert.deepEqual(events.toSorted(), ['a stopped', 'b stopped', 'c stopped']);
      assert.equal(clock.pending, 0);
    });
  }

  it('keeps the state it knows, but not that of an earlier capture of the name', async () => {
    const { client, list } = setUp();
    client.put(makeCapture('a'), makeCapture('b', { state: 'stopped' }));
    await list();
    client.put(makeCapture('b', { storagePath: 'https://captures1.blob.core.windows.net/x/b-2.cap' }));
    client.instead.set('getStatus', failing(throttled(undefined)));
    assert.deepEqual(await list(), ['a running', 'b unknown']);
  });
});

describe('CaptureStore: another sign-in', () => {
  it('acts by the account that listed last', async () => {
    const { client, clock, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    const other = new FakeCaptures();
    other.put(makeCapture('a'));
    await store.list(other, watcherId);
    const before = client.calls.length;
    await clock.advance(10_000);
    await store.stop(idOf('a'));
    await store.delete(idOf('a'));
    assert.equal(client.calls.length, before);
    assert.deepEqual(other.calls.slice(-4), ['stop a', 'getStatus a', 'get a', 'delete a']);
  });

  it('forgets all, leaves no timer and takes nothing from a listing of before', async () => {
    const { client, clock, store, events, list, idOf } = setUp();
    client.put(makeCapture('a'), makeCapture('b'));
    await list();
    const gate = pending();
    client.instead.set('getStatus b', async () => {
      await gate.promise;
    });
    const listing = list();
    await settled();
    store.clear();
    gate.resolve();
    assert.deepEqual(await listing, ['a running', 'b running']);
    assert.deepEqual(
      [store.find(idOf('a')), store.find(idOf('b')), clock.pending, events],
      [undefined, undefined, 0, []],
    );
  });

  it('gives back the captures that were started here and still run', async () => {
    const { client, store, list } = setUp();
    client.put(makeCapture('listed'));
    await list();
    store.add(client, makeCapture('mine'));
    store.add(client, makeCapture('over', { state: 'stopped' }));
    assert.deepEqual(
      store.clear().map(({ name }) => name),
      ['mine'],
    );
    assert.deepEqual(store.clear(), []);
  });
});

describe('CaptureStore: the end of what was started here', () => {
  function setUpEnds() {
    const parts = setUp();
    const ends: string[] = [];
    parts.store.onDidChangeCapture(({ capture, ended, isStartedHere }) => {
      if (ended) {
        ends.push(`${capture.name} ${capture.state}${isStartedHere ? '' : ' of others'}`);
      }
    });
    return { ...parts, ends };
  }

  it('is told once, and for captures of others as theirs', async () => {
    const { client, clock, store, ends, list } = setUpEnds();
    client.put(makeCapture('theirs'));
    await list();
    store.add(client, makeCapture('mine'));
    client.put(makeCapture('mine', { state: 'stopped' }), makeCapture('theirs', { state: 'stopped' }));
    await clock.advance(60_000);
    await list();
    assert.deepEqual(ends.toSorted(), ['mine stopped', 'theirs stopped of others']);
  });

  it('is told also when it had come before the start was answered', () => {
    const { client, clock, store, ends } = setUpEnds();
    store.add(client, makeCapture('mine', { state: 'failed' }));
    assert.deepEqual([ends, clock.pending], [['mine failed'], 0]);
  });

  it('is told also when the state was unknown at first', async () => {
    const { client, clock, store, ends } = setUpEnds();
    store.add(client, makeCapture('mine', { state: 'unknown' }));
    client.put(makeCapture('mine', { state: 'stopped' }));
    await clock.advance(60_000);
    assert.deepEqual([ends, clock.pending], [['mine stopped'], 0]);
  });

  it('is not told of a later capture of the same name', async () => {
    const { client, clock, store, ends, list } = setUpEnds();
    store.add(client, makeCapture('mine'));
    client.put(makeCapture('mine', { state: 'stopped' }));
    await clock.advance(10_000);
    client.put(makeCapture('mine', { storagePath: 'https://captures1.blob.core.windows.net/x/2.cap' }));
    await list();
    client.put(
      makeCapture('mine', { storagePath: 'https://captures1.blob.core.windows.net/x/2.cap', state: 'stopped' }),
    );
    await clock.advance(10_000);
    assert.deepEqual(ends, ['mine stopped', 'mine stopped of others']);
  });
});

describe('CaptureStore: watching', () => {
  it('asks just after the expected end and tells the end once', async () => {
    const { client, clock, events, list, questions } = setUp();
    client.put(makeCapture('a', oneMinute));
    await list();
    assert.equal(clock.nextInMs, 10_000);
    await clock.advance(59_999);
    const before = questions();
    client.put(makeCapture('a', { ...oneMinute, state: 'stopped', stopReason: 'TimeExceeded' }));
    assert.deepEqual(events, []);
    await clock.advance(600);
    assert.equal(questions(), before + 1);
    assert.deepEqual(events, ['a stopped ended']);
    assert.equal(clock.pending, 0);
    await list();
    assert.deepEqual(events, ['a stopped ended']);
  });

  it('follows a capture from its start to its end', async () => {
    const { client, clock, events, store } = setUp();
    const states = ['creating', 'creating', 'running', 'stopping', 'stopped'] as const;
    let step = 0;
    client.instead.set('getStatus', () => makeCapture('a', { state: states[Math.min(++step, 4)] ?? 'stopped' }));
    store.add(client, makeCapture('a', { state: 'creating' }));
    await clock.advance(60_000);
    assert.deepEqual(events, ['a creating', 'a running', 'a stopping', 'a stopped ended']);
    assert.equal(clock.pending, 0);
  });

  it('asks less and less often while answers fail, and as before when they come again', async () => {
    const { client, clock, log, list } = setUp();
    client.put(makeCapture('a'));
    await list();
    client.instead.set('getStatus', failing(serviceUnreachable('arm', 'ECONNRESET')));
    const waits: (number | undefined)[] = [];
    for (let n = 0; n < 7; n++) {
      waits.push(clock.nextInMs);
      await clock.advance(clock.nextInMs ?? 0);
    }
    assert.deepEqual(waits, [10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 320_000]);
    assert.equal(log.lines.length, 7);
    client.instead.clear();
    await clock.advance(320_000);
    assert.equal(clock.nextInMs, 10_000);
  });

  it('removes what was deleted elsewhere', async () => {
    const { client, clock, events, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    client.now.delete('a');
    await clock.advance(10_000);
    assert.deepEqual(events, ['a removed']);
    assert.deepEqual([store.find(idOf('a')), clock.pending], [undefined, 0]);
  });

  it('ignores an answer that is older than what it knows', async () => {
    const { client, clock, events, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    const slow = pending<PacketCapture>();
    client.instead.set('getStatus', () => slow.promise);
    await clock.advance(10_000);
    client.instead.clear();
    await store.stop(idOf('a'));
    slow.resolve(makeCapture('a', { state: 'running' }));
    await settled();
    assert.deepEqual(events, ['a stopping', 'a stopped ended']);
    assert.equal(clock.pending, 0);
  });
});

describe('CaptureStore: stopping and deleting', () => {
  it('shows the stop at once and the end when the service has it', async () => {
    const { client, clock, events, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    await store.stop(idOf('a'));
    assert.deepEqual(events, ['a stopping', 'a stopped ended']);
    assert.equal(store.find(idOf('a'))?.stopReason, 'UserStopped');
    assert.equal(clock.pending, 0);
  });

  it('shows the true state again when the stop fails', async () => {
    const { client, clock, events, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    client.instead.set('stop', failing(forbidden('stop')));
    await assertUserError(store.stop(idOf('a')), 'forbidden');
    assert.deepEqual(events, ['a stopping', 'a running']);
    assert.equal(clock.pending, 1);
  });

  it('deletes at the service first', async () => {
    const { client, clock, events, store, list, idOf } = setUp();
    client.put(makeCapture('a'));
    await list();
    client.instead.set('delete', failing(forbidden('delete')));
    await assertUserError(store.delete(idOf('a')), 'forbidden');
    assert.deepEqual([events, clock.pending], [[], 1]);
    client.instead.clear();
    await store.delete(idOf('a'));
    assert.deepEqual([events, clock.pending, store.find(idOf('a'))], [['a removed'], 0, undefined]);
  });

  it('deletes nothing when another capture has the name, and shows that one', async () => {
    const { client, store, list, idOf, events } = setUp();
    client.put(makeCapture('a', { state: 'stopped' }));
    await list();
    client.put(makeCapture('a', { storagePath: 'https://captures1.blob.core.windows.net/x/another.cap' }));
    await assertUserError(store.delete(idOf('a')), 'captureChanged', /made anew/);
    assert.equal(client.calls.filter((call) => call.startsWith('delete')).length, 0);
    assert.equal(store.find(idOf('a'))?.state, 'running');
    assert.deepEqual(events, ['a running', 'a running'].slice(0, events.length));
  });

  it('lets go of one that was deleted elsewhere', async () => {
    const { client, store, list, idOf, events, clock } = setUp();
    client.put(makeCapture('a'));
    await list();
    client.now.clear();
    await store.delete(idOf('a'));
    assert.deepEqual([events, store.find(idOf('a')), clock.pending], [['a removed'], undefined, 0]);
  });

  it('says that a capture which vanished is gone', async () => {
    const { store, idOf } = setUp();
    await assertUserError(store.stop(idOf('a')), 'resourceNotFound', /"a" no longer exists/);
    await assertUserError(store.delete(idOf('a')), 'resourceNotFound');
  });
});

describe('CaptureStore: what is in sight', () => {
  it('asks at most every ten seconds for each running capture that is seen, and for no other', async () => {
    const { client, clock, store, list, questions } = setUp();
    client.put(makeCapture('a'), makeCapture('b'), makeCapture('c', { state: 'stopped' }));
    await list();
    client.calls.length = 0;
    store.setShown(({ name }) => name === 'a');
    await clock.advance(60_000);
    assert.deepEqual([questions('a'), questions('b'), questions('c')], [6, 0, 0]);
    store.setShown(() => false);
    await clock.advance(600_000);
    assert.deepEqual([questions(), clock.pending], [6, 0]);
  });

  it('asks at once for what comes into sight with an old status', async () => {
    const { client, clock, store, list, questions } = setUp();
    client.put(makeCapture('a'));
    await list();
    store.setShown(() => false);
    await clock.advance(5000);
    client.calls.length = 0;
    store.setShown(() => true);
    await clock.advance(4900);
    assert.equal(questions('a'), 0);
    await clock.advance(200);
    assert.equal(questions('a'), 1);
    store.setShown(() => false);
    await clock.advance(60_000);
    store.setShown(() => true);
    await clock.advance(0);
    assert.equal(questions('a'), 2);
    // Being told the same again changes nothing.
    store.setShown(() => true);
    await clock.advance(9000);
    assert.equal(questions('a'), 2);
  });

  it('watches what was started here also out of sight', async () => {
    const { client, clock, store, events, questions } = setUp();
    const night = makeCapture('night');
    client.put(night);
    store.setShown(() => false);
    store.add(client, night);
    client.put(makeCapture('night', { state: 'stopped' }));
    await clock.advance(11_000);
    assert.equal(questions('night'), 1);
    assert.deepEqual(events, ['night running', 'night stopped ended']);
  });

  it('asks for the first two dozen of a long list before it is shown, for the others one after another', async () => {
    const { client, clock, list, questions } = setUp();
    client.put(...Array.from({ length: 60 }, (_, index) => makeCapture(`c${index}`, { state: 'stopped' })));
    const listed = await list();
    assert.deepEqual([questions(), listed[23], listed[24]], [24, 'c23 stopped', 'c24 unknown']);
    await clock.advance(120_000);
    assert.equal(questions(), 60);
    await clock.advance(120_000);
    assert.deepEqual([questions(), clock.pending], [60, 0]);
  });

  it('waits as long as the service asks', async () => {
    const { client, clock, list, questions } = setUp();
    client.put(makeCapture('a'));
    await list();
    client.instead.set('getStatus', failing(throttled(90)));
    await clock.advance(10_000);
    const before = questions('a');
    await clock.advance(89_000);
    assert.equal(questions('a'), before);
    client.instead.clear();
    await clock.advance(2000);
    assert.equal(questions('a'), before + 1);
  });
});

describe('CaptureStore: the end', () => {
  it('leaves no timer, cancels questions and stays silent', async () => {
    const { client, clock, log, events, store, list } = setUp();
    client.put(makeCapture('a'), makeCapture('b', { state: 'creating' }));
    await list();
    const late = pending<PacketCapture>();
    client.instead.set('getStatus', () => late.promise);
    await clock.advance(10_000);
    store.dispose();
    store.dispose();
    late.resolve(makeCapture('a', { state: 'stopped' }));
    await settled();
    store.add(client, makeCapture('c'));
    await store.list(client, watcherId);
    assert.deepEqual([clock.pending, events, log.lines], [0, [], []]);
  });
});
