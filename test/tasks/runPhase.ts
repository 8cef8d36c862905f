// Runs the steps of one phase, each in a process group of its own, so that a time limit or Ctrl-C ends a step with everything
// that it started.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/project.ts';
import type { Phase, Step } from './phases.ts';
import { readCounts, sumCounts, type TestCounts } from './testCounts.ts';

/** How a phase ended; `output` is what the failed steps wrote. */
export interface PhaseResult {
  readonly counts: TestCounts;
  readonly output: string;
  readonly seconds: number;
}

interface StepResult {
  readonly counts: TestCounts;
  readonly output: string;
}

const KILL_AFTER_IN_MS = 8000;

/** Runs a phase to its end, its time limit or the abort. */
export async function runPhase(phase: Phase, scratch: string, abortSignal: AbortSignal): Promise<PhaseResult> {
  const startedAt = performance.now();
  const timeLimit = AbortSignal.timeout(phase.timeLimitInSeconds * 1000);
  const stop = AbortSignal.any([abortSignal, timeLimit]);
  const waiting = phase.steps.entries();
  const results: StepResult[] = [];
  // Each lane takes the next step until none is left.
  const lane = async (): Promise<void> => {
    for (const [at, step] of waiting) {
      const countsFile = path.join(scratch, `${phase.name}-${at}.json`);
      const result = await runStep(step, countsFile, stop);
      const note = timeLimit.aborted
        ? `\nThe phase ran longer than ${phase.timeLimitInSeconds} s and was stopped.\n`
        : '';
      results[at] = { ...result, output: result.output && `${result.output}${note}` };
    }
  };
  await Promise.all(Array.from({ length: phase.parallel ?? 1 }, lane));
  return {
    counts: sumCounts(results.map((result) => result.counts)),
    output: results.map((result) => result.output).join(''),
    seconds: (performance.now() - startedAt) / 1000,
  };
}

async function runStep(step: Step, countsFile: string, abortSignal: AbortSignal): Promise<StepResult> {
  if (abortSignal.aborted) {
    return { counts: { passed: 0, failed: 1, skipped: 0 }, output: `${step.label}: not run\n` };
  }
  fs.rmSync(countsFile, { force: true });
  const { isSuccess, text } = await runInGroup(step, countsFile, abortSignal);
  const counts = countsOf(step, isSuccess, countsFile);
  return { counts, output: counts.failed > 0 ? `\n--- ${step.label}\n${text}\n` : '' };
}

function countsOf(step: Step, isSuccess: boolean, countsFile: string): TestCounts {
  if (step.countedBy === 'exitCode') {
    return { passed: isSuccess ? 1 : 0, failed: isSuccess ? 0 : 1, skipped: 0 };
  }
  const counts = readCounts(countsFile) ?? { passed: 0, failed: 0, skipped: 0 };
  // A runner that found no tests, or that broke beside its tests, is a failure of its own.
  const isBroken = counts.failed === 0 && (!isSuccess || counts.passed === 0);
  return isBroken ? { ...counts, failed: 1 } : counts;
}

function runInGroup(
  step: Step,
  countsFile: string,
  abortSignal: AbortSignal,
): Promise<{ isSuccess: boolean; text: string }> {
  const child = spawn(step.command, step.args, {
    cwd: projectRoot,
    env: { ...process.env, WIREWATCH_TEST_COUNTS: countsFile },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    shell: step.command.endsWith('.cmd'),
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  let hardStop: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signalGroup(child.pid, 'SIGTERM');
    hardStop = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), KILL_AFTER_IN_MS);
  };
  abortSignal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve) => {
    const finish = (isSuccess: boolean, note = ''): void => {
      clearTimeout(hardStop);
      abortSignal.removeEventListener('abort', stop);
      resolve({ isSuccess, text: `${Buffer.concat(chunks).toString()}${note}` });
    };
    child.once('error', (error) => finish(false, String(error)));
    child.once('close', (code, signal) => finish(code === 0, code === 0 ? '' : `ended with ${code ?? signal}`));
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}
