// Two in the morning, in the real VS Code with the packaged product: traffic goes wild, a rule fires and calls the editor's receiver, a
// person allows captures for that rule once, and the capture that follows holds the culprit and is linked to its alert.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { SandboxWorkbench } from '../vscodeHost/sandboxWorkbench.ts';
import { azureView as view, control, OtherHands, signIn } from './azureSupport.ts';
import { e2eFolder, InstalledProduct, temporaryFolder, withDiagnostics } from './support.ts';

const run = promisify(execFile);
const receiverView = 'Alert Receiver';
const rule = 'Gateway goes wild';

/** A rule over the gateway's traffic of five minutes that calls an address, as somebody makes it in the portal. */
async function layTrap(azure: OtherHands, address: string, machineId: string): Promise<void> {
  const actionGroupId = azure.idOf('actionGroups/ag-editor');
  await azure.ask(actionGroupId, '2023-01-01', {
    method: 'PUT',
    body: {
      location: 'Global',
      properties: {
        groupShortName: 'editor',
        enabled: true,
        webhookReceivers: [{ name: 'editor', serviceUri: address, useCommonAlertSchema: true }],
      },
    },
  });
  await azure.ask(azure.idOf(`metricAlerts/${rule}`), '2018-03-01', {
    method: 'PUT',
    body: {
      location: 'global',
      properties: {
        severity: 1,
        enabled: true,
        scopes: [machineId],
        evaluationFrequency: 'PT1M',
        windowSize: 'PT5M',
        criteria: {
          'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria',
          allOf: [
            {
              criterionType: 'StaticThresholdCriterion',
              name: 'out',
              metricName: 'Network Out Total',
              metricNamespace: 'Microsoft.Compute/virtualMachines',
              operator: 'GreaterThan',
              threshold: 60_000,
              timeAggregation: 'Total',
            },
          ],
        },
        actions: [{ actionGroupId }],
      },
    },
  });
}

/** Traffic goes wild for a moment, and the rules are looked at. */
async function goWild(opened: SandboxWorkbench): Promise<void> {
  await control(opened, 'POST', '/world', { burst: 400 });
  await control(opened, 'POST', '/alerts/evaluate');
}

