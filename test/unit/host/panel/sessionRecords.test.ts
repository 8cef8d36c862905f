// What is remembered of sessions: their places and annotations under keys of their own, and the latest of too many.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KeyedAnnotation } from '../../../../src/app/traffic/trafficSession.ts';
import { SessionRecords } from '../../../../src/host/panel/sessionRecords.ts';
import type { SessionPlace } from '../../../../src/host/panel/sessionRecords.ts';
import { FakeMemento } from '../../../support/fakeVscode.ts';

const place: SessionPlace = {
  host: 'h',
  hub: 'b',
  consumerGroup: 'g',
  partitionIds: ['1'],
  origin: { kind: 'connectionString' },
  positions: { '1': -1 },
};

function noted(index: number, note = ''): KeyedAnnotation {
  return { key: `id ${index}`, annotation: { isPinned: false, mark: 'red', note } };
}

function setUp() {
  const state = new FakeMemento();
  const records = new SessionRecords(state);
  const keys = (): string[] => records.read('k')?.annotations.map(({ key }) => key) ?? [];
  return { state, records, keys };
}

describe('SessionRecords', () => {
  it('keeps places and annotations apart, gives them together, and forgets both', async () => {
    const { state, records } = setUp();
    await records.writeAnnotations('k', [noted(1, 'n')]);
    assert.equal(records.read('k'), undefined);
    await records.writePlace('k', place);
    await records.writePlace('k', { ...place, positions: { '1': 5 } });
    assert.deepEqual(records.read('k'), { ...place, positions: { '1': 5 }, annotations: [noted(1, 'n')] });
    await records.forget('k');
    assert.deepEqual([records.read('k'), state.keys()], [undefined, []]);
  });

  it('keeps the latest of too many annotations', async () => {
    const { records, keys } = setUp();
    await records.writePlace('k', place);
    await records.writeAnnotations(
      'k',
      Array.from({ length: 1200 }, (_, index) => noted(index)),
    );
    assert.deepEqual([keys().length, keys()[0], keys().at(-1)], [1000, 'id 200', 'id 1199']);
  });

  it('keeps the latest of annotations that are too large together', async () => {
    const { state, records, keys } = setUp();
    await records.writePlace('k', place);
    await records.writeAnnotations(
      'k',
      Array.from({ length: 100 }, (_, index) => noted(index, 'x'.repeat(10_000))),
    );
    assert.deepEqual([keys().length, keys().at(-1)], [26, 'id 99']);
    assert.ok(JSON.stringify(state.get('wirewatch.annotations:k')).length <= 257 * 1024);
    await records.writeAnnotations('k', []);
    assert.deepEqual(keys(), []);
  });

  it('gives nothing of what it cannot read', async () => {
    const { state, records } = setUp();
    await state.update('wirewatch.session:k', { ...place, origin: { kind: 'magic' } });
    assert.equal(records.read('k'), undefined);
    await state.update('wirewatch.session:k', place);
    await state.update('wirewatch.annotations:k', [1, { key: 'id 1', annotation: { mark: 'pink' } }]);
    assert.deepEqual(records.read('k')?.annotations, [{ key: 'id 1', annotation: { isPinned: false, note: '' } }]);
  });
});
