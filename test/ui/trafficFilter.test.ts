// The filter line in the browser: it applies while typing, points at faults, suggests, remembers, highlights, and tells how far it is.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { makeRow } from '../support/trafficRows.ts';
import type { ScriptedHost } from './scriptedHost.ts';
import { TrafficStage } from './trafficView.ts';

function withRows(count: number): (host: ScriptedHost) => void {
  return (host) => host.put(...Array.from({ length: count }, (_, index) => makeRow(index + 1)));
}

describe('traffic filter', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  it('applies while it is typed, tells how many are shown, and gives all back', async () => {
    const view = await stage.open(withRows(60));
    await view.type('status:404');
    assert.deepEqual(
      view.host.asked.filter((each) => each.startsWith('filter')),
      ['filter status:404'],
    );
    const statuses = await view.rows(['status']);
    assert.equal(statuses.length, 10);
    assert.ok(statuses.every((each) => each === '404'));
    assert.equal(await view.page.locator('.shownCount').innerText(), '10 of 60 shown');
    assert.equal(await view.grid.getAttribute('aria-rowcount'), '11');
    view.host.tell([makeRow(61), makeRow(62, { status: 404 })]);
    await view.drawn();
    assert.equal(await view.page.locator('.shownCount').innerText(), '11 of 62 shown');
    await view.picture('filtered');
    await view.page.getByRole('button', { name: 'Clear filter' }).first().click();
    await view.drawn();
    assert.equal(await view.grid.getAttribute('aria-rowcount'), '63');
    assert.equal(await view.page.locator('.shownCount').count(), 0);
  });

  it('points at what is wrong, says it, and keeps the former filter', async () => {
    const view = await stage.open(withRows(60));
    await view.type('status:404');
    await view.type('status:404 color:red');
    assert.equal(await view.filter.getAttribute('aria-invalid'), 'true');
    assert.equal(await view.page.locator('.mirror .wrong').innerText(), 'color');
    const box = await view.page.locator('.mirror .wrong').boundingBox();
    const input = await view.filter.boundingBox();
    assert.ok(box !== null && input !== null && box.x > input.x + 60 && box.x < input.x + 200);
    assert.equal(await view.page.getByRole('alert').innerText(), 'There is no key "color".');
    assert.equal((await view.rows()).length, 10);
    await view.picture('filter-error');
    await view.type('status:404 (path:/a');
    assert.equal(await view.page.getByRole('alert').innerText(), 'The closing parenthesis is missing.');
    await view.type('status:404');
    assert.equal(await view.page.getByRole('alert').count(), 0);
    assert.equal(await view.filter.getAttribute('aria-invalid'), 'false');
  });

  it('suggests, and takes what is chosen by Tab, Enter or mouse', async () => {
    const view = await stage.open((host) => {
      withRows(20)(host);
      host.suggestions = (text, caret) =>
        text.endsWith(':')
          ? [{ insert: 'GET', label: 'GET', detail: 'key.method', start: caret, end: caret }]
          : ['method:', 'status:', 'mark:'].map((label) => ({
              insert: label,
              label,
              detail: `key.${label.slice(0, -1)}`,
              start: 0,
              end: caret,
            }));
    });
    const options = view.page.getByRole('option');
    await view.filter.click();
    await view.page.keyboard.type('m');
    await options.first().waitFor();
    assert.deepEqual(await options.allInnerTexts(), [
      'method:\nmethod of the request',
      'status:\nstatus code, for example 404 or 5xx',
      'mark:\ncolour of the mark',
    ]);
    assert.equal(await view.filter.getAttribute('aria-expanded'), 'true');
    await view.press('ArrowDown', 'ArrowDown', 'ArrowUp');
    assert.equal(await view.filter.getAttribute('aria-activedescendant'), await options.first().getAttribute('id'));
    assert.equal(await options.first().getAttribute('aria-selected'), 'true');
    await view.picture('filter-suggestions');
    await view.press('Tab');
    await view.page.getByRole('option', { name: 'GET' }).waitFor();
    assert.equal(await view.filter.inputValue(), 'method:');
    await view.page.getByRole('option', { name: 'GET' }).click();
    await view.drawn();
    assert.equal(await view.filter.inputValue(), 'method:GET');
    await view.press('Escape');
    await view.page.waitForTimeout(200);
    assert.ok((await view.rows(['method'])).every((each) => each === 'GET'));
  });

  it('remembers the latest filters for Up and Down', async () => {
    const view = await stage.open(withRows(20));
    await view.type('method:GET');
    await view.press('Enter');
    await view.type('method:PUT');
    await view.press('Enter');
    await view.type('draft');
    await view.press('ArrowUp');
    assert.equal(await view.filter.inputValue(), 'method:PUT');
    await view.press('ArrowUp');
    assert.equal(await view.filter.inputValue(), 'method:GET');
    await view.press('ArrowDown', 'ArrowDown');
    assert.equal(await view.filter.inputValue(), 'draft');
  });

  it('keeps filters under names, applies and forgets them', async () => {
    const view = await stage.open((host) => {
      withRows(30)(host);
      host.savedFilters = [{ name: 'only <b>PUT</b>', text: 'method:PUT' }];
    });
    await view.type('status:500');
    await view.page.getByRole('button', { name: 'Saved filters' }).click();
    const dialog = view.page.getByRole('dialog', { name: 'Saved filters' });
    await dialog.getByRole('textbox').fill('broken');
    await view.press('Enter');
    assert.deepEqual(
      view.host.savedFilters.map(({ name }) => name),
      ['only <b>PUT</b>', 'broken'],
    );
    await view.picture('saved-filters');
    await dialog.getByRole('button', { name: 'Delete broken' }).click();
    await view.drawn();
    assert.equal(view.host.savedFilters.length, 1);
    await dialog.getByRole('button', { name: 'only <b>PUT</b>' }).first().click();
    await view.drawn();
    assert.equal(await view.filter.inputValue(), 'method:PUT');
    assert.ok((await view.rows(['method'])).every((each) => each === 'PUT'));
  });

  it('highlights without hiding', async () => {
    const view = await stage.open(withRows(20));
    await view.page.getByRole('button', { name: 'Highlight' }).click();
    const line = view.page.getByRole('combobox', { name: 'Highlight' });
    await line.fill('method:DELETE');
    await view.page.locator('.body .row.highlighted').first().waitFor();
    assert.equal((await view.rows()).length, 20);
    const methods = await view.page.locator('.body .row.highlighted .cell.method').allInnerTexts();
    assert.deepEqual([...new Set(methods)], ['DELETE']);
    assert.match(
      (await view.page.locator('.body .row.highlighted').first().getAttribute('aria-label')) ?? '',
      /highlighted/,
    );
    await view.picture('highlighted');
  });

  it('shows how far a long run is, part by part, and can be stopped', async () => {
    const view = await stage.open((host) => {
      withRows(30)(host);
      host.partSize = 10;
    });
    await view.type('method:GET');
    const progress = view.page.getByRole('progressbar', { name: 'Filtering' });
    assert.equal(await progress.count(), 1);
    // The newest third is examined; the rest stands as it stood.
    assert.equal((await view.rows()).length, 2 + 20);
    await view.picture('filter-progress');
    view.host.continueRuns();
    await view.drawn();
    assert.equal((await view.rows()).length, 4 + 10);
    view.host.continueRuns();
    await view.drawn();
    assert.deepEqual([await progress.count(), (await view.rows()).length], [0, 6]);
    await view.type('method:PUT');
    await view.page.getByRole('button', { name: 'Cancel' }).click();
    await view.drawn();
    assert.ok(view.host.asked.includes('cancelFilter filter'));
    assert.equal(await progress.count(), 0);
  });

  it('takes the value of a cell with Alt, and excludes it with Shift and Alt', async () => {
    const view = await stage.open(withRows(20));
    const cell = (row: number, column: string) => view.page.locator(`.row[aria-rowindex="${row}"] .cell.${column}`);
    await cell(2, 'method').click({ modifiers: ['Alt'] });
    await view.drawn();
    assert.equal(await view.filter.inputValue(), 'method=POST');
    await cell(2, 'status').click({ modifiers: ['Alt', 'Shift'] });
    await view.drawn();
    assert.equal(await view.filter.inputValue(), 'method=POST -status:201');
    assert.equal(await view.details.count(), 0);
  });

  it('says so when nothing matches, and stays while the view is paused', async () => {
    const view = await stage.open(withRows(20));
    await view.button('Pause').click();
    view.host.tell([makeRow(21, { path: '/late' })]);
    await view.type('path:/late');
    assert.deepEqual(await view.rows(), []);
    assert.match(await view.page.locator('.list .empty').innerText(), /No call matches the filter\./);
    await view.button('Resume').click();
    await view.drawn();
    assert.deepEqual(await view.paths(), ['/late']);
  });

  it('is there again after the page was hidden', async () => {
    const view = await stage.open(withRows(20));
    await view.type('method:GET');
    await view.reload();
    assert.deepEqual([await view.filter.inputValue(), view.host.look.filter], ['method:GET', 'method:GET']);
    assert.ok((await view.rows(['method'])).every((each) => each === 'GET'));
  });
});
