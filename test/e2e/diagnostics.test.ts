// Diagnostics as an operator asks for them, in the real VS Code with the packaged product: from the palette with questions and Back,
// the rule that decided, the JSON in an editor, and the topology from a machine of the tree.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { e2eFolder, InstalledProduct, withDiagnostics } from './support.ts';

const view = 'Azure';

describe('diagnostics', () => {
  let product: InstalledProduct;

  before(async () => {
    fs.mkdirSync(e2eFolder, { recursive: true });
    product = await InstalledProduct.install();
  });
  after(() => product.remove());

  it('says why a packet does not pass, and what is around the machine', { timeout: 180_000 }, async (test) => {
    const opened = await product.open();
    test.after(() => opened.close());
    const { workbench } = opened;
    const { page, quickInput } = workbench;
    await withDiagnostics('diagnostics', opened, async () => {
      await workbench.openActivity('Wirewatch');
      await workbench.view(view).getByRole('button', { name: 'Sign In' }).click();
      await opened.allowSignIn();
      await workbench.item(view, 'Fabrikam Edge Production').waitFor();

      await workbench.palette('Wirewatch: Verify IP Flow...');
      await quickInput.pick(/Fabrikam Edge Production/);
      await quickInput.pick(/vm-legacy-erp/);
      await quickInput.waitForTitle(/Would a packet pass\? vm-legacy-erp/);
      await quickInput.pick(/Inbound/);
      await quickInput.pick(/UDP/);
      await page.getByText('Local port').first().waitFor();
      // Back, for it was TCP that was meant.
      await page.locator('.quick-input-widget').getByRole('button', { name: /Back/ }).click();
      await quickInput.pick(/TCP/);
      await page.getByText('Local port').first().waitFor();
      await quickInput.enter('3389');
      await page.getByText('Remote address').first().waitFor();
      await quickInput.enter('203.0.113.7');
      await page.getByText('Remote port').first().waitFor();
      await quickInput.enter('60000');

      const panel = await workbench.webview('IP flow verify: vm-legacy-erp');
      await panel.getByText('are denied by the rule "Deny-Rdp"').waitFor();
      await panel.locator('tr.marked', { hasText: 'Deny-Rdp' }).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'diagnostics-ipFlow.png'));
      await panel.getByRole('button', { name: 'Show JSON' }).click();
      await page.locator('.editor-instance .view-lines', { hasText: 'ipFlowVerify' }).first().waitFor();

      await workbench.expand(workbench.item(view, /^Virtual Machines/));
      await workbench.contextAction(workbench.item(view, /^vm-gateway-01/), 'Show Topology');
      const picture = await workbench.webview('Topology: vm-gateway-01');
      await picture.locator('.node.own', { hasText: 'vm-gateway-01' }).waitFor();
      assert.ok((await picture.locator('.node').count()) > 10);
      await workbench.screenshot(path.join(e2eFolder, 'diagnostics-topology.png'));
    });
  });
});
