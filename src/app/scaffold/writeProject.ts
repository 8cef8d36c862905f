// Writes a scaffolded project: no file of somebody else's is replaced without asking, and a failure while files are
// written leaves nothing of the project.

import type { ProjectFile } from '../../domain/scaffold/alertCaptureProject.ts';

/** The folder that a project is written into. */
export interface ProjectFolder {
  /** Those of the paths where something is already, in their order. */
  listExisting(paths: readonly string[]): Promise<readonly string[]>;
  /** Writes all files beside their places first, then moves them there; a failure before the first move leaves nothing. */
  write(files: readonly ProjectFile[]): Promise<void>;
}

/** How a project is written. */
export interface WriteProjectOptions {
  readonly folder: ProjectFolder;
  readonly files: readonly ProjectFile[];
  /** Asks whether these files may be replaced. Rejects as cancelled when nothing is to be written. */
  readonly confirmReplace: (paths: readonly string[]) => Promise<'replace' | 'keep'>;
}

/** Paths that were written, and paths whose files were kept as they are. */
export interface WrittenProject {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/** Rejects with what the folder rejects with, or as cancelled. */
export async function writeProject({ folder, files, confirmReplace }: WriteProjectOptions): Promise<WrittenProject> {
  const existing = await folder.listExisting(files.map(({ path }) => path));
  const keeps = existing.length > 0 && (await confirmReplace(existing)) === 'keep';
  const kept = new Set(keeps ? existing : []);
  const written = files.filter(({ path }) => !kept.has(path));
  if (written.length > 0) {
    await folder.write(written);
  }
  return { written: written.map(({ path }) => path), kept: Array.from(kept) };
}
