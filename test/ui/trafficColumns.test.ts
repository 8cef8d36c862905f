// The columns of the list in the browser: chosen, sized, moved and sorted by mouse and by keys, and kept over a reload.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { makeRow } from '../support/trafficRows.ts';
import type { ScriptedHost } from './scriptedHost.ts';
import type { TrafficView } from './trafficView.ts';
import { TrafficStage } from './trafficView.ts';

function withRows(count: number): (host: ScriptedHost) => void {
  return (host) => host.put(...Array.from({ length: count }, (_, index) => makeRow(index + 1)));
}

describe('traffic columns', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  const titles = (view: TrafficView): Promise<string[]> => view.page.getByRole('columnheader').allInnerTexts();
  const head = (view: TrafficView, name: string) => view.page.getByRole('columnheader', { name, exact: true });

  it('are chosen from a list, any header among them, and stay over a reload', async () => {
    const view = await stage.open(withRows(10), { width: 1400 });
    await view.button('Choose columns').click();
    const chooser = view.page.getByRole('dialog', { name: 'Choose columns' });
    await chooser.getByLabel('Host', { exact: true }).check();
    await chooser.getByLabel('Type', { exact: true }).uncheck();
    await chooser.getByLabel('Header as a column').fill('response:ETag');
    await view.press('Enter');
    await view.picture('choose-columns');
    assert.deepEqual(view.host.look.headerColumns, ['response:etag']);
    await view.press('Escape');
    const expected = ['Mark', 'Time', 'Method', 'Host', 'Path', 'Status', 'Duration', 'Size', 'State', 'etag'];
    assert.deepEqual(await titles(view), expected);
    assert.equal((await view.rows(['host', 'header']))[3], 'api.contoso.com|response:etag of 4');
    await view.reload();
    assert.deepEqual(await titles(view), expected);
    assert.equal((await view.rows(['header']))[3], 'response:etag of 4');
    await view.button('Choose columns').click();
    await view.page.getByRole('button', { name: 'Restore columns' }).click();
    assert.equal((await titles(view)).length, 9);
  });

  it('can all be shown at once, and are reached by scrolling sideways', async () => {
    const view = await stage.open(
      (host) => host.put(makeRow(1, { note: 'a note', problems: ['truncatedBody'], mark: 'red', isPinned: true })),
      { width: 900 },
    );
    await view.button('Choose columns').click();
    for (const box of await view.page.locator('.columnChooser input[type=checkbox]').all()) {
      await box.check();
    }
    await view.press('Escape');
    assert.equal((await titles(view)).length, 16);
    await view.grid.evaluate((grid) => (grid.scrollLeft = 5000));
    await view.drawn();
    const note = await view.page.locator('.body .cell.note').first().boundingBox();
    const noteHead = await head(view, 'Note').boundingBox();
    assert.ok(note !== null && noteHead !== null && Math.abs(note.x - noteHead.x) < 1 && note.x < 900);
    assert.deepEqual(await view.rows(['clientIp', 'partition', 'sequence', 'problems', 'note']), [
      '203.0.113.1|1|101|The gateway logged only the beginning of the body.|a note',
    ]);
    await view.picture('all-columns');
  });

  it('sort by click: up, down, and by arrival again', async () => {
    const view = await stage.open((host) => {
      host.put(makeRow(1, { durationInMs: 30 }), makeRow(2, { durationInMs: 10 }), makeRow(3, { durationInMs: 20 }));
    });
    const durations = (): Promise<string[]> => view.rows(['duration']);
    await head(view, 'Duration').click();
    await view.drawn();
    assert.deepEqual(await durations(), ['10 ms', '20 ms', '30 ms']);
    assert.equal(await head(view, 'Duration').getAttribute('aria-sort'), 'ascending');
    view.host.tell([makeRow(4, { durationInMs: 15 }), makeRow(2, { durationInMs: 25 })]);
    await view.drawn();
    assert.deepEqual(await durations(), ['15 ms', '20 ms', '25 ms', '30 ms']);
    await head(view, 'Duration').click();
    await view.drawn();
    assert.deepEqual(await durations(), ['30 ms', '25 ms', '20 ms', '15 ms']);
    assert.equal(await head(view, 'Duration').getAttribute('aria-sort'), 'descending');
    await view.picture('sorted');
    await head(view, 'Duration').click();
    await view.drawn();
    assert.deepEqual(await durations(), ['30 ms', '25 ms', '20 ms', '15 ms']);
    assert.equal(await head(view, 'Duration').getAttribute('aria-sort'), 'none');
  });

  it('follow the newest row at the top when the newest come first', async () => {
    const view = await stage.open(withRows(100));
    await head(view, 'Time').click();
    await head(view, 'Time').click();
    await view.drawn();
    assert.equal((await view.paths())[0], makeRow(100).path);
    assert.equal(await view.follows(), true);
    view.host.tell([makeRow(101)]);
    await view.drawn();
    assert.equal((await view.paths())[0], makeRow(101).path);
    await view.scrollTo(440);
    const before = await view.paths();
    view.host.tell([makeRow(102), makeRow(103)]);
    await view.drawn();
    assert.deepEqual([await view.follows(), await view.paths()], [false, before]);
  });

  it('are sorted, sized and moved by keys', async () => {
    const view = await stage.open(withRows(10), { width: 1400 });
    await head(view, 'Mark').focus();
    await view.press('ArrowRight', 'ArrowRight', 'Enter');
    assert.equal(await head(view, 'Method').getAttribute('aria-sort'), 'ascending');
    const width = async (): Promise<number> => (await head(view, 'Method').boundingBox())?.width ?? 0;
    const before = await width();
    await view.press('Shift+ArrowRight', 'Shift+ArrowRight');
    assert.equal(await width(), before + 20);
    assert.equal((await view.page.locator('.body .cell.method').first().boundingBox())?.width, before + 20);
    await view.press('Control+ArrowRight');
    assert.deepEqual((await titles(view)).slice(0, 4), ['Mark', 'Time', 'Path', 'Method']);
    assert.equal(await head(view, 'Method').evaluate((cell) => cell === document.activeElement), true);
    await view.reload();
    assert.deepEqual((await titles(view)).slice(0, 4), ['Mark', 'Time', 'Path', 'Method']);
    assert.equal(await width(), before + 20);
    assert.equal(await head(view, 'Method').getAttribute('aria-sort'), 'ascending');
  });

  it('are sized and moved by the mouse', async () => {
    const view = await stage.open(withRows(10), { width: 1400 });
    const { mouse } = view.page;
    const box = await head(view, 'Method').boundingBox();
    assert.ok(box !== null);
    await mouse.move(box.x + box.width - 2, box.y + 10);
    await mouse.down();
    await mouse.move(box.x + box.width + 40, box.y + 10, { steps: 3 });
    await mouse.up();
    await view.drawn();
    assert.equal(Math.round(((await head(view, 'Method').boundingBox())?.width ?? 0) - box.width), 42);
    assert.equal(await head(view, 'Method').getAttribute('aria-sort'), 'none');
    const path = await head(view, 'Path').boundingBox();
    const time = await head(view, 'Time').boundingBox();
    assert.ok(path !== null && time !== null);
    await mouse.move(path.x + 20, path.y + 10);
    await mouse.down();
    await mouse.move(time.x + 20, time.y + 10, { steps: 4 });
    await mouse.up();
    await view.drawn();
    assert.deepEqual((await titles(view)).slice(0, 3), ['Mark', 'Path', 'Time']);
  });

  it('show marks, pins and notes by shape as well as by colour', async () => {
    const view = await stage.open((host) => {
      host.put(
        makeRow(1, { mark: 'red' }),
        makeRow(2, { mark: 'yellow', isPinned: true }),
        makeRow(3, { mark: 'green', note: 'slow' }),
        makeRow(4, { mark: 'blue' }),
        makeRow(5),
      );
    });
    assert.deepEqual(
      await view.rows(['mark']),
      ['■', '▲', '●', '◆', ''].map((each) => each),
    );
    const label = (row: number) => view.page.locator(`.row[aria-rowindex="${row}"]`).getAttribute('aria-label');
    assert.match((await label(3)) ?? '', /completed, pinned, yellow mark$/);
    assert.match((await label(4)) ?? '', /green mark, note: slow$/);
    await view.picture('marks');
  });
});
