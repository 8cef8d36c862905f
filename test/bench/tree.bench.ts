// The tree over the large estate (4 subscriptions, 40 watchers, 5,000 machines, 500 captures) through the product's own adapters,
// with the sandbox in a process of its own: calls to ARM, time with the answers, own time after the last answer, processor time.
// What the window adds is measured by treeWindow.bench.ts.

import type { TreeNode } from '../../src/app/tree/treeNode.ts';
import type { Log } from '../../src/base/log.ts';
import { SandboxEstate, trustSandbox } from '../integration/sandboxEstate.ts';
import { ManualClock, settled } from '../support/manualClock.ts';
import { startSandbox } from '../vscodeHost/sandboxProcess.ts';
import { middleOf } from './measure.ts';

const rounds = 7;

/** One step of one round. */
interface Sample {
  readonly calls: number;
  readonly wall: number;
  readonly own: number;
  readonly cpu: number;
}

/** Knows when the last answer had come in whole: that is when the product's request log writes its line. */
class AnswerLog implements Log {
  lastAnswerAt = 0;

  debug(): void {
    this.lastAnswerAt = performance.now();
  }

  info(): void {}

  warn(message: string): void {
    console.warn(message);
  }

  error(message: string | Error): void {
    console.error(message);
  }
}

const samples = new Map<string, Sample[]>();
const sandbox = await startSandbox({ estate: 'large', rate: 0 });
const distrust = trustSandbox(sandbox.info);

/** Runs a step and keeps its figures; its last answer may have come before it began. */
async function step<T>(what: string, [estate, log]: readonly [SandboxEstate, AnswerLog], run: () => T | Promise<T>) {
  await estate.takeRequests();
  await settled();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await run();
  const ended = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  const calls = (await estate.takeRequests()).length;
  const sample = {
    calls,
    wall: ended - started,
    own: ended - Math.max(started, log.lastAnswerAt),
    cpu: (user + system) / 1000,
  };
  samples.set(what, [...(samples.get(what) ?? []), sample]);
  return result;
}

function nodeOf(nodes: readonly TreeNode[], kind: TreeNode['kind'], index = 0): TreeNode | undefined {
  return nodes.filter((node) => node.kind === kind)[index];
}

async function round(): Promise<void> {
  const log = new AnswerLog();
  const estate = new SandboxEstate({ info: sandbox.info, log });
  const both = [estate, log] as const;
  const roots = await step('first paint, 4 subscriptions, all closed', both, () => estate.firstPaint());
  const subscription = await step('expand a subscription', both, () => estate.expand(roots[0]));
  await step('the subscription again, from memory', both, () => estate.expand(roots[0]));
  const machines = nodeOf(subscription, 'machines');
  await step('expand 1,250 machines', both, () => estate.expand(machines));
  await step('the machines again, from memory', both, () => estate.expand(machines));
  const watcher = nodeOf(subscription, 'networkWatcher');
  const captures = await step('expand a watcher with 13 captures', both, () => estate.expand(watcher));
  await step('the watcher again, from memory', both, () => estate.expand(watcher));
  await step('a capture changed: its new look', both, () => estate.tree.captureNode(captures[0]?.resourceId ?? ''));
  await step('show more: the next 100 machines', both, () => {
    estate.tree.arrangement.showMore(machines?.id ?? '');
    return estate.expand(machines);
  });
  await allMachines(estate, both, roots);
  await allCaptures(estate, both, roots);
  estate.dispose();

  const log3 = new AnswerLog();
  const three = new SandboxEstate({ info: sandbox.info, log: log3 });
  three.chosenSubscriptions = sandbox.info.subscriptions.slice(0, 3).map(({ id }) => id);
  await step('first paint, 3 of them chosen, each open', [three, log3], () => three.firstPaint());
  three.dispose();
}

async function allMachines(
  estate: SandboxEstate,
  both: readonly [SandboxEstate, AnswerLog],
  roots: readonly TreeNode[],
): Promise<void> {
  const below = await Promise.all(roots.map((root) => estate.expand(root)));
  const lists = below.flatMap((nodes) => nodeOf(nodes, 'machines') ?? []);
  const show = (): Promise<readonly (readonly TreeNode[])[]> => Promise.all(lists.map((each) => estate.expand(each)));
  await show();
  estate.tree.arrangement.filter = 'westeurope 01';
  await step('filter 5,000 machines', both, show);
  estate.tree.arrangement.filter = '';
  for (const { id } of lists) {
    for (let page = 0; page < 12; page++) {
      estate.tree.arrangement.showMore(id);
    }
  }
  await step('show all 5,000 machines', both, show);
}

async function allCaptures(
  estate: SandboxEstate,
  both: readonly [SandboxEstate, AnswerLog],
  roots: readonly TreeNode[],
): Promise<void> {
  const below = await Promise.all(roots.map((root) => estate.expand(root)));
  const watchers = below.flat().filter(({ kind }) => kind === 'networkWatcher');
  const show = (): Promise<readonly (readonly TreeNode[])[]> =>
    Promise.all(watchers.map((each) => estate.expand(each)));
  await step('expand all 40 watchers with 500 captures', both, show);
  await step('all 500 captures again, from memory', both, show);
}

/** Calls in a minute of the clock's time with so many running captures in sight. */
async function idle(watcherCount: number): Promise<{ readonly running: number; readonly calls: number }> {
  const clock = new ManualClock(Date.now());
  const estate = new SandboxEstate({ info: sandbox.info, log: new AnswerLog(), clock });
  const roots = await estate.firstPaint();
  const below = await Promise.all(roots.map((root) => estate.expand(root)));
  const watchers = below.flat().filter(({ kind }) => kind === 'networkWatcher');
  const listed = await Promise.all(watchers.map((each) => estate.expand(each)));
  const seen = new Set(listed.slice(0, watcherCount).flatMap((nodes) => nodes.map(({ id }) => id)));
  estate.captures.setShown(({ id }) => seen.has(id));
  const running = listed
    .flat()
    .filter(({ id }) => seen.has(id) && estate.captures.find(id)?.state === 'running').length;
  await estate.takeRequests();
  for (let second = 0; second < 60; second++) {
    await clock.advance(1000);
    // A capture whose answer is there has its next timer.
    while (clock.pending < running) {
      await settled();
    }
  }
  const calls = (await estate.takeRequests()).length;
  estate.dispose();
  return { running, calls };
}

const round1 = (value: number): number => Number(value.toFixed(1));

try {
  for (let index = 0; index < rounds; index++) {
    await round();
  }
  const rows = Array.from(samples, ([what, all]) => ({
    what,
    calls: middleOf(all.map(({ calls }) => calls)),
    wallMs: round1(middleOf(all.map(({ wall }) => wall))),
    ownMs: round1(middleOf(all.map(({ own }) => own))),
    ownMaxMs: round1(Math.max(...all.map(({ own }) => own))),
    cpuMs: round1(middleOf(all.map(({ cpu }) => cpu))),
  }));
  console.table(rows);
  const polling = [await idle(0), await idle(3), await idle(40)].map(({ running, calls }) => ({
    runningInSight: running,
    callsAMinute: calls,
    callsPerCaptureAnd10s: running === 0 ? 0 : Number((calls / running / 6).toFixed(2)),
  }));
  console.table(polling);
  console.log(JSON.stringify({ bench: 'tree', rounds, rows, polling }));
} finally {
  distrust();
  await sandbox.stop();
}
