// Starts and stops one VS Code server on the loopback address. Everything it writes lies in one scratch folder that goes with it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startProcess, type ProcessEnd } from '../support/childProcess.ts';
import { freePort } from '../support/port.ts';
import { registerExtensions } from './extensionRegistry.ts';
import { QUIET_SETTINGS, type Settings } from './settings.ts';

/** How a server is to run; all folders are absolute. */
export interface StartServerOptions {
  /** What `prepareVscode` gave. */
  readonly vscodeFolder: string;
  /** Port on 127.0.0.1; any free one when absent. */
  readonly port?: number;
  /** Secret that the page must name in `tkn`; without it the page is open to everybody on this machine. */
  readonly token?: string;
  /** User settings by full key, over the quiet defaults. */
  readonly settings?: Settings;
  /** Further environment of the server and so of the extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where extensions are installed; a fresh folder when absent. */
  readonly extensionsFolder?: string;
  /** Extension folders that are to count as installed, in place. */
  readonly extensions?: readonly string[];
  /** User data; a fresh folder when absent. */
  readonly dataFolder?: string;
  /** Allows `extensionTestsPath` in the page's payload; prompts then throw or answer themselves. */
  readonly smokeTestDriver?: boolean;
  readonly onLine?: (line: string) => void;
  /** Ends the server, also while it starts; `stop` still removes what it wrote. */
  readonly abortSignal?: AbortSignal;
}

/** A server that is ready for a page. */
export interface VscodeServer {
  /** e.g. http://127.0.0.1:41234 */
  readonly url: string;
  readonly authority: string;
  readonly pid: number;
  readonly token: string | undefined;
  readonly dataFolder: string;
  readonly extensionsFolder: string;
  /** What the server wrote so far. */
  readonly lines: readonly string[];
  readonly ended: Promise<ProcessEnd>;
  /** Ends the server and its extension hosts and removes what it wrote. May be called again. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_IN_MS = 60_000;

/** Variables of a surrounding test runner or VS Code that would change what the server does. */
const FOREIGN_VARIABLES = [
  'NODE_V8_COVERAGE',
  'NODE_TEST_CONTEXT',
  'ELECTRON_RUN_AS_NODE',
  'VSCODE_IPC_HOOK_CLI',
  'VSCODE_PID',
];

/** Starts a server and resolves when it accepts pages. */
export async function startServer(options: StartServerOptions): Promise<VscodeServer> {
  const port = await freePort(options.port);
  // The path is short on purpose: socket paths inside it may have 104 characters.
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'wwvs-'));
  const removeScratch = (): void => fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  try {
    const dataFolder = options.dataFolder ?? path.join(scratch, 'data');
    const extensionsFolder = options.extensionsFolder ?? path.join(scratch, 'extensions');
    writeSettings(dataFolder, options.settings ?? {});
    registerExtensions(extensionsFolder, options.extensions ?? []);
    const running = await startProcess(
      process.execPath,
      serverArguments({ ...options, port, dataFolder, extensionsFolder }),
      {
        env: serverEnvironment(scratch, options.env ?? {}),
        abortSignal: options.abortSignal,
        ...(options.onLine ? { onLine: options.onLine } : {}),
      },
    );
    const stop = async (): Promise<void> => {
      await running.stop();
      removeScratch();
    };
    try {
      await running.waitForLine((line) => line.startsWith('Extension host agent listening'), READY_TIMEOUT_IN_MS);
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      url: `http://127.0.0.1:${port}`,
      authority: `127.0.0.1:${port}`,
      pid: running.pid,
      token: options.token,
      dataFolder,
      extensionsFolder,
      lines: running.lines,
      ended: running.ended,
      stop,
    };
  } catch (error) {
    removeScratch();
    throw error;
  }
}

/** What the page is to open. Without folder and workspace it is an empty window. */
export interface PageTarget {
  readonly folder?: string | undefined;
  readonly workspace?: string | undefined;
  /** Pairs of VS Code's own payload, such as `['skipWelcome', 'true']`. */
  readonly payload?: readonly (readonly [string, string])[];
}

/** The address that a browser opens. */
export function workbenchUrl(server: Pick<VscodeServer, 'url' | 'token'>, target: PageTarget = {}): string {
  const query = new URLSearchParams();
  if (server.token) {
    query.set('tkn', server.token);
  }
  if (target.folder) {
    query.set('folder', target.folder);
  } else if (target.workspace) {
    query.set('workspace', target.workspace);
  } else {
    query.set('ew', 'true');
  }
  if (target.payload?.length) {
    query.set('payload', JSON.stringify(target.payload));
  }
  return `${server.url}/?${query}`;
}

/** Installs a packaged extension into a folder of extensions, as VS Code's own command line does. */
export async function installExtension(
  vscodeFolder: string,
  vsixFile: string,
  extensionsFolder: string,
): Promise<string> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'wwvs-'));
  try {
    const running = await startProcess(
      process.execPath,
      [
        path.join(vscodeFolder, 'out/server-main.js'),
        '--accept-server-license-terms',
        '--server-data-dir',
        scratch,
        '--user-data-dir',
        scratch,
        '--extensions-dir',
        extensionsFolder,
        '--install-extension',
        vsixFile,
        '--force',
      ],
      { env: serverEnvironment(scratch, {}) },
    );
    const { code } = await running.ended;
    const text = running.lines.join('\n');
    if (code !== 0) {
      throw new Error(`VS Code did not install ${vsixFile}:\n${text}`);
    }
    return text;
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The environment for server-main.js: no gallery, its own place for temporary files, nothing of a surrounding test run. */
function serverEnvironment(temporaryFolder: string, further: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN_VARIABLES.includes(name)));
  return { ...own, EXTENSIONS_GALLERY: '{}', TMPDIR: temporaryFolder, ...further };
}

function writeSettings(dataFolder: string, settings: Settings): void {
  const file = path.join(dataFolder, 'User/settings.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const before = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Settings) : {};
  fs.writeFileSync(file, JSON.stringify({ ...QUIET_SETTINGS, ...before, ...settings }, null, 2));
}

function serverArguments(
  options: StartServerOptions & {
    readonly port: number;
    readonly dataFolder: string;
    readonly extensionsFolder: string;
  },
): string[] {
  const values = {
    host: '127.0.0.1',
    port: String(options.port),
    'telemetry-level': 'off',
    'agent-host-bridge-host': 'none',
    // An extension host ends with its page instead of waiting hours for it to come back.
    'reconnection-grace-time': '0',
    locale: 'en',
    'app-name': 'VS Code',
    'server-data-dir': options.dataFolder,
    'user-data-dir': options.dataFolder,
    'extensions-dir': options.extensionsFolder,
    ...(options.token ? { 'connection-token': options.token } : {}),
  };
  const switches = [
    'accept-server-license-terms',
    'disable-telemetry',
    'disable-experiments',
    'disable-workspace-trust',
    'disable-update-check',
    'disable-getting-started-override',
    ...(options.token ? [] : ['without-connection-token']),
    ...(options.smokeTestDriver ? ['enable-smoke-test-driver'] : []),
  ];
  return [
    path.join(options.vscodeFolder, 'out/server-main.js'),
    ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]),
    ...switches.map((name) => `--${name}`),
  ];
}
