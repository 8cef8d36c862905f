// The details of a call in the browser: both halves, odd messages, hostile content that must stay text, and the way back.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { HubEvent } from '../../src/domain/traffic/loggedMessage.ts';
import { makeEvent, requestEvent, responseEvent } from '../support/traffic.ts';
import { makeRow } from '../support/trafficRows.ts';
import type { TrafficView } from './trafficView.ts';
import { TrafficStage } from './trafficView.ts';

function message(direction: 'request' | 'response', head: readonly string[], body = ''): HubEvent {
  return makeEvent(`${direction}:7f9c0b1e-0001\n${head.join('\r\n')}\r\n\r\n${body}`, {
    partitionId: '2',
    sequenceNumber: 41,
  });
}

const order = message(
  'request',
  [
    'POST /orders?dryRun=true HTTP/1.1',
    'Host: api.contoso.com',
    'Content-Type: application/json',
    'Content-Length: 37',
  ],
  '{"item":"lamp","count":2,"rush":true}',
);
const created = message(
  'response',
  [
    'HTTP/1.1 201 Created',
    'Content-Type: application/json',
    'Set-Cookie: a=1',
    'Set-Cookie: b=2',
    'Content-Length: 5000',
  ],
  '{"id":17,"items":[{"item":"lamp"',
);

