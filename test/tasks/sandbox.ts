// `npm run sandbox -- ...`: the local Azure alone, with the options that its own --help lists.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../support/project.ts';
import { onStopRequest } from './stopRequest.ts';

const child = spawn(process.execPath, [path.join(projectRoot, 'test/sandbox/main.ts'), ...process.argv.slice(2)], {
  cwd: projectRoot,
  stdio: 'inherit',
});
const ended = new Promise<number>((resolve) => {
  child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
});
onStopRequest(async () => {
  child.kill('SIGTERM');
  await ended;
});
process.exitCode = await ended;
