// The tabs of the details in the browser: headers, query, cookies, bodies of every kind, timing, raw events, places in the hub.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { HubEvent } from '../../src/domain/traffic/loggedMessage.ts';
import { makeEvent } from '../support/traffic.ts';
import type { TrafficView } from './trafficView.ts';
import { TrafficStage } from './trafficView.ts';

function message(
  direction: 'request' | 'response',
  head: readonly string[],
  body: string | Uint8Array = '',
  parts: Partial<HubEvent> = {},
): HubEvent {
  const start = new TextEncoder().encode(`${direction}:id-1\n${head.join('\r\n')}\r\n\r\n`);
  const end = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return makeEvent(Uint8Array.from([...start, ...end]), { partitionId: '3', ...parts });
}

/** The smallest picture: one red pixel. */
const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0),
);

describe('tabs of the details', () => {
  let stage: TrafficStage;
  before(async () => {
    stage = await TrafficStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  async function open(tab: string, ...events: readonly HubEvent[]): Promise<TrafficView> {
    const view = await stage.open((host) => {
      host.putEvents(...events);
    });
    await view.page.locator('.row[aria-rowindex="2"]').click();
    await view.details.waitFor();
    await view.tab(tab);
    return view;
  }
  const panel = (view: TrafficView) => view.details.getByRole('tabpanel');
  const pairs = (view: TrafficView) =>
    panel(view)
      .locator('tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim()).join(' = ')),
      );

  const request = message('request', [
    'GET /find?q=caf%C3%A9+noir&tag=a&tag=%3Cb%3E&bad=%zz&flag HTTP/1.1',
    'Host: api',
    'X-B: 2',
    'Accept: text/html',
    'Cookie: a=1; b=two=2',
  ]);
  const response = message(
    'response',
    [
      'HTTP/1.1 200 OK',
      'Content-Type: application/xml',
      'Set-Cookie: s=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly, t=2; Path=/',
      'Date: Fri, 02 Jan 2026 03:04:08 GMT',
    ],
    '<a><b x="1">text</b><c/></a>',
    {
      enqueuedAt: 1_767_323_045_250,
      sequenceNumber: 77,
      offset: '4096',
      properties: { 'x-origin': '<eu>' },
    },
  );

  it('Headers: both halves, filtered and sorted', async () => {
    const view = await open('Headers', request, response);
    assert.equal((await pairs(view))[0], 'Host = api');
    assert.deepEqual(await panel(view).getByRole('heading').allInnerTexts(), [
      'Request headers (4)',
      'Response headers (3)',
    ]);
    assert.match(await panel(view).innerText(), /HTTP\/1\.1 200 OK/);
    await panel(view).getByRole('button', { name: 'Sorted' }).click();
    assert.deepEqual((await pairs(view)).slice(0, 2), ['Accept = text/html', 'Cookie = a=1; b=two=2']);
    await panel(view).getByRole('searchbox').fill('x-b');
    assert.deepEqual(await pairs(view), ['X-B = 2']);
    await view.picture('tab-headers');
  });

  it('Query: decoded, and what cannot be decoded as it stands', async () => {
    const view = await open('Query', request);
    assert.deepEqual(await pairs(view), ['q = café noir', 'tag = a', 'tag = <b>', 'bad = %zz', 'flag = ']);
  });

  it('Cookies: both directions, joined ones apart and named as such', async () => {
    const view = await open('Cookies', request, response);
    assert.deepEqual(await pairs(view), [
      'a = 1',
      'b = two=2',
      's = 1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly reconstructed',
      't = 2; Path=/ reconstructed',
    ]);
    await view.picture('tab-cookies');
  });

  it('Body: XML with indentation, raw, and bytes; opens in an editor', async () => {
    const view = await open('Body', request, response);
    const text = (): Promise<string> => panel(view).locator('pre').innerText();
    assert.equal(await text(), '<a>\n  <b x="1">text</b>\n  <c/>\n</a>');
    await panel(view).getByRole('button', { name: 'Raw' }).click();
    assert.equal(await text(), '<a><b x="1">text</b><c/></a>');
    await panel(view).getByRole('button', { name: 'Hex' }).click();
    assert.match(
      await text(),
      /^00000000 {2}3c 61 3e 3c 62 20 78 3d {2}22 31 22 3e 74 65 78 74 {2}<a><b x="1">text\n00000010/,
    );
    await view.picture('tab-body-hex');
    await panel(view).getByRole('button', { name: 'Open in Editor' }).click();
    await view.drawn();
    assert.deepEqual(view.host.acted, [{ action: 'openResponseBody', numbers: [1] }]);
    await panel(view).getByRole('button', { name: 'Request', exact: true }).click();
    assert.match(await panel(view).innerText(), /No body/);
  });

  it('Body: forms as a table, pictures as pictures, other bytes as hex', async () => {
    const view = await open(
      'Body',
      message(
        'request',
        ['POST /a HTTP/1.1', 'Content-Type: application/x-www-form-urlencoded'],
        'name=Ana+L%C3%ADdia&x=1',
      ),
      message('response', ['HTTP/1.1 200 OK', 'Content-Type: image/png'], pixel),
    );
    const image = panel(view).getByRole('img', { name: 'The body as an image' });
    assert.equal(await image.evaluate((each) => (each as HTMLImageElement).naturalWidth), 1);
    await panel(view).getByRole('button', { name: 'Request', exact: true }).click();
    assert.deepEqual(await pairs(view), ['name = Ana Lídia', 'x = 1']);
    const other = await open(
      'Body',
      message('request', ['POST /a HTTP/1.1']),
      message('response', ['HTTP/1.1 200 OK'], Uint8Array.from([0, 1, 2, 255])),
    );
    assert.match(await panel(other).locator('pre').innerText(), /^00000000 {2}00 01 02 ff/);
  });

  it('Body: a quarter of a megabyte of JSON or hex does not freeze the page', async () => {
    const rows = JSON.stringify(Array.from({ length: 6000 }, (_, n) => ({ n, text: 'some text here' })));
    const view = await open(
      'Body',
      request,
      message('response', ['HTTP/1.1 200 OK', 'Content-Type: application/json'], rows.slice(0, 255_000)),
    );
    const start = Date.now();
    await panel(view).getByRole('button', { name: 'Hex' }).click();
    await panel(view).getByRole('button', { name: 'Show more' }).click();
    await panel(view).getByRole('button', { name: 'Raw' }).click();
    await view.drawn();
    assert.ok(Date.now() - start < 5000);
  });

  it('Timing: every moment with its clock, skew, and the source of the duration', async () => {
    const view = await open('Timing', request, response);
    const text = await panel(view).innerText();
    assert.match(text, /250 ms\s+between the times at which the hub stored both halves/);
    assert.match(text, /2\.75 s off that of the hub/);
    assert.deepEqual(
      (await pairs(view)).map((each) => each.replaceAll(/\s+/g, ' ').trim()),
      [
        'Request stored by the hub clock of the hub = 03:04:05.000 = +0 ms =',
        'Response stored by the hub clock of the hub = 03:04:05.250 = +250 ms =',
      ],
    );
    await view.picture('tab-timing');
  });

  it('Timing: a negative duration is shown and said', async () => {
    const view = await open('Timing', request, { ...response, enqueuedAt: 1_767_323_044_900 });
    assert.match(await panel(view).innerText(), /-100 ms[\s\S]*the clocks of two partitions differ/);
    assert.match((await view.page.locator('.row[aria-rowindex="2"]').getAttribute('aria-label')) ?? '', /-100 ms/);
  });

  it('Raw and Event: what was logged, and where it stood', async () => {
    const view = await open('Raw', request, response);
    assert.match(await panel(view).locator('pre').first().innerText(), /^request:id-1\nGET \/find/);
    await view.tab('Event');
    const rows = await pairs(view);
    assert.ok(
      rows.includes('Offset = 4096') && rows.includes('x-origin = <eu>') && rows.includes('Sequence = 77'),
      rows.join('\n'),
    );
    await view.picture('tab-event');
    await view.reload();
    await view.page.locator('.row[aria-rowindex="2"]').click();
    await view.details.waitFor();
    assert.equal(await view.details.getByRole('tab', { selected: true }).innerText(), 'Event');
  });
});
