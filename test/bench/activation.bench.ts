// What activation costs: loading the entry file in a plain Node with a stub for `vscode`.
// Peer, in the same run: the same sources as one eager file without stand-ins, as a bundler makes it when left alone.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
const rounds = 15;

/** Runs in the child: loads a file with a stub `vscode` and prints milliseconds of CPU and wall time. */
const measure = `
require(process.argv[2]);
const cpu = process.cpuUsage(); const t = process.hrtime.bigint();
const { activate } = require(process.argv[1]);
const used = process.cpuUsage(cpu);
const wallMs = Number(process.hrtime.bigint() - t) / 1e6;
if (typeof activate !== 'function') { throw new Error('no activate'); }
console.log(JSON.stringify({ cpuMs: (used.user + used.system) / 1000, wallMs }));
process.exit(0);
`;
const stubFile = path.join(root, 'test/support/vscodeStub.cjs');

interface Sample {
  readonly cpuMs: number;
  readonly wallMs: number;
}

async function sample(file: string): Promise<Sample> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', measure, file, stubFile]);
  return JSON.parse(stdout) as Sample;
}

/** The naive bundle: one file, everything in it. */
async function buildEager(folder: string): Promise<string> {
  const outfile = path.join(folder, 'eager.cjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['src/extension.ts'],
    outfile,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    external: ['vscode'],
    // The one alias without which the result would not even load: this package overwrites the bundle's exports.
    alias: { 'vscode-tas-client': path.join(root, 'src/host/standIn/experiments.ts') },
    logLevel: 'error',
  });
  // In one file a dynamic import is only laziness of evaluation; the whole text is compiled all the same.
  return outfile;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwba-'));
try {
  await promisify(execFile)(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
  const files = { ours: path.join(root, 'dist/extension.cjs'), 'one eager file': await buildEager(folder) };
  const samples: Record<string, Sample[]> = { ours: [], 'one eager file': [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, file] of Object.entries(files)) {
      samples[name]?.push(await sample(file));
    }
  }
  const rows = Object.entries(files).map(([name, file]) => {
    const cpu = (samples[name] ?? []).map((each) => each.cpuMs);
    const wall = (samples[name] ?? []).map((each) => each.wallMs);
    return {
      name,
      kilobytes: Math.round(fs.statSync(file).size / 1024),
      cpuMsMin: Math.min(...cpu),
      cpuMsMedian: middle(cpu),
      wallMsMin: Math.min(...wall),
    };
  });
  console.table(
    rows.map((row) => ({
      ...row,
      cpuMsMin: row.cpuMsMin.toFixed(1),
      cpuMsMedian: row.cpuMsMedian.toFixed(1),
      wallMsMin: row.wallMsMin.toFixed(1),
    })),
  );
  const [ours, eager] = rows;
  const ratio = (ours?.cpuMsMedian ?? 0) / (eager?.cpuMsMedian ?? 1);
  console.log(JSON.stringify({ bench: 'activation', rounds, rows, cpuRatio: Number(ratio.toFixed(3)) }));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
