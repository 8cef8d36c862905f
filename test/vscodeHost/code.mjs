#!/usr/bin/env node
// The executable that @vscode/test-electron takes for VS Code. The real work is TypeScript, so an old Node hands over to the one
// that the project pins.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

if (process.features.typescript) {
  const { runCode } = await import('./code.ts');
  process.exit(await runCode(process.argv.slice(2)));
}
const node = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));
const { status } = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