describe('the incident in VS Code', () => {
  let product: InstalledProduct;

  before(async () => {
    fs.mkdirSync(e2eFolder, { recursive: true });
    product = await InstalledProduct.install();
  });
  after(() => product.remove());

  it('goes from wild traffic to a capture that nobody had to start', { timeout: 300_000 }, async (test) => {
    const downloads = temporaryFolder(test);
    const viewport = { width: 1440, height: 1100 };
    const opened = await product.open({ folder: temporaryFolder(test), viewport, alertMinuteInMs: 2000 });
    test.after(() => opened.close());
    const { workbench } = opened;
    const { page, quickInput } = workbench;
    const picture = (name: string): Promise<void> => workbench.screenshot(path.join(e2eFolder, `incident-${name}.png`));
    const received = (label: RegExp) => workbench.item(receiverView, label);
    await withDiagnostics('incident', opened, async () => {
      await workbench.updateSetting('wirewatch.downloadFolder', downloads);
      await workbench.theme('Dark Modern');
      await control(opened, 'POST', '/world', { rate: 0 });
      const azure = await OtherHands.of(opened);
      const machine = opened.sandbox.info.virtualMachines.find(({ name }) => name === 'vm-gateway-01');
      assert.ok(machine);
      await signIn(opened);

      // The receiver, its address, and a rule that calls it.
      await workbench.palette('Wirewatch: Start Alert Receiver');
      await workbench.statusBarItem(/Alerts: \d+/).waitFor();
      await workbench.palette('Wirewatch: Show Alert Receiver');
      await workbench.view(receiverView).getByText('Listening.').first().waitFor();
      await workbench.palette('Wirewatch: Copy Address of Alert Receiver');
      await workbench.notification(/The address of the receiver was copied/);
      const copied = await workbench.inHost((api) => api.env.clipboard.readText(), undefined);
      // VS Code's server names an address behind its own, which the web server of a product around it would forward.
      const [, port, secretPath] = /^http:\/\/[^/]+\/proxy\/(\d+)(\/alerts\/[\w-]{43})$/.exec(copied) ?? [];
      assert.ok(port !== undefined && secretPath !== undefined, copied.replace(/alerts.*/, ''));
      const address = `http://127.0.0.1:${port}${secretPath}`;
      const screen = await page.content();
      assert.ok(!screen.includes(address.split('/').at(-1) ?? ''), 'the secret of the address is on screen');
      await workbench.clearNotifications();
      await layTrap(azure, address, machine.id);

      await goWild(opened);
      const fired = new RegExp(`Alert "${rule}" fired: vm-gateway-01`);
      const toast = await workbench.notification(fired);
      await received(new RegExp(`^${rule}`)).waitFor();
      await picture('fired');

      // Captures for this rule are allowed once, in so many words; the one of this alert starts.
      await toast.getByRole('button', { name: 'Always Start...' }).click();
      await quickInput.pick(/fabrikamcaptures/);
      await workbench.dialog.filter({ hasText: 'at most 6 an hour' }).waitFor();
      await picture('allow');
      await workbench.answerDialog(`Start a capture whenever "${rule}" fires?`, 'Start Captures');
      await workbench.notification(/Capture "alert-vm-gateway-01-[0-9a-f]{16}" of vm-gateway-01/);
      await received(/^Capture of vm-gateway-01 started/).waitFor();
      await control(opened, 'POST', '/world', { burst: 60 });
      const [captureId = ''] = JSON.parse(await control(opened, 'GET', '/captures')) as string[];
      const name = captureId.split('/').at(-1) ?? '';
      assert.match(name, /^alert-vm-gateway-01-/);

      // The same alert once more starts nothing; its end is told and starts nothing either.
      const again = await control(opened, 'GET', '/alerts/deliveries');
      const sent = (JSON.parse(again) as { body?: unknown }[]).find(({ body }) => JSON.stringify(body).includes(rule));
      const repeated = await fetch(address, { method: 'POST', body: JSON.stringify(sent?.body) });
      assert.deepEqual(await repeated.json(), { status: 'known' });
      await workbench.notification(new RegExp(`Alert "${rule}" is over`));
      await received(/^No capture was started: the alert is over/).waitFor();
      assert.equal((JSON.parse(await control(opened, 'GET', '/captures')) as string[]).length, 1);
      await picture('running');

      // The capture ends, and its file holds calls of the gateway.
      await control(opened, 'POST', `/captures/${name}/end`, {});
      await workbench.answerToast(new RegExp(`The capture "${name}" has ended`), 'Download');
      await workbench.notification(/was saved to/);
      const [file = ''] = fs.readdirSync(downloads);
      const { stdout } = await run('tshark', [
        '-r',
        path.join(downloads, file),
        '-Y',
        'http.request',
        '-T',
        'fields',
        '-e',
        'http.request.uri',
      ]);
      assert.ok(stdout.split('\n').filter(Boolean).length >= 20, stdout.slice(0, 400));
      await workbench.clearNotifications();

      // From the received alert to the capture, from the capture to the alert, from the alert to the capture.
      await received(/^Capture of vm-gateway-01 started/).click();
      const capture = workbench.item(view, new RegExp(`^${name}.*stopped`));
      await capture.and(page.locator('[aria-selected=true]')).waitFor();
      await workbench.contextAction(capture, 'Show Its Alert');
      const alert = workbench.item(view, new RegExp(`^${rule}, .*resolved`)).and(page.locator('[aria-selected=true]'));
      await alert.waitFor();
      await workbench.expand(alert);
      await workbench.item(view, new RegExp(`^${name}.*started by this alert`)).waitFor();
      await received(new RegExp(`^${rule}`))
        .last()
        .click();
      const viewer = await workbench.webview(`Alert: ${rule}`);
      await viewer.getByText('Network Out Total').first().waitFor();
      for (const theme of ['Light Modern', 'High Contrast', 'Dark Modern'] as const) {
        await workbench.theme(theme);
        await picture(`linked-${theme.toLowerCase().replace(' ', '-')}`);
      }

      // A window that is loaded anew listens where it listened, and still knows what it received.
      await workbench.reload();
      await workbench.statusBarItem(/Alerts: \d+/).waitFor();
      const after = await fetch(address, { method: 'POST', body: JSON.stringify(sent?.body) });
      assert.deepEqual(await after.json(), { status: 'known' });
    });
  });
});
