// Child processes with an owner: every process started here has a way to be awaited and a way to be stopped by its own id,
// and none outlives the process that started it by an ordinary exit.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How to start a process. `env` replaces the whole environment; by default the own one is passed on. */
export interface StartProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each line of standard output and standard error. */
  readonly onLine?: (line: string) => void;
  /** Writable text for standard input; without it the process reads an empty one. */
  readonly input?: string;
  /** Stops the process when it fires. */
  readonly abortSignal?: AbortSignal | undefined;
}

/** How a process ended: an exit code, or null with the signal that ended it. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that runs until it ends by itself or is stopped. */
export interface RunningProcess {
  readonly pid: number;
  /** Every line written so far to standard output and standard error, in order of arrival. */
  readonly lines: readonly string[];
  readonly ended: Promise<ProcessEnd>;
  /** The first line, past or future, that `accept` is true for; rejects with the last lines when the process ends first. */
  waitForLine(accept: (line: string) => boolean, timeoutInMs: number): Promise<string>;
  /** SIGTERM, then SIGKILL after the grace time; resolves when the process is gone. May be called again. */
  stop(graceInMs?: number): Promise<void>;
}

const LINES_IN_ERROR = 25;
const MAX_LINES = 20_000;

/** Starts a process. Rejects when the command cannot be run at all. */
export async function startProcess(
  command: string,
  args: readonly string[],
  options: StartProcessOptions = {},
): Promise<RunningProcess> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  await once(child, 'spawn');
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(options.input ?? '');
  const killOnExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killOnExit);
  child.once('exit', () => process.removeListener('exit', killOnExit));

  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>(options.onLine ? [options.onLine] : []);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > MAX_LINES) {
        lines.splice(0, MAX_LINES / 2);
      }
      for (const listener of listeners) {
        listener(line);
      }
    });
  }
  const tail = (): string => lines.slice(-LINES_IN_ERROR).join('\n');
  const running: RunningProcess = {
    pid: child.pid ?? 0,
    lines,
    ended,
    waitForLine(accept, timeoutInMs) {
      const past = lines.find(accept);
      if (past !== undefined) {
        return Promise.resolve(past);
      }
      return new Promise((resolve, reject) => {
        const settle = (finish: () => void): void => {
          clearTimeout(timer);
          listeners.delete(look);
          finish();
        };
        const look = (line: string): void => {
          if (accept(line)) {
            settle(() => resolve(line));
          }
        };
        const timer = setTimeout(
          () => settle(() => reject(new Error(`${command}: no ready line in ${timeoutInMs} ms\n${tail()}`))),
          timeoutInMs,
        );
        listeners.add(look);
        void ended.then((end) =>
          settle(() => reject(new Error(`${command} ended with ${end.code ?? end.signal}\n${tail()}`))),
        );
      });
    },
    async stop(graceInMs = 5000) {
      if (child.exitCode !== null || child.signalCode !== null) {
        return;
      }
      // The exit, not the end of its streams: a grandchild may hold those open for longer.
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), graceInMs);
      await gone;
      clearTimeout(hard);
    },
  };
  const abort = (): void => void running.stop();
  if (options.abortSignal?.aborted) {
    abort();
  }
  options.abortSignal?.addEventListener('abort', abort, { once: true });
  child.once('exit', () => options.abortSignal?.removeEventListener('abort', abort));
  return running;
}

/** Runs a process to its end and gives what it wrote. Throws with its last lines when the exit code is not 0. */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: StartProcessOptions = {},
): Promise<string> {
  const running = await startProcess(command, args, options);
  const { code, signal } = await running.ended;
  const text = running.lines.join('\n');
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}\n${text}`);
  }
  return text;
}
