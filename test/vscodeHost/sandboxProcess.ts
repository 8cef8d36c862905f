// The sandbox as a process of its own, and how a VS Code is told to take it for its Azure: settings and environment only, as for
// any custom cloud.
import path from 'node:path';
import { startProcess, type ProcessEnd } from '../support/childProcess.ts';
import { projectRoot } from '../support/project.ts';
import type { SandboxInfo } from '../sandbox/contract.ts';
import type { Settings } from './settings.ts';

/** A running sandbox. */
export interface SandboxProcess {
  readonly info: SandboxInfo;
  readonly pid: number;
  readonly lines: readonly string[];
  readonly ended: Promise<ProcessEnd>;
  stop(): Promise<void>;
}

/** How a sandbox is to run. */
export interface StartSandboxOptions {
  /** The same seed makes the same world. */
  readonly seed?: number;
  /** What exists at the start; `small`. */
  readonly estate?: 'small' | 'large';
  /** Calls per second of the small world; the sandbox's own default when absent. */
  readonly rate?: number;
  /** Length of a minute of alert rules in milliseconds; the sandbox's own default when absent. */
  readonly alertMinuteInMs?: number;
  readonly onLine?: (line: string) => void;
  readonly readyTimeoutInMs?: number;
  /** Ends the sandbox, also while it starts. */
  readonly abortSignal?: AbortSignal;
}

const READY_TIMEOUT_IN_MS = 120_000;

/** Starts a sandbox and resolves when it says what it offers. The first start installs Azurite, which takes half a minute. */
export async function startSandbox(options: StartSandboxOptions = {}): Promise<SandboxProcess> {
  const given = (['seed', 'estate', 'rate'] as const).flatMap((name) =>
    options[name] === undefined ? [] : [`--${name}`, String(options[name])],
  );
  const minute = options.alertMinuteInMs === undefined ? [] : ['--alert-minute', String(options.alertMinuteInMs)];
  const running = await startProcess(
    process.execPath,
    [path.join(projectRoot, 'test/sandbox/main.ts'), '--json', ...given, ...minute],
    { cwd: projectRoot, abortSignal: options.abortSignal, ...(options.onLine ? { onLine: options.onLine } : {}) },
  );
  try {
    const line = await running.waitForLine(
      (text) => text.startsWith('{"'),
      options.readyTimeoutInMs ?? READY_TIMEOUT_IN_MS,
    );
    return {
      info: JSON.parse(line) as SandboxInfo,
      pid: running.pid,
      lines: running.lines,
      ended: running.ended,
      stop: () => running.stop(),
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** User settings that make the sandbox VS Code's Azure cloud. */
export function sandboxSettings(info: SandboxInfo): Settings {
  return {
    'microsoft-sovereign-cloud.environment': 'custom',
    'microsoft-sovereign-cloud.customEnvironment': info.cloud,
    // VS Code would replace Node's certificate authorities by those of the system, and drop NODE_EXTRA_CA_CERTS for fetch.
    'http.systemCertificates': false,
  };
}

/** Environment of the extension host: the sandbox's certificate authority, and where the sandbox sign-in gets its tokens. */
export function sandboxEnvironment(info: SandboxInfo): NodeJS.ProcessEnv {
  return {
    NODE_EXTRA_CA_CERTS: info.caCertPath,
    WIREWATCH_SANDBOX_TOKEN_URL: info.tokenUrl,
    WIREWATCH_SANDBOX_ACCOUNTS: JSON.stringify(info.accounts.map(({ id, label }) => ({ id, label }))),
  };
}
