// How many tests passed and failed: what runners write into a file and the test task adds up.
import fs from 'node:fs';

/** The outcome of some tests. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Reads what a runner wrote; undefined when it did not come to that. */
export function readCounts(file: string): TestCounts | undefined {
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as TestCounts) : undefined;
}

/** Adds outcomes up. */
export function sumCounts(all: readonly TestCounts[]): TestCounts {
  const sum = (pick: (counts: TestCounts) => number): number => all.reduce((total, counts) => total + pick(counts), 0);
  return {
    passed: sum((counts) => counts.passed),
    failed: sum((counts) => counts.failed),
    skipped: sum((counts) => counts.skipped),
  };
}
