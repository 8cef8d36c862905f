// `npm test`: runs the phases one after another and ends with the line "N passed, N failed". `npm test -- unit ui` runs only
// those named.
import fs from 'node:fs';
import path from 'node:path';
import { outFolder } from '../support/project.ts';
import { ensureAptPackages } from './aptPackages.ts';
import { PHASES, type Phase } from './phases.ts';
import { runPhase, type PhaseResult } from './runPhase.ts';
import { onStopRequest } from './stopRequest.ts';
import { sumCounts } from './testCounts.ts';

function chosenPhases(names: readonly string[]): readonly Phase[] {
  const unknown = names.filter((name) => !PHASES.some((phase) => phase.name === name));
  if (unknown.length > 0) {
    console.error(`There is no phase ${unknown.join(', ')}. Phases: ${PHASES.map((phase) => phase.name).join(', ')}`);
    process.exit(2);
  }
  return names.length === 0 ? PHASES : PHASES.filter((phase) => names.includes(phase.name));
}

async function runWithPrograms(phase: Phase, scratch: string, abortSignal: AbortSignal): Promise<PhaseResult> {
  try {
    await ensureAptPackages(phase.programs ?? [], (line) => console.error(line));
  } catch (error) {
    return { counts: { passed: 0, failed: 1, skipped: 0 }, output: `\n${String(error)}\n`, seconds: 0 };
  }
  return runPhase(phase, scratch, abortSignal);
}

function describe(name: string, { counts, seconds }: PhaseResult): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  const outcome = `${counts.passed} passed, ${counts.failed} failed${skipped}`;
  return `${name.padEnd(14)}${outcome.padEnd(34)}${seconds.toFixed(1).padStart(6)} s`;
}

const phases = chosenPhases(process.argv.slice(2));
const abort = new AbortController();
const results: PhaseResult[] = [];
fs.mkdirSync(outFolder, { recursive: true });
const scratch = fs.mkdtempSync(path.join(outFolder, 'test-'));
let running: Promise<unknown> = Promise.resolve();
onStopRequest(async () => {
  abort.abort();
  await running;
  fs.rmSync(scratch, { recursive: true, force: true });
});

for (const phase of phases) {
  const current = runWithPrograms(phase, scratch, abort.signal);
  running = current;
  const result = await current;
  results.push(result);
  console.log(`${describe(phase.name, result)}${result.output}`);
  if (abort.signal.aborted) {
    break;
  }
}
fs.rmSync(scratch, { recursive: true, force: true });
const total = sumCounts(results.map((result) => result.counts));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
