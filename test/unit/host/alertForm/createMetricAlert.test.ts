// "Create Metric Alert" from a node, from several, and from nowhere; what the form's host end does with its panel.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { HostContext } from '../../../../src/host/hostContext.ts';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import { assertUserError } from '../../../support/assertUserError.ts';
import { ScriptedPrompts, standInForAzext } from '../../../support/azextStandIn.ts';
import { makeAlertDraft } from '../../../support/alertForm.ts';
import { FakeAlerts } from '../../../support/alerts.ts';
import { machineId, subscriptionId } from '../../../support/captures.ts';
import { shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { resourceNotFound } from '../../../../src/app/error/userErrors.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const standIns = [standInForVscode(), standInForAzext()];
const { createMetricAlert } = await import('../../../../src/host/alertForm/createMetricAlert.ts');
after(() => standIns.forEach((each) => each.dispose()));
const second = machineId.replace('web-1', 'web-2');
const elsewhere = machineId.replace('web-1', 'batch-7');
const node = (resourceId: string) => ({ kind: 'virtualMachine', id: resourceId, resourceId, label: 'x' });

class MissingAlerts extends FakeAlerts {
  override async getDocument(id: string): ReturnType<FakeAlerts['getDocument']> {
    const known = this.documents.get(id);
    if (known === undefined) {
      throw resourceNotFound(id);
    }
    return known;
  }
}

function makeHost() {
  const alerts = new MissingAlerts();
  const calls: string[] = [];
  const services = {
    subscription: { id: subscriptionId, name: 'Production' },
    alerts,
    metrics: alerts,
    inventory: {
      listVirtualMachines: () =>
        Promise.resolve([
          { id: machineId, name: 'web-1', region: 'westeurope' },
          { id: second, name: 'web-2', region: 'westeurope' },
          { id: elsewhere, name: 'batch-7', region: 'brazilsouth' },
        ]),
      listScaleSets: () => Promise.resolve([]),
    },
  };
  const host = {
    clock: new ManualClock(),
    extension: { extensionUri: '' },
    subscriptions: { knownSubscriptions: () => Promise.resolve({ subscriptions: [services.subscription] }) },
    services: { servicesOf: () => services },
    tree: { listAlertsAgain: (id: string) => calls.push(`list ${id.split('/').at(-1)}`) },
    reveal: (id: string) => {
      calls.push(`reveal ${id.split('/').at(-1)}`);
      return Promise.resolve(true);
    },
    report: (error: unknown) => calls.push(String(error)),
  } as unknown as HostContext;
  return { host, alerts, calls };
}

async function open(host: HostContext, args: readonly unknown[], ...answers: readonly RegExp[]): Promise<void> {
  await createMetricAlert(host, new ScriptedPrompts(...answers) as unknown as IActionContext, args);
}

/** Sends a request as the page does, and waits for its answer. */
async function request(name: string, parameters?: unknown): Promise<unknown> {
  const [panel] = shown.panels;
  assert.ok(panel !== undefined);
  const before = panel.sent.length;
  panel.received.fire({ type: 'request', id: before + 1, name, parameters });
  while (panel.sent.length === before) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return panel.sent.at(-1);
}

describe('createMetricAlert', () => {
  beforeEach(() => {
    shown.panels.length = 0;
    shown.messages.length = 0;
  });

  it('opens the form for the machine of a node', async () => {
    await open(makeHost().host, [node(machineId)]);
    const { result } = (await request('show')) as { result: { targets: unknown; resourceGroup: unknown } };
    assert.deepEqual(result.targets, [{ id: machineId, name: 'web-1', region: 'westeurope' }]);
    assert.equal(result.resourceGroup, 'rg-web');
  });

  it('watches several machines of a region with one rule, and not those of two', async () => {
    await open(makeHost().host, [node(machineId), [node(machineId), node(second)]]);
    const answer = (await request('show')) as { result: { targets: readonly { name: string }[] } };
    assert.deepEqual(
      answer.result.targets.map(({ name }) => name),
      ['web-1', 'web-2'],
    );
    const selected = [node(machineId), [node(machineId), node(elsewhere)]];
    await assertUserError(open(makeHost().host, selected), 'alertTargetsDiffer');
    await assertUserError(open(makeHost().host, [node(`${machineId}-gone`)]), 'resourceNotFound');
  });

  it('asks for the machine where none is given', async () => {
    await open(makeHost().host, [{ kind: 'alertRules', id: 'x', subscriptionId }], /batch-7/);
    const answer = (await request('show')) as { result: { targets: readonly { name: string }[] } };
    assert.deepEqual(answer.result.targets[0]?.name, 'batch-7');
  });

  it('creates, lists again, shows the rule, and closes', async () => {
    const { host, alerts, calls } = makeHost();
    await open(host, [node(machineId)]);
    await request('create', makeAlertDraft());
    assert.match(alerts.calls.join(), /^put .*metricAlerts\/Busy$/);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    assert.deepEqual(calls, ['list Busy', 'reveal Busy']);
    assert.deepEqual(shown.messages, ['The alert rule "Busy" was created.']);
    assert.equal(shown.panels[0]?.isDisposed, true);
  });

  it('stays open when the name is taken, and refuses what is no rule', async () => {
    const { host, alerts } = makeHost();
    await open(host, [node(machineId)]);
    await request('create', makeAlertDraft());
    shown.panels.length = 0;
    await open(host, [node(machineId)]);
    assert.equal(((await request('create', makeAlertDraft())) as { code: string }).code, 'alertNameTaken');
    assert.equal(((await request('create', { name: 'Busy' })) as { code: string }).code, 'badParameters');
    assert.equal(alerts.calls.length, 1);
    assert.equal(shown.panels[0]?.isDisposed, false);
  });
});
