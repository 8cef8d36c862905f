// What an end-to-end test starts from: the packaged product, installed as people install it, in a VS Code whose Azure is the
// sandbox. A failing test leaves a picture and the last words of all processes in out/e2e/.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { lazy } from '../../src/base/deferred.ts';
import { outFolder, projectRoot, readManifest } from '../support/project.ts';
import { packageExtension } from '../tasks/packageExtension.ts';
import { prepareVscode } from '../vscodeHost/prepare.ts';
import { SandboxWorkbench, type OpenSandboxWorkbenchOptions } from '../vscodeHost/sandboxWorkbench.ts';
import { installExtension } from '../vscodeHost/server.ts';

/** Where failing tests and screenshots of passing ones go. */
export const e2eFolder = path.join(outFolder, 'e2e');

/** Builds for production and packages, once for all test files of this process. */
const packageOnce = lazy(async () => {
  const { name, version } = readManifest();
  const vsixFile = path.join(e2eFolder, `${name}-${version}.vsix`);
  await packageExtension(vsixFile);
  return vsixFile;
});

/** Wirewatch as an installed package; several windows may use it one after another. */
export class InstalledProduct {
  /** Pass it to a window as `extensionsFolder`. */
  readonly extensionsFolder: string;

  private constructor(extensionsFolder: string) {
    this.extensionsFolder = extensionsFolder;
  }

  /** Installs the package into a fresh folder. */
  static async install(): Promise<InstalledProduct> {
    const [vscodeFolder, vsixFile] = await Promise.all([prepareVscode(), packageOnce()]);
    const extensionsFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwex-'));
    await installExtension(vscodeFolder, vsixFile, extensionsFolder);
    return new InstalledProduct(extensionsFolder);
  }

  /** Opens a window with the product and a sandbox; give it back with `close`. */
  open(options: OpenSandboxWorkbenchOptions = {}): Promise<SandboxWorkbench> {
    return SandboxWorkbench.open({ ...options, extensionsFolder: this.extensionsFolder });
  }

  remove(): void {
    fs.rmSync(this.extensionsFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** An empty folder to open in a window; removed after the test. */
export function temporaryFolder(test: Pick<TestContext, 'after'>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwws-'));
  test.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the body of a test; when it throws, keeps a picture of the window and what its processes said last. */
export async function withDiagnostics(
  name: string,
  opened: SandboxWorkbench,
  body: () => Promise<void>,
): Promise<void> {
  try {
    await body();
  } catch (error) {
    const base = path.join(e2eFolder, name.replaceAll(/\W+/g, '-'));
    fs.mkdirSync(e2eFolder, { recursive: true });
    const words = [opened.workbench.diagnostics(), '-- sandbox', ...opened.sandbox.lines.slice(-40)];
    fs.writeFileSync(`${base}.log`, words.join('\n'));
    await opened.workbench.screenshot(`${base}.png`);
    throw new Error(`${String(error)}\nSee ${path.relative(projectRoot, base)}.png and .log`, { cause: error });
  }
}
