// The production bundle: it loads and exports what VS Code calls, its entry stays small, and no SDK is in it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { allImports, projectRoot } from './sourceTree.ts';

const kilobyte = 1024;
/** Budgets in bytes; the entry's is the one that every window pays. */
const budgets = {
  'dist/extension.cjs': 150 * kilobyte,
  'dist/auth.cjs': 200 * kilobyte,
  'dist/arm.cjs': 1600 * kilobyte,
  'dist/blob.cjs': 650 * kilobyte,
  'dist/eventHubs.cjs': 330 * kilobyte,
  'dist/traffic.cjs': 200 * kilobyte,
  'dist/trafficActions.cjs': 70 * kilobyte,
  'dist/captureForm.cjs': 80 * kilobyte,
  'dist/alertRules.cjs': 80 * kilobyte,
  'dist/alertForm.cjs': 120 * kilobyte,
  'dist/receiver.cjs': 80 * kilobyte,
  'dist/alertServer.cjs': 20 * kilobyte,
  'dist/diagnostic.cjs': 60 * kilobyte,
  'dist/alert.cjs': 60 * kilobyte,
  'dist/scaffold.cjs': 40 * kilobyte,
  'dist/l10n.cjs': 20 * kilobyte,
  'dist/media/traffic.js': 120 * kilobyte,
  'dist/media/captureForm.js': 80 * kilobyte,
  'dist/media/diagnostic.js': 40 * kilobyte,
  'dist/media/alertForm.js': 80 * kilobyte,
  'dist/media/alert.js': 40 * kilobyte,
} as const;

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly bytes: number; readonly inputs: Readonly<Record<string, unknown>> }>
  >;
}

describe('bundle', () => {
  let outputs: Metafile['outputs'];

  before(async () => {
    await promisify(execFile)(process.execPath, ['esbuild.mjs', '--production'], { cwd: projectRoot });
    const files = JSON.parse(fs.readFileSync(path.join(projectRoot, 'out/bundle.json'), 'utf8')) as Metafile[];
    outputs = Object.assign({}, ...files.map((file) => file.outputs)) as Metafile['outputs'];
  });

  for (const [file, budget] of Object.entries(budgets)) {
    it(`keeps ${file} within ${budget / kilobyte} KB`, () => {
      const size = fs.statSync(path.join(projectRoot, file)).size;
      assert.ok(size > 0 && size <= budget, `${file} has ${size} bytes`);
    });
  }

  it('has a chunk for every lazy import, and no other output', () => {
    const lazy = new Set(
      allImports('src')
        .filter((edge) => edge.kind === 'dynamic')
        .map((edge) => edge.target),
    );
    const code = Object.keys(outputs).filter((name) => /dist\/\w+\.cjs$/.test(name));
    // The entry itself, and the texts that all share.
    assert.equal(code.length, lazy.size + 2, code.join());
  });

  it('has one copy of the localised texts, which all files share', () => {
    const holders = Object.entries(outputs)
      .filter(([, { inputs }]) => Object.keys(inputs).some((name) => name.includes('node_modules/@vscode/l10n/')))
      .map(([file]) => file);
    assert.deepEqual(holders, ['dist/l10n.cjs']);
  });

  it('has no SDK and no telemetry in the entry (invariant 4)', () => {
    const inputs = Object.keys(outputs['dist/extension.cjs']?.inputs ?? {});
    assert.ok(inputs.length > 50);
    const heavy = inputs.filter((name) =>
      /node_modules\/(?:@azure\/(?!ms-rest-azure-env)|rhea|applicationinsights|@vscode\/extension-telemetry|vscode-tas-client)/.test(
        name,
      ),
    );
    assert.deepEqual(heavy, []);
  });

  it('exports activate and deactivate when loaded as VS Code loads it', () => {
    const load = createRequire(path.join(projectRoot, 'dist/extension.cjs'));
    const stub = load('../test/support/vscodeStub.cjs') as { restore: () => void };
    try {
      const exported = load(path.join(projectRoot, 'dist/extension.cjs')) as Record<string, unknown>;
      assert.equal(typeof exported['activate'], 'function');
      assert.equal(typeof exported['deactivate'], 'function');
    } finally {
      stub.restore();
    }
  });
});