describe('traffic details', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  /** Opens the page with the events and the details of the first row. */
  async function openDetails(...events: readonly HubEvent[]): Promise<TrafficView> {
    const view = await stage.open((host) => {
      host.putEvents(...events);
    });
    await view.page.locator('.row[aria-rowindex="2"]').click();
    await view.details.waitFor();
    return view;
  }

  it('show both halves with headers, body and place, each in its tab', async () => {
    const view = await openDetails(order, created, responseEvent('other'));
    const headers = (): Promise<string[]> => view.details.locator('.panel th').allInnerTexts();
    const request = await view.details.innerText();
    assert.match(request, /^7f9c0b1e-0001/);
    assert.match(request, /POST \/orders\?dryRun=true HTTP\/1\.1/);
    assert.match(request, /"count": 2,\n/);
    assert.match(request, /partition 2, sequence 41, 2026-01-02T03:04:05\.000Z/);
    assert.deepEqual(await headers(), ['Host', 'Content-Type', 'Content-Length']);
    await view.picture('details');
    await view.tab('Response');
    const response = await view.details.innerText();
    assert.match(response, /HTTP\/1\.1 201 Created/);
    assert.match(response, /Body, 32 B of 4\.9 KiB were logged/);
    assert.match(response, /The gateway logged only the beginning of the body/);
    assert.deepEqual(await headers(), ['Content-Type', 'Set-Cookie', 'Set-Cookie', 'Content-Length']);
    await view.picture('details-response');
  });

  it('close by Escape and by their button, and give the focus back to the list', async () => {
    const view = await openDetails(order, created);
    const isGridFocused = (): Promise<boolean> => view.grid.evaluate((grid) => document.activeElement === grid);
    await view.details.locator('pre').first().focus();
    assert.equal(await isGridFocused(), false);
    await view.press('Escape');
    assert.deepEqual([await view.details.count(), await isGridFocused()], [0, true]);
    await view.press('ArrowDown');
    await view.details.waitFor();
    await view.button('Close details').click();
    await view.drawn();
    assert.deepEqual([await view.details.count(), await isGridFocused()], [0, true]);
  });

  it('follow the selection, and are those of the last of many', async () => {
    const view = await stage.open((host) => {
      for (let n = 1; n <= 30; n++) {
        host.putEvents(requestEvent(`id-${n}`), responseEvent(`id-${n}`));
      }
    });
    await view.grid.focus();
    await view.page.keyboard.press('Home');
    for (let n = 2; n <= 20; n++) {
      await view.page.keyboard.press('ArrowDown');
    }
    await view.details.locator('.messageId', { hasText: /^id-20$/ }).waitFor();
    assert.match(await view.details.innerText(), /GET \/items\/id-20 HTTP/);
  });

  it('change when their row does', async () => {
    const view = await openDetails(order);
    await view.tab('Response');
    assert.match(await view.details.innerText(), /No response yet\./);
    view.host.tell(view.host.putEvents(created));
    await view.details.getByText('HTTP/1.1 201 Created').waitFor();
    assert.doesNotMatch(await view.details.innerText(), /No response yet/);
  });

  it('say when a response did not come in time', async () => {
    const view = await stage.open((host) => {
      host.putEvents(order);
      host.expire();
    });
    assert.match((await view.rows())[0] ?? '', /unanswered$/);
    await view.page.locator('.row[aria-rowindex="2"]').click();
    await view.details.waitFor();
    await view.tab('Response');
    assert.match(await view.details.innerText(), /No response came within the time limit\./);
    await view.picture('unanswered');
  });

  it('say when the request did not come', async () => {
    const view = await openDetails(created);
    assert.match(await view.details.innerText(), /The request did not come\./);
  });

  it('show an event that is no message, with the reason', async () => {
    const view = await openDetails(makeEvent('{"level":"info","text":"<b>not</b> a call"}'));
    assert.match((await view.rows())[0] ?? '', /unreadable$/);
    const text = await view.details.innerText();
    assert.match(text, /This event is not a logged request or response/);
    assert.match(text, /neither "request:" nor "response:"/);
    assert.match(text, /"<b>not<\/b> a call"/);
    await view.picture('unreadable');
  });

  it('list problems and repeats', async () => {
    const bad = makeEvent('response:7f9c0b1e-0001\nHTTP/1.1 oops\r\nno colon here');
    const view = await openDetails(order, bad, created, created);
    await view.tab('Response');
    const problems = await view.details.locator('.problems li').allInnerTexts();
    assert.deepEqual(problems, [
      'More events came with this message id.',
      'The first line is not an HTTP start line.',
      'The head does not end; the message was cut in it.',
      'A header line has no colon.',
    ]);
    assert.match(await view.details.innerText(), /HTTP\/1\.1 oops/);
    assert.match((await view.rows())[0] ?? '', /completed \+2 ⚠$/);
    await view.picture('problems');
    await view.tab('Event');
    assert.match(await view.details.innerText(), /2 further events with this message id/);
  });

  it('say so when the row is no longer kept', async () => {
    const view = await stage.open((host) => host.put(makeRow(1)));
    await view.page.locator('.row[aria-rowindex="2"]').click();
    await view.details.waitFor();
    assert.match(await view.details.innerText(), /This row is no longer kept\./);
  });

  it('copy a half as it is, not as it is shown', async () => {
    const view = await openDetails(message('request', ['GET /a\u202eb HTTP/1.1', 'X: 1'], '{"a":1}'));
    await view.button('Copy Request').click();
    await view.drawn();
    assert.deepEqual(view.host.copied, ['GET /a\u202eb HTTP/1.1\nX: 1\n\n{"a":1}']);
  });

  it('keep hostile content text', async () => {
    const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const view = await openDetails(
      message('request', [`GET /${markup}\u202egpj.exe HTTP/1.1`, `<b>X</b>: ${markup}\u001b[31m`], markup),
      message(
        'response',
        ['HTTP/1.1 200 <i>OK</i>', 'Content-Type: text/html'],
        `${markup}\u001b]0;title\u0007 \u2066rtl`,
      ),
    );
    const { page } = view;
    assert.equal(await page.locator('main img, main script, main b, main i').count(), 0);
    assert.equal(await page.title(), 'Live Traffic: api-traffic');
    const everything = await page.evaluate(() => document.querySelector('main')?.innerHTML ?? '');
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(everything, /[\u001b\u0007\u202e\u2066]/);
    const text = await view.details.innerText();
    assert.ok(text.includes(markup) && text.includes('[U+001B][31m') && text.includes('[U+202E]gpj.exe'));
    assert.match((await view.rows())[0] ?? '', /\[U\+202E\]gpj\.exe/);
    await view.picture('hostile');
  });

  it('show the beginning of a body of a megabyte, and stay quick', async () => {
    const view = await openDetails(
      message('request', ['PUT /upload HTTP/1.1'], 'x'.repeat(1_000_000)),
      message('response', ['HTTP/1.1 200 OK', ...Array.from({ length: 5000 }, (_, n) => `X-${n}: v`)]),
    );
    const shown = await view.details
      .locator('pre')
      .first()
      .evaluate((pre) => pre.textContent?.length);
    assert.equal(shown, 256 * 1024);
    assert.match(
      await view.details.innerText(),
      /Body, 976\.6 KiB[\s\S]*Only the beginning of the body is shown here\./,
    );
    await view.tab('Response');
    assert.equal(await view.details.locator('th').count(), 1001);
    await view.press('Escape');
    assert.equal(await view.details.count(), 0);
    await view.picture('large-body-closed');
  });
});
