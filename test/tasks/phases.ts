// The phases of `npm test`, in order: what each runs, how its tests are counted and how long it may take.
import path from 'node:path';
import { projectRoot } from '../support/project.ts';
import type { Program } from './aptPackages.ts';

/** One child process of a phase. */
export interface Step {
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  /** `exitCode`: the step is one test. `file`: the runner writes its counts to the file in WIREWATCH_TEST_COUNTS. */
  readonly countedBy: 'exitCode' | 'file';
}

/** A named part of `npm test`. */
export interface Phase {
  readonly name: string;
  readonly steps: readonly Step[];
  /** For all steps together. */
  readonly timeLimitInSeconds: number;
  /** Steps that may run at the same time. */
  readonly parallel?: number;
  /** Programs of the machine that the steps need. */
  readonly programs?: readonly Program[];
}

const TYPE_CHECKED = ['.', 'src/base', 'src/domain', 'src/protocol', 'src/app', 'media'];

const checkPhase: Phase = {
  name: 'check',
  timeLimitInSeconds: 180,
  parallel: 2,
  steps: [
    ...TYPE_CHECKED.map((folder) => tool('tsc', '-p', folder)),
    tool('oxlint', '--type-aware'),
    tool('prettier', '--check', '--log-level', 'warn', '.'),
    tool('knip'),
  ],
};

/** Every phase, in the order of `npm test`. */
export const PHASES: readonly Phase[] = [
  checkPhase,
  { name: 'architecture', timeLimitInSeconds: 120, steps: [nodeTests('test/architecture')] },
  { name: 'unit', timeLimitInSeconds: 120, steps: [nodeTests('test/unit')] },
  { name: 'sandbox', timeLimitInSeconds: 240, ...inHalves('test/sandbox'), programs: ['tshark'] },
  { name: 'integration', timeLimitInSeconds: 240, ...inHalves('test/integration'), programs: ['tshark'] },
  { name: 'interop', timeLimitInSeconds: 240, steps: [nodeTests('test/interop')], programs: ['chromium'] },
  {
    name: 'build',
    timeLimitInSeconds: 120,
    steps: [script('esbuild.mjs', '--production'), script('test/tasks/package.ts')],
  },
  {
    name: 'host',
    timeLimitInSeconds: 420,
    programs: ['chromium'],
    steps: [{ ...script('test/tasks/runHost.ts'), countedBy: 'file' }, nodeTests('test/vscodeHost', 'test/tasks')],
  },
  { name: 'ui', timeLimitInSeconds: 240, ...inHalves('test/ui'), programs: ['chromium'] },
  {
    name: 'e2e',
    timeLimitInSeconds: 600,
    programs: ['chromium', 'tshark', 'wireshark', 'Xvfb', 'xdotool', 'xwininfo', 'import'],
    steps: [nodeTests('test/e2e')],
  },
];

function tool(name: string, ...args: string[]): Step {
  const command = path.join(projectRoot, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);
  return { label: [name, ...args].join(' '), command, args, countedBy: 'exitCode' };
}

function script(file: string, ...args: string[]): Step {
  return {
    label: ['node', file, ...args].join(' '),
    command: process.execPath,
    args: [file, ...args],
    countedBy: 'exitCode',
  };
}

/** The tests of a folder in two processes at the same time: most of what these wait for is not the processor. */
function inHalves(folder: string): Pick<Phase, 'parallel' | 'steps'> {
  return { parallel: 2, steps: ['1/2', '2/2'].map((half) => nodeTestsOf([folder], [`--test-shard=${half}`])) };
}

function nodeTests(...folders: string[]): Step {
  return nodeTestsOf(folders, []);
}

/** All *.test.ts below some folders in one process: the fastest way, and a forgotten handle shows as a run that does not end. */
function nodeTestsOf(folders: readonly string[], more: readonly string[]): Step {
  return {
    label: ['node --test', ...more, ...folders].join(' '),
    command: process.execPath,
    args: [
      '--test',
      '--test-isolation=none',
      ...more,
      '--test-reporter=./test/tasks/nodeTestReporter.ts',
      '--test-reporter-destination=stdout',
      ...folders.map((folder) => `${folder}/**/*.test.ts`),
    ],
    countedBy: 'file',
  };
}
