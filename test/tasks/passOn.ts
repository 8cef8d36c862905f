// A task that is another script: it gets the terminal, the signals and the last word on the exit code.
import { spawn } from 'node:child_process';
import { projectRoot } from '../support/project.ts';
import { onStopRequest } from './stopRequest.ts';

/** Runs a script of the project, by its path from the root, with the pinned Node until it ends. */
export async function passOn(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [file, ...args], { cwd: projectRoot, stdio: 'inherit' });
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
  onStopRequest(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  process.exitCode = await ended;
}
