// Makes extension folders count as installed without copying them, and compiles the small extensions that only tests use.
// VS Code takes one development path only, and uninstalling never deletes a folder outside the extensions folder.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { readManifest } from '../support/project.ts';

interface InstalledEntry {
  readonly identifier: { readonly id: string };
  readonly version: string;
  readonly location: unknown;
  readonly metadata: unknown;
}

/** Adds folders to the extensions.json of an extensions folder; an entry of the same id is replaced. */
export function registerExtensions(extensionsFolder: string, folders: readonly string[]): void {
  fs.mkdirSync(extensionsFolder, { recursive: true });
  const file = path.join(extensionsFolder, 'extensions.json');
  const before = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as InstalledEntry[]) : [];
  const added = folders.map(entryOf);
  const ids = new Set(added.map((entry) => entry.identifier.id));
  const kept = before.filter((entry) => !ids.has(entry.identifier.id.toLowerCase()));
  fs.writeFileSync(file, JSON.stringify([...kept, ...added], null, 2));
}

function entryOf(folder: string): InstalledEntry {
  const manifest = readManifest(folder);
  return {
    identifier: { id: `${manifest.publisher}.${manifest.name}`.toLowerCase() },
    version: manifest.version,
    location: { $mid: 1, path: path.resolve(folder), scheme: 'file' },
    metadata: { installedTimestamp: 1, pinned: true, source: 'vsix' },
  };
}

/** The extensions below this folder that exist for tests and trials only. */
export type FixtureExtension = 'helperExtension' | 'signInExtension';

/** Compiles a fixture extension into a folder of its own and gives that folder. */
export async function buildFixtureExtension(name: FixtureExtension, intoFolder: string): Promise<string> {
  const source = path.join(import.meta.dirname, name);
  const target = path.join(intoFolder, name);
  await build({
    entryPoints: [path.join(source, 'extension.ts')],
    outfile: path.join(target, 'extension.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'silent',
  });
  fs.copyFileSync(path.join(source, 'package.json'), path.join(target, 'package.json'));
  return target;
}
