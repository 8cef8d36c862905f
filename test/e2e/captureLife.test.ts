// The life of captures as an operator lives it, in the real VS Code with the packaged product: what the checks find and mend, a
// filtered capture of two instances over a reload to its files, deletion with them, and every way that this can go wrong.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { SandboxWorkbench } from '../vscodeHost/sandboxWorkbench.ts';
import { e2eFolder, InstalledProduct, temporaryFolder, withDiagnostics } from './support.ts';

const view = 'Azure';
const run = promisify(execFile);

async function signIn(opened: SandboxWorkbench): Promise<void> {
  const { workbench } = opened;
  await workbench.openActivity('Wirewatch');
  await workbench.view(view).getByRole('button', { name: 'Sign In' }).click();
  await opened.allowSignIn();
  await workbench.item(view, 'Fabrikam Edge Production').waitFor();
}

/** Names of the blobs in an account's container of captures. */
async function blobsOf({ sandbox }: SandboxWorkbench, name: string): Promise<string[]> {
  const account = sandbox.info.storageAccounts.find((each) => each.name === name);
  assert.ok(account);
  // As NODE_EXTRA_CA_CERTS would do, for a certificate that is made after this process began.
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), fs.readFileSync(sandbox.info.caCertPath, 'utf8')]);
  const service = new BlobServiceClient(account.blobEndpoint, new StorageSharedKeyCredential(name, account.key));
  const names: string[] = [];
  for await (const blob of service.getContainerClient('network-watcher-logs').listBlobsFlat()) {
    names.push(blob.name);
  }
  return names;
}

async function control({ sandbox }: SandboxWorkbench, method: string, route: string, body?: object): Promise<void> {
  const answer = await fetch(`${sandbox.info.controlUrl}${route}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${route}: ${answer.status}`);
}

