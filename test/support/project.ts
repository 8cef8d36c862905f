// Where things are in this repository; the only place that knows the depth of the test folder.
import fs from 'node:fs';
import path from 'node:path';

/** The folder that holds package.json. */
export const projectRoot = path.resolve(import.meta.dirname, '../..');

/** Cache of downloaded things, by the convention of VS Code's own test tools. */
export const vscodeTestCache = path.join(projectRoot, '.vscode-test');

/** What the test tasks write: compiled test bundles, screenshots of failures, counts. Never committed. */
export const outFolder = path.join(projectRoot, 'out');

/** The part of package.json that the tests look at. */
export interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
  readonly displayName?: string;
  readonly contributes?: {
    readonly commands?: readonly { readonly command: string; readonly title: string }[];
  };
}

/** Reads the manifest of an extension folder, by default Wirewatch's own. */
export function readManifest(folder: string = projectRoot): Manifest {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}
