// Runs test/host inside a real VS Code: the one out of npm, or with --desktop a downloaded desktop VS Code
// (`npm run test:desktop`, for machines that reach its download site).
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { outFolder, projectRoot } from '../support/project.ts';

const { values } = parseArgs({
  options: {
    desktop: { type: 'boolean', default: false },
    /** Version of the desktop VS Code, e.g. 1.106.0 or stable. */
    version: { type: 'string', default: 'stable' },
    /** Extension folder under test; another one than Wirewatch only for the self test. */
    extension: { type: 'string', default: projectRoot },
  },
});

/** Bundled, because the extension host of a desktop VS Code runs no TypeScript. */
async function buildSuite(): Promise<string> {
  const source = path.join(projectRoot, 'test/host');
  const target = path.join(outFolder, 'host');
  const tests = fs.readdirSync(source).filter((name) => name.endsWith('.test.ts'));
  // A file of a test that was removed since must not run again.
  fs.rmSync(target, { recursive: true, force: true });
  await build({
    entryPoints: ['index.ts', ...tests].map((name) => path.join(source, name)),
    outdir: target,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // Mocha finds its reporters and interfaces by path, so it stays outside the bundle.
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(target, 'index.cjs');
}

const suite = await buildSuite();
const scratch = fs.mkdtempSync(path.join(outFolder, 'host-'));
try {
  await runTests({
    extensionDevelopmentPath: path.resolve(values.extension),
    extensionTestsPath: suite,
    launchArgs: [
      `--user-data-dir=${path.join(scratch, 'data')}`,
      `--extensions-dir=${path.join(scratch, 'extensions')}`,
    ],
    ...(values.desktop
      ? { version: values.version }
      : { vscodeExecutablePath: path.join(projectRoot, 'test/vscodeHost/code.mjs') }),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
