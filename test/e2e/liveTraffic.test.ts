// The live panel as an API engineer uses it, in the real VS Code with the packaged product: by keyboard alone, under load while it
// is paused, over a reload of the window, and with a file that was exported before.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { EventHubProducerClient } from '@azure/event-hubs';
import type { FrameLocator } from 'playwright-core';
import type { SandboxWorkbench } from '../vscodeHost/sandboxWorkbench.ts';
import type { Workbench } from '../vscodeHost/workbench.ts';
import { e2eFolder, InstalledProduct, temporaryFolder, withDiagnostics } from './support.ts';

const rowsInSight = '.body .row:not([hidden])';

function connectionStringOf({ sandbox }: SandboxWorkbench, hub: string): string {
  const found = sandbox.info.eventHubs.find((each) => each.hub === hub);
  assert.ok(found !== undefined);
  return found.connectionString;
}

/** Opens the panel of a hub from the palette, by keys only. */
async function openPanel(opened: SandboxWorkbench, hub: string, consumerGroup: string): Promise<FrameLocator> {
  const { workbench } = opened;
  const { keyboard } = workbench.page;
  await keyboard.press('F1');
  await workbench.quickInput.fill('>Wirewatch: Open Live Traffic by Connection String...');
  await workbench.quickInput.options.first().filter({ hasText: 'Open Live Traffic by Connection String' }).waitFor();
  await keyboard.press('Enter');
  await workbench.page.getByText('Connection string with Listen rights').waitFor();
  await workbench.quickInput.enter(connectionStringOf(opened, hub));
  await workbench.page.getByText('Consumer group to read with').waitFor();
  await workbench.quickInput.enter(consumerGroup);
  await workbench.quickInput.option('From now on').waitFor();
  await keyboard.press('Enter');
  const panel = await workbench.webview(`Live Traffic: ${hub}`);
  await panel.getByText('live', { exact: true }).waitFor();
  return panel;
}

async function countShown(panel: FrameLocator): Promise<string> {
  return panel.locator('.toolbar').innerText();
}

/** The number of calls that the head tells. */
async function totalCalls(panel: FrameLocator): Promise<number> {
  const text = /([\d,]+) calls?/.exec(await countShown(panel))?.[1] ?? '0';
  return Number(text.replaceAll(',', ''));
}

/** Goes to the filter by its key; resolves when what is typed arrives there. */
async function focusFilter(workbench: Workbench, panel: FrameLocator): Promise<void> {
  await workbench.page.keyboard.press('Control+F');
  await hasKeyboard(workbench, panel, 'combobox');
}

/** Resolves when a part of the page has the focus, and the page the keyboard. */
async function hasKeyboard(workbench: Workbench, panel: FrameLocator, role: string): Promise<void> {
  const focused = (): Promise<string | null | undefined> =>
    panel
      .locator('body')
      .evaluate(() => (document.hasFocus() ? document.activeElement?.getAttribute('role') : undefined));
  for (let tries = 0; (await focused()) !== role; tries++) {
    assert.ok(tries < 100, `the ${role} did not get the keyboard`);
    await workbench.page.waitForTimeout(100);
  }
}

/** Goes back to the panel by the key for the first group of editors; resolves when its page has the keyboard. */
async function focusPanel(workbench: Workbench, panel: FrameLocator): Promise<void> {
  await workbench.page.keyboard.press('Control+1');
  await hasKeyboard(workbench, panel, 'grid');
}

/** Types a path into VS Code's own file dialog. */
async function saveAs(workbench: Workbench, file: string): Promise<void> {
  await workbench.quickInput.waitForTitle(/^Save as/);
  // The dialog proposes a name after it has opened.
  await workbench.page.waitForFunction(() =>
    document.querySelector<HTMLInputElement>('.quick-input-box input')?.value.endsWith('.har'),
  );
  await workbench.quickInput.enter(file);
}

