// Filters with names, as another version or nobody knows who may have stored them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SavedFilters } from '../../../src/host/panel/savedFilters.ts';

class Memory {
  readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get<T>(key: string, fallback?: T): T {
    return (this.values.get(key) ?? fallback) as T;
  }

  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }
}

describe('SavedFilters', () => {
  it('saves by name, replaces, and deletes', async () => {
    const filters = new SavedFilters(new Memory());
    assert.deepEqual(filters.all, []);
    await filters.save({ name: 'slow', text: 'duration>1s' });
    await filters.save({ name: ' errors ', text: 'status>=500' });
    assert.deepEqual(await filters.save({ name: 'slow', text: 'duration>2s' }), [
      { name: 'errors', text: 'status>=500' },
      { name: 'slow', text: 'duration>2s' },
    ]);
    assert.deepEqual(await filters.delete('errors'), [{ name: 'slow', text: 'duration>2s' }]);
    assert.deepEqual(await filters.delete('none'), filters.all);
  });

  it('leaves out what it cannot read', () => {
    const memory = new Memory();
    memory.values.set('wirewatch.savedFilters', [{ name: 'a', text: 'x' }, { name: 5, text: 'x' }, null, 'text', {}]);
    assert.deepEqual(new SavedFilters(memory).all, [{ name: 'a', text: 'x' }]);
    memory.values.set('wirewatch.savedFilters', { name: 'a' });
    assert.deepEqual(new SavedFilters(memory).all, []);
  });

  it('keeps a hundred', async () => {
    const filters = new SavedFilters(new Memory());
    for (let index = 0; index < 105; index++) {
      await filters.save({ name: String(index).padStart(3, '0'), text: 'x' });
    }
    assert.equal(filters.all.length, 100);
  });
});
