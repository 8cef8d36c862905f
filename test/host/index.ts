// The tests module that VS Code runs in its extension host: the test files compiled beside it, by
// mocha, with the counts written to the file named in WIREWATCH_TEST_COUNTS.
import fs from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

const TEST_TIMEOUT_IN_MS = 30_000;

/** Runs the suite; rejects when a test fails or none ran, as VS Code asks of a tests module. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: TEST_TIMEOUT_IN_MS, color: false });
  for (const file of fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs'))) {
    mocha.addFile(path.join(__dirname, file));
  }
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  const counts = { passed: stats?.passes ?? 0, failed: stats?.failures ?? 0, skipped: stats?.pending ?? 0 };
  const countsFile = process.env['WIREWATCH_TEST_COUNTS'];
  if (countsFile) {
    fs.writeFileSync(countsFile, JSON.stringify(counts));
  }
  if (counts.failed > 0 || counts.passed === 0) {
    throw new Error(`${counts.failed} of ${counts.failed + counts.passed} tests failed in VS Code`);
  }
}