describe('live traffic', () => {
  let product: InstalledProduct;

  before(async () => {
    fs.mkdirSync(e2eFolder, { recursive: true });
    product = await InstalledProduct.install();
  });
  after(() => product.remove());

  it('is worked with by keyboard alone', { timeout: 180_000 }, async (test) => {
    const folder = temporaryFolder(test);
    const opened = await product.open({ folder });
    test.after(() => opened.close());
    const { workbench } = opened;
    const { keyboard } = workbench.page;
    await withDiagnostics('keyboard', opened, async () => {
      const panel = await openPanel(opened, 'gateway-traffic', 'wirewatch');
      await panel.locator('.row .codicon.completed').nth(4).waitFor();

      // A filter with a mistake points at it and hides nothing; mended, it shows what it says.
      await focusFilter(workbench, panel);
      await keyboard.type('status>=abc');
      await panel.getByText('"abc"').first().waitFor();
      await keyboard.press('Control+A');
      // VS Code selects in its own time.
      await workbench.page.waitForTimeout(500);
      // Of these each body is a text, whatever comes first.
      await keyboard.type('status>=200 method:GET path:/orders');
      await panel.getByText(/\d+ of \d+ shown/).waitFor();
      await keyboard.press('Escape');
      await keyboard.press('Escape');
      await panel.locator('[role=grid]:focus').waitFor();
      // Which calls come first is the world's affair: three that fit, for what follows, may take a moment.
      await panel.locator(`${rowsInSight} .cell.method`).nth(2).waitFor();
      const methods = await panel.locator(`${rowsInSight} .cell.method`).allInnerTexts();
      assert.ok(methods.length > 0 && methods.every((method) => method === 'GET'), methods.join());

      // Pin the first, open the second, and read its response.
      await keyboard.press('Home');
      await keyboard.press('Space');
      await panel.locator(`${rowsInSight} .codicon-pinned`).first().waitFor();
      await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
      // The details are fetched first; a key before that is the list's.
      await hasKeyboard(workbench, panel, 'tab');
      await keyboard.press('ArrowRight');
      await panel
        .getByRole('tabpanel', { name: 'Response' })
        .getByText(/^HTTP\/1\.1 \d{3}/)
        .waitFor();

      // Its body in a real editor, which cannot be changed.
      await keyboard.press('Control+Alt+B');
      await workbench.tab(/^\d+-response\./).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'traffic-body-in-editor.png'));
      await focusPanel(workbench, panel);

      // Two calls side by side.
      await keyboard.press('Home');
      await keyboard.press('Shift+ArrowDown');
      await keyboard.press('Control+Alt+D');
      await workbench.tab(/Call \d+ ↔ Call \d+/).waitFor();
      await workbench.page.locator('.monaco-diff-editor').getByText('# Request').first().waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'traffic-compare.png'));
      await keyboard.press('Control+W');
      await focusPanel(workbench, panel);

      // Pause: the list stands still and counts what comes.
      await keyboard.press('Control+Alt+P');
      await panel.getByText('paused', { exact: true }).waitFor();
      await panel.getByText(/\+[\d,]+ new/).waitFor();
      await keyboard.press('Control+Alt+P');
      await panel.getByText('live', { exact: true }).waitFor();

      for (const theme of ['Light Modern', 'Dark Modern', 'High Contrast'] as const) {
        await workbench.theme(theme);
        await workbench.screenshot(path.join(e2eFolder, `traffic-${theme.toLowerCase().replace(' ', '-')}.png`));
      }

      // Export what is there, with its secrets replaced, and open the file in the same page.
      await focusPanel(workbench, panel);
      await keyboard.press('Home');
      await keyboard.press('Control+Alt+E');
      await workbench.page.getByPlaceholder('What to do with sensitive values in the file').waitFor();
      await keyboard.press('Enter');
      const file = path.join(folder, 'calls.har');
      await saveAs(workbench, file);
      await workbench.notification(/calls were exported to calls\.har/);
      const text = fs.readFileSync(file, 'utf8');
      const { log } = JSON.parse(text) as { log: { entries: { request: { url: string } }[] } };
      assert.ok(log.entries.length > 5);
      assert.ok(
        log.entries.some(({ request }) => request.url.includes('subscription-key=')),
        'no call carried a key',
      );
      assert.doesNotMatch(text, /subscription-key=(?!\[redacted\]|%5Bredacted%5D)[^&"]/);
      await workbench.clearNotifications();
      await keyboard.press('Control+P');
      await workbench.quickInput.fill('calls.har');
      await workbench.quickInput.options.filter({ hasText: 'calls.har' }).first().waitFor();
      await keyboard.press('Enter');
      await workbench.tab('calls.har').waitFor();
      const fromFile = await workbench.webview();
      await fromFile.getByText(`${log.entries.length} calls`).waitFor();
      await fromFile.getByText('file', { exact: true }).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'traffic-har-file.png'));
    });
  });

  it(
    'hides sensitive values in list, details and open files, in each panel by itself',
    { timeout: 120_000 },
    async (test) => {
      const opened = await product.open({});
      test.after(() => opened.close());
      const { workbench } = opened;
      const { keyboard } = workbench.page;
      await withDiagnostics('redaction', opened, async () => {
        const panel = await openPanel(opened, 'gateway-traffic', 'wirewatch');
        const secret = /subscription-key=[0-9a-f]{8}/;
        await focusFilter(workbench, panel);
        await keyboard.type('query:subscription-key');
        await panel.getByText(/\d+ of \d+ shown/).waitFor();
        await panel.locator(`${rowsInSight} .cell.path`, { hasText: secret }).nth(1).waitFor();
        await keyboard.press('Escape');
        await keyboard.press('Escape');
        await hasKeyboard(workbench, panel, 'grid');
        await keyboard.press('Home');
        await keyboard.press('Enter');
        await panel.locator('.details').getByText(secret).first().waitFor();
        await workbench.startCommand('wirewatch.openMessages');
        const editor = workbench.page.locator('.monaco-editor .view-lines').first();
        await editor.getByText(secret).first().waitFor();

        await focusPanel(workbench, panel);
        await workbench.startCommand('wirewatch.toggleRedaction');
        await panel.locator(`${rowsInSight} .cell.path`, { hasText: 'subscription-key=[redacted]' }).first().waitFor();
        await editor.getByText('[redacted]').first().waitFor();
        assert.doesNotMatch(await panel.locator('body').innerText(), secret);
        assert.doesNotMatch(await editor.innerText(), secret);
        await workbench.screenshot(path.join(e2eFolder, 'traffic-redacted.png'));

        // Another panel of the same hub has its own look, and the status bar tells of both.
        await workbench.runCommand('workbench.action.focusFirstEditorGroup');
        await workbench.startCommand('wirewatch.openTrafficByConnectionString');
        await workbench.quickInput.pick(/gateway-traffic/);
        await workbench.page.getByText('Consumer group to read with').waitFor();
        await workbench.quickInput.enter('forwarder');
        await workbench.quickInput.pick(/The last 5 minutes/);
        const other = await workbench.webview('Live Traffic: gateway-traffic (forwarder)');
        await other.locator(`${rowsInSight} .cell.path`, { hasText: secret }).first().waitFor();
        await workbench.statusBarItem(/gateway-traffic: live[\s\S]*gateway-traffic: live/).waitFor();
      });
    },
  );

  it('loses nothing while it is paused for half a minute under load', { timeout: 180_000 }, async (test) => {
    const opened = await product.open({});
    test.after(() => opened.close());
    await withDiagnostics('pause', opened, async () => {
      const panel = await openPanel(opened, 'alerts', '$Default');
      const producer = new EventHubProducerClient(connectionStringOf(opened, 'alerts'), 'alerts');
      test.after(() => producer.close());
      await panel.getByRole('button', { name: 'Pause' }).click();
      await panel.getByText('paused', { exact: true }).waitFor();
      const calls = await feed(producer, { seconds: 30, callsPerSecond: 150 });
      await panel.getByText(`+${calls.toLocaleString('en')} new`).waitFor({ timeout: 20_000 });
      assert.equal(await panel.locator(rowsInSight).count(), 0);
      await panel.getByRole('button', { name: 'Resume' }).click();
      await panel.getByText('live', { exact: true }).waitFor();
      assert.equal(await totalCalls(panel), calls);
      assert.equal(Number(await panel.getByRole('grid').getAttribute('aria-rowcount')), calls + 1);
      await panel.locator('.row .codicon.completed').first().waitFor();
      const status = await panel.locator('.summary').innerText();
      assert.doesNotMatch(status, /Pending|Unanswered/, 'every call was answered');
    });
  });

  it(
    'comes back after a reload of the window, with its rows and how they were looked at',
    { timeout: 120_000 },
    async (test) => {
      const opened = await product.open({});
      test.after(() => opened.close());
      const { workbench } = opened;
      const { keyboard } = workbench.page;
      await withDiagnostics('reload', opened, async () => {
        const panel = await openPanel(opened, 'gateway-traffic', 'wirewatch');
        await panel.locator('.row .codicon.completed').nth(4).waitFor();
        await focusFilter(workbench, panel);
        await keyboard.type('method:GET');
        await panel.getByText(/\d+ of \d+ shown/).waitFor();
        const first = await panel.locator(`${rowsInSight} .cell.time`).first().getAttribute('title');
        // The place of the session is remembered every two seconds.
        await workbench.page.waitForTimeout(3000);
        await workbench.reload();
        const restored = await workbench.webview('Live Traffic: gateway-traffic', 30_000);
        await restored.getByText(/\d+ of \d+ shown/).waitFor();
        await restored.getByText('live', { exact: true }).waitFor();
        assert.equal(await restored.getByRole('combobox').first().inputValue(), 'method:GET');
        await restored.locator('[role=grid]').focus();
        await keyboard.press('Home');
        await restored.locator(`${rowsInSight} .cell.time[title="${first}"]`).first().waitFor();
      });
    },
  );
});

/** Sends calls, each a request and a response, evenly over the time. @returns how many */
async function feed(
  producer: EventHubProducerClient,
  { seconds, callsPerSecond }: { seconds: number; callsPerSecond: number },
): Promise<number> {
  const perStep = callsPerSecond / 5;
  let sent = 0;
  const started = Date.now();
  for (let step = 0; step < seconds * 5; step++) {
    const partitionId = String(step % 2);
    const events = Array.from({ length: perStep }, () => sent++).flatMap((id) => [
      { body: Buffer.from(`request:load-${id}\nGET /load/${id} HTTP/1.1\r\nHost: api.contoso.com\r\n\r\n`) },
      { body: Buffer.from(`response:load-${id}\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`) },
    ]);
    await producer.sendBatch(events, { partitionId });
    const pause = started + (step + 1) * 200 - Date.now();
    if (pause > 0) {
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  }
  return sent;
}
