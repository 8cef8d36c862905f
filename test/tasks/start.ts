// `npm start`: builds Wirewatch and brings up a VS Code with it, signed in to nothing yet, beside a local Azure. Standard output
// belongs to the result; progress goes to standard error. Ctrl-C ends everything that was started here.
import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runProcess } from '../support/childProcess.ts';
import { projectRoot, vscodeTestCache } from '../support/project.ts';
import { buildFixtureExtension } from '../vscodeHost/extensionRegistry.ts';
import { prepareVscode } from '../vscodeHost/prepare.ts';
import {
  sandboxEnvironment,
  sandboxSettings,
  startSandbox,
  type SandboxProcess,
} from '../vscodeHost/sandboxProcess.ts';
import { startServer, workbenchUrl, type VscodeServer } from '../vscodeHost/server.ts';
import { ensureAptPackages } from './aptPackages.ts';
import { onStopRequest } from './stopRequest.ts';
import { errorText } from '../../src/base/errorText.ts';

const HELP = `Starts VS Code with Wirewatch and a local Azure, and prints the address to open.

  npm start                     starts everything; Ctrl-C stops it
  npm start -- --port 8285      port of VS Code (default 8285, or any free one)
  npm start -- --seed 7         seed of the local Azure's world (default 1)
  npm start -- --folder PATH    folder to open (default: an empty one of its own)
  npm start -- --no-open        prints the address only
  npm start -- --no-sandbox     without the local Azure: VS Code's configured cloud is used
  npm start -- --no-build       takes dist/ as it is
  npm --silent start -- --json  one line of JSON on standard output when ready; implies --no-open
`;

const DEFAULT_PORT = 8285;

interface StartOptions {
  readonly port: number;
  readonly seed: number | undefined;
  readonly folder: string;
  readonly isJson: boolean;
  readonly opensBrowser: boolean;
  readonly hasSandbox: boolean;
  readonly builds: boolean;
}

function readOptions(): StartOptions | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(DEFAULT_PORT) },
      seed: { type: 'string' },
      folder: { type: 'string', default: path.join(vscodeTestCache, 'workspace') },
      json: { type: 'boolean', default: false },
      open: { type: 'boolean', default: true },
      sandbox: { type: 'boolean', default: true },
      build: { type: 'boolean', default: true },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowNegative: true,
  });
  if (values.help) {
    return undefined;
  }
  return {
    port: wholeNumber('port', values.port),
    seed: values.seed === undefined ? undefined : wholeNumber('seed', values.seed),
    folder: path.resolve(values.folder),
    isJson: values.json,
    opensBrowser: values.open && !values.json && isDesktop(),
    hasSandbox: values.sandbox,
    builds: values.build,
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new Error(`--${name} takes a whole number, not "${text}".`);
  }
  return value;
}

function isDesktop(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY, CI } = process.env;
  const hasScreen = process.platform === 'darwin' || process.platform === 'win32' || DISPLAY || WAYLAND_DISPLAY;
  return Boolean(process.stdout.isTTY && hasScreen && !CI);
}

/** What runs or is being started, so that a stop at any moment finds it. */
class Session {
  readonly scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'wwst-'));
  sandbox: SandboxProcess | undefined;
  server: VscodeServer | undefined;
  readonly #abort = new AbortController();
  #starting: Promise<unknown>[] = [];

  get abortSignal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Lets a stop wait for something that is being started. */
  track<T>(starting: Promise<T>): Promise<T> {
    this.#starting.push(starting);
    return starting;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await Promise.allSettled(this.#starting);
    await Promise.all([this.server?.stop(), this.sandbox?.stop()]);
    fs.rmSync(this.scratch, { recursive: true, force: true });
  }
}

function progress(line: string): void {
  console.error(line);
}

