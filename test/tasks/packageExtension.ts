// Makes the .vsix of Wirewatch: the product as people install it, without node_modules (everything is bundled in dist/).
import { createVSIX } from '@vscode/vsce';
import fs from 'node:fs';
import path from 'node:path';
import { runProcess } from '../support/childProcess.ts';
import { projectRoot } from '../support/project.ts';

/** What a package may weigh; people download it. */
const maxPackageBytes = 1.5 * 1024 * 1024;

/** Builds Wirewatch for production and packages it into a file. */
export async function packageExtension(vsixFile: string): Promise<void> {
  fs.mkdirSync(path.dirname(vsixFile), { recursive: true });
  await runProcess(process.execPath, [path.join(projectRoot, 'esbuild.mjs'), '--production'], { cwd: projectRoot });
  await createVSIX({
    cwd: projectRoot,
    packagePath: vsixFile,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const { size } = fs.statSync(vsixFile);
  if (size > maxPackageBytes) {
    throw new Error(`${path.basename(vsixFile)} has ${size} bytes; it may have ${maxPackageBytes}`);
  }
}
