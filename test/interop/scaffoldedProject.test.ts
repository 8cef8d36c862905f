// The scaffolded project as a person meets it: in an empty folder it installs from the registry, builds, passes its own tests, and
// packs into a small file.

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { crc32, inflateRawSync } from 'node:zlib';
import { listFiles, PackageManager } from '@vscode/vsce';
import { runProcess } from '../support/childProcess.ts';
import { projectRoot } from '../support/project.ts';
import type { ScaffoldedProject } from '../support/scaffoldedProject.ts';
import { readTemplates, scaffoldProject } from '../support/scaffoldedProject.ts';

/** What the reference allows for a deployment. */
const mostZipBytes = 500 * 1024;

describe('the scaffolded project in an empty folder', () => {
  let project: ScaffoldedProject;

  before(() => {
    project = scaffoldProject({ withPackages: false });
  });
  after(() => project.remove());

  const npm = async (...args: string[]): Promise<string> => {
    const all = ['npm', ...args, '--no-audit', '--no-fund'];
    const [command = '', ...rest] = process.platform === 'win32' ? ['cmd', '/c', ...all] : all;
    // The Node of these tests, which is as new as the project needs, whatever the machine's own is.
    const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` };
    return await runProcess(command, rest, { cwd: project.folder, env });
  };

  it('is whole in the package of Wirewatch', async () => {
    // A copy with what decides: the whole folder has tens of thousands of files to look at.
    const copy = mkdtempSync(join(tmpdir(), 'wirewatch-package-'));
    for (const name of ['package.json', '.vscodeignore', 'media/scaffold']) {
      cpSync(join(projectRoot, name), join(copy, name), { recursive: true });
    }
    const packed = await listFiles({ cwd: copy, packageManager: PackageManager.None });
    rmSync(copy, { recursive: true });
    const missing = readTemplates().filter(({ path }) => !packed.includes(`media/scaffold/alertCapture/${path}`));
    assert.deepEqual(
      missing.map(({ path }) => path),
      [],
    );
  });

  it('installs', async () => {
    await npm('install');
    assert.ok(existsSync(join(project.folder, 'node_modules/@azure/functions')));
  });

  it('builds one file without node_modules', async () => {
    await npm('run', 'build');
    const bundle = readFileSync(join(project.folder, 'dist/main.cjs'), 'utf8');
    const required = new Set(Array.from(bundle.matchAll(/require\("([^"]+)"\)/g), ([, name = '']) => name));
    const foreign = [...required].filter((name) => !name.startsWith('node:') && !nodeModules.has(name));
    assert.deepEqual(foreign, ['@azure/functions-core']);
  });

  it('passes its own tests', async () => {
    const output = await npm('test');
    assert.match(output, /pass \d{2}/);
    assert.match(output, /fail 0/);
  });

  it('packs into a zip of at most 500 KB that holds what it says', async (test) => {
    await npm('run', 'package');
    const file = join(project.folder, 'out/app.zip');
    const { size } = statSync(file);
    test.diagnostic(`app.zip has ${size} bytes`);
    assert.ok(size <= mostZipBytes, `${size} bytes`);
    const entries = readZip(readFileSync(file));
    assert.deepEqual(
      ['host.json', 'package.json', 'dist/main.cjs'].filter((name) => !entries.has(name)),
      [],
    );
    for (const [name, content] of entries) {
      assert.ok(content.equals(readFileSync(join(project.folder, name))), name);
    }
  });

  it('leaves nothing of the machine in version control', () => {
    const ignored = readFileSync(join(project.folder, '.gitignore'), 'utf8').split('\n');
    for (const name of ['local.settings.json', 'node_modules/', 'dist/', 'out/']) {
      assert.ok(ignored.includes(name), name);
    }
    assert.ok(!readFileSync(join(project.folder, 'README.md'), 'utf8').includes('{{'));
  });
});

/** Reads a zip by its directory, as APPNOTE.TXT describes it: every entry's local header, size and checksum must fit. */
function readZip(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), 0x06054b50);
  const entries = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  assert.equal(at + zip.readUInt32LE(end + 12), end);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    assert.equal(zip.readUInt32LE(local), 0x04034b50);
    assert.ok(zip.subarray(local + 6, local + 30).equals(zip.subarray(at + 8, at + 32)), 'the headers differ');
    const start = local + 30 + nameLength + zip.readUInt16LE(local + 28);
    const content = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20)));
    assert.equal(content.length, zip.readUInt32LE(at + 24));
    assert.equal(crc32(content), zip.readUInt32LE(at + 16));
    entries.set(name, content);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** Modules of Node that the library asks for without `node:`. */
const nodeModules = new Set([
  'buffer',
  'crypto',
  'events',
  'fs',
  'http',
  'net',
  'path',
  'stream',
  'stream/web',
  'url',
  'util',
]);
