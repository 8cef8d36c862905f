// A file that a person asked for, written piece by piece: under another name until it is whole, so that a broken export
// never takes the place of a good file.

import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { OutputSink } from '../../app/traffic/output/ports.ts';
import { exportNotWritable } from '../../app/error/userErrors.ts';
import { errorText } from '../../base/errorText.ts';

/**
 * Writes a file through `write`. What is there already is replaced at the end, or stays when writing fails. Only the person
 * may read the file: it holds logged traffic. Rejects with UserError `exportNotWritable`, or with what `write` rejects with.
 */
export async function writeOutputFile<T>(file: string, write: (sink: OutputSink) => Promise<T>): Promise<T> {
  const partFile = `${file}.${randomUUID()}.part`;
  const handle = await translated(file, () => open(partFile, 'wx', 0o600));
  try {
    const result = await write({ write: (chunk) => translated(file, () => handle.writeFile(chunk)) });
    await handle.close();
    await translated(file, () => rename(partFile, file));
    return result;
  } catch (error) {
    await handle.close();
    await rm(partFile, { force: true });
    throw error;
  }
}

/** What the disk refuses, in words. */
async function translated<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw exportNotWritable(file, errorText(error), error);
  }
}
