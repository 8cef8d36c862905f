// A folder that a project is written into, by VS Code's own file system, so that it may be a remote one too.

import * as vscode from 'vscode';
import type { ProjectFolder } from '../../app/scaffold/writeProject.ts';
import type { ProjectFile } from '../../domain/scaffold/alertCaptureProject.ts';

/** Ends the name of a file that is not yet in its place. */
const waiting = '.wirewatch-new';

/** Files below one folder. */
export class WorkspaceFolder implements ProjectFolder {
  readonly #root: vscode.Uri;

  constructor(root: vscode.Uri) {
    this.#root = root;
  }

  async listExisting(paths: readonly string[]): Promise<readonly string[]> {
    const there = await Promise.all(paths.map((path) => this.#exists(path)));
    return paths.filter((_, index) => there[index] === true);
  }

  /** See ProjectFolder. */
  async write(files: readonly ProjectFile[]): Promise<void> {
    const { fs } = vscode.workspace;
    const encoder = new TextEncoder();
    const begun = new Set<vscode.Uri>();
    const moves: (readonly [from: vscode.Uri, to: vscode.Uri])[] = [];
    try {
      for (const { path, text } of files) {
        const place = this.#place(`${path}${waiting}`);
        begun.add(place);
        moves.push([place, this.#place(path)]);
        await fs.writeFile(place, encoder.encode(text));
      }
      for (const [from, to] of moves) {
        await fs.rename(from, to, { overwrite: true });
        begun.delete(from);
      }
    } catch (error) {
      await Promise.allSettled(Array.from(begun, (place) => fs.delete(place)));
      throw error;
    }
  }

  async #exists(path: string): Promise<boolean> {
    try {
      await vscode.workspace.fs.stat(this.#place(path));
      return true;
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
        return false;
      }
      throw error;
    }
  }

  #place(path: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#root, ...path.split('/'));
  }
}

/** All files below a folder, by their paths with slashes, in the order of their names. */
export async function readFolder(root: vscode.Uri, below = ''): Promise<readonly ProjectFile[]> {
  const { fs } = vscode.workspace;
  const files: ProjectFile[] = [];
  const entries = await fs.readDirectory(root);
  for (const [name, type] of entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const place = vscode.Uri.joinPath(root, name);
    if (type === vscode.FileType.Directory) {
      files.push(...(await readFolder(place, `${below}${name}/`)));
    } else {
      files.push({ path: `${below}${name}`, text: new TextDecoder().decode(await fs.readFile(place)) });
    }
  }
  return files;
}