describe('the life of captures', () => {
  let product: InstalledProduct;

  before(async () => {
    fs.mkdirSync(e2eFolder, { recursive: true });
    product = await InstalledProduct.install();
  });
  after(() => product.remove());

  it('goes from a missing agent over a reload to two files and their end', { timeout: 300_000 }, async (test) => {
    const downloads = temporaryFolder(test);
    const opened = await product.open({ folder: temporaryFolder(test) });
    test.after(() => opened.close());
    const { workbench } = opened;
    const { page, quickInput } = workbench;
    // With checkboxes the rows are no options.
    const row = (text: RegExp) => page.locator('.quick-input-list .monaco-list-row', { hasText: text });
    await withDiagnostics('capture-life', opened, async () => {
      await workbench.updateSetting('wirewatch.downloadFolder', downloads);
      await signIn(opened);
      await workbench.expand(workbench.item(view, /^Virtual Machines/));
      await workbench.contextAction(workbench.item(view, /^vmss-workers/), 'Start Packet Capture...');
      await quickInput.waitForTitle(/Start Packet Capture/);
      await row(/instance 1\b/).click();
      await row(/instance 4\b/).click();
      await page.getByText('2 Selected').waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'capture-instances.png'));
      await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
      await quickInput.pick(/fabrikamcaptures/);
      await page.getByText('How long to capture').waitFor();
      await quickInput.enter('10m');
      await page.getByText('Name of the capture').waitFor();
      await quickInput.enter('workers');

      // The agent is missing on the scale set: found before anything was created, and installed from here.
      await page.getByPlaceholder('Failed checks: 1').waitFor();
      await quickInput.option(/The agent is missing/).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'capture-checks-failed.png'));
      await quickInput.pick(/Install Agent/);
      // The set is upgraded by hand: the remedy brings every pending change of the model, so it asks.
      await workbench.answerDialog(/latest model/, 'Update Instances');
      await page.getByPlaceholder('All checks passed').waitFor({ timeout: 60_000 });

      await quickInput.pick(/Filters/);
      await quickInput.pick(/TCP/);
      for (const [prompt, text] of [
        ['Local address', ''],
        ['Local port', ''],
        ['Remote address', '10.1.6.0/24'],
      ] as const) {
        await page.getByText(`${prompt}: empty for any`).waitFor();
        assert.equal(await quickInput.input.inputValue(), '', `${prompt} begins with another field's text`);
        if (text !== '') {
          await quickInput.fill(text);
          // Azure would take the block and capture nothing; the right form is named and taken.
          await page.getByText('Meant: 10.1.6.0-10.1.6.255').first().waitFor();
          await workbench.screenshot(path.join(e2eFolder, 'capture-filter-mistake.png'));
          await quickInput.fill('10.1.6.0-10.1.6.255');
        }
        await quickInput.accept();
      }
      await page.getByText('Remote port: empty for any').waitFor();
      assert.equal(await quickInput.input.inputValue(), '');
      await quickInput.enter('8080');
      await page.getByPlaceholder('All checks passed').waitFor();
      await quickInput.pick(/Limits/);
      await page.getByText('How long to capture, at most 5h').waitFor();
      await quickInput.enter('10m');
      await page.getByText('Size at which the capture ends').waitFor();
      await quickInput.enter('50 kB');
      await page.getByText('Bytes kept of each packet').waitFor();
      await quickInput.enter('0');
      await page.getByPlaceholder('All checks passed').waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'capture-checks-passed.png'));
      await quickInput.pick(/Start Capture/);
      await workbench.notification(/Capture "workers" of vmss-workers/);

      // A reload in the middle: the new window follows it on, once somebody is signed in.
      await workbench.item(view, /NetworkWatcher_westeurope/).waitFor();
      await workbench.expand(workbench.item(view, /NetworkWatcher_westeurope/));
      await workbench
        .item(view, /^workers.*running/)
        .first()
        .waitFor();
      await workbench.reload();
      await signIn(opened);
      await workbench.notification(/Capture "workers" of vmss-workers/);
      await workbench.screenshot(path.join(e2eFolder, 'capture-followed-again.png'));
      const ended = /The capture "workers" has ended: size limit reached\. 2 files are in blob storage\./;
      await workbench.toast(ended).first().waitFor({ timeout: 120_000 });
      await workbench.screenshot(path.join(e2eFolder, 'capture-ended.png'));

      await workbench.answerToast(ended, 'Download');
      await page.getByPlaceholder('Files to download').waitFor();
      await page.getByText('2 Selected').waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'capture-files.png'));
      await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
      await workbench.notification(/2 files of "workers" were saved to/);
      const files = fs.readdirSync(downloads).toSorted();
      assert.equal(files.length, 2, files.join());
      const addresses = new Set<string>();
      for (const file of files) {
        const { stdout } = await run('tshark', [
          '-r',
          path.join(downloads, file),
          '-T',
          'fields',
          '-e',
          'ip.addr',
          '-e',
          'tcp.port',
        ]);
        const lines = stdout.split('\n').filter((line) => line !== '');
        assert.ok(lines.length > 20, `${file} has ${lines.length} packets`);
        assert.ok(
          lines.every((line) => /10\.1\.6\.10/.test(line) && /8080/.test(line)),
          'a packet that no filter keeps',
        );
        addresses.add(/10\.1\.4\.\d+/.exec(stdout)?.[0] ?? '');
      }
      assert.equal(addresses.size, 2, 'both files are of one instance');

      // Gone with its files.
      await workbench.clearNotifications();
      await workbench.expand(workbench.item(view, /NetworkWatcher_westeurope/));
      assert.equal((await blobsOf(opened, 'fabrikamcaptures')).length, 2);
      const node = workbench.item(view, /^workers/).first();
      await workbench.contextAction(node, 'Delete Packet Capture...');
      await workbench.answerDialog('Delete the capture "workers"?', 'Delete with File');
      await workbench.answerDialog('Delete the files of "workers"? Their number: 2', 'Delete');
      await workbench
        .item(view, /No captures/)
        .first()
        .waitFor();
      assert.deepEqual(await blobsOf(opened, 'fabrikamcaptures'), []);
    });
  });

  it('says what stands in the way, and what became of it', { timeout: 300_000 }, async (test) => {
    const opened = await product.open({});
    test.after(() => opened.close());
    const { workbench } = opened;
    const { page, quickInput } = workbench;
    const begin = async (machine: RegExp, account: RegExp, name: string): Promise<void> => {
      await workbench.contextAction(workbench.item(view, machine), 'Start Packet Capture...');
      await quickInput.pick(account);
      await page.getByText('How long to capture').waitFor();
      await quickInput.enter('5m');
      await page.getByText('Name of the capture').waitFor();
      await quickInput.enter(name);
    };
    await withDiagnostics('capture-failures', opened, async () => {
      await signIn(opened);
      await workbench.expand(workbench.item(view, /^Virtual Machines/));

      // A machine that does not run.
      await begin(/^vm-batch-01/, /fabrikamcaptures/, 'resting');
      await quickInput.option(/Not running: vm-batch-01/).waitFor();
      await quickInput.option(/Start Anyway/).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'capture-not-running.png'));
      await quickInput.dismiss();

      // A region without watcher: enabled from the checks.
      await begin(/^vm-france-01/, /fabrikamfrance/, 'paris');
      await quickInput.option(/No Network Watcher in francecentral/).waitFor();
      await quickInput.pick(/Enable Network Watcher/);
      await quickInput.option(/"NetworkWatcher_francecentral" watches francecentral/).waitFor();
      await quickInput.dismiss();

      // The machine is switched off while it is captured.
      await begin(/^vm-orders-01/, /fabrikamcaptures/, 'doomed');
      await page.getByPlaceholder('All checks passed').waitFor();
      await quickInput.pick(/Start Capture/);
      await workbench.expand(workbench.item(view, /NetworkWatcher_westeurope/));
      await workbench
        .item(view, /^doomed.*running/)
        .first()
        .waitFor();
      await control(opened, 'POST', '/machines/vm-orders-01/power', { state: 'deallocated' });
      await workbench.notification(/The capture "doomed" failed: the machine or its agent stopped/);
      await workbench.screenshot(path.join(e2eFolder, 'capture-failed.png'));
      await workbench.answerToast(/The capture "doomed" failed/, 'View');
      await workbench
        .view(view)
        .getByRole('treeitem', { name: /^doomed/, selected: true })
        .first()
        .waitFor();
      await workbench.clearNotifications();

      // A name in use: the next free one, or the old one's place.
      await begin(/^vm-gateway-01/, /fabrikamcaptures/, 'doomed');
      await quickInput.option(/"doomed" exists already/).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'capture-name-taken.png'));
      await quickInput.pick(/Replace the Old One/);
      await workbench.answerDialog('Replace the capture "doomed"?', 'Replace');
      await page.getByPlaceholder('All checks passed').waitFor();
      await quickInput.pick(/Start Capture/);
      await workbench
        .item(view, /^doomed.*running.*vm-gateway-01/)
        .first()
        .waitFor();

      // Deleted elsewhere while it is followed.
      await control(opened, 'DELETE', '/captures/doomed');
      await workbench.notification(/The capture "doomed" was deleted/);
      await workbench.clearNotifications();

      // A start that is cancelled leaves nothing.
      await control(opened, 'POST', '/faults', { pathPattern: '/operations/', times: 4, latencyInMs: 4000 });
      await begin(/^vm-gateway-01/, /fabrikamcaptures/, 'regret');
      await page.getByPlaceholder('All checks passed').waitFor();
      await quickInput.pick(/Start Capture/);
      const progress = await workbench.notification(/Capture "regret" of vm-gateway-01/);
      await progress.getByRole('button', { name: 'Cancel' }).click();
      await workbench.notification(/The start of "regret" was cancelled\. Nothing of it is left in Azure\./);
      await workbench.screenshot(path.join(e2eFolder, 'capture-cancelled.png'));
    });
  });

  it('starts from the form, and works on several at once', { timeout: 240_000 }, async (test) => {
    const opened = await product.open({});
    test.after(() => opened.close());
    const { workbench } = opened;
    const { page } = workbench;
    const clipboard = (): Promise<string> => workbench.inHost((api) => api.env.clipboard.readText(), undefined);
    await withDiagnostics('capture-form', opened, async () => {
      await workbench.updateSetting('wirewatch.capture.presets', {
        'Web only': { limits: { timeLimitInSeconds: 60 }, filters: [{ protocol: 'TCP', localPort: '80;443' }] },
      });
      await signIn(opened);
      await workbench.expand(workbench.item(view, /^Virtual Machines/));
      await workbench.contextAction(workbench.item(view, /^vm-orders-01/), 'Start Packet Capture in a Form...');
      const form = await workbench.webview('New Packet Capture');
      await form.getByRole('button', { name: 'Start Capture' }).waitFor();
      for (const theme of ['Light Modern', 'Dark Modern', 'High Contrast'] as const) {
        await workbench.theme(theme);
        await workbench.screenshot(path.join(e2eFolder, `capture-form-${theme.toLowerCase().replace(' ', '-')}.png`));
      }
      await workbench.theme('Dark Modern');
      await form.getByRole('button', { name: 'Copy as Bicep' }).click();
      await form.getByRole('status').filter({ hasText: /\S/ }).first().waitFor();
      assert.match(await clipboard(), /Microsoft\.Network\/networkWatchers\/packetCaptures/);
      await form.getByRole('button', { name: 'Start Capture' }).click();
      await workbench.notification(/Capture "vm-orders-01_1" of vm-orders-01/);

      // Another one like it, by the wizard, which asks for a name only.
      await workbench.expand(workbench.item(view, /NetworkWatcher_westeurope/));
      const first = workbench.item(view, /^vm-orders-01_1/).first();
      await first.filter({ hasText: 'running' }).waitFor();
      await workbench.contextAction(first, 'Start Again...');
      await page.getByText('Name of the capture').waitFor();
      await workbench.quickInput.accept();
      await page.getByPlaceholder('All checks passed').waitFor();
      await workbench.quickInput.pick(/Start Capture/);
      const second = workbench.item(view, /^vm-orders-01_2/).first();
      await second.filter({ hasText: 'running' }).waitFor();
      await workbench.contextAction(second, 'Copy as az CLI');
      await page.getByText('Azure CLI command copied').waitFor();
      assert.match(await clipboard(), /az network watcher packet-capture create[\s\S]*vm-orders-01/);

      // Both at once.
      await first.click();
      await second.click({ modifiers: ['ControlOrMeta'] });
      await workbench.contextAction(second, 'Stop Packet Capture');
      await workbench.answerDialog('Stop 2 captures?', 'Stop');
      await first.filter({ hasText: 'stopped' }).waitFor();
      await second.filter({ hasText: 'stopped' }).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'capture-several.png'));
      await first.click();
      await second.click({ modifiers: ['ControlOrMeta'] });
      await workbench.contextAction(second, 'Delete Packet Capture...');
      await workbench.answerDialog('Delete 2 captures?', 'Delete with File');
      await workbench
        .item(view, /No captures/)
        .first()
        .waitFor();
      assert.deepEqual(await blobsOf(opened, 'fabrikamcaptures'), []);

      // Only what is wanted in sight.
      await workbench.viewAction(view, 'Filter...');
      await page.getByText('Show only machines, captures and alert rules').waitFor();
      await workbench.quickInput.enter('orders');
      await workbench.view(view).getByText('Filter: orders').waitFor();
      await workbench.item(view, /^vm-orders-02/).waitFor();
      await workbench.item(view, /^vm-gateway-01/).waitFor({ state: 'detached' });
      await workbench.screenshot(path.join(e2eFolder, 'tree-filtered.png'));
    });
  });
});
