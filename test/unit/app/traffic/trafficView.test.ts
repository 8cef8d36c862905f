// A view over a session, with a clock that moves whenever it is looked at, so that slices really end: what the listener was told
// is replayed into a model of a page, and the page must show what the store holds.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Disposable } from '../../../../src/base/disposable.ts';
import { TrafficSession } from '../../../../src/app/traffic/trafficSession.ts';
import { TrafficView } from '../../../../src/app/traffic/trafficView.ts';
import type { MatchesStep, RowsStep, ViewLook } from '../../../../src/app/traffic/trafficView.ts';
import { compileFilter } from '../../../../src/domain/traffic/filter/compileFilter.ts';
import type { FilterRole } from '../../../../src/domain/traffic/filter/filterRole.ts';
import { parseFilter } from '../../../../src/domain/traffic/filter/parseFilter.ts';
import { ExchangeCursor } from '../../../../src/domain/traffic/store/exchangeCursor.ts';
import type { ExchangeStoreLimits } from '../../../../src/domain/traffic/store/exchangeStore.ts';
import { slabBytes } from '../../../../src/domain/traffic/store/messageSlab.ts';
import { toTrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import type { TrafficRow } from '../../../../src/domain/traffic/trafficRow.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { FakeTail, makeEvent, requestEvent, responseEvent, tailSource } from '../../../support/traffic.ts';

/** Each look takes a little time, so that a slice ends after a few entries; what comes next comes a millisecond later. */
class WorkingClock extends ManualClock {
  tickInMs = 3;
  #worked = 0;

  override now(): number {
    this.#worked += this.tickInMs;
    return super.now() + this.#worked;
  }

  override after(delayInMs: number, action: () => void): Disposable {
    return super.after(Math.max(1, delayInMs), action);
  }
}

const batch = 100;
const plain: ViewLook = { filter: '', highlight: '', headerColumns: [] };

/** A page: what it was told, and nothing else. */
class Page {
  readonly rows = new Map<number, TrafficRow>();
  /** Numbers in the order in which they were told. */
  readonly told: number[] = [];
  readonly steps: MatchesStep[] = [];
  count = 0;
  readonly #isThere: (number: number) => boolean;

  constructor(isThere: (number: number) => boolean) {
    this.#isThere = isThere;
  }

  onRows({ firstNumber, rows, gone }: RowsStep): void {
    this.count++;
    for (const number of gone) {
      assert.ok(!this.#isThere(number), `${number} was said to be gone and is there`);
      this.rows.delete(number);
    }
    for (const [number, row] of this.rows) {
      if (number < firstNumber && !row.isPinned && row.note === '') {
        this.rows.delete(number);
      }
    }
    for (const row of rows) {
      assert.ok(this.#isThere(row.number), `${row.number} was told and is gone`);
      this.told.push(row.number);
      this.rows.set(row.number, row);
    }
  }

  onMatches(step: MatchesStep): void {
    this.count++;
    this.steps.push(step);
    const found = new Set(step.numbers);
    assert.ok(step.numbers.every((number) => number >= step.from && number <= step.to));
    for (const [number, row] of this.rows) {
      if (number >= step.from && number <= step.to) {
        const bit = found.has(number);
        this.rows.set(number, { ...row, ...(step.role === 'filter' ? { isMatch: bit } : { isHighlighted: bit }) });
      }
    }
  }
}

async function setUp(limits: Partial<ExchangeStoreLimits> = {}) {
  const clock = new WorkingClock();
  const tail = new FakeTail();
  const session = new TrafficSession({ tail, clock }, tailSource, {
    maxExchanges: 1000,
    maxBytes: 64 * slabBytes,
    responseTimeoutInMs: 10 ** 9,
    ...limits,
  });
  await session.start();
  await clock.advance(batch);
  const { exchanges } = session;
  let page = new Page((number) => exchanges.entry(number) !== undefined);
  const view = new TrafficView({
    session,
    clock,
    timeZoneOffsetInMinutes: () => 0,
    listener: { onRows: (step) => page.onRows(step), onMatches: (step) => page.onMatches(step) },
  });
  const show = (look: Partial<ViewLook> = {}) => {
    page = new Page((number) => exchanges.entry(number) !== undefined);
    const beginning = view.show({ ...plain, ...look });
    page.onRows(beginning);
    return beginning;
  };
  const quiet = async (): Promise<void> => {
    await clock.advance(2 * batch);
    for (let before = -1; before !== page.count;) {
      before = page.count;
      await clock.advance(20);
    }
  };
  const take = (...names: readonly string[]): void =>
    tail.listener.onEvents(
      names.map((name) => (name[0] === '>' ? requestEvent(name.slice(1)) : responseEvent(name.slice(1)))),
    );
  const calls = (from: number, to: number): void => {
    for (let n = from; n <= to; n++) {
      take(`>${n}`, `<${n}`);
    }
  };
  return { clock, tail, session, exchanges, view, show, quiet, take, calls, page: () => page };
}

type Parts = Awaited<ReturnType<typeof setUp>>;

/** What every row would be by one look at the whole. */
function naiveRows({ exchanges }: Parts, { filter, highlight, headerColumns }: ViewLook): TrafficRow[] {
  const testOf = (text: string): ((number: number) => boolean) | undefined => {
    const parsed = parseFilter(text);
    assert.ok(!('problem' in parsed));
    const compiled = compileFilter(parsed.filter, { now: 0, timeZoneOffsetInMinutes: 0 });
    return text === ''
      ? undefined
      : (number) => {
          const entry = exchanges.entry(number);
          return entry !== undefined && compiled.matches(new ExchangeCursor(exchanges.reader, entry), 0);
        };
  };
  const [isMatch, isHighlighted] = [testOf(filter), testOf(highlight)];
  return Array.from(exchanges.numbers(), (number) => {
    const exchange = exchanges.find(number);
    assert.ok(exchange !== undefined);
    const bits = { isMatch: isMatch?.(number) ?? true, isHighlighted: isHighlighted?.(number) ?? false };
    return toTrafficRow(exchange, { headerColumns, ...bits });
  });
}

function shown({ page }: Parts): TrafficRow[] {
  return [...page().rows.values()].toSorted((a, b) => a.number - b.number);
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_value, index) => index + 1);

describe('TrafficView: rows', () => {
  it('come all, once, in the order of their numbers, a few at a time', async () => {
    const parts = await setUp();
    parts.calls(1, 100);
    await parts.clock.advance(batch);
    const { rows } = parts.show();
    assert.ok(rows.length < 10, `${rows.length} rows in the first slice`);
    await parts.quiet();
    assert.deepEqual(parts.page().told, upTo(100));
    assert.deepEqual(shown(parts), naiveRows(parts, plain));
  });

  it('come again when they change, once a batch, and only those', async () => {
    const parts = await setUp();
    parts.take('>1', '>2', '>3');
    parts.show();
    await parts.quiet();
    parts.page().told.splice(0);
    parts.take('<2', '<1', '>4');
    await parts.quiet();
    assert.deepEqual(parts.page().told, [2, 1, 4]);
    assert.deepEqual(shown(parts), naiveRows(parts, plain));
  });

  it('that changed before they were told come once, as they are then', async () => {
    const parts = await setUp();
    parts.take(...upTo(900).map((n) => `>${n}`));
    await parts.clock.advance(batch);
    parts.show();
    parts.take('<900');
    await parts.quiet();
    await parts.quiet();
    assert.deepEqual(parts.page().told, upTo(900));
    assert.equal(parts.page().rows.get(900)?.state, 'completed');
  });

  it('that came while hidden come when it is shown; while hidden nothing is told', async () => {
    const parts = await setUp();
    parts.calls(1, 3);
    parts.show();
    await parts.quiet();
    parts.view.hide();
    const { count } = parts.page();
    parts.calls(4, 6);
    parts.session.annotate(1, () => ({ isPinned: true, note: '' }));
    assert.equal(parts.view.setFilter('filter', 'is:pending'), undefined);
    await parts.clock.advance(60_000);
    assert.equal(parts.page().count, count);
    parts.show();
    await parts.quiet();
    assert.deepEqual(shown(parts), naiveRows(parts, plain));
  });

  it('are told no more when it is hidden right after it was shown', async () => {
    const parts = await setUp();
    parts.calls(1, 100);
    await parts.clock.advance(batch);
    assert.ok(parts.show().rows.length < 100);
    parts.view.hide();
    const { count } = parts.page();
    await parts.clock.advance(60_000);
    assert.equal(parts.page().count, count);
  });

  it('that are pinned or noted and older than the first number come too, before the others', async () => {
    const parts = await setUp({ maxExchanges: 5 });
    parts.calls(1, 5);
    parts.session.annotate(2, () => ({ isPinned: true, note: '' }));
    parts.session.annotate(4, () => ({ isPinned: false, note: 'n' }));
    parts.calls(6, 12);
    await parts.clock.advance(batch);
    parts.show();
    await parts.quiet();
    assert.deepEqual(parts.page().told, [2, 4, 8, 9, 10, 11, 12]);
  });

  it('that are pinned and leave before they were told are not lost', async () => {
    const parts = await setUp({ maxExchanges: 40 });
    parts.calls(1, 40);
    parts.show();
    assert.ok(!parts.page().told.includes(30));
    parts.session.annotate(30, () => ({ isPinned: true, note: '' }));
    parts.calls(41, 90);
    await parts.quiet();
    assert.ok(parts.page().rows.has(30));
    assert.deepEqual(shown(parts), naiveRows(parts, plain));
  });

  it('that are unpinned when nothing else keeps them are told to be gone', async () => {
    const parts = await setUp({ maxExchanges: 5 });
    parts.calls(1, 5);
    parts.session.annotate(2, () => ({ isPinned: true, note: '' }));
    parts.session.annotate(3, () => ({ isPinned: true, note: 'n' }));
    parts.show();
    await parts.quiet();
    parts.calls(6, 12);
    await parts.quiet();
    assert.ok(parts.page().rows.has(2) && parts.page().rows.has(3));
    parts.session.annotate(2, () => ({ isPinned: false, note: '' }));
    parts.session.annotate(3, () => ({ isPinned: false, note: '' }));
    await parts.quiet();
    assert.deepEqual(shown(parts), naiveRows(parts, plain));
  });

  it('that a page pins when they have just gone are told to be gone, also by a beginning', async () => {
    const parts = await setUp({ maxExchanges: 5 });
    parts.calls(1, 5);
    parts.show();
    await parts.quiet();
    const old = parts.page().rows.get(1);
    assert.ok(old !== undefined);
    parts.calls(6, 12);
    await parts.quiet();
    const pin = (): void => {
      parts.page().rows.set(1, { ...old, isPinned: true });
      assert.equal(
        parts.session.annotate(1, () => ({ isPinned: true, note: '' })),
        undefined,
      );
    };
    pin();
    await parts.quiet();
    assert.equal(parts.page().rows.has(1), false);
    // One slice takes a single row: the second waits when the view is shown anew.
    parts.clock.tickInMs = 10;
    const { count } = parts.page();
    parts.session.annotate(12, () => ({ isPinned: true, note: '' }));
    parts.session.annotate(2, () => ({ isPinned: true, note: '' }));
    while (parts.page().count === count) {
      await parts.clock.advance(1);
    }
    assert.deepEqual(parts.show().gone, [2]);
    await parts.quiet();
    assert.deepEqual(shown(parts), naiveRows(parts, plain));
  });

  it('leave at a clear, but for the pinned', async () => {
    const parts = await setUp();
    parts.calls(1, 30);
    parts.show();
    await parts.quiet();
    parts.session.annotate(7, () => ({ isPinned: true, note: '' }));
    await parts.quiet();
    parts.session.clear();
    await parts.quiet();
    assert.deepEqual([...parts.page().rows.keys()], [7]);
  });

  it('carry the header columns of the look', async () => {
    const parts = await setUp();
    parts.calls(1, 2);
    const headerColumns = ['request:HOST', 'response:content-length', 'response:none'];
    parts.show({ headerColumns });
    await parts.quiet();
    assert.deepEqual(parts.page().rows.get(2)?.extra, ['api.contoso.com', '2', '']);
    assert.deepEqual(shown(parts), naiveRows(parts, { ...plain, headerColumns }));
  });

  it('and details are changed as the view is told, e.g. redacted; filters look at what was logged', async () => {
    const parts = await setUp();
    parts.calls(1, 2);
    parts.view.setRedaction((exchange) => {
      const { request: _request, ...rest } = exchange;
      return rest;
    });
    parts.show({ filter: 'path:/items/2' });
    await parts.quiet();
    assert.deepEqual(
      shown(parts).map(({ path, isMatch }) => [path, isMatch]),
      [
        ['', false],
        ['', true],
      ],
    );
    assert.equal(parts.view.find(1)?.request, undefined);
    parts.view.setRedaction(undefined);
    assert.equal(parts.view.find(1)?.request?.messageId, '1');
    assert.equal(parts.view.find(99), undefined);
  });

  it('of whatever size end their slice at the next look at the clock', async () => {
    const parts = await setUp();
    parts.clock.tickInMs = 0;
    const fat = `response:1\nHTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(20_000)}\r\n`;
    parts.tail.listener.onEvents(upTo(5).map((n) => makeEvent(fat.replace('response:1', `response:${n}`))));
    await parts.clock.advance(batch);
    parts.clock.tickInMs = 10;
    assert.equal(parts.show().rows.length, 1);
    await parts.quiet();
    assert.deepEqual(parts.page().told, upTo(5));
  });
});

describe('TrafficView: filters', () => {
  it('run over the rows, newest first, in slices that touch, with progress', async () => {
    const parts = await setUp();
    parts.calls(1, 60);
    parts.show();
    await parts.quiet();
    assert.equal(parts.view.setFilter('filter', 'path:/items/5'), undefined);
    await parts.quiet();
    const { steps } = parts.page();
    assert.ok(steps.length > 5);
    assert.equal(steps[0]?.to, 60);
    for (const [index, step] of steps.entries()) {
      assert.equal(step.to, index === 0 ? 60 : (steps[index - 1]?.from ?? 0) - 1);
      assert.ok(step.progress > (steps[index - 1]?.progress ?? 0));
    }
    assert.deepEqual([steps.at(-1)?.from, steps.at(-1)?.progress], [0, 1]);
    assert.ok(steps.slice(0, -1).every(({ progress }) => progress < 1));
    assert.deepEqual(
      shown(parts).flatMap(({ number, isMatch }) => (isMatch ? [number] : [])),
      [5, ...Array.from({ length: 10 }, (_value, index) => 50 + index)],
    );
  });

  it('stay as they were when the new text is wrong, and the problem is said', async () => {
    const parts = await setUp();
    parts.calls(1, 3);
    parts.show({ filter: 'path:/items/2' });
    await parts.quiet();
    assert.equal(parts.view.setFilter('filter', 'status:(')?.code !== undefined, true);
    parts.calls(4, 4);
    await parts.quiet();
    assert.deepEqual(shown(parts), naiveRows(parts, { ...plain, filter: 'path:/items/2' }));
  });

  it('of a look that are wrong count as empty, whatever was set before', async () => {
    const parts = await setUp();
    parts.calls(1, 3);
    parts.show({ filter: 'path:/items/2', highlight: 'path:/items/2' });
    await parts.quiet();
    const { problems } = parts.show({ filter: 'status:(', highlight: 'nokey=(' });
    await parts.quiet();
    assert.deepEqual(Object.keys(problems), ['filter', 'highlight']);
    assert.deepEqual(shown(parts), naiveRows(parts, plain));
    assert.deepEqual(parts.show().problems, {});
  });

  it('are cancelled: rows that were not examined keep what they were', async () => {
    const parts = await setUp();
    parts.calls(1, 60);
    parts.show();
    await parts.quiet();
    parts.view.setFilter('filter', 'is:pending');
    parts.view.cancelFilter('filter');
    await parts.quiet();
    const [step] = parts.page().steps;
    assert.equal(parts.page().steps.length, 1);
    assert.deepEqual(
      shown(parts).map(({ number, isMatch }) => isMatch === number < (step?.from ?? 0)),
      upTo(60).map(() => true),
    );
    parts.view.setFilter('filter', '');
    await parts.quiet();
    assert.deepEqual(shown(parts), naiveRows(parts, plain));
  });

  it('of both roles run side by side, and the last of quick changes counts', async () => {
    const parts = await setUp();
    parts.calls(1, 50);
    parts.show();
    await parts.quiet();
    for (const text of ['path:1', 'path:2', 'path:3']) {
      parts.view.setFilter('filter', text);
      parts.view.setFilter('highlight', `not ${text}`.replace('not ', '-'));
      await parts.clock.advance(2);
    }
    await parts.quiet();
    assert.deepEqual(shown(parts), naiveRows(parts, { ...plain, filter: 'path:3', highlight: '-path:3' }));
  });

  it('that depend on the time run again, silently, and stop when it is hidden', async () => {
    const parts = await setUp();
    parts.clock.tickInMs = 0;
    parts.take('>1');
    parts.show({ filter: 'age>10s' });
    await parts.quiet();
    assert.equal(parts.page().rows.get(1)?.isMatch, false);
    await parts.clock.advance(13_000);
    assert.equal(parts.page().rows.get(1)?.isMatch, true);
    assert.ok(parts.page().steps.every(({ progress }) => progress === 1));
    const { length } = parts.page().steps;
    const { pending } = parts.clock;
    parts.view.hide();
    assert.equal(parts.clock.pending, pending - 1);
    await parts.clock.advance(60_000);
    assert.equal(parts.page().steps.length, length);
    // Another filter ends the repetition too.
    parts.show({ filter: 'age>10s' });
    parts.view.setFilter('filter', 'is:pending');
    await parts.quiet();
    const after = parts.page().steps.length;
    await parts.clock.advance(60_000);
    assert.equal(parts.page().steps.length, after);
  });

  it('leave no timer when it is disposed of, in whatever it was', async () => {
    const parts = await setUp();
    const { pending } = parts.clock;
    parts.calls(1, 60);
    parts.show({ filter: 'time>-5m', highlight: 'age>1s' });
    parts.view.setFilter('highlight', 'body:x');
    parts.view.setFilter('filter', 'time>-6m');
    assert.ok(parts.clock.pending > pending);
    parts.view.dispose();
    assert.equal(parts.clock.pending, pending);
    parts.view.setFilter('filter', 'age>1s');
    parts.calls(61, 62);
    const { count } = parts.page();
    await parts.clock.advance(10_000);
    assert.deepEqual([parts.page().count, parts.clock.pending], [count, pending]);
  });
});

const filters = [
  '',
  'path:/items/1',
  'is:completed',
  'status:200',
  'body:hi',
  'header:host',
  '-is:pinned',
  'has:note',
  'is:repeated',
];
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constantFrom('>', '<'), n: fc.nat(30) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom('wait'), n: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('batch', 'fill'), n: fc.nat(12) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('filter', 'highlight'), n: fc.nat(filters.length - 1) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('pin', 'note', 'unpin'), n: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('show', 'clear'), n: fc.constant(0) }) },
);

