// The main job as a person does it, in the real VS Code with the packaged product: sign in, start a capture, watch the calls,
// download the file, open it in the real Wireshark, and find in it the calls that the panel showed.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { FrameLocator } from 'playwright-core';
import type { SandboxWorkbench } from '../vscodeHost/sandboxWorkbench.ts';
import type { Workbench } from '../vscodeHost/workbench.ts';
import { e2eFolder, InstalledProduct, temporaryFolder, withDiagnostics } from './support.ts';
import { VirtualDisplay } from './virtualDisplay.ts';

const view = 'Azure';
const run = promisify(execFile);

async function tshark(file: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await run('tshark', ['-r', file, ...args], { maxBuffer: 100_000_000 });
  return stdout.split('\n').filter((line) => line !== '');
}

/** What the panel shows now: `METHOD path status` of each visible row. */
async function visibleCalls(panel: FrameLocator): Promise<string[]> {
  return panel.locator('.body .row:not([hidden])').evaluateAll((rows) =>
    rows.map((row) => {
      const text = (name: string): string => row.querySelector(`.cell.${name}`)?.textContent ?? '';
      return `${text('method')} ${text('path')} ${text('status')}`.trim();
    }),
  );
}

/** Waits for a state of the tree by its text, then leaves a picture of it for people. */
async function signIn(opened: SandboxWorkbench): Promise<void> {
  const { workbench } = opened;
  await workbench.openActivity('Wirewatch');
  await workbench.view(view).getByText('Sign in to Azure to see network watchers').waitFor();
  await workbench.view(view).getByRole('button', { name: 'Sign In' }).click();
  await opened.allowSignIn();
  await workbench.item(view, 'Fabrikam Edge Production').waitFor();
}

async function startCapture(workbench: Workbench, machine: string, timeLimit: string, name: string): Promise<void> {
  await workbench.inlineAction(workbench.item(view, /NetworkWatcher_westeurope/), 'Start Packet Capture...');
  await workbench.quickInput.waitForTitle(/Start Packet Capture/);
  await workbench.quickInput.pick(new RegExp(machine));
  await workbench.quickInput.pick(/fabrikamcaptures/);
  await workbench.page.getByText('How long to capture').waitFor();
  await workbench.quickInput.enter(timeLimit);
  await workbench.page.getByText('Name of the capture').waitFor();
  await workbench.quickInput.enter(name);
  await workbench.page.getByPlaceholder('All checks passed').waitFor();
  await workbench.quickInput.pick(/Start Capture/);
}

/** tshark reads the file without a complaint, and finds in it calls that the panel showed. */
async function judge(file: string, shown: ReadonlySet<string>): Promise<void> {
  assert.deepEqual(await tshark(file, '-Y', '_ws.malformed'), []);
  const requests = await tshark(
    file,
    '-Y',
    'http.request',
    '-T',
    'fields',
    '-e',
    'http.request.method',
    '-e',
    'http.request.uri',
  );
  assert.ok(requests.length > 5, `tshark found ${requests.length} requests`);
  const shownRequests = new Set([...shown].map((call) => call.replace(/ \d{3}$/, '')));
  const unseen = requests.map((line) => line.replace('\t', ' ')).filter((request) => !shownRequests.has(request));
  assert.deepEqual(unseen, [], 'requests in the file that the panel did not show');
}

