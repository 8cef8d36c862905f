// The page without a mouse: one run through everything, many rows at once, marks and notes, and what the host asks for.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { requestEvent, responseEvent } from '../support/traffic.ts';
import { makeRow } from '../support/trafficRows.ts';
import type { ScriptedHost } from './scriptedHost.ts';
import type { TrafficView } from './trafficView.ts';
import { TrafficStage } from './trafficView.ts';

function withRows(count: number): (host: ScriptedHost) => void {
  return (host) => host.put(...Array.from({ length: count }, (_, index) => makeRow(index + 1)));
}

function withCalls(count: number): (host: ScriptedHost) => void {
  return (host) => {
    for (let n = 1; n <= count; n++) {
      host.putEvents(requestEvent(`id-${n}`), responseEvent(`id-${n}`));
    }
  };
}

describe('traffic page without a mouse', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  /** What has the focus, by its name and role, as assistive technology hears it. */
  function focused(view: TrafficView): Promise<string> {
    return view.page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) {
        element = element.shadowRoot.activeElement;
      }
      const name = element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
      return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase() ?? ''} ${name}`.trim();
    });
  }

  it('goes through toolbar, filter, list and details in a sensible order', async () => {
    const view = await stage.open(withCalls(3));
    await view.press('Tab');
    assert.match(await focused(view), /Pause/);
    await view.press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab');
    assert.equal(await focused(view), 'combobox Filter');
    await view.press('Tab', 'Tab', 'Tab');
    assert.equal(await focused(view), 'grid API calls');
    await view.press('Home');
    await view.details.waitFor();
    await view.press('Enter');
    assert.equal(await focused(view), 'tab Request');
    await view.press('ArrowRight');
    assert.equal(await focused(view), 'tab Response');
    assert.match(await view.details.innerText(), /HTTP\/1\.1 200 OK/);
    await view.press('End');
    assert.equal(await focused(view), 'tab Event');
    await view.press('Shift+F6');
    assert.equal(await focused(view), 'grid API calls');
    await view.press('F6', 'F6');
    assert.equal(await focused(view), 'combobox Filter');
    await view.press('Escape');
    assert.equal(await focused(view), 'grid API calls');
    await view.press('Control+f');
    assert.equal(await focused(view), 'combobox Filter');
    await view.press('Escape', 'Escape');
    assert.equal(await view.details.count(), 0);
  });

  it('gives the next key to the details also while they are on their way', async () => {
    const view = await stage.open(withCalls(3));
    await view.grid.focus();
    await view.press('Home');
    await view.details.waitFor();
    let answer = (): void => undefined;
    view.host.beforeDetails = () => new Promise((resolve) => (answer = resolve));
    await view.press('ArrowDown', 'Enter', 'ArrowRight');
    assert.equal(await focused(view), 'tab Response');
    answer();
    await view.drawn();
    assert.equal(await focused(view), 'tab Response');
  });

  it('moves the line between list and details', async () => {
    const view = await stage.open(withCalls(2));
    await view.grid.focus();
    await view.press('Home');
    await view.details.waitFor();
    const line = view.page.getByRole('separator', { name: 'Line between list and details' });
    const width = async (): Promise<number> => (await view.details.boundingBox())?.width ?? 0;
    const before = await width();
    await line.focus();
    await view.press('ArrowLeft', 'ArrowLeft');
    assert.ok((await width()) > before + 40);
    assert.equal(await line.getAttribute('aria-valuenow'), '49');
    await view.reload();
    await view.grid.focus();
    await view.press('Home');
    await view.details.waitFor();
    assert.equal(await line.getAttribute('aria-valuenow'), '49');
  });

  it('selects many rows, and tells the host which', async () => {
    const view = await stage.open(withRows(30));
    const told = async (): Promise<readonly number[]> => {
      await view.page.waitForTimeout(80);
      return view.host.selected;
    };
    await view.grid.focus();
    await view.press('Home', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown');
    assert.deepEqual(await told(), [2, 3, 4]);
    assert.equal(await view.page.locator('.body .row[aria-selected=true]').count(), 3);
    assert.equal(await view.selectedIndex(), 5);
    await view.press('Shift+Home');
    assert.deepEqual(await told(), [1, 2]);
    const row = (number: number) => view.page.locator(`.row[aria-rowindex="${number + 1}"] .cell.path`);
    await row(6).click({ modifiers: ['Control'] });
    await row(8).click({ modifiers: ['Shift'] });
    assert.deepEqual(await told(), [6, 7, 8]);
    await row(7).click({ modifiers: ['Control'] });
    assert.deepEqual(await told(), [6, 8]);
    await view.picture('selected-many');
    await view.press('Control+a');
    assert.equal((await told()).length, 30);
    await view.press('Control+c');
    assert.deepEqual([view.host.acted.at(-1)?.action, view.host.acted.at(-1)?.numbers.length], ['copyAsCurlBash', 30]);
    await row(3).click();
    assert.deepEqual(await told(), [3]);
  });

  it('selects the row under the pointer before its menu opens, but keeps a selection that it is part of', async () => {
    const view = await stage.open(withRows(30));
    const row = (number: number) => view.page.locator(`.row[aria-rowindex="${number + 1}"] .cell.path`);
    await row(5).click({ button: 'right' });
    await view.drawn();
    assert.deepEqual(view.host.selected, [5]);
    assert.equal(
      await view.page.locator('.row[aria-rowindex="6"]').getAttribute('data-vscode-context'),
      '{"webviewSection":"row","preventDefaultContextMenuItems":true}',
    );
    await row(7).click({ modifiers: ['Shift'] });
    await row(6).click({ button: 'right' });
    await view.drawn();
    assert.deepEqual(view.host.selected, [5, 6, 7]);
  });

  it('pins, marks and notes, shown at once and told to the host', async () => {
    const view = await stage.open(withCalls(4));
    await view.grid.focus();
    await view.press('Home', 'Shift+ArrowDown', ' ');
    assert.deepEqual(view.host.annotated, [{ numbers: [1, 2], isPinned: true }]);
    assert.equal(await view.page.locator('.body .row:not([hidden]) .codicon-pinned').count(), 2);
    await view.press('ArrowDown', 'm', 'm');
    assert.deepEqual(view.host.annotated.slice(1), [
      { numbers: [3], mark: 'red' },
      { numbers: [3], mark: 'yellow' },
    ]);
    assert.equal((await view.rows(['mark']))[2], '▲');
    await view.press('n');
    assert.equal(await focused(view), 'textarea Note');
    await view.page.keyboard.type('look <i>here</i>');
    await view.press('Enter');
    assert.deepEqual(view.host.annotated.at(-1), { numbers: [3], note: 'look <i>here</i>' });
    await view.details.getByText('look <i>here</i>').waitFor();
    assert.match(
      (await view.page.locator('.row[aria-rowindex="4"]').getAttribute('aria-label')) ?? '',
      /yellow mark, note: look <i>here<\/i>$/,
    );
    await view.picture('note');
    await view.details.locator('button.iconButton[aria-label="Note"]').click();
    await view.page.keyboard.type('!');
    await view.press('Escape');
    assert.deepEqual(view.host.annotated.at(-1), { numbers: [3], note: 'look <i>here</i>' });
  });

  it('goes from one trouble to the next', async () => {
    const view = await stage.open((host) => {
      host.put(...Array.from({ length: 40 }, (_, index) => makeRow(index + 1, { status: 200 })));
      host.put(
        makeRow(10, { status: 500 }),
        makeRow(20, { status: 200, problems: ['truncatedBody'] }),
        makeRow(30, { state: 'unanswered', status: 0 }),
      );
    });
    await view.grid.focus();
    const check = async (key: string, expected: number): Promise<void> => {
      await view.press(key);
      assert.equal(await view.selectedIndex(), expected + 1);
    };
    await check('Alt+ArrowDown', 10);
    await check('Alt+ArrowDown', 20);
    await check('Alt+ArrowDown', 30);
    await check('Alt+ArrowDown', 30);
    await check('Alt+ArrowUp', 20);
    assert.match(
      (await view.page.locator('.row[aria-rowindex="21"] .cell.state').getAttribute('title')) ?? '',
      /The gateway logged only the beginning of the body\./,
    );
  });

  it('does what commands of VS Code ask for', async () => {
    const view = await stage.open(withCalls(5));
    const perform = async (action: Parameters<ScriptedHost['perform']>[0]): Promise<void> => {
      view.host.perform(action);
      await view.drawn();
    };
    await perform('focusFilter');
    assert.equal(await focused(view), 'combobox Filter');
    await perform('focusList');
    assert.equal(await focused(view), 'grid API calls');
    await perform('togglePause');
    assert.match(await view.page.getByRole('status').innerText(), /paused/);
    await perform('togglePause');
    assert.match(await view.page.getByRole('status').innerText(), /live/);
    await perform('toggleFollow');
    assert.equal(await view.follows(), false);
    await perform('chooseColumns');
    assert.equal(await view.page.getByRole('dialog', { name: 'Choose columns' }).count(), 1);
    await view.press('Escape');
    await view.grid.focus();
    await view.press('Home', 'Shift+ArrowDown');
    await perform('copySummary');
    assert.match(view.host.copied.at(-1) ?? '', /GET, \/items\/id-1, 200, 0 ms, completed\n.*GET, \/items\/id-2/);
    await perform('editNote');
    assert.equal(await focused(view), 'textarea Note');
    const before = view.host.asked.filter((each) => each === 'show').length;
    await perform('reload');
    assert.equal(view.host.asked.filter((each) => each === 'show').length, before + 1);
  });

  it('opens menus, goes through them, and comes back', async () => {
    const view = await stage.open(withCalls(3));
    await view.grid.focus();
    await view.press('Home');
    await view.details.waitFor();
    await view.details.locator('button.iconButton[aria-label="Copy as..."]').click();
    const menu = view.page.getByRole('menu', { name: 'Copy as...' });
    assert.deepEqual(
      (await menu.getByRole('menuitem').allInnerTexts()).map((each) => each.trim()),
      ['Copy as cURL (bash)', 'Copy as cURL (cmd)', 'Copy as PowerShell', 'Copy as fetch', 'Copy raw'],
    );
    await view.press('ArrowDown', 'ArrowDown');
    await view.picture('menu');
    await view.press('Enter');
    assert.deepEqual(view.host.acted.at(-1), { action: 'copyAsPowerShell', numbers: [1] });
    assert.equal(await menu.count(), 0);
    await view.button('Export').click();
    await view.press('End', 'Escape');
    assert.equal(await view.page.getByRole('menu').count(), 0);
    await view.button('Hide sensitive values').click();
    await view.drawn();
    assert.equal(view.host.acted.at(-1)?.action, 'toggleRedaction');
    assert.equal(await view.button('Hide sensitive values').getAttribute('aria-pressed'), 'true');
  });

  it('loses nothing in a pause under load', async () => {
    const view = await stage.open(withRows(100));
    await view.button('Pause').click();
    const before = await view.paths();
    for (let batch = 0; batch < 30; batch++) {
      const first = 101 + batch * 50;
      view.host.tell(
        Array.from({ length: 50 }, (_, index) => makeRow(first + index)),
        batch * 20,
      );
    }
    await view.drawn();
    assert.deepEqual(await view.paths(), before);
    // 1,500 came, and the host let the first 479 of them go again.
    assert.equal(await view.page.locator('.toolbar .new').innerText(), '+1,021 new');
    assert.match(await view.page.getByRole('status').innerText(), /paused/);
    await view.picture('paused-under-load');
    await view.button('Resume').click();
    await view.drawn();
    // 1,600 came, and the host let the first 579 go.
    assert.equal(await view.grid.getAttribute('aria-rowcount'), String(1600 - 579 + 1));
    assert.equal(view.host.asked.filter((each) => each === 'show').length, 1);
  });
});
