// Making alerts as an operator does, in the real VS Code with the packaged product: an action group by its questions, a metric alert in
// its form against what was measured, an activity log alert, and all of them in the tree.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { e2eFolder, InstalledProduct, withDiagnostics } from './support.ts';

const view = 'Azure';

describe('making alerts', () => {
  let product: InstalledProduct;

  before(async () => {
    fs.mkdirSync(e2eFolder, { recursive: true });
    product = await InstalledProduct.install();
  });
  after(() => product.remove());

  it(
    'makes a group, a rule with its threshold seen against reality, and a rule on the activity log',
    {
      timeout: 180_000,
    },
    async (test) => {
      const opened = await product.open();
      test.after(() => opened.close());
      const { workbench } = opened;
      const { page, quickInput } = workbench;
      await withDiagnostics('createAlerts', opened, async () => {
        await workbench.openActivity('Wirewatch');
        await workbench.view(view).getByRole('button', { name: 'Sign In' }).click();
        await opened.allowSignIn();
        await workbench.item(view, 'Fabrikam Edge Production').waitFor();

        await workbench.palette('Wirewatch: Create Action Group...');
        await quickInput.pick(/Fabrikam Edge Production/);
        await quickInput.pick(/rg-edge-prod/);
        await page.getByText('Name (Press').first().waitFor();
        await quickInput.enter('ag-e2e');
        await page.getByText('Short name, which stands in mails').first().waitFor();
        await quickInput.accept();
        await quickInput.pick(/Webhook$/);
        await page.getByText('Address of the webhook').first().waitFor();
        assert.equal(await page.locator('.quick-input-widget input[type=password]').count(), 1);
        await quickInput.enter('https://hooks.example/alerts?code=very-secret');
        await page.getByText('Name of the receiver').first().waitFor();
        await quickInput.accept();
        await quickInput.pick(/Common alert schema/);
        await quickInput.pick(/No more receivers/);
        await quickInput.pick(/Create "ag-e2e"/);
        await workbench.notification(/The action group "ag-e2e" was created/);
        await workbench.item(view, /^ag-e2e/).waitFor();
        await workbench.clearNotifications();

        await workbench.expand(workbench.item(view, /^Virtual Machines/));
        await workbench.contextAction(workbench.item(view, /^vm-gateway-01/), 'Create Metric Alert...');
        const form = await workbench.webview('New Metric Alert: vm-gateway-01');
        await form.getByLabel('Metric', { exact: true }).selectOption({ label: 'Percentage CPU' });
        await form.locator('.plot svg .curves path').first().waitFor();
        await form.locator('.verdict').waitFor();
        await form.getByRole('slider', { name: 'Threshold' }).press('ArrowDown');
        await form.getByLabel('Name', { exact: true }).fill('Busy gateway e2e');
        await form.getByLabel(/ag-e2e/).check();
        await workbench.screenshot(path.join(e2eFolder, 'createAlerts-form.png'));
        await form.getByRole('button', { name: 'Create Rule' }).click();
        await workbench.notification(/The alert rule "Busy gateway e2e" was created/);
        await workbench.item(view, /^Busy gateway e2e/).waitFor();
        await workbench.clearNotifications();

        await workbench.palette('Wirewatch: Create Activity Log Alert...');
        await quickInput.pick(/Fabrikam Edge Production/);
        await quickInput.pick(/The whole subscription/);
        await quickInput.pick(/Recommendations/);
        await page.getByPlaceholder(/Category of advice/).waitFor();
        await quickInput.accept();
        await page.getByPlaceholder(/Impact/).waitFor();
        await quickInput.accept();
        await page.getByPlaceholder(/Action groups to call, or none/).waitFor();
        await quickInput.accept();
        await quickInput.pick(/rg-edge-prod/);
        await page.getByText('Name (Press').first().waitFor();
        await quickInput.enter('Advice e2e');
        await quickInput.pick(/Create "Advice e2e"/);
        await workbench.notification(/The alert rule "Advice e2e" was created/);
        await workbench.item(view, /^Advice e2e/).waitFor();
        await workbench.screenshot(path.join(e2eFolder, 'createAlerts-tree.png'));
      });
    },
  );
});
