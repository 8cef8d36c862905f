// Brings the compiled VS Code out of the npm package code-server: checked by hash, without any native build. It is built in a
// temporary folder and renamed when whole, so that an interrupted run leaves nothing that looks ready.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { runProcess } from '../support/childProcess.ts';
import { vscodeTestCache } from '../support/project.ts';
import { reduceShrinkwrap } from './shrinkwrap.ts';

/** code-server 4.N.M carries VS Code 1.N.M. */
const CODE_SERVER_VERSION = '4.139.1';
const CODE_SERVER_INTEGRITY =
  'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

/**
 * Big built-in extensions that no test needs. The others stay: the page knows the list by heart and would look for the web
 * builds of those that are missing.
 */
const DROPPED_EXTENSIONS = ['copilot', 'mermaid-markdown-features'];

/** Native modules, and the file below standIns/ that takes the place of each. */
const STAND_INS: Readonly<Record<string, string>> = {
  '@vscode/spdlog': 'spdlog.cjs',
  '@vscode/deviceid': 'deviceid.cjs',
  '@vscode/fs-copyfile': 'fsCopyfile.cjs',
  '@vscode/native-watchdog': 'watchdog.cjs',
  '@vscode/ripgrep': 'ripgrep.cjs',
  'node-pty': 'nodePty.cjs',
};

/** Where to keep VS Code and whom to tell about the progress. */
export interface PrepareOptions {
  readonly cacheFolder?: string;
  readonly log?: (line: string) => void;
}

/** Gives the folder of the compiled VS Code, downloading it at first use (about 60 MB, some seconds). */
export async function prepareVscode(options: PrepareOptions = {}): Promise<string> {
  const { cacheFolder = vscodeTestCache, log = () => {} } = options;
  // The recipe is part of the name: another list of stand-ins or modules must not meet an older build.
  const folder = path.join(cacheFolder, `vscode-server-${CODE_SERVER_VERSION}-${recipeId()}`);
  if (fs.existsSync(path.join(folder, 'out/server-main.js'))) {
    return folder;
  }
  const startedAt = performance.now();
  fs.mkdirSync(cacheFolder, { recursive: true });
  const scratch = fs.mkdtempSync(path.join(cacheFolder, '.tmp-'));
  try {
    log(`Downloading VS Code 1${CODE_SERVER_VERSION.slice(1)} (npm package code-server)`);
    const archive = await download(scratch);
    log('Unpacking VS Code');
    const whole = await unpack(archive, scratch);
    log("Installing VS Code's modules");
    reduceShrinkwrap(whole);
    await npm(['install', '--omit=dev'], whole);
    installStandIns(whole);
    keepOwnPlatform(path.join(whole, 'node_modules/@vscode/ripgrep-universal/bin'));
    settle(whole, folder);
    log(`VS Code is ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}

/** The version of VS Code in a prepared folder, e.g. "1.139.1". */
export function preparedVersion(folder: string): string {
  const product = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  return product.version;
}

function recipeId(): string {
  const hash = createHash('sha256');
  const files = fs.readdirSync(path.join(import.meta.dirname, 'standIns')).toSorted();
  for (const file of ['prepare.ts', 'shrinkwrap.ts', ...files.map((name) => `standIns/${name}`)]) {
    hash.update(fs.readFileSync(path.join(import.meta.dirname, file)));
  }
  return hash.digest('hex').slice(0, 8);
}

async function download(scratch: string): Promise<string> {
  await npm(['pack', `code-server@${CODE_SERVER_VERSION}`, '--silent', '--pack-destination', scratch], scratch);
  const archive = path.join(scratch, `code-server-${CODE_SERVER_VERSION}.tgz`);
  const found = `sha512-${createHash('sha512').update(fs.readFileSync(archive)).digest('base64')}`;
  if (found !== CODE_SERVER_INTEGRITY) {
    throw new Error(
      `The downloaded code-server ${CODE_SERVER_VERSION} is not the expected one.\n` +
        `  expected ${CODE_SERVER_INTEGRITY}\n  found    ${found}\n` +
        'Nothing of it was used. Clear the npm cache and try again; if it stays so, the registry serves another file.',
    );
  }
  return archive;
}

async function unpack(archive: string, scratch: string): Promise<string> {
  const whole = path.join(scratch, 'whole');
  fs.mkdirSync(whole);
  const skipped = DROPPED_EXTENSIONS.flatMap((name) => ['--exclude', `package/lib/vscode/extensions/${name}`]);
  await runProcess('tar', ['xzf', archive, '-C', whole, '--strip-components=3', ...skipped, 'package/lib/vscode']);
  return whole;
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  try {
    await runProcess('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd });
  } catch (error) {
    throw new Error(
      `VS Code could not be fetched: "npm ${args[0]}" failed.\n` +
        'Wirewatch runs VS Code out of the npm package code-server, so the npm registry must be reachable once. ' +
        'Check the connection and the registry with "npm ping", then try again.',
      { cause: error },
    );
  }
}

function installStandIns(whole: string): void {
  for (const [name, file] of Object.entries(STAND_INS)) {
    const target = path.join(whole, 'node_modules', name);
    fs.rmSync(target, { recursive: true, force: true });
    fs.mkdirSync(target, { recursive: true });
    fs.writeFileSync(
      path.join(target, 'package.json'),
      JSON.stringify({ name, version: '0.0.0-standin', main: 'index.js', type: 'commonjs' }),
    );
    fs.copyFileSync(path.join(import.meta.dirname, 'standIns', file), path.join(target, 'index.js'));
  }
}

function keepOwnPlatform(binaries: string): void {
  for (const platform of fs.existsSync(binaries) ? fs.readdirSync(binaries) : []) {
    if (platform !== `${process.platform}-${process.arch}`) {
      fs.rmSync(path.join(binaries, platform), { recursive: true });
    }
  }
}

function settle(whole: string, folder: string): void {
  try {
    fs.renameSync(whole, folder);
  } catch (error) {
    // Another process was faster: its result is as good as this one.
    if (!fs.existsSync(path.join(folder, 'out/server-main.js'))) {
      throw error;
    }
  }
}