async function start(options: StartOptions, session: Session): Promise<string> {
  fs.mkdirSync(options.folder, { recursive: true });
  const [vscodeFolder, signIn] = await Promise.all([
    prepareVscode({ log: progress }),
    buildFixtureExtension('signInExtension', session.scratch),
    options.builds ? buildExtension() : undefined,
    options.hasSandbox ? session.track(bringUpSandbox(options, session)) : undefined,
    ensureAptPackages(['tshark', 'wireshark'], progress).catch((error: unknown) => {
      progress(`${String(error)}\nVS Code starts nevertheless; opening a capture in Wireshark needs it.`);
    }),
  ]);
  session.server = await session.track(bringUpServer(options, session, { vscodeFolder, signIn }));
  return workbenchUrl(session.server, { folder: options.folder });
}

async function bringUpSandbox(options: StartOptions, session: Session): Promise<void> {
  progress('Starting the local Azure');
  session.sandbox = await startSandbox({
    abortSignal: session.abortSignal,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
}

function bringUpServer(
  options: StartOptions,
  session: Session,
  folders: { readonly vscodeFolder: string; readonly signIn: string },
): Promise<VscodeServer> {
  progress('Starting VS Code');
  const info = session.sandbox?.info;
  return startServer({
    vscodeFolder: folders.vscodeFolder,
    port: options.port,
    token: randomBytes(16).toString('hex'),
    extensions: [projectRoot, folders.signIn],
    settings: info ? sandboxSettings(info) : {},
    env: info ? sandboxEnvironment(info) : {},
    abortSignal: session.abortSignal,
  });
}

async function buildExtension(): Promise<void> {
  progress('Building Wirewatch');
  await runProcess(process.execPath, [path.join(projectRoot, 'esbuild.mjs')], { cwd: projectRoot });
}

/** A part that ends by itself takes the others with it: half a trial would only puzzle. */
async function watchForCrash(name: string, running: SandboxProcess | VscodeServer, session: Session): Promise<void> {
  const { code, signal } = await running.ended;
  if (!session.abortSignal.aborted) {
    progress(`${name} ended unexpectedly (${code ?? signal}):\n${running.lines.slice(-20).join('\n')}`);
    await session.stop();
    process.exit(1);
  }
}

function openBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command ?? '', [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => console.error('No browser could be opened; open the address yourself.'));
  child.unref();
}

function report(options: StartOptions, session: Session, url: string): void {
  const startedAt = Number(process.env['WIREWATCH_TASK_STARTED_AT'] ?? performance.timeOrigin);
  const readyInMs = Math.round(Date.now() - startedAt);
  const sandbox = session.sandbox?.info;
  if (options.isJson) {
    const pids = { start: process.pid, server: session.server?.pid, sandbox: session.sandbox?.pid };
    console.log(JSON.stringify({ url, sandbox, pids, readyInMs }));
    return;
  }
  console.log(`\nWirewatch is ready after ${(readyInMs / 1000).toFixed(1)} s. Open\n\n  ${url}\n`);
  for (const account of sandbox?.accounts ?? []) {
    console.log(`  account ${account.label}`);
  }
  if (sandbox) {
    console.log(`  gateway ${sandbox.gatewayUrl}\n  sandbox control ${sandbox.controlUrl}`);
  }
  console.log('\nCtrl-C stops everything.');
  if (options.opensBrowser) {
    openBrowser(url);
  }
}

const options = readOptions();
if (options) {
  const session = new Session();
  onStopRequest(() => {
    progress('Stopping');
    return session.stop();
  });
  try {
    const url = await start(options, session);
    if (session.server) {
      void watchForCrash('VS Code', session.server, session);
    }
    if (session.sandbox) {
      void watchForCrash('The local Azure', session.sandbox, session);
    }
    report(options, session, url);
  } catch (error) {
    if (!session.abortSignal.aborted) {
      progress(errorText(error));
      await session.stop();
      process.exit(1);
    }
  }
} else {
  console.log(HELP);
}
