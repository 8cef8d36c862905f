// Alerts as a person meets them in the real VS Code with the packaged product: what fired and whom it calls, a rule edited as JSON
// while somebody else edits it too, and an incident from the traffic to the capture that nobody had to start.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import type { Workbench } from '../vscodeHost/workbench.ts';
import { azureView as view, OtherHands, signIn } from './azureSupport.ts';
import { e2eFolder, InstalledProduct, withDiagnostics } from './support.ts';

const ruleVersion = '2018-03-01';
const groupVersion = '2023-01-01';
const viewport = { width: 1440, height: 1100 };

interface MetricRule {
  readonly properties: {
    readonly enabled: boolean;
    readonly severity: number;
    readonly criteria: { readonly allOf: readonly { readonly threshold: number }[] };
  };
}

/** True when an icon has the theme's colour of that name. */
async function hasColor(icon: Locator, name: string): Promise<boolean> {
  return await icon.evaluate((element, variable) => {
    const sample = document.createElement('span');
    sample.style.color = `var(${variable})`;
    element.append(sample);
    const wanted = getComputedStyle(sample).color;
    sample.remove();
    return getComputedStyle(element).color === wanted;
  }, name);
}

async function inThemes(workbench: Workbench, name: string): Promise<void> {
  for (const theme of ['Light Modern', 'High Contrast', 'Dark Modern'] as const) {
    await workbench.theme(theme);
    await workbench.screenshot(path.join(e2eFolder, `${name}-${theme.toLowerCase().replace(' ', '-')}.png`));
  }
}

describe('alerts', () => {
  let product: InstalledProduct;

  before(async () => {
    fs.mkdirSync(e2eFolder, { recursive: true });
    product = await InstalledProduct.install();
  });
  after(() => product.remove());

  it('shows what fired and whom it calls', { timeout: 180_000 }, async (test) => {
    const opened = await product.open({ viewport });
    test.after(() => opened.close());
    const { workbench } = opened;
    const { page } = workbench;
    await withDiagnostics('alerts-tree', opened, async () => {
      const azure = await OtherHands.of(opened);
      await signIn(opened);
      await workbench.expand(workbench.item(view, /^Alert Rules/));
      const rule = workbench.item(view, /^Gateway network out, fired · Sev 2/);
      await rule.waitFor();
      assert.ok(await hasColor(rule.locator('.codicon-bell-dot'), '--vscode-charts-red'), 'the fired rule is not red');
      await workbench.item(view, /^Gateway flows \(off\), disabled/).waitFor();
      await workbench.expand(rule);
      await workbench.item(view, /\d:\d\d[^,]*, vm-gateway-01 · fired/).waitFor();
      await workbench.item(view, /^ag-operators, 2 receivers/).waitFor();
      await workbench.expand(workbench.item(view, /^ag-capture, 2 receivers/));
      await workbench.item(view, /^start capture, webhook · .*fabrikam-capture\.example/).waitFor();
      await workbench.item(view, /^capture function, Function · .*common schema/).waitFor();
      await workbench.expand(workbench.item(view, /^Fired Alerts/));
      await workbench.item(view, /^Gateway CPU, vm-gateway-01 · resolved/).waitFor();
      await workbench.expand(workbench.item(view, /^Action Groups/));

      await workbench.item(view, /^Gateway network out, vm-gateway-01 · fired/).click();
      const viewer = await workbench.webview('Alert: Gateway network out');
      await viewer.getByText(/Alert "Gateway network out" fired: vm-gateway-01/).waitFor();
      await inThemes(workbench, 'alerts-tree-viewer');
      const group = await azure.ask(azure.idOf('actionGroups/ag-capture'), groupVersion);
      const keys = [...JSON.stringify(group).matchAll(/code=([\w-]{20,})/g)].map(([, key = '']) => key);
      assert.equal(keys.length, 2);
      const frames = await Promise.all(page.frames().map((frame) => frame.content()));
      assert.deepEqual(
        keys.filter((key) => frames.some((text) => text.includes(key))),
        [],
      );
      await viewer.getByRole('button', { name: 'Show vm-gateway-01 in the side panel' }).click();
      const machine = workbench.item(view, /^vm-gateway-01, /).and(page.locator('[aria-selected=true]'));
      await machine.waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'alerts-machine-revealed.png'));
    });
  });

  it('changes a rule as JSON while somebody else does too', { timeout: 180_000 }, async (test) => {
    const opened = await product.open({ viewport });
    test.after(() => opened.close());
    const { workbench } = opened;
    const { page } = workbench;
    await withDiagnostics('alerts-edit', opened, async () => {
      const azure = await OtherHands.of(opened);
      const ruleId = azure.idOf('metricAlerts/Gateway network out');
      const thresholdInAzure = async (): Promise<number | undefined> =>
        (await azure.ask<MetricRule>(ruleId, ruleVersion))?.properties.criteria.allOf[0]?.threshold;
      const type = async (number: string, next: string): Promise<void> => {
        await page.locator('.view-line', { hasText: number }).getByText(number, { exact: true }).dblclick();
        await page.keyboard.type(next);
      };
      const save = (): Promise<void> => page.keyboard.press('ControlOrMeta+s');
      await signIn(opened);
      await workbench.expand(workbench.item(view, /^Alert Rules/));
      const rule = workbench.item(view, /^Gateway network out, /);
      await workbench.inlineAction(rule, 'Edit as JSON');
      await workbench.tab(/Gateway network out\.json/).waitFor();
      await type('500000000', '400000000');
      await save();
      await workbench.dialog.filter({ hasText: /threshold: 500000000 → 400000000/ }).waitFor();
      await workbench.screenshot(path.join(e2eFolder, 'alerts-edit-modal.png'));
      assert.equal(await thresholdInAzure(), 500_000_000, 'written before it was agreed to');
      await workbench.answerDialog('Change "Gateway network out" in Azure?', 'Write to Azure');
      await workbench
        .tab(/Gateway network out\.json/)
        .and(page.locator(':not(.dirty)'))
        .waitFor();
      await workbench.item(view, /^Gateway network out, .*> 400000000/).waitFor();
      assert.equal(await thresholdInAzure(), 400_000_000);

      // Somebody else changes it to a text of the same length: VS Code's own conflict, not a silent overwriting.
      const current = await azure.ask<MetricRule>(ruleId, ruleVersion);
      await azure.ask(ruleId, ruleVersion, {
        method: 'PUT',
        body: JSON.parse(JSON.stringify(current).replace('400000000', '300000000')) as object,
      });
      await type('400000000', '200000000');
      await save();
      const conflict = await workbench.notification(/Failed to save 'Gateway network out\.json'/);
      await workbench.screenshot(path.join(e2eFolder, 'alerts-edit-conflict.png'));
      await conflict.getByRole('button', { name: 'Compare' }).waitFor();
    });
  });
});
