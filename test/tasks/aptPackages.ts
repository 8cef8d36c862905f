// Programs of this machine that tests, benchmarks and trials use and that npm does not carry. On Debian and Ubuntu root installs what is
// missing; everybody else is told the names.
import fs from 'node:fs';
import path from 'node:path';
import { runProcess } from '../support/childProcess.ts';

/** The package that brings each program. */
const PROGRAMS = {
  chromium: 'chromium',
  tshark: 'tshark',
  wireshark: 'wireshark',
  Xvfb: 'xvfb',
  xdotool: 'xdotool',
  xwininfo: 'x11-utils',
  import: 'imagemagick',
  az: 'azure-cli',
} as const;

/** A program that can be asked for. */
export type Program = keyof typeof PROGRAMS;

/** Resolves at once when all programs are on the PATH; else installs their packages or throws with what to do. */
export async function ensureAptPackages(programs: readonly Program[], log: (line: string) => void): Promise<void> {
  const missing = programs.filter((program) => !isOnPath(program));
  // Elsewhere programs are installed beside the PATH, and who needs one looks for it there.
  if (missing.length === 0 || process.platform !== 'linux') {
    return;
  }
  const packages = [...new Set(missing.map((program) => PROGRAMS[program]))];
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    throw new Error(
      `These programs are missing: ${missing.join(', ')}. ` +
        `On Debian and Ubuntu install them with: sudo apt-get install ${packages.join(' ')}`,
    );
  }
  log(`Installing ${packages.join(', ')} (apt-get)`);
  // Wireshark's package would ask whether others than root may capture; tests never capture from a real network card.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runProcess('apt-get', ['update', '-qq'], { env });
  await runProcess('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

function isOnPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  if (program === 'chromium' && process.env['CHROMIUM']) {
    return true;
  }
  return folders.some((folder) => fs.existsSync(path.join(folder, program)));
}
