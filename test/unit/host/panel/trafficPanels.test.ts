// Panels over sessions whose tail the test lets speak: what is remembered when, and races between restoring, opening, closing.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { connectionStringForgotten, hubNotFound, hubUnreachable } from '../../../../src/app/error/userErrors.ts';
import type { TailSource } from '../../../../src/app/traffic/ports.ts';
import type { TrafficFile } from '../../../../src/app/traffic/trafficFile.ts';
import { cancelledError } from '../../../../src/base/abort.ts';
import { SessionRecords, sessionKeyOf } from '../../../../src/host/panel/sessionRecords.ts';
import type { SessionOrigin, SessionRecord } from '../../../../src/host/panel/sessionRecords.ts';
import { FakeMemento, FakePanel, shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';
import { pending } from '../../../support/pending.ts';
import { FakeTail, requestEvent, tailSource } from '../../../support/traffic.ts';

const standIn = standInForVscode();
const { TrafficPanels } = await import('../../../../src/host/panel/trafficPanels.ts');
after(() => standIn.dispose());

const key = sessionKeyOf(tailSource);
const state = { restoreKey: key };
const origin: SessionOrigin = { kind: 'connectionString' };
const noted = { isPinned: false, note: 'n' };
const { host, hub, consumerGroup } = tailSource;
const record: SessionRecord = {
  host,
  hub,
  consumerGroup,
  origin,
  positions: { '0': 40, '1': 6 },
  annotations: [{ key: 'id a', annotation: noted }],
};
const restoredSource: TailSource = { ...tailSource, start: { kind: 'after', positions: record.positions } };

async function setUp(remembered?: SessionRecord) {
  shown.panels.splice(0);
  shown.messages.splice(0);
  const clock = new ManualClock();
  const tail = new FakeTail();
  const memento = new FakeMemento();
  const records = new SessionRecords(memento);
  if (remembered !== undefined) {
    const { annotations, ...place } = remembered;
    await records.writePlace(key, place);
    await records.writeAnnotations(key, annotations);
    memento.updates.splice(0);
  }
  const reported: unknown[] = [];
  const asked = pending<TailSource>();
  const panels = new TrafficPanels({
    extensionUri: 'here' as unknown as vscode.Uri,
    tail,
    clock,
    report: (error) => reported.push(error),
    texts: {},
    savedFilters: { all: [] } as never,
    records,
    redact: () => (exchange) => exchange,
    act: () => Promise.resolve(),
    sourceOf: () => asked.promise,
  });
  const panel = new FakePanel();
  const real = panel as unknown as vscode.WebviewPanel;
  const restore = (): Promise<void> => panels.restore(real, state);
  return { clock, tail, memento, records, reported, asked, panels, panel, real, restore };
}

describe('TrafficPanels: what is remembered', () => {
  it('stays as it was while a restore does not attach', async () => {
    const { clock, tail, records, asked, restore, memento, reported } = await setUp(record);
    tail.beforeStart = () => {
      throw hubUnreachable('h', new Error('x'));
    };
    asked.resolve(restoredSource);
    await restore();
    await clock.advance(10_000);
    assert.deepEqual([records.read(key), memento.updates, reported.length], [record, [], 1]);
  });

  it('has the awaited annotations and the places without news while a restore catches up', async () => {
    const { clock, tail, records, asked, restore } = await setUp(record);
    asked.resolve(restoredSource);
    await restore();
    tail.listener.onEvents([requestEvent('b', { sequenceNumber: 41 })]);
    await clock.advance(2000);
    assert.deepEqual(records.read(key), record);
    tail.listener.onEvents([requestEvent('a', { partitionId: '1', sequenceNumber: 7 })]);
    await clock.advance(2000);
    assert.deepEqual(records.read(key)?.annotations, record.annotations);
  });

  it('is a place of every partition, though none gave anything', async () => {
    const { clock, tail, records, panels } = await setUp();
    tail.partitionIds = ['0', '1'];
    tail.places = { '0': 99, '1': -1 };
    await panels.open(tailSource, origin);
    await clock.advance(2000);
    assert.deepEqual(records.read(key)?.positions, { '0': 99, '1': -1 });
  });

  it('is written without its annotations while only the place moves', async () => {
    const { clock, tail, memento, panels } = await setUp();
    await panels.open(tailSource, origin);
    await clock.advance(2000);
    memento.updates.splice(0);
    tail.listener.onEvents([requestEvent('a')]);
    await clock.advance(2000);
    assert.deepEqual(memento.updates, [`wirewatch.session:${key}`]);
    panels.all[0]?.annotate({ numbers: [1], note: 'n' });
    await clock.advance(2000);
    assert.deepEqual(memento.updates.slice(1), [`wirewatch.session:${key}`, `wirewatch.annotations:${key}`]);
  });

  it('goes when a person closes the panel, not when the window takes it along', async () => {
    const { clock, records, panels, memento } = await setUp();
    await panels.open(tailSource, origin);
    await clock.advance(2000);
    shown.panels[0]?.dispose();
    assert.deepEqual([records.read(key), memento.keys(), panels.all.length], [undefined, [], 0]);
    await panels.open(tailSource, origin);
    await clock.advance(2000);
    panels.dispose();
    assert.equal(shown.panels[1]?.isDisposed, true);
    assert.notEqual(records.read(key), undefined);
  });
});

describe('TrafficPanels: restoring', () => {
  it('ends when the panel is closed before its right is known, and forgets it', async () => {
    const { tail, records, asked, panels, panel, restore, reported, clock } = await setUp(record);
    const restoring = restore();
    panel.dispose();
    asked.resolve(restoredSource);
    await restoring;
    assert.deepEqual([tail.runs.length, panels.all.length, reported, clock.pending], [0, 0, [], 0]);
    assert.equal(records.read(key), undefined);
  });

  it('gives way to the same hub that a person has opened meanwhile, whose record stays', async () => {
    const { tail, records, asked, panels, panel, restore, clock } = await setUp(record);
    const restoring = restore();
    await panels.open(tailSource, origin);
    asked.resolve(restoredSource);
    await restoring;
    await clock.advance(2000);
    assert.deepEqual([panel.isDisposed, tail.runs.length, panels.all.length], [true, 1, 1]);
    assert.equal(panels.all[0]?.panel, shown.panels[0]);
    assert.deepEqual(records.read(key)?.annotations, record.annotations);
  });

  it('forgets a record whose connection string is gone, and keeps it over other errors', async () => {
    for (const [error, isKept] of [
      [connectionStringForgotten(hub), false],
      [new Error('keyring'), true],
    ] as const) {
      const { records, asked, panel, restore, reported } = await setUp(record);
      asked.reject(error);
      await restore();
      assert.deepEqual([reported, panel.isDisposed, records.read(key) !== undefined], [[error], true, isKept]);
    }
  });

  it('closes what nothing is known of', async () => {
    const { panel, restore } = await setUp();
    await restore();
    assert.equal(panel.isDisposed, true);
  });

  it('shows no file in a panel that was closed while it was read', async () => {
    const { panels, panel, real } = await setUp();
    const file = pending<TrafficFile>();
    const showing = panels.showFile(real, { path: '/a.har' } as vscode.Uri, file.promise);
    panel.dispose();
    file.resolve({ events: [], annotations: [] });
    await showing;
    assert.equal(panels.all.length, 0);
  });
});

describe('TrafficPanels: opening what is open', () => {
  it('says nothing when what was asked is what runs', async () => {
    const { panels } = await setUp();
    await panels.open({ ...tailSource, partitionIds: ['0', '1'] }, origin);
    await panels.open({ ...tailSource, partitionIds: ['1', '0'] }, origin);
    assert.deepEqual([shown.panels[0]?.revealed, shown.panels.length, shown.messages], [1, 1, []]);
  });

  it('tells that the panel goes on where it is when another start or other partitions are asked for', async () => {
    const { panels } = await setUp();
    const text =
      'The open panel of "api-traffic" goes on where it is. To begin at another place or with other partitions, close it first.';
    await panels.open(tailSource, origin);
    await panels.open({ ...tailSource, start: { kind: 'earliest' } }, origin);
    await panels.open({ ...tailSource, partitionIds: ['1'] }, origin);
    assert.deepEqual(shown.messages, [text, text]);
  });

  it('begins as asked, with the asked transport, when nothing was read yet', async () => {
    const { panels, tail } = await setUp();
    tail.beforeStart = () => {
      throw hubNotFound(hub);
    };
    await panels.open(tailSource, origin);
    tail.beforeStart = () => undefined;
    const asked: TailSource = { ...tailSource, start: { kind: 'earliest' }, transport: { kind: 'webSockets' } };
    assert.equal(await panels.open(asked, origin), true);
    assert.deepEqual([tail.sources.at(-1)?.start, tail.sources.at(-1)?.transport], [asked.start, asked.transport]);
    assert.deepEqual(shown.messages, []);
  });

  it('remembers the right that works, not one that does not', async () => {
    const { clock, panels, tail, records } = await setUp();
    await panels.open(tailSource, origin);
    await clock.advance(2000);
    const other: SessionOrigin = { kind: 'subscription', subscriptionId: 's', accountId: 'a' };
    const source = (): TailSource => ({
      ...tailSource,
      credential: { kind: 'token', tokens: { getToken: () => assert.fail() } },
    });
    tail.beforeStart = () => {
      throw cancelledError();
    };
    assert.equal(await panels.open(source(), other), false);
    await clock.advance(2000);
    assert.deepEqual(records.read(key)?.origin, origin);
    tail.beforeStart = () => undefined;
    assert.equal(await panels.open(source(), other), true);
    await settled();
    await clock.advance(2000);
    assert.deepEqual(records.read(key)?.origin, other);
  });
});
