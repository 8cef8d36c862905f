// What the live panel's list costs in Chromium: a scrolled frame with a million rows against ten thousand, a large batch of new rows
// against a small one, sorted lists under load, and memory. CPU time of the page's main thread, by the browser's own counters.
// Run: node test/bench/trafficGrid.bench.ts [rows] [rounds]; the pages must be built.

import assert from 'node:assert/strict';
import type { CDPSession } from 'playwright-core';
import { makeRow } from '../support/trafficRows.ts';
import type { TrafficView } from '../ui/trafficView.ts';
import { TrafficStage } from '../ui/trafficView.ts';
import { packRows } from '../../src/protocol/packedRows.ts';
import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import { makeStatus } from '../support/trafficRows.ts';

const manyRows = Number(process.argv[2] ?? 1_000_000);
const fewRows = 10_000;
const roundCount = Number(process.argv[3] ?? 15);
const framesPerRound = 30;
const batchesPerRound = 6;
const largeBatch = 5000;
const smallBatch = 200;
const maxScrollRatio = 1.3;
const maxAppendRatio = 2;

interface Bench {
  readonly view: TrafficView;
  readonly session: CDPSession;
  next: number;
}

function rows(first: number, count: number): TrafficRow[] {
  return Array.from({ length: count }, (_, index) => makeRow(first + index));
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((each) => each.name === name)?.value ?? Number.NaN;
}

/** Gives rows to the page as the host does, without the test's own transport, whose cost is not the product's. */
async function give(bench: Bench, count: number, perUpdate: number): Promise<void> {
  for (let done = 0; done < count; done += perUpdate) {
    const part = rows(bench.next, Math.min(perUpdate, count - done));
    bench.next += part.length;
    await hold(bench, part);
    await bench.view.page.evaluate(() => window.postHeld());
  }
  await bench.view.drawn();
}

/** Puts a packed update into the page, to be posted when it is measured. */
async function hold(bench: Bench, part: readonly TrafficRow[]): Promise<void> {
  const status = makeStatus({ keptExchanges: bench.next, totalExchanges: bench.next, maxExchanges: 2_000_000 });
  await bench.view.page.evaluate(
    ([base64, text]) => {
      const buffer = Uint8Array.from(atob(base64 ?? ''), (char) => char.charCodeAt(0)).buffer;
      window.held.push({
        type: 'event',
        name: 'update',
        value: { status: JSON.parse(text ?? '') as unknown, firstNumber: 0, rows: buffer },
      });
    },
    [Buffer.from(packRows(part)).toString('base64'), JSON.stringify(status)],
  );
}

declare global {
  interface Window {
    held: unknown[];
    postHeld: () => void;
  }
}

async function open(stage: TrafficStage, count: number): Promise<Bench> {
  const view = await stage.open(undefined, { width: 1200, height: 760 });
  await view.page.evaluate(() => {
    window.held = [];
    window.postHeld = () => window.postMessage(window.held.shift(), '*');
  });
  const session = await view.page.context().newCDPSession(view.page);
  await session.send('Performance.enable');
  const bench = { view, session, next: 1 };
  await give(bench, count, 50_000);
  assert.equal(await view.grid.getAttribute('aria-rowcount'), String(count + 1));
  return bench;
}

/** Seconds of the main thread while an action runs. */
async function cpuOf({ session }: Bench, action: () => Promise<void>): Promise<number> {
  const before = await metric(session, 'TaskDuration');
  await action();
  return (await metric(session, 'TaskDuration')) - before;
}

/** Scrolls page by page from a place, one page a frame. */
function scroll({ view }: Bench, round: number): Promise<void> {
  return view.page.evaluate(
    async ([start, frames]) => {
      const grid = document.querySelector('.grid');
      if (grid !== null && start !== undefined && frames !== undefined) {
        grid.scrollTop = start;
        for (let frame = 0; frame < frames; frame++) {
          grid.scrollTop += 500;
          await new Promise((resolve) => {
            requestAnimationFrame(resolve);
          });
        }
      }
    },
    [1000 + round * 4000, framesPerRound],
  );
}

/** Time that handling the given batches takes, drawing included. */
async function append(bench: Bench, size: number): Promise<number> {
  for (let batch = 0; batch < batchesPerRound; batch++) {
    const part = rows(bench.next, size);
    bench.next += size;
    await hold(bench, part);
  }
  return await cpuOf(bench, () =>
    bench.view.page.evaluate(async (count) => {
      for (let batch = 0; batch < count; batch++) {
        window.postHeld();
        await new Promise((resolve) => {
          requestAnimationFrame(() => setTimeout(resolve));
        });
      }
    }, batchesPerRound),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const stage = await TrafficStage.start();
try {
  const many = await open(stage, manyRows);
  const few = await open(stage, fewRows);
  const nodes = await metric(many.session, 'Nodes');
  const scrolled = { many: [] as number[], few: [] as number[] };
  const appended = { large: [] as number[], small: [] as number[] };
  for (let turn = 0; turn < roundCount; turn++) {
    scrolled.many.push(await cpuOf(many, () => scroll(many, turn)));
    scrolled.few.push(await cpuOf(few, () => scroll(few, turn % 3)));
  }
  // New rows while the newest are in sight: every frame shows others.
  for (const bench of [many, few]) {
    await bench.view.grid.evaluate((grid) => (grid.scrollTop = grid.scrollHeight));
    await bench.view.drawn();
  }
  for (let turn = 0; turn < roundCount; turn++) {
    appended.large.push(await append(few, largeBatch));
    appended.small.push(await append(few, smallBatch));
  }
  const appendedToMany: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    appendedToMany.push(await append(many, smallBatch));
  }
  const sortCpu = await cpuOf(many, async () => {
    await many.view.page.getByRole('columnheader', { name: 'Duration' }).click();
    await many.view.drawn();
  });
  const sortedAppends: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    sortedAppends.push(await append(many, smallBatch));
  }
  await many.session.send('HeapProfiler.collectGarbage');
  const frame = (values: readonly number[]): number => (middle(values) / framesPerRound) * 1000;
  const batch = (values: readonly number[]): number => (middle(values) / batchesPerRound) * 1000;
  const scrollRatio = middle(scrolled.many) / middle(scrolled.few);
  const appendRatio = middle(appended.large) / middle(appended.small);
  const nodesAfter = await metric(many.session, 'Nodes');
  console.log(
    JSON.stringify(
      {
        rows: manyRows,
        scrollMsPerFrame: { many: round(frame(scrolled.many)), few: round(frame(scrolled.few)) },
        scrollRatio: round(scrollRatio),
        scrollRatioBar: maxScrollRatio,
        appendMsPerBatch: {
          of5000: round(batch(appended.large)),
          of200: round(batch(appended.small)),
          of200ToMany: round(batch(appendedToMany)),
          of200ToManySorted: round(batch(sortedAppends)),
        },
        appendRatio: round(appendRatio),
        appendRatioBar: maxAppendRatio,
        sortMs: round(sortCpu * 1000),
        rowElements: await many.view.page.locator('.body .row').count(),
        nodes: [nodes, nodesAfter],
        heapMegabytes: round((await metric(many.session, 'JSHeapUsedSize')) / 1024 / 1024),
      },
      undefined,
      2,
    ),
  );
} finally {
  await stage.closeViews();
  await stage.stop();
}