describe('the main job', () => {
  let product: InstalledProduct;
  let display: VirtualDisplay;

  before(async () => {
    fs.mkdirSync(e2eFolder, { recursive: true });
    [product, display] = await Promise.all([InstalledProduct.install(), VirtualDisplay.start()]);
  });
  after(async () => {
    product.remove();
    await display.stop();
  });

  it('runs from sign-in to Wireshark', { timeout: 240_000 }, async (test) => {
    const downloads = temporaryFolder(test);
    const opened = await product.open({ env: display.env });
    test.after(() => opened.close());
    const { workbench } = opened;
    await withDiagnostics('main-job', opened, async () => {
      // A machine setting: in this kind of window it belongs to the machine's own settings, where an update puts it.
      await workbench.updateSetting('wirewatch.downloadFolder', downloads);
      await signIn(opened);
      await workbench.item(view, /NetworkWatcher_westeurope/).waitFor();
      await workbench.expand(workbench.item(view, /Alert Rules/));
      await workbench.item(view, /Gateway CPU/).waitFor();
      await workbench.expand(workbench.item(view, /Event Hubs/));
      await workbench.expand(workbench.item(view, /NetworkWatcher_westeurope/));
      await workbench.item(view, /No captures/).waitFor();

      // The live panel: choose the hub and a consumer group, and see calls come.
      await workbench.item(view, /gateway-traffic/).click();
      await workbench.quickInput.pick(/wirewatch/);
      await workbench.quickInput.pick(/From now on/);
      const panel = await workbench.webview('Live Traffic: gateway-traffic');
      await panel.getByText('live', { exact: true }).waitFor();
      await panel.locator('.row .codicon.completed').first().waitFor();

      await startCapture(workbench, 'vm-orders-01', '8s', 'night');
      const node = workbench.item(view, /^night/);
      await node.filter({ hasText: 'running' }).waitFor();
      const shown = new Set<string>();
      const ended = workbench.notification(/The capture "night" has ended: time limit reached/);
      const watch = async (): Promise<void> => {
        for (const call of await visibleCalls(panel)) {
          shown.add(call);
        }
      };
      const over = ended.then(() => true);
      for (let isOver = false; !isOver;) {
        await watch();
        isOver = await Promise.race([over, workbench.page.waitForTimeout(300).then(() => false)]);
      }
      await watch();
      await node.filter({ hasText: 'stopped' }).waitFor();
      assert.ok(shown.size > 15, `only ${shown.size} calls were seen`);

      // One call with both halves.
      await panel
        .locator('.body .row:not([hidden])', { has: panel.locator('.codicon.completed') })
        .last()
        .click();
      await panel.getByRole('tab', { name: 'Headers' }).click();
      await panel.getByRole('heading', { name: 'Request' }).waitFor();
      await panel.getByRole('heading', { name: 'Response' }).waitFor();
      await panel.locator('.details .headers').nth(1).waitFor();
      await panel
        .getByText(/^HTTP\/1\.1 \d{3}/)
        .first()
        .waitFor();
      for (const theme of ['Light Modern', 'Dark Modern', 'High Contrast'] as const) {
        await workbench.theme(theme);
        await workbench.screenshot(path.join(e2eFolder, `main-job-${theme.toLowerCase().replace(' ', '-')}.png`));
      }
      await workbench.theme('Dark Modern');

      await workbench.clearNotifications();
      await workbench.inlineAction(node, 'Download Capture File');
      await workbench.notification(/"night" was saved to/);
      const [file] = fs.readdirSync(downloads);
      assert.match(file ?? '', /^night_packetcapture_\d\d_\d\d_\d\d_\d{3}\.cap$/);
      await workbench.answerToast(/"night" was saved to/, 'Open in Wireshark');
      const window = await display.waitForWindow(/night_packetcapture/, 60_000);
      await display.screenshot(path.join(e2eFolder, 'main-job-wireshark.png'));
      assert.match(window.title, /night_packetcapture/);

      await judge(path.join(downloads, file ?? ''), shown);
    });
  });

  it('stops and deletes a capture, and opens what is left of it', { timeout: 180_000 }, async (test) => {
    const opened = await product.open({});
    test.after(() => opened.close());
    const { workbench } = opened;
    await withDiagnostics('stop-and-delete', opened, async () => {
      await workbench.updateSetting('wirewatch.wiresharkPath', '/nowhere/wireshark');
      await workbench.updateSetting('wirewatch.downloadFolder', temporaryFolder(test));
      await signIn(opened);
      await workbench.expand(workbench.item(view, /NetworkWatcher_westeurope/));
      await startCapture(workbench, 'vm-gateway-01', '5m', 'long');
      const node = workbench.item(view, /^long/);
      await node.filter({ hasText: /running · 4:\d\d left/ }).waitFor();
      await workbench.inlineAction(node, 'Stop Packet Capture');
      await node.filter({ hasText: 'stopped' }).waitFor();

      // A Wireshark that is not where the setting says: a clear message with a way on.
      await workbench.clearNotifications();
      await workbench.inlineAction(node, 'Open in Wireshark');
      const missing = await workbench.notification(/There is no program at "\/nowhere\/wireshark"/);
      await missing.getByRole('button', { name: 'Select Program...' }).waitFor();
      await workbench.clearNotifications();

      await workbench.contextAction(node, 'View Properties');
      await workbench.page
        .getByText('"packetCaptureStatus"')
        .or(workbench.page.getByText('"provisioningState"'))
        .first()
        .waitFor();
      await workbench.contextAction(node, 'Copy Resource ID');
      await workbench.page.getByText('Resource ID copied').waitFor();
      const copied = await workbench.inHost(async (api) => await api.env.clipboard.readText(), undefined);
      assert.match(copied, /\/networkWatchers\/NetworkWatcher_westeurope\/packetCaptures\/long$/);

      await workbench.contextAction(node, 'Delete Packet Capture...');
      await workbench.answerDialog('Delete the capture "long"?', 'Cancel');
      await node.waitFor();
      await workbench.contextAction(node, 'Delete Packet Capture...');
      await workbench.answerDialog('Delete the capture "long"?', 'Delete with File');
      await workbench.item(view, /No captures/).waitFor();
    });
  });

  it('says what is wrong, and goes on when it is mended', { timeout: 180_000 }, async (test) => {
    const opened = await product.open({});
    test.after(() => opened.close());
    const { workbench, sandbox } = opened;
    const faults = `${sandbox.info.controlUrl}/faults`;
    const setFault = async (rule: object): Promise<void> => {
      await fetch(faults, { method: 'DELETE' });
      await fetch(faults, { method: 'POST', body: JSON.stringify(rule) });
    };
    await withDiagnostics('states', opened, async () => {
      await setFault({ pathPattern: '^/(tenants|subscriptions)', dropSocket: true });
      await workbench.openActivity('Wirewatch');
      await workbench.view(view).getByRole('button', { name: 'Sign In' }).click();
      await opened.allowSignIn();
      await workbench.view(view).getByText('Azure cannot be reached').waitFor({ timeout: 60_000 });
      await workbench.screenshot(path.join(e2eFolder, 'state-unreachable.png'));

      await setFault({
        pathPattern: 'networkWatchers|ResourceGraph',
        status: 403,
        code: 'AuthorizationFailed',
        message:
          "The client does not have authorization to perform action 'Microsoft.Network/networkWatchers/read' over scope 'x'.",
      });
      // Signing in lists the tree too, so it may be there before the button is pressed.
      const listed = workbench.item(view, 'Fabrikam Edge Production');
      await workbench.view(view).getByRole('button', { name: 'Retry' }).or(listed).first().click();
      await listed.waitFor();
      const refused = workbench.item(
        view,
        /Your account is not allowed to do this: Microsoft\.Network\/networkWatchers\/read/,
      );
      await refused.waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'state-forbidden.png'));

      await fetch(faults, { method: 'DELETE' });
      await refused.click();
      await workbench.item(view, /NetworkWatcher_westeurope/).waitFor();

      // A subscription where nothing can be captured.
      await workbench.palette('Wirewatch: Start Packet Capture...');
      await workbench.quickInput.pick(/Fabrikam Sandbox/);
      await workbench.notification(/The subscription "Fabrikam Sandbox \(empty\)" has no virtual machine/);
      await workbench.clearNotifications();

      // Nothing but a connection string, and a wrong one at first.
      await workbench.palette('Wirewatch: Open Live Traffic by Connection String...');
      await workbench.quickInput.fill('Endpoint=sb://x;SharedAccessKeyName=a');
      await workbench.page.getByText('the shared access key or signature is missing').waitFor();
      const good = sandbox.info.eventHubs.find((hub) => hub.hub === 'gateway-traffic')?.connectionString ?? '';
      await workbench.quickInput.enter(good.replace(/SharedAccessKey=[^;]+/, 'SharedAccessKey=d3Jvbmc='));
      await workbench.page.getByText('Consumer group to read with').waitFor();
      await workbench.quickInput.enter('wirewatch');
      await workbench.quickInput.pick(/From now on/);
      const message = await workbench.notification(/The event hub "gateway-traffic" does not accept the key/);
      await message.getByRole('button', { name: 'Enter Connection String...' }).waitFor();
      const panel = await workbench.webview('Live Traffic: gateway-traffic');
      await panel.getByText('failed', { exact: true }).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'state-wrong-key.png'));
      assert.ok(!JSON.stringify(await workbench.page.content()).includes('d3Jvbmc='), 'the key stands in the page');
    });
  });
});
