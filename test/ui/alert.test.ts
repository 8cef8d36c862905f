// The page of an alert's payload: the summary first, what is affected with its buttons, everything else as it is told, and for everybody.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import axe from 'axe-core';
import { payloadReport } from '../../src/app/alert/payloadReport.ts';
import { parseAlertPayload } from '../../src/domain/alert/parseAlertPayload.ts';
import type { PayloadReport } from '../../src/domain/alert/payloadReport.ts';
import { alertFixture } from '../support/alertFixtures.ts';
import { AlertStage } from './alertView.ts';
import type { AlertView } from './alertView.ts';
import type { ThemeName } from './themes.ts';

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

const reportOf = (name: string): PayloadReport => payloadReport(parseAlertPayload(alertFixture(name)));

describe('alert page', () => {
  let stage: AlertStage;
  before(async () => {
    stage = await AlertStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  /** What axe finds serious or critical. */
  async function check(view: AlertView, what: string): Promise<string[]> {
    const before = (await view.complaints()).length;
    const found: AxeResult = await view.page.evaluate(
      `${axe.source}; axe.run('body', { resultTypes: ['violations'] })`,
    );
    await view.drawn();
    // axe itself tries a style element, which the policy refuses.
    await view.page.evaluate((length) => window.seenViolations.splice(length), before);
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes
          .slice(0, 4)
          .map(({ html, failureSummary }) => `${what}: ${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
      );
  }

  it('says first what happened, and then the condition as a table', async () => {
    const view = await stage.open(reportOf('commonMetricStatic'));
    assert.equal(await view.page.getByRole('heading', { level: 1 }).innerText(), 'web-7-outbound-flows');
    assert.match(await view.page.locator('.verdict.bad').innerText(), /fired: web-7, 2026-05-04 09:17:31 UTC\./);
    assert.deepEqual(await view.page.locator('h2').allInnerTexts(), [
      'Affected resources',
      'Condition',
      'Alert',
      'Custom properties',
      'Details',
    ]);
    assert.deepEqual(await view.page.locator('tbody td').allInnerTexts(), [
      'Outbound Flows (Average)',
      '1312.5',
      'GreaterThan',
      '400',
      '',
      'Microsoft.Compute/virtualMachines',
    ]);
    await view.picture('alert-metric');
  });

  it('asks the host to reveal, capture and copy what is affected, and says when something did not work', async () => {
    const view = await stage.open(reportOf('commonLogAnalytics'));
    await view.button('Show law-harbor in the side panel').click();
    await view.button('Start Capture: web-7').click();
    await view.button('Copy Resource ID: law-harbor').click();
    await view.page.locator('.note', { hasText: 'Copied' }).waitFor();
    assert.equal(await view.button('Start Capture: law-harbor').count(), 0);
    await view.button('Show JSON').click();
    await view.button('Copy as Markdown').click();
    assert.deepEqual(view.acted, ['reveal 0', 'capture 1', 'copyId 0', 'showJson', 'copyReport']);
    view.failure = 'The editor could not be opened.';
    await view.button('Show JSON').click();
    await view.page.locator('.note', { hasText: 'The editor could not be opened.' }).waitFor();
  });

  it('reaches every button and link by keyboard', async () => {
    const view = await stage.open(reportOf('commonMetricStatic'));
    const names: string[] = [];
    for (let count = 0; count < 5; count++) {
      await view.press('Tab');
      names.push(
        await view.page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '',
        ),
      );
    }
    assert.deepEqual(names, [
      'Show JSON',
      'Copy as Markdown',
      'Show web-7 in the side panel',
      'Start Capture: web-7',
      'Copy Resource ID: web-7',
    ]);
    await view.press('Enter');
    assert.deepEqual(view.acted, ['copyId 0']);
  });

  it('shows the next report in place', async () => {
    const view = await stage.open(reportOf('commonMetricStatic'));
    await view.tell(reportOf('commonMetricResolved'));
    assert.match(await view.page.locator('.verdict.good').innerText(), /is over/);
    await view.tell(reportOf('oddTypes'));
    assert.match(
      await view.page.locator('section').last().innerText(),
      /What was not understood[\s\S]*customProperties/,
    );
    await view.picture('alert-problems');
    await view.tell(reportOf('seedServiceHealth'));
    assert.match(await view.page.locator('.hint').first().innerText(), /names no resource/);
    await view.picture('alert-serviceHealth');
  });

  it('shows hostile texts as text', async () => {
    const view = await stage.open(reportOf('hostile'));
    assert.equal(await view.page.locator('img').count(), 0);
    assert.equal(await view.page.locator('a').count(), 0);
    assert.equal(await view.page.evaluate(() => 'hacked' in window), false);
    assert.equal(await view.page.locator('h1').innerText(), '<img src=x onerror="window.hacked=1">');
    assert.doesNotMatch(await view.page.locator('body').innerText(), /\u202E/);
    await view.picture('alert-hostile');
  });

  it('speaks the language of the editor', async () => {
    const view = await stage.open(reportOf('commonMetricStatic'), { language: 'pt-br' });
    assert.equal(await view.page.locator('h2').first().innerText(), 'Recursos afetados');
    assert.equal(await view.page.locator('html').getAttribute('lang'), 'pt-br');
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const satisfies readonly ThemeName[]) {
    it(`has nothing serious for axe in any kind of payload: ${theme}`, async () => {
      const found: string[] = [];
      const view = await stage.open(reportOf('seedCommonMended'), { theme });
      for (const name of ['commonMetricSeveral', 'commonActivityAdministrative', 'metricDeactivated', 'oddTypes']) {
        await view.tell(reportOf(name));
        found.push(...(await check(view, name)));
        await view.picture(`alert-${name}-${theme}`);
      }
      assert.deepEqual([...new Set(found)], []);
    });
  }

  it('fits 320 pixels', async () => {
    const view = await stage.open(reportOf('commonMetricStatic'), { width: 320 });
    for (const name of ['commonMetricSeveral', 'commonActivitySecurity', 'hostile']) {
      await view.tell(reportOf(name));
      const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${name}: the page is ${overflow} pixels too wide`);
      await view.picture(`alert-320-${name}`);
    }
  });
});
