// Files that a person asked for: whole or not there, never half, and the disk's refusals in words.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeOutputFile } from '../../../../src/adapters/files/outputFile.ts';
import { assertUserError } from '../../../support/assertUserError.ts';

describe('writeOutputFile', () => {
  let folder = '';
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwof-'));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('writes texts and bytes in order, for the person alone', async () => {
    const file = path.join(folder, 'a.har');
    const result = await writeOutputFile(file, async (sink) => {
      await sink.write('ü');
      await sink.write(Uint8Array.of(65, 66));
      assert.equal(fs.existsSync(file), false, 'nothing is there before it is whole');
      return 7;
    });
    assert.deepEqual([result, fs.readFileSync(file, 'utf8'), fs.readdirSync(folder)], [7, 'üAB', ['a.har']]);
    if (process.platform !== 'win32') {
      assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    }
  });

  it('leaves what was there when writing fails, and nothing of its own', async () => {
    const file = path.join(folder, 'a.har');
    fs.writeFileSync(`${file}.part`, 'somebody else');
    await assert.rejects(
      writeOutputFile(file, async (sink) => {
        await sink.write('half');
        throw new Error('stop');
      }),
      /stop/,
    );
    assert.deepEqual(
      [fs.readFileSync(file, 'utf8'), fs.readFileSync(`${file}.part`, 'utf8'), fs.readdirSync(folder).length],
      ['üAB', 'somebody else', 2],
    );
  });

  it('lets two writers of one file be: one of them is whole in the end', async () => {
    const file = path.join(folder, 'b.har');
    const write = (text: string): Promise<void> =>
      writeOutputFile(file, async (sink) => {
        await sink.write(text);
        await sink.write(text);
      });
    await Promise.all([write('1'), write('2')]);
    assert.match(fs.readFileSync(file, 'utf8'), /^(11|22)$/);
  });

  it('says what the disk refuses, at the beginning and at the end', async () => {
    await assertUserError(
      writeOutputFile(path.join(folder, 'none', 'a.har'), () => Promise.resolve()),
      'exportNotWritable',
      /Choose another place/,
    );
    const taken = path.join(folder, 'folder.har');
    fs.mkdirSync(path.join(taken, 'inside'), { recursive: true });
    await assertUserError(
      writeOutputFile(taken, (sink) => sink.write('x')),
      'exportNotWritable',
    );
  });
});
