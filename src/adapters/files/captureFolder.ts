// The local folder that downloads go to: made when missing, and no file in it is ever overwritten.

import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { CaptureFolder } from '../../app/capture/ports.ts';
import { fileNotWritable } from '../../app/error/userErrors.ts';
import { errorText } from '../../base/errorText.ts';

/** A folder on disk. */
export class DiskCaptureFolder implements CaptureFolder {
  readonly #folder: string;

  /** @param folder absolute path */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async exists(file: string): Promise<boolean> {
    return await exists(file);
  }

  async freePath(fileName: string): Promise<string> {
    try {
      await mkdir(this.#folder, { recursive: true });
    } catch (error) {
      throw fileNotWritable(this.#folder, errorText(error), error);
    }
    const { name, ext } = path.parse(path.basename(fileName));
    for (let n = 1; ; n++) {
      const candidate = path.join(this.#folder, n === 1 ? `${name}${ext}` : `${name} (${n})${ext}`);
      if (!(await exists(candidate)) && !(await exists(`${candidate}.part`))) {
        return candidate;
      }
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}
