// Programs of others that judge what Wirewatch writes: httpYac and two validators of HAR files. They are no dependencies of the
// project (233 packages): they are installed beside their own package.json on first use.

import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProcess } from '../support/childProcess.ts';

const folder = join(import.meta.dirname, 'peers');
/** npm writes it last, so a half-finished installation does not count. */
const marker = join(folder, 'node_modules', '.package-lock.json');
const lock = join(folder, '.installing');

/** A validator that rejects with `errors`, or gives a list of them. */
export interface HarValidators {
  /** har-validator: JSON Schema of HAR 1.2 by ajv 6. @returns what is wrong, empty for a valid file */
  readonly classic: (har: unknown) => Promise<readonly unknown[]>;
  /** @har-sdk/validator: its own schema by ajv 8. */
  readonly sdk: (har: unknown) => Promise<readonly unknown[]>;
}

/** Installs the peers when they are missing. Two starts at once wait for each other. */
export async function installPeers(): Promise<void> {
  while (!existsSync(marker)) {
    if (takeLock()) {
      try {
        const install = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'];
        const [command = '', ...args] = process.platform === 'win32' ? ['cmd', '/c', ...install] : install;
        await runProcess(command, args, { cwd: folder });
      } finally {
        rmdirSync(lock);
      }
    } else {
      await sleep(500);
    }
  }
}

/** The command line of httpYac, to be run by Node. */
export function httpYacPath(): string {
  return join(folder, 'node_modules', 'httpyac', 'bin', 'httpyac.js');
}

/** Both validators of HAR files. */
export function harValidators(): HarValidators {
  const load = createRequire(join(folder, 'package.json'));
  const classic = load('har-validator/lib/promise') as { har: (value: unknown) => Promise<unknown> };
  const sdk = load('@har-sdk/validator') as {
    HarValidator: new () => { verify: (value: unknown) => Promise<readonly unknown[]> };
  };
  const sdkValidator = new sdk.HarValidator();
  return {
    classic: (har) =>
      classic.har(har).then(
        () => [],
        (error: { errors?: readonly unknown[] }) => error.errors ?? [error],
      ),
    sdk: async (har) => sdkValidator.verify(har),
  };
}

function takeLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    // Somebody else installs. A lock older than ten minutes is a leftover.
    const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
    if (age > 600_000) {
      rmdirSync(lock);
    }
    return false;
  }
}
