// The form of a metric alert as a person uses it: finding a metric, the threshold against what was measured, and the creation.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { alertNameTaken, forbidden, serviceUnreachable } from '../../src/app/error/userErrors.ts';
import { formGroupId, makeAlertDraft } from '../support/alertForm.ts';
import { machineId } from '../support/captures.ts';
import { pending } from '../support/pending.ts';
import { AlertFormStage } from './alertFormView.ts';

describe('metric alert form', () => {
  let stage: AlertFormStage;
  before(async () => {
    stage = await AlertFormStage.start();
  });
  afterEach(async () => assert.deepEqual(await stage.closeViews(), []));
  after(() => stage.stop());

  it('finds a metric, proposes threshold and name, and creates the rule', async () => {
    const view = await stage.open();
    await view.type('Find a metric', 'outgoing');
    assert.deepEqual(await view.page.locator('#field-metric option:not([disabled])').allTextContents(), [
      'Network Out Total',
    ]);
    await view.choose('Network Out Total');
    assert.equal(await view.field('Aggregation').inputValue(), 'Total');
    assert.equal(await view.field('Name').inputValue(), 'web-1 Network Out Total');
    assert.match(await view.words(), /Would not have fired \(last 6 hours\)\. 0 of 361 evaluations/);
    await view.type('Value', '500000');
    assert.match(await view.words(), /Would have fired once \(last 6 hours\)\. \d+ of 361 evaluations met/);
    await view.type('Name', 'Busy');
    await view.page.getByLabel(/ag-captures/).check();
    await view.drawn();
    await view.click('Add a name and value');
    await view.type('Name 1', 'timeLimitInSeconds');
    await view.type('Value 1', '120');
    await view.click('Copy as Bicep');
    assert.match(view.desk.copied.at(-1) ?? '', /resource alertRule/);
    await view.click('Create Rule');
    assert.deepEqual(view.ports.created, [
      makeAlertDraft({
        resourceGroup: 'rg-web',
        actions: [{ actionGroupId: formGroupId, properties: [{ name: 'timeLimitInSeconds', value: '120' }] }],
      }),
    ]);
    assert.equal(view.created.length, 1);
    assert.ok(view.isClosed);
  });

  it('moves the threshold by keys and by the pointer', async () => {
    const view = await stage.open();
    await view.choose('Percentage CPU');
    await view.type('Value', '20000');
    const line = view.page.getByRole('slider', { name: 'Threshold' });
    await line.focus();
    await view.page.keyboard.press('ArrowUp');
    await view.drawn();
    const raised = Number(await view.field('Value').inputValue());
    assert.ok(raised > 20_000 && raised < 30_000, String(raised));
    await view.page.keyboard.press('ArrowDown');
    await view.drawn();
    assert.equal(Number(await view.field('Value').inputValue()), 20_000);
    assert.match((await line.getAttribute('aria-valuetext')) ?? '', /^20,000 %$/);
    const box = await view.page.locator('.threshold .grip').boundingBox();
    assert.ok(box !== null);
    await view.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await view.page.mouse.down();
    await view.page.mouse.move(box.x + box.width / 2, box.y - 60, { steps: 4 });
    await view.drawn();
    const dragged = Number(await view.field('Value').inputValue());
    await view.page.mouse.up();
    await view.drawn();
    assert.ok(dragged > 40_000, String(dragged));
    assert.equal(Number(await view.field('Value').inputValue()), dragged);
  });

  it('offers only times that Azure takes', async () => {
    const view = await stage.open();
    await view.choose('Network Out Total');
    await view.field('Looked at every').selectOption({ label: '1h' });
    await view.settled();
    const texts = await view.page.locator('#field-window option').allTextContents();
    assert.equal(texts.length, 4);
    assert.equal(view.ports.questions.at(-1)?.leadInSeconds, 3600);
    await view.page.getByLabel('Learned by Azure').check();
    await view.settled();
    assert.equal(await view.page.locator('#field-frequency option').count(), 4);
    assert.match(await view.words(), /Azure learns the band/);
    assert.equal(await view.page.getByRole('slider').count(), 0);
    await view.picture('alertForm-dynamic');
  });

  it('tells dimensions apart', async () => {
    const view = await stage.open();
    await view.choose('Data Disk Queue Depth');
    const boxes = view.page.getByRole('group', { name: 'Dimension LUN' });
    await boxes.getByLabel('0', { exact: true }).check();
    await view.settled();
    assert.deepEqual(view.ports.questions.at(-1)?.dimensions, ['LUN']);
    assert.equal(await view.page.locator('.curves path').count(), 1);
    await boxes.getByLabel('Each value, also those to come').check();
    await view.settled();
    assert.equal(await view.page.locator('.curves path').count(), 2);
    assert.equal(await boxes.getByLabel('0', { exact: true }).isChecked(), false);
    assert.match(await view.words(), /Curves: 2/);
    await view.picture('alertForm-dimensions');
  });

  it('says what is on its way, what failed, and that nothing was measured', async () => {
    const gate = pending<undefined>();
    const view = await stage.open((ports) => {
      ports.before.set('readHistory', () => gate.promise);
    });
    await view.field('Metric').selectOption({ label: 'Network Out Total' });
    await view.drawn();
    assert.match((await view.page.locator('.history').textContent()) ?? '', /Reading the metric/);
    gate.resolve(undefined);
    await view.settled();
    assert.equal(await view.page.locator('.plot svg').count(), 1);
    view.ports.before.set('readHistory', () => Promise.reject(forbidden('Microsoft.Insights/metrics/read', undefined)));
    await view.page.getByLabel('last hour').check();
    await view.settled();
    assert.match(
      (await view.page.locator('.history [role=alert]').textContent()) ?? '',
      /Microsoft\.Insights\/metrics\/read/,
    );
    await view.picture('alertForm-forbidden');
    view.ports.before.delete('readHistory');
    view.ports.pointsOf = () => [];
    await view.page.locator('.history').getByRole('button', { name: 'Retry' }).click();
    await view.settled();
    assert.match((await view.page.locator('.history .state').textContent()) ?? '', /Nothing was measured/);
    assert.deepEqual(await view.axe(), []);
    await view.picture('alertForm-empty');
  });

  it('asks again for metrics that did not come', async () => {
    const view = await stage.open((ports) => {
      ports.before.set('listMetrics', () => Promise.reject(serviceUnreachable('management.azure.com', 'ECONNRESET')));
    });
    assert.match((await view.page.getByRole('alert').first().textContent()) ?? '', /management\.azure\.com/);
    view.ports.before.clear();
    await view.page.getByRole('button', { name: 'Retry' }).click();
    await view.settled();
    await view.choose('Percentage CPU');
    assert.equal(await view.page.locator('.plot svg').count(), 1);
  });

  it('does not create what is not whole, and leads to what is missing', async () => {
    const view = await stage.open();
    await view.click('Create Rule');
    assert.deepEqual(view.ports.created, []);
    assert.match((await view.page.locator('#field-metric-fault').textContent()) ?? '', /Choose what is measured/);
    await view.page.locator('#create-reason').getByRole('button', { name: 'Metric' }).click();
    await view.drawn();
    assert.equal(await view.page.evaluate(() => document.activeElement?.id), 'field-metric');
    await view.choose('Percentage CPU');
    await view.type('Value', 'many');
    assert.match((await view.page.locator('#field-threshold-fault').textContent()) ?? '', /Write a number/);
    assert.deepEqual(await view.axe(), []);
    await view.picture('alertForm-faults');
  });

  it('keeps a rule that is there: by the list, and by what Azure says last', async () => {
    const view = await stage.open((ports) => {
      ports.ground = {
        ...ports.ground,
        ruleIds: [machineId.replace(/\/providers\/.*$/, '/providers/microsoft.insights/metricAlerts/Busy')],
      };
      ports.before.set('create', () => Promise.reject(alertNameTaken('New', 'rg')));
    });
    await view.choose('Percentage CPU');
    await view.type('Name', 'busy');
    assert.match((await view.page.locator('#field-name-fault').textContent()) ?? '', /would not be overwritten/);
    await view.type('Name', 'New');
    await view.click('Create Rule');
    assert.match((await view.page.locator('footer [role=alert]').textContent()) ?? '', /nothing was changed/);
    assert.ok(!view.isClosed);
  });

  it('keeps what was typed while it is hidden', async () => {
    const view = await stage.open();
    await view.choose('Network Out Total');
    await view.type('Value', '123456');
    await view.type('Description', 'Why');
    await view.reload();
    assert.equal(await view.field('Metric').inputValue(), 'Network Out Total');
    assert.equal(await view.field('Value').inputValue(), '123456');
    assert.equal(await view.field('Description').inputValue(), 'Why');
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    it(`can be used by everybody in ${theme}`, async () => {
      const view = await stage.open(undefined, { theme, language: theme === 'light' ? 'pt-br' : 'en' });
      await view.page.locator('#field-metric').selectOption({ index: 2 });
      await view.settled();
      await view.page.locator('#field-threshold').fill('500000');
      await view.page.locator('.boxes.wide input').check();
      await view.drawn();
      assert.deepEqual(await view.axe(), []);
      await view.picture(`alertForm-${theme}`);
    });
  }

  it('fits a narrow panel', async () => {
    const view = await stage.open(undefined, { width: 380 });
    await view.choose('Network Out Total');
    assert.ok(await view.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await view.picture('alertForm-narrow');
  });
});
