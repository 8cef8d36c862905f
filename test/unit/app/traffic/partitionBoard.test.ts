// The lines of the partitions: what the tail tells, what is counted, what stays when a session attaches anew.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PartitionBoard } from '../../../../src/app/traffic/partitionBoard.ts';
import { requestEvent } from '../../../support/traffic.ts';

describe('PartitionBoard', () => {
  it('has a line for each partition in the order in which they were named', () => {
    const board = new PartitionBoard();
    board.set('2', 'live', 0);
    board.noteEvent(requestEvent('a', { partitionId: '0', sequenceNumber: 7 }));
    board.addMissing('1', 3);
    board.noteEvent(requestEvent('b', { partitionId: '0', sequenceNumber: 8 }));
    board.set('2', 'lagging', 90);
    assert.deepEqual(board.all, [
      { id: '2', state: 'lagging', lag: 90, receivedEvents: 0, missingEvents: 0 },
      { id: '0', state: 'connecting', lag: 0, receivedEvents: 2, missingEvents: 0, lastSequenceNumber: 8 },
      { id: '1', state: 'connecting', lag: 0, receivedEvents: 0, missingEvents: 3 },
    ]);
    assert.deepEqual(board.positions, { '0': 8 });
  });

  it('forgets states and not what was read when a session attaches anew', () => {
    const board = new PartitionBoard();
    board.set('0', 'unauthorized', 5);
    board.addMissing('0', 1);
    board.noteEvent(requestEvent('a', { partitionId: '0', sequenceNumber: 0 }));
    board.reset();
    assert.deepEqual(board.all, [
      { id: '0', state: 'connecting', lag: 0, receivedEvents: 1, missingEvents: 1, lastSequenceNumber: 0 },
    ]);
    assert.deepEqual(board.positions, { '0': 0 });
  });

  it('gives values that do not change', () => {
    const board = new PartitionBoard();
    board.set('0', 'live', 0);
    const before = board.all;
    board.set('0', 'stolen', 0);
    board.noteEvent(requestEvent('a', { partitionId: '0' }));
    assert.deepEqual(before, [{ id: '0', state: 'live', lag: 0, receivedEvents: 0, missingEvents: 0 }]);
  });

  it('knows the place of a partition that gave nothing, and shows no event of it', () => {
    const board = new PartitionBoard();
    board.set('0', 'live', 0);
    board.place('0', -1);
    board.place('1', 40);
    board.noteEvent(requestEvent('a', { partitionId: '1', sequenceNumber: 41 }));
    board.reset();
    assert.deepEqual(board.positions, { '0': -1, '1': 41 });
    assert.equal(board.all[0]?.lastSequenceNumber, undefined);
    board.clear();
    assert.deepEqual([board.all, board.positions], [[], {}]);
  });

  it('takes ids that are names of properties', () => {
    const board = new PartitionBoard();
    board.noteEvent(requestEvent('a', { partitionId: 'constructor', sequenceNumber: 4 }));
    assert.deepEqual(Object.entries(board.positions), [['constructor', 4]]);
  });
});
