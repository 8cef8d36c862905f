// The time axis above the list and the figures below it, in the browser.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { makeRow } from '../support/trafficRows.ts';
import type { ScriptedHost } from './scriptedHost.ts';
import { TrafficStage } from './trafficView.ts';

/** A call a second, as clocks of a hub would have stored them. */
function withRows(count: number): (host: ScriptedHost) => void {
  const start = Date.UTC(2026, 0, 2, 3, 4, 0);
  return (host) =>
    host.put(
      ...Array.from({ length: count }, (_, index) =>
        makeRow(index + 1, {
          time: start + index * 1000,
          status: index % 10 === 0 ? 500 : 200,
          durationInMs: index + 1,
        }),
      ),
    );
}

describe('traffic summary', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  it('tells rate, errors and percentiles of what is shown', async () => {
    const view = await stage.open((host) => {
      withRows(100)(host);
      host.setStatus({ pendingExchanges: 3, unansweredExchanges: 2, clockSkewInMs: 2500 });
    });
    const strip = view.page.getByRole('group', { name: 'Summary' });
    assert.match(
      (await strip.innerText()).replaceAll(/\s+/g, ' '),
      /Rate 1\/s Errors 10% p50 50 ms p95 95 ms p99 99 ms Pending 3 Unanswered 2 Clock skew 2\.5 s/,
    );
    await view.type('status:200');
    await view.page.waitForTimeout(700);
    assert.match((await strip.innerText()).replaceAll(/\s+/g, ' '), /Errors 0% p50 \d+ ms/);
  });

  it('shows each partition with its state and how far it is behind, and where every event went', async () => {
    const view = await stage.open((host) => {
      withRows(5)(host);
      host.setStatus({
        partitions: [
          { id: '0', state: 'live', lag: 0, receivedEvents: 9, missingEvents: 0 },
          { id: '1', state: 'lagging', lag: 1200, receivedEvents: 9, missingEvents: 4 },
          { id: '2', state: 'stolen', lag: 0, receivedEvents: 0, missingEvents: 0 },
          { id: '3', state: 'unauthorized', lag: 0, receivedEvents: 0, missingEvents: 0 },
        ],
        receivedEvents: 18,
        missingEvents: 4,
        evictedExchanges: 7,
        maxExchanges: 10_000,
        keptBytes: 1024 * 1024,
      });
    });
    const chips = await view.page
      .getByRole('listitem')
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
    assert.deepEqual(chips, [
      'partition 0: live, 0 events behind',
      'partition 1: behind, 1,200 events behind, 4 missing',
      'partition 2: taken by another reader, 0 events behind',
      'partition 3: access refused, 0 events behind',
    ]);
    await view.page.getByRole('button', { name: 'Account' }).click();
    const text = (await view.page.getByRole('dialog', { name: 'Account of events' }).innerText()).replaceAll(
      /\s+/g,
      ' ',
    );
    assert.match(
      text,
      /Events received 18 .*gone before they could be read 4 .*evicted to hold the limits 7 Calls kept 5 of 10,000 .*Memory 1 MiB of 128 MiB/,
    );
    await view.picture('account');
    await view.press('Escape');
    assert.equal(await view.page.getByRole('dialog').count(), 0);
  });

  it('keeps a span of time that is dragged over', async () => {
    const view = await stage.open(withRows(100));
    const axis = view.page.getByRole('slider', { name: 'Calls over time' });
    const box = await axis.boundingBox();
    assert.ok(box !== null);
    const { mouse } = view.page;
    await mouse.move(box.x + box.width * 0.205, box.y + 10);
    assert.match(await view.page.locator('.legend .span').innerText(), /03:04:20 – 03:04:21, 1 call, 1 5xx/);
    await mouse.down();
    await mouse.move(box.x + box.width * 0.395, box.y + 10, { steps: 5 });
    await view.picture('time-brush');
    await mouse.up();
    await view.drawn();
    assert.equal(await view.filter.inputValue(), 'time:2026-01-02T03:04:20.000Z..2026-01-02T03:04:39.999Z');
    await view.page.waitForTimeout(100);
    assert.equal((await view.rows()).length, 20);
  });

  it('is drawn over by keys too', async () => {
    const view = await stage.open(withRows(100));
    const axis = view.page.getByRole('slider', { name: 'Calls over time' });
    await view.type('status:200');
    await view.page.waitForTimeout(700);
    await axis.focus();
    await view.press('ArrowLeft', 'ArrowLeft', 'Shift+ArrowLeft');
    assert.match((await axis.getAttribute('aria-valuetext')) ?? '', /03:05:37 – 03:05:39, 2 calls/);
    await view.press('Enter');
    assert.equal(await view.filter.inputValue(), 'status:200 time:2026-01-02T03:05:37.000Z..2026-01-02T03:05:38.999Z');
    await view.page.waitForTimeout(700);
    await axis.focus();
    await view.press('Escape');
    assert.equal(await view.filter.inputValue(), 'status:200');
  });

  it('gives way where there is no height', async () => {
    const view = await stage.open(withRows(50), { height: 340 });
    assert.equal(await view.page.locator('.timeAxis').isVisible(), false);
    assert.ok((await view.rows()).length > 5);
  });
});
