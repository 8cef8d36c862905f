// The page's states and looks: connecting, waiting, failing; three themes; Portuguese; and the policy that holds it all.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { hubNotFound } from '../../src/app/error/userErrors.ts';
import { makeEvent, requestEvent, responseEvent } from '../support/traffic.ts';
import { makeRow } from '../support/trafficRows.ts';
import type { ScriptedHost } from './scriptedHost.ts';
import type { ThemeName } from './themes.ts';
import { TrafficStage } from './trafficView.ts';

/** One row of every kind, and enough calls to fill the list. */
function fill(host: ScriptedHost): void {
  host.put(...Array.from({ length: 40 }, (_, index) => makeRow(index + 1)));
  host.putEvents(
    requestEvent('waiting'),
    responseEvent('alone'),
    makeEvent('garbage'),
    requestEvent('done'),
    responseEvent('done'),
    makeEvent('request:odd\nGET /a\r\nno colon\r\n\r\n'),
  );
  host.put(makeRow(47, { state: 'unanswered', status: 0 }), makeRow(48, { status: 503 }), makeRow(49, { status: 301 }));
}

describe('traffic page', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  it('says what it waits for', async () => {
    const view = await stage.open((host) => host.setStatus({ state: 'connecting', partitions: [] }));
    const hint = view.page.locator('.list .empty');
    assert.match(await hint.innerText(), /Connecting to the event hub\.\.\./);
    await view.picture('connecting');
    view.host.tellStatus({ state: 'live' });
    await view.drawn();
    assert.match(await hint.innerText(), /Waiting for the first call\.\.\./);
    assert.match(await view.page.getByRole('status').innerText(), /live/);
    await view.picture('waiting');
    view.host.tell([makeRow(1)]);
    await view.drawn();
    assert.equal(await hint.count(), 0);
  });

  it('shows the hub, the consumer group and what is amiss in the head', async () => {
    const view = await stage.open((host) => {
      host.put(makeRow(1));
      host.setStatus({ consumerGroup: 'monitoring', unreadableEvents: 3, missingEvents: 1200, totalExchanges: 5 });
    });
    const head = await view.page.locator('.toolbar').innerText();
    assert.match(head, /api-traffic/);
    assert.match(head, /consumer group monitoring/);
    assert.match(head, /kept 1 of 5 calls/);
    assert.match(head, /3 unreadable events/);
    assert.match(head, /1,200 events were gone before they could be read/);
    assert.equal(
      await view.page.locator('.toolbar .hub').getAttribute('title'),
      'contoso.servicebus.windows.net/api-traffic',
    );
    await view.picture('head-notes');
  });

  it('counts one as one, and keeps its buttons in sight however narrow it is', async () => {
    const view = await stage.open(
      (host) => {
        host.put(makeRow(1));
        host.setStatus({ unreadableEvents: 1, missingEvents: 1 });
      },
      { width: 420 },
    );
    const head = await view.page.locator('.toolbar').innerText();
    assert.match(head, /\b1 call\b[\s\S]*\b1 unreadable event\b[\s\S]*\b1 event was gone/);
    for (const name of ['Pause', 'Follow newest', 'Clear']) {
      const box = await view.button(name).boundingBox();
      assert.ok(box !== null && box.x + box.width <= 420, `${name} is out of sight`);
    }
    const state = await view.page.locator('.body .cell.state').first().boundingBox();
    assert.ok(state !== null && state.x + state.width <= 420, 'the state is out of sight');
    await view.picture('head-narrow');
  });

  it('shows a failure with its reason, and tries again when told to', async () => {
    const problem = hubNotFound('api-traffic').message;
    const view = await stage.open((host) => host.setStatus({ state: 'failed', problem }));
    assert.match(
      await view.page.getByRole('alert').innerText(),
      /The event hub or consumer group "api-traffic" does not exist\./,
    );
    assert.equal(await view.page.locator('.list .empty').count(), 0);
    await view.picture('failed');
    await view.button('Retry').click();
    await view.drawn();
    assert.ok(view.host.asked.includes('retry'));
  });

  it('shows a passing problem without a way to try again', async () => {
    const view = await stage.open((host) => {
      host.put(makeRow(1));
      host.setStatus({ state: 'reconnecting', problem: 'The connection was lost.' });
    });
    assert.match(await view.page.getByRole('alert').innerText(), /The connection was lost\./);
    assert.equal(await view.button('Retry').count(), 0);
    await view.picture('reconnecting');
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const satisfies readonly ThemeName[]) {
    it(`looks like the editor around it: ${theme}`, async () => {
      const view = await stage.open(fill, { theme });
      await view.picture(`theme-${theme}`);
      await view.grid.focus();
      await view.press('End', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp');
      await view.details.waitFor();
      await view.picture(`theme-${theme}-details`);
      // Text that cannot be told from its ground would be no text; 3 is what WCAG asks of large text and signs.
      const contrasts = await view.page.evaluate(lowContrasts);
      assert.deepEqual(contrasts, []);
    });
  }

  it('speaks Portuguese', async () => {
    const view = await stage.open(
      (host) => {
        fill(host);
        host.setStatus({ totalExchanges: 12_345, unreadableEvents: 1 });
      },
      { language: 'pt-br' },
    );
    assert.equal(await view.page.locator('html').getAttribute('lang'), 'pt-br');
    assert.deepEqual(await view.page.getByRole('columnheader').allInnerTexts(), [
      'Marca',
      'Hora',
      'Método',
      'Caminho',
      'Status',
      'Duração',
      'Tamanho',
      'Tipo',
      'Estado',
    ]);
    assert.match(await view.page.locator('.toolbar').innerText(), /ao vivo[\s\S]*de 12\.345 chamadas/);
    await view.grid.focus();
    await view.press('End', 'ArrowUp', 'ArrowUp', 'ArrowUp');
    await view.details.waitFor();
    const text = await view.page.locator('main').innerText();
    for (const english of [
      'Request',
      'Response',
      'completed',
      'unanswered',
      'Waiting',
      'calls',
      'partition ',
      'Body',
    ]) {
      assert.ok(!text.includes(english), `"${english}" is not translated`);
    }
    await view.picture('portuguese');
  });

  it('stands under a policy that would be seen if it were broken', async () => {
    const view = await stage.open(fill);
    const before = await view.complaints();
    await view.page.evaluate(() => {
      const span = document.createElement('span');
      span.setAttribute('style', 'color: red');
      document.body.append(span);
      const script = document.createElement('script');
      script.textContent = 'document.title = "broken"';
      document.body.append(script);
    });
    await view.drawn();
    const found = await view.complaints();
    assert.deepEqual(before, []);
    assert.match(found.join('\n'), /style-src-attr[\s\S]*script-src-elem/);
    assert.equal(await view.page.title(), 'Live Traffic: api-traffic');
    // These were made on purpose.
    await view.page.evaluate(() => window.seenViolations.splice(0));
  });
});

/** Runs in the page: visible texts whose colour stands out from their background by less than 3 to 1. */
function lowContrasts(): string[] {
  const parse = (color: string): number[] => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) {
      return [0, 0, 0, 0];
    }
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color: readonly number[]): number => {
    const [r = 0, g = 0, b = 0] = color.map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element: Element): number[] => {
    for (let each: Element | null = element; each !== null; each = each.parentElement) {
      const color = parse(getComputedStyle(each).backgroundColor);
      if ((color[3] ?? 0) > 200) {
        return color;
      }
    }
    return [0, 0, 0, 255];
  };
  return [...document.querySelectorAll('main *')].flatMap((element) => {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );
    if (!own || !element.checkVisibility()) {
      return [];
    }
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(groundOf(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return ratio < 3
      ? [`${element.className} "${element.textContent?.trim().slice(0, 20) ?? ''}" ${ratio.toFixed(2)}`]
      : [];
  });
}
