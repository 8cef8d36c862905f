// `npm run bench [-- name]`: runs the benchmarks of test/bench one after another, alone on the machine as far as we can say.
// They print numbers and pass no judgement; none of them is a test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/project.ts';

const folder = path.join(projectRoot, 'test/bench');
const wanted = process.argv.slice(2);
const files = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (files.length === 0) {
  console.error(`There is no benchmark ${wanted.join(', ')} in test/bench.`);
  process.exitCode = 1;
}
for (const file of files) {
  console.log(`\n${file}`);
  const child = spawn(process.execPath, ['--expose-gc', path.join(folder, file)], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    process.exitCode = 1;
  }
}
