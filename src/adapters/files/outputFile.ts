// A file that a person asked for, written piece by piece: under another name until it is whole, so that a broken export
// never takes the place of a good file.

import { open, rename, rm } from 'node:fs/promises';
import type { OutputSink } from '../../app/traffic/output/ports.ts';
import { exportNotWritable } from '../../app/error/userErrors.ts';

/**
 * Writes a file through `write`. What is there already is replaced at the end, or stays when writing fails.
 * Rejects with UserError `exportNotWritable`, or with what `write` rejects with.
 */
export async function writeOutputFile<T>(file: string, write: (sink: OutputSink) => Promise<T>): Promise<T> {
  const partFile = `${file}.part`;
  const handle = await open(partFile, 'w').catch((error: unknown) => {
    throw exportNotWritable(file, error instanceof Error ? error.message : String(error), error);
  });
  try {
    const result = await write({
      write: async (chunk) => {
        try {
          await handle.writeFile(chunk);
        } catch (error) {
          throw exportNotWritable(file, error instanceof Error ? error.message : String(error), error);
        }
      },
    });
    await handle.close();
    await rename(partFile, file);
    return result;
  } catch (error) {
    await handle.close();
    await rm(partFile, { force: true });
    throw error;
  }
}