/** One thing that happens to a view or its session. */
async function happen(
  parts: Parts,
  look: { filter: string; highlight: string },
  { what, n }: { what: string; n: number },
) {
  const { session, exchanges, view, clock } = parts;
  switch (what) {
    case '>':
    case '<':
      parts.take(`${what}${n}`);
      break;
    case 'fill':
      parts.calls(1000 + exchanges.nextNumber, 1000 + exchanges.nextNumber + n);
      break;
    case 'wait':
      await clock.advance(n);
      break;
    case 'batch':
      await clock.advance(batch);
      break;
    case 'filter':
    case 'highlight':
      look[what] = filters[n] ?? '';
      assert.equal(view.setFilter(what satisfies FilterRole, look[what]), undefined);
      break;
    case 'show':
      parts.show(look);
      break;
    case 'clear':
      session.clear();
      break;
    default: {
      const number = exchanges.nextNumber - n;
      const added = session.annotate(number, () => ({ isPinned: what === 'pin', note: what === 'note' ? 'n' : '' }));
      const row = parts.page().rows.get(number);
      if (row !== undefined && added !== undefined) {
        // A page shows at once what its person does; of a row that has just gone it hears so.
        parts.page().rows.set(number, { ...row, ...added });
      }
    }
  }
}

describe('TrafficView, whatever happens while it works', () => {
  it('has told in the end what the store holds, with the right results of both filters', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60, size: 'max' }),
        fc.constantFrom(1, 3, 9),
        async (steps, tick) => {
          const parts = await setUp({ maxExchanges: 25 });
          const look = { filter: '', highlight: '' };
          parts.clock.tickInMs = tick;
          parts.show();
          for (const each of steps) {
            await happen(parts, look, each);
          }
          await parts.quiet();
          assert.deepEqual(shown(parts), naiveRows(parts, { ...plain, ...look }));
          parts.view.dispose();
          parts.session.dispose();
          assert.equal(parts.clock.pending, 0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
