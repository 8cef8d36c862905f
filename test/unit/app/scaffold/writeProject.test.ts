// Writing a project: what is there is replaced only when a person says so.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProjectFolder } from '../../../../src/app/scaffold/writeProject.ts';
import { writeProject } from '../../../../src/app/scaffold/writeProject.ts';
import { cancelledError, isCancelled } from '../../../../src/base/abort.ts';

const files = [
  { path: 'a.txt', text: 'new a' },
  { path: 'b/c.txt', text: 'new c' },
];

class MemoryFolder implements ProjectFolder {
  readonly files = new Map<string, string>();
  writes = 0;

  listExisting(paths: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(paths.filter((path) => this.files.has(path)));
  }

  write(written: readonly { readonly path: string; readonly text: string }[]): Promise<void> {
    this.writes += 1;
    for (const { path, text } of written) {
      this.files.set(path, text);
    }
    return Promise.resolve();
  }
}

const never = (): never => assert.fail('nobody is to be asked');

describe('writeProject', () => {
  it('writes everything into an empty folder without a question', async () => {
    const folder = new MemoryFolder();
    const { written, kept } = await writeProject({ folder, files, confirmReplace: never });
    assert.deepEqual([written, kept], [['a.txt', 'b/c.txt'], []]);
    assert.equal(folder.files.get('b/c.txt'), 'new c');
  });

  it('asks about files that are there, and keeps or replaces them', async () => {
    for (const answer of ['keep', 'replace'] as const) {
      const folder = new MemoryFolder();
      folder.files.set('a.txt', 'old a');
      folder.files.set('other.txt', 'other');
      const asked: (readonly string[])[] = [];
      const confirmReplace = (paths: readonly string[]): Promise<'keep' | 'replace'> => {
        asked.push(paths);
        return Promise.resolve(answer);
      };
      const { kept } = await writeProject({ folder, files, confirmReplace });
      assert.deepEqual(asked, [['a.txt']]);
      assert.deepEqual(kept, answer === 'keep' ? ['a.txt'] : []);
      assert.equal(folder.files.get('a.txt'), answer === 'keep' ? 'old a' : 'new a');
      assert.equal(folder.files.get('b/c.txt'), 'new c');
      assert.equal(folder.files.get('other.txt'), 'other');
    }
  });

  it('writes nothing when a person gives up, or everything is to stay', async () => {
    const folder = new MemoryFolder();
    folder.files.set('a.txt', 'old a');
    const confirmReplace = (): Promise<never> => Promise.reject(cancelledError());
    await assert.rejects(writeProject({ folder, files, confirmReplace }), isCancelled);
    folder.files.set('b/c.txt', 'old c');
    await writeProject({ folder, files, confirmReplace: () => Promise.resolve('keep') });
    assert.equal(folder.writes, 0);
  });
});
