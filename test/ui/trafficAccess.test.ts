// Who cannot use a mouse, see colours or read small print: axe-core over every part in every theme, zoom, narrow panels, quiet motion.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import axe from 'axe-core';
import { makeEvent, requestEvent, responseEvent } from '../support/traffic.ts';
import { makeRow } from '../support/trafficRows.ts';
import type { ScriptedHost } from './scriptedHost.ts';
import type { ThemeName } from './themes.ts';
import type { TrafficView } from './trafficView.ts';
import { TrafficStage } from './trafficView.ts';

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

function fill(host: ScriptedHost): void {
  host.put(...Array.from({ length: 40 }, (_, index) => makeRow(index + 1)));
  host.put(makeRow(5, { mark: 'red', isPinned: true, note: 'look' }), makeRow(6, { isHighlighted: true }));
  host.putEvents(
    requestEvent('waiting'),
    responseEvent('alone'),
    makeEvent('garbage'),
    makeEvent('request:a\nGET /x?a=1 HTTP/1.1\r\nCookie: a=1\r\nHost: h\r\n\r\n{"a":1}'),
    makeEvent('response:a\nHTTP/1.1 200 OK\r\nSet-Cookie: b=2\r\n\r\n{"a":1}'),
  );
  host.savedFilters = [{ name: 'errors', text: 'is:error' }];
}

describe('traffic page for everybody', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  /** What axe finds serious or critical in a part of the page. */
  async function check(view: TrafficView, what: string, part = 'body'): Promise<string[]> {
    const before = (await view.complaints()).length;
    const run = `axe.run(${JSON.stringify(part)}, { resultTypes: ['violations'] })`;
    const found: AxeResult = await view.page.evaluate(`${axe.source}; ${run}`);
    await view.drawn();
    // axe itself tries a style element, which the policy refuses.
    await view.page.evaluate((length) => window.seenViolations.splice(length), before);
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes
          .slice(0, 4)
          .map(({ html, failureSummary }) => `${what}: ${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
      );
  }

  for (const theme of ['dark', 'light', 'highContrast'] as const satisfies readonly ThemeName[]) {
    it(`has nothing serious for axe in any part: ${theme}`, async () => {
      const view = await stage.open(fill, { theme });
      const found = await check(view, 'list');
      await view.grid.focus();
      await view.press('End');
      await view.details.waitFor();
      for (const tab of await view.details.getByRole('tab').all()) {
        await tab.click();
        await view.drawn();
        found.push(...(await check(view, (await tab.textContent())?.trim() ?? '', '.pane')));
      }
      await view.details.locator('button.iconButton[aria-label="Copy as..."]').click();
      found.push(...(await check(view, 'menu', '.popup')));
      await view.picture(`access-menu-${theme}`);
      await view.press('Escape');
      await view.button('Choose columns').click();
      found.push(...(await check(view, 'columns', '.popup')));
      await view.press('Escape');
      await view.page.getByRole('button', { name: 'Saved filters' }).click();
      found.push(...(await check(view, 'saved filters', '.popup')));
      await view.press('Escape');
      await view.page.getByRole('button', { name: 'Account' }).click();
      found.push(...(await check(view, 'account', '.popup')));
      await view.press('Escape');
      await view.type('color:red');
      found.push(...(await check(view, 'error', '.filterBar')));
      await view.picture(`access-${theme}`);
      assert.deepEqual([...new Set(found)], []);
    });
  }

  it('stays readable at twice the size', async () => {
    // What a zoom of 200 % does to a panel of 1100 × 640: half of the room.
    const view = await stage.open(fill, { width: 550, height: 320 });
    await view.grid.focus();
    await view.press('End');
    await view.details.waitFor();
    assert.ok((await view.rows()).length >= 2);
    const split = await view.page.locator('.split').getAttribute('class');
    assert.match(split ?? '', /narrow/);
    const box = await view.details.boundingBox();
    assert.ok(box !== null && box.width > 400);
    assert.ok(await view.isSelectionInSight());
    await view.picture('access-zoom');
  });

  it('stays usable in a panel of 320 pixels', async () => {
    const view = await stage.open(fill, { width: 320, height: 600 });
    const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.equal(overflow, 0);
    for (const name of ['Pause', 'Clear', 'Export']) {
      const box = await view.button(name).boundingBox();
      assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 320, `${name} is out of sight`);
    }
    assert.ok(((await view.page.locator('.head .path').boundingBox())?.width ?? 0) >= 100);
    await view.grid.focus();
    await view.press('End');
    await view.details.waitFor();
    assert.ok(await view.isSelectionInSight());
    await view.picture('access-320');
  });

  it('moves nothing for who does not want motion', async () => {
    const view = await stage.open((host) => host.setStatus({ state: 'connecting', partitions: [] }));
    await view.page.emulateMedia({ reducedMotion: 'reduce' });
    const name = await view.page
      .locator('.toolbar .state .codicon')
      .evaluate((icon) => getComputedStyle(icon).animationName);
    assert.equal(name, 'none');
  });

  it('tells counts politely, and never row by row', async () => {
    const view = await stage.open(fill);
    const voice = view.page.locator('.voice');
    const heard: (string | null)[] = [];
    for (let n = 0; n < 5; n++) {
      view.host.tell([makeRow(100 + n)]);
      await view.drawn();
      heard.push(await voice.textContent());
    }
    assert.equal(await voice.getAttribute('aria-live'), 'polite');
    assert.ok(new Set(heard).size <= 2, heard.join());
  });
});
