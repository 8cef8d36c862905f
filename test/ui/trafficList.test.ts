// The list of calls in the browser: rows, keyboard, what assistive technology hears, following, pausing, and very many rows.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import { makeRow } from '../support/trafficRows.ts';
import type { ScriptedHost } from './scriptedHost.ts';
import { TrafficStage } from './trafficView.ts';

function rowsTo(last: number, first = 1): TrafficRow[] {
  return Array.from({ length: last - first + 1 }, (_, index) => makeRow(first + index));
}

function withRows(count: number): (host: ScriptedHost) => void {
  return (host) => host.put(...rowsTo(count));
}

describe('traffic list', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  it('shows rows with time, method, path, status, duration and state', async () => {
    const view = await stage.open((host) => {
      host.put(
        makeRow(1, { path: '/orders/1?page=1', status: 201, durationInMs: 56 }),
        makeRow(2, { state: 'pending', method: 'PUT', path: '/café au lait', status: 0, durationInMs: -4 }),
        makeRow(3, { state: 'orphaned', method: '', path: '', status: 500, repeatCount: 2, problems: ['noBlankLine'] }),
      );
    });
    assert.deepEqual(await view.rows(), [
      '03:04:05.037|POST|/orders/1?page=1|201|56 ms|completed',
      '03:04:05.074|PUT|/café au lait||-4 ms|pending',
      '03:04:05.111|||500|162 ms|response only +2 ⚠',
    ]);
    await view.picture('list-few');
  });

  it('shows what comes, and changes a row in its place', async () => {
    const view = await stage.open(withRows(1));
    view.host.tell([makeRow(2, { state: 'pending', status: 0, path: '/slow' })]);
    await view.drawn();
    assert.match((await view.rows())[1] ?? '', /\/slow\|\|.*\|pending$/);
    view.host.tell([makeRow(2, { path: '/slow', status: 504 }), makeRow(3)]);
    await view.drawn();
    const rows = await view.rows();
    assert.deepEqual([rows.length, rows[1]?.split('|').slice(2, 4)], [3, ['/slow', '504']]);
    assert.match(await view.page.locator('.toolbar').innerText(), /3 calls/);
  });

  it('tells assistive technology what it is', async () => {
    const view = await stage.open(withRows(200));
    const { grid, page } = view;
    assert.equal(await grid.getAttribute('aria-rowcount'), '201');
    assert.equal(await grid.getAttribute('aria-colcount'), '9');
    assert.equal(await grid.getAttribute('aria-multiselectable'), 'true');
    assert.equal(await grid.getAttribute('aria-label'), 'API calls');
    assert.equal(await grid.getAttribute('tabindex'), '0');
    assert.equal(await grid.getAttribute('aria-activedescendant'), null);
    assert.deepEqual(await page.getByRole('columnheader').allInnerTexts(), [
      'Mark',
      'Time',
      'Method',
      'Path',
      'Status',
      'Duration',
      'Size',
      'Type',
      'State',
    ]);
    const last = page.locator('.row[aria-rowindex="201"]');
    assert.match(
      (await last.getAttribute('aria-label')) ?? '',
      /^03:04:12\.400, GET, \/orders\/200\?page=4, 204, .* ms, completed$/,
    );
    assert.equal(await last.getByRole('gridcell').count(), 9);
    await last.click();
    assert.equal(await view.selectedIndex(), 201);
    assert.equal(await page.locator('.body .row[aria-selected=true]').count(), 1);
  });

  it('goes by arrows, pages, Home and End, and keeps the selection in sight', async () => {
    const view = await stage.open(withRows(500));
    await view.grid.focus();
    const check = async (key: string, expected: number): Promise<void> => {
      await view.press(key);
      assert.equal(await view.selectedIndex(), expected + 1, key);
      assert.ok(await view.isSelectionInSight(), `${key} went out of sight`);
    };
    await check('Home', 1);
    await check('ArrowUp', 1);
    await check('ArrowDown', 2);
    await check('ArrowDown', 3);
    await check('ArrowUp', 2);
    await view.press('PageDown');
    const page = ((await view.selectedIndex()) ?? 0) - 3;
    assert.ok(page > 10 && page < 40, `a page is ${page} rows`);
    await check('PageDown', 2 + 2 * page);
    await check('PageUp', 2 + page);
    await check('End', 500);
    await check('PageDown', 500);
    await check('ArrowDown', 500);
    await check('ArrowUp', 499);
    await check('Home', 1);
  });

  it('begins at the newest row with an arrow up, and leaves keys with modifiers alone', async () => {
    const view = await stage.open(withRows(50));
    await view.grid.focus();
    await view.press('Control+Home', 'Alt+Home', 'x');
    assert.equal(await view.selectedIndex(), undefined);
    await view.press('ArrowUp');
    assert.equal(await view.selectedIndex(), 51);
  });

  it('follows the newest row until somebody scrolls or selects, and again at the end', async () => {
    const view = await stage.open(withRows(100));
    const newest = async (): Promise<string | undefined> => (await view.paths()).at(-1);
    const add = async (first: number, last: number): Promise<void> => {
      view.host.tell(rowsTo(last, first));
      await view.drawn();
    };
    assert.deepEqual([await newest(), await view.follows()], [makeRow(100).path, true]);
    await add(101, 130);
    assert.equal(await newest(), makeRow(130).path);

    await view.scrollTo(0);
    const top = await view.paths();
    await add(131, 160);
    assert.deepEqual([await view.follows(), await view.paths()], [false, top]);
    await view.picture('list-not-following');

    await view.button('Follow newest').click();
    await view.drawn();
    assert.deepEqual([await view.follows(), await newest()], [true, makeRow(160).path]);

    await view.page.locator('.body .row:not([hidden])', { hasText: makeRow(158).path }).click();
    await view.details.waitFor();
    await add(161, 190);
    assert.deepEqual([await view.follows(), (await view.paths()).includes(makeRow(158).path)], [false, true]);

    await view.scrollTo(1_000_000);
    await add(191, 220);
    assert.deepEqual([await view.follows(), await newest()], [true, makeRow(220).path]);
  });

  it('does not follow because a key went to the last row', async () => {
    const view = await stage.open(withRows(300));
    await view.grid.focus();
    await view.press('Home', 'End');
    assert.equal(await view.follows(), false);
    view.host.tell(rowsTo(400, 301));
    await view.drawn();
    assert.ok(await view.isSelectionInSight());
    assert.equal(await view.selectedIndex(), 301);
  });

  it('lets go of the newest row when the switch is turned off', async () => {
    const view = await stage.open(withRows(100));
    await view.button('Follow newest').click();
    await view.drawn();
    assert.equal(await view.follows(), false);
    const before = await view.paths();
    view.host.tell(rowsTo(150, 101));
    await view.drawn();
    assert.deepEqual(await view.paths(), before);
  });

  it('freezes in a pause, counts each new call once, and has everything after it', async () => {
    const view = await stage.open(withRows(5));
    await view.button('Pause').click();
    await view.button('Resume').waitFor();
    view.host.tell([makeRow(6, { state: 'pending', status: 0 }), makeRow(2, { status: 503 })]);
    view.host.tell([makeRow(6), makeRow(7)], 2);
    await view.drawn();
    assert.equal((await view.rows()).length, 5);
    assert.doesNotMatch((await view.rows()).join(), /503/);
    assert.equal(await view.page.locator('.toolbar .new').innerText(), '+2 new');
    assert.match(await view.page.locator('.toolbar .count').innerText(), /kept 6 of 7 calls/);
    await view.picture('paused');
    await view.button('Resume').click();
    await view.button('Pause').waitFor();
    await view.drawn();
    assert.deepEqual(
      await view.paths(),
      [2, 3, 4, 5, 6, 7].map((number) => makeRow(number).path),
    );
    assert.match((await view.rows())[0] ?? '', /\|503\|/);
    assert.equal(await view.page.locator('.toolbar .new').count(), 0);
  });

  it('clears: rows, details and a pause', async () => {
    const view = await stage.open(withRows(5));
    await view.page.locator('.row[aria-rowindex="4"]').click();
    await view.details.waitFor();
    await view.button('Pause').click();
    await view.button('Clear').click();
    await view.button('Pause').waitFor();
    await view.drawn();
    assert.ok(view.host.asked.includes('clear'));
    assert.deepEqual([await view.rows(), await view.details.count()], [[], 0]);
    assert.match(await view.page.locator('.list .empty').innerText(), /Waiting for the first call/);
    view.host.tell([makeRow(9)]);
    await view.drawn();
    assert.deepEqual(await view.paths(), [makeRow(9).path]);
  });

  it('drops what the host evicted, and the selection with it', async () => {
    const view = await stage.open(withRows(3));
    await view.page.locator('.row[aria-rowindex="2"]').click();
    await view.details.waitFor();
    view.host.tell([makeRow(4)], 2);
    await view.drawn();
    assert.deepEqual(
      await view.paths(),
      [2, 3, 4].map((number) => makeRow(number).path),
    );
    assert.equal(await view.selectedIndex(), undefined);
  });

  it('keeps the rows before the eyes of a reader while the host evicts older ones', async () => {
    const view = await stage.open(withRows(300));
    await view.scrollTo(100 * 22);
    const before = await view.paths();
    view.host.tell(rowsTo(320, 301), 21);
    await view.drawn();
    assert.deepEqual(await view.paths(), before);
    assert.equal(await view.follows(), false);
  });

  it('keeps the selection when the row whose details are shown changes meanwhile', async () => {
    const view = await stage.open(withRows(3));
    await view.page.locator('.row[aria-rowindex="2"]').click();
    await view.details.waitFor();
    let answer = (): void => undefined;
    view.host.beforeDetails = (number) =>
      number === 2 ? new Promise((resolve) => (answer = resolve)) : Promise.resolve();
    await view.page.locator('.row[aria-rowindex="3"]').click();
    view.host.tell([makeRow(1, { status: 500 })]);
    await view.drawn();
    assert.equal(await view.selectedIndex(), 3);
    answer();
    await view.drawn();
    assert.equal(await view.selectedIndex(), 3);
    assert.deepEqual(view.host.asked.filter((each) => each.startsWith('details')).slice(0, 2), [
      'details 1',
      'details 2',
    ]);
  });

  it('says what failed, until something works again', async () => {
    const view = await stage.open(withRows(2));
    view.host.failure = 'The details could not be read.';
    await view.page.locator('.row[aria-rowindex="2"]').click();
    await view.page.getByRole('alert').getByText('The details could not be read.').waitFor();
    view.host.failure = undefined;
    await view.page.locator('.row[aria-rowindex="3"]').click();
    await view.page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('shows 20,000 rows with as many elements as a hundred', async () => {
    const elements = (page: { locator(selector: string): { count(): Promise<number> } }): Promise<number> =>
      page.locator('.body .row').count();
    const few = await stage.open(withRows(100));
    const expected = await elements(few.page);
    assert.ok(expected < 80, `${expected} elements`);
    const view = await stage.open(withRows(20_000));
    assert.equal(await elements(view.page), expected);
    assert.equal(await view.grid.getAttribute('aria-rowcount'), '20001');
    for (const index of [0, 1, 777, 9999, 19_900]) {
      await view.scrollTo(index * 22);
      assert.equal((await view.paths())[0], makeRow(index + 1).path);
      assert.equal(await elements(view.page), expected);
    }
    view.host.tell(rowsTo(25_000, 20_001));
    await view.scrollTo(10_000_000);
    assert.equal((await view.paths()).at(-1), makeRow(25_000).path);
    assert.equal(await elements(view.page), expected);
    await view.picture('list-25000');
  });

  it('takes a hundred thousand rows at once: scrolled, filtered, sorted, and all selected', async () => {
    const view = await stage.open(withRows(100_000));
    assert.equal(await view.grid.getAttribute('aria-rowcount'), '100001');
    assert.equal((await view.paths()).at(-1), makeRow(100_000).path);
    await view.scrollTo(50_000 * 22);
    assert.equal((await view.paths())[0], makeRow(50_001).path);
    await view.type('status:500 method:GET');
    await view.page.locator('.shownCount').waitFor();
    const count = Number(await view.grid.getAttribute('aria-rowcount')) - 1;
    assert.equal(count, rowsTo(100_000).filter(({ status, method }) => status === 500 && method === 'GET').length);
    await view.type('');
    await view.page.getByRole('columnheader', { name: 'Duration' }).click();
    await view.scrollTo(0);
    assert.deepEqual(new Set(await view.rows(['duration'])), new Set(['3 ms']));
    await view.grid.focus();
    await view.press('Control+a');
    await view.page.waitForTimeout(300);
    assert.equal(view.host.selected.length, 100_000);
  });

  it('keeps room for the path when it is narrow', async () => {
    const view = await stage.open(withRows(40), { width: 600 });
    const width = async (column: string): Promise<number> =>
      (await view.page.locator(`.head .${column}`).boundingBox())?.width ?? 0;
    assert.equal(await view.page.locator('.body .cell.state .word').first().isVisible(), false);
    assert.equal(await view.page.locator('.body .cell.state .codicon').first().isVisible(), true);
    assert.equal(await view.page.locator('.body .cell.state').first().getAttribute('title'), 'completed');
    assert.ok((await width('path')) > 160, `the path has ${await width('path')} px`);
    await view.picture('list-narrow');
    await view.page.setViewportSize({ width: 1000, height: 600 });
    await view.drawn();
    assert.equal(await view.page.locator('.body .cell.state .word').first().isVisible(), true);
  });
});
