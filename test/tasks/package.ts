// `npm run package`: writes wirewatch-<version>.vsix into the root of the project.
import path from 'node:path';
import { projectRoot, readManifest } from '../support/project.ts';
import { packageExtension } from './packageExtension.ts';

const { name, version } = readManifest();
await packageExtension(path.join(projectRoot, `${name}-${version}.vsix`));
