// Azurite is not a dependency of the project (460 packages): it is installed beside its own package.json on first use.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = join(import.meta.dirname, '..', 'azurite');
const entry = join(folder, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');
const marker = join(folder, 'node_modules', '.package-lock.json');
const lock = join(folder, '.installing');

/**
 * Installs Azurite when it is missing and gives the path of its blob service. Two starts at once wait for each other.
 * @param onProgress is told when an installation begins, as it takes about half a minute
 */
export async function installAzurite(onProgress: (message: string) => void = () => {}): Promise<string> {
  // npm writes the marker last, so a half-finished installation does not count.
  while (!isInstalled()) {
    if (takeLock()) {
      try {
        onProgress('Installing Azurite (first use, about 460 packages) ...');
        await runNpm();
      } finally {
        giveLockBack();
      }
      if (!isInstalled()) {
        throw new Error(
          `Azurite was installed in ${folder}, but its blob service is not there. Delete node_modules in it and try again.`,
        );
      }
    } else {
      await sleep(500);
    }
  }
  return entry;
}

function isInstalled(): boolean {
  return existsSync(entry) && existsSync(marker);
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

function giveLockBack(): void {
  if (existsSync(lock)) {
    rmdirSync(lock);
  }
}

function runNpm(): Promise<void> {
  const isWindows = process.platform === 'win32';
  return new Promise((resolve, reject) => {
    const child = spawn(isWindows ? 'npm.cmd' : 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      shell: isWindows,
      // Standard output may carry the one line of JSON: npm's goes nowhere.
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // Ctrl-C during the installation: neither npm nor the lock may stay.
    const onExit = (): void => {
      child.kill();
      giveLockBack();
    };
    process.once('exit', onExit);
    let problems = '';
    child.stderr.on('data', (chunk: Buffer) => {
      problems = `${problems}${chunk.toString('utf8')}`.slice(-2000);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      process.removeListener('exit', onExit);
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(`npm ci for Azurite ended with code ${code}.\n${problems}`));
      }
    });
  });
}
