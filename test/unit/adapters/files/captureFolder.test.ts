// The download folder: made when missing, nothing in it overwritten, and a clear word when it cannot be made.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DiskCaptureFolder } from '../../../../src/adapters/files/captureFolder.ts';
import { assertUserError } from '../../../support/assertUserError.ts';

describe('DiskCaptureFolder', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'wirewatch-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('makes the folder and gives the wanted name', async () => {
    const folder = path.join(root, 'a', 'b');
    assert.equal(await new DiskCaptureFolder(folder).freePath('x.cap'), path.join(folder, 'x.cap'));
    assert.deepEqual(await readdir(folder), []);
  });

  it('says whether a file is still there', async () => {
    const folder = new DiskCaptureFolder(root);
    const file = path.join(root, 'x.cap');
    assert.equal(await folder.exists(file), false);
    await writeFile(file, '');
    assert.equal(await folder.exists(file), true);
  });

  it('counts up past files, and past downloads that are under way', async () => {
    const folder = new DiskCaptureFolder(root);
    const check = async (wanted: string, expected: string): Promise<void> =>
      assert.equal(path.basename(await folder.freePath(wanted)), expected);
    await writeFile(path.join(root, 'x.cap'), '');
    await check('x.cap', 'x (2).cap');
    await writeFile(path.join(root, 'x (2).cap.part'), '');
    await check('x.cap', 'x (3).cap');
    await writeFile(path.join(root, 'noext'), '');
    await check('noext', 'noext (2)');
    await check('.hidden', '.hidden');
  });

  it('never leaves the folder', async () => {
    const folder = new DiskCaptureFolder(path.join(root, 'captures'));
    for (const name of ['../evil.cap', '/etc/passwd', 'a/b/c.cap', '..']) {
      assert.equal(path.dirname(await folder.freePath(name)), path.join(root, 'captures'), name);
    }
  });

  it('says which folder cannot be written', async () => {
    const file = path.join(root, 'file');
    await writeFile(file, '');
    await assertUserError(new DiskCaptureFolder(file).freePath('x.cap'), 'fileNotWritable', /file".*downloadFolder/);
    await assertUserError(new DiskCaptureFolder(path.join(file, 'below')).freePath('x.cap'), 'fileNotWritable');
  });
});
