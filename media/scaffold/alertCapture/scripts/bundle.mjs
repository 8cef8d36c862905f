// Bundles the function into dist/main.cjs, one file without node_modules; with --tests, the tests into out/test.

import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const isTests = process.argv.includes('--tests');
const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  // The Functions host provides this one.
  external: ['@azure/functions-core'],
  logLevel: 'warning',
};

if (isTests) {
  rmSync('out/test', { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: readdirSync('test')
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `test/${name}`),
    outdir: 'out/test',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
} else {
  rmSync('dist', { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: { main: 'src/functions/alertCapture.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'linked',
  });
}
