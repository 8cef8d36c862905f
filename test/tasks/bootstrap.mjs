// Runs a task of this folder with the Node that the project pins: `node bootstrap.mjs <task> [arguments]`. Plain JavaScript
// without dependencies, because it runs on the Node of the machine before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const PARENT_POLL_IN_MS = 500;
const root = fileURLToPath(new URL('../..', import.meta.url));

const [task, ...taskArguments] = process.argv.slice(2);
const file = path.join(root, 'test/tasks', `${task}.ts`);
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  fail(`Wirewatch needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`);
}
if (!task || !/^\w+$/.test(task) || !fs.existsSync(file)) {
  fail(`There is no task "${task ?? ''}". Run one of the scripts in package.json.`);
}
const startedAt = Date.now();
installIfNeeded(root);
runTask();

/** Installs what package-lock.json says, unless npm's own record of the last installation says the same. */
function installIfNeeded(folder) {
  const lock = readPackages(path.join(folder, 'package-lock.json'));
  const installed = readPackages(path.join(folder, 'node_modules/.package-lock.json'));
  const isCurrent = Object.entries(lock ?? {}).every(
    ([place, entry]) => place === '' || entry.optional || installed?.[place]?.version === entry.version,
  );
  if (isCurrent) {
    return;
  }
  process.stderr.write("Installing Wirewatch's modules (npm ci)\n");
  // npm's output goes to standard error: standard output belongs to the task.
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', process.stderr, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    fail('"npm ci" failed, see above. The npm registry must be reachable for the first installation.');
  }
}

function readPackages(lockFile) {
  return fs.existsSync(lockFile) ? JSON.parse(fs.readFileSync(lockFile, 'utf8')).packages : undefined;
}

function runTask() {
  const binaries = path.join(root, 'node_modules/.bin');
  const node = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!fs.existsSync(node)) {
    fail('The npm package "node" brought no Node for this machine. Remove node_modules and try again.');
  }
  const child = spawn(node, [file, ...taskArguments], {
    cwd: root,
    // The channel tells the task when this process is gone, even if it was ended by force.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: `${binaries}${path.delimiter}${process.env.PATH ?? ''}`,
      WIREWATCH_TASK_STARTED_AT: String(startedAt),
    },
  });
  // On Ctrl-C the task gets the signal from the terminal, from npm and from here: tasks take a repeated one for the same.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  endWithNpm(child);
  child.on('error', (error) => fail(String(error)));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === 'SIGINT' ? 2 : 15);
  });
}

/** npm runs scripts in a shell, and neither passes on what ends it by force: their going is all that can be seen from here. */
function endWithNpm(child) {
  const before = ancestors();
  if (process.env.npm_lifecycle_event) {
    setInterval(() => {
      if (ancestors() !== before) {
        child.kill('SIGTERM');
      }
    }, PARENT_POLL_IN_MS).unref();
  }
}

/** The parent and, where the system tells, its parent: the shell and npm. */
function ancestors() {
  try {
    const status = fs.readFileSync(`/proc/${process.ppid}/status`, 'utf8');
    return `${process.ppid} ${/^PPid:\s*(\d+)/m.exec(status)?.[1]}`;
  } catch {
    return String(process.ppid);
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
