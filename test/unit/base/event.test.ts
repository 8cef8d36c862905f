// Emitters: who hears, in which order, and what a listener that throws does to the others.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Emitter } from '../../../src/base/event.ts';

describe('Emitter', () => {
  it('tells listeners in the order of their arrival, the same function twice when it was added twice', () => {
    const heard: string[] = [];
    const emitter = new Emitter<string>();
    const listener = (value: string): void => void heard.push(`a ${value}`);
    const once = emitter.event(listener);
    emitter.event((value) => heard.push(`b ${value}`));
    emitter.event(listener);
    emitter.fire('1');
    once.dispose();
    once.dispose();
    emitter.fire('2');
    assert.deepEqual(heard, ['a 1', 'b 1', 'a 1', 'b 2', 'a 2']);
    assert.equal(emitter.size, 2);
  });

  it('reports what a listener throws and goes on', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    emitter.event(() => {
      throw new Error('bad listener');
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(1);
    assert.deepEqual([errors.map(String), heard], [['Error: bad listener'], [1]]);
  });

  it('lets a listener leave or come while it fires', () => {
    const heard: string[] = [];
    const emitter = new Emitter<void>();
    const self = emitter.event(() => {
      heard.push('self');
      self.dispose();
      emitter.event(() => heard.push('late'));
    });
    emitter.event(() => heard.push('other'));
    emitter.fire();
    assert.deepEqual(heard, ['self', 'other']);
    emitter.fire();
    assert.deepEqual(heard, ['self', 'other', 'other', 'late']);
  });

  it('forgets everybody when disposed of', () => {
    const emitter = new Emitter<void>();
    emitter.event(() => assert.fail('heard after dispose'));
    emitter.dispose();
    emitter.fire();
    assert.equal(emitter.size, 0);
  });
});
