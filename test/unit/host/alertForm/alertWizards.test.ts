// The questions of activity log alerts and action groups, step by step: what is offered, what is made of the answers, and that addresses
// are asked for like passwords.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { SubscriptionServices } from '../../../../src/app/azure/subscriptionServices.ts';
import { Secret } from '../../../../src/base/secret.ts';
import type { ActivityWizardContext } from '../../../../src/host/alertForm/activitySteps.ts';
import type { GroupWizardContext } from '../../../../src/host/alertForm/createActionGroup.ts';
import type { ReceiverChoice } from '../../../../src/host/alertForm/receiverPrompts.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { enter, ScriptedPrompts, standInForAzext } from '../../../support/azextStandIn.ts';
import { formGroupId } from '../../../support/alertForm.ts';
import { FakeAlerts } from '../../../support/alerts.ts';
import { machineId, subscriptionId } from '../../../support/captures.ts';
import { shown, standInForVscode } from '../../../support/fakeVscode.ts';

const standIns = [standInForVscode(), standInForAzext()];
const { ActionsStep, CategoryStep, ConditionsStep, ScopeStep } =
  await import('../../../../src/host/alertForm/activitySteps.ts');
const { AlertNameStep, ConfirmStep, ResourceGroupStep } = await import('../../../../src/host/alertForm/alertWizard.ts');
const { ReceiversStep, ShortNameStep } = await import('../../../../src/host/alertForm/createActionGroup.ts');
const { promptForReceiver, receiverChoices } = await import('../../../../src/host/alertForm/receiverPrompts.ts');
after(() => standIns.forEach((each) => each.dispose()));
type Answers = readonly (string | RegExp | readonly RegExp[] | typeof enter)[];

const webhookAddress = 'https://hooks.example/a?code=very-secret';
const uuid = '11111111-2222-3333-4444-555555555555';

function servicesWith(
  alerts = new FakeAlerts(),
  hubs: readonly string[] = ['traffic', 'alerts'],
): SubscriptionServices {
  const namespaceId = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/evhns`;
  return {
    subscription: { id: subscriptionId, name: 'Production', tenantId: uuid, accountId: 'a', accountLabel: 'a' },
    alerts,
    inventory: {
      listVirtualMachines: () => Promise.resolve([{ id: machineId, name: 'web-1', region: 'westeurope' }]),
      listScaleSets: () => Promise.resolve([]),
    },
    eventHubs: {
      listNamespaces: () => Promise.resolve([{ id: namespaceId, name: 'evhns' }]),
      listEventHubs: () => Promise.resolve(hubs.map((name) => ({ id: `${namespaceId}/eventhubs/${name}`, name }))),
    },
  } as unknown as SubscriptionServices;
}

function activity(prompts: ScriptedPrompts, parts: Partial<ActivityWizardContext> = {}): ActivityWizardContext {
  return { ui: prompts.ui, services: servicesWith(), ...parts } as unknown as ActivityWizardContext;
}

function group(prompts: ScriptedPrompts, parts: Partial<GroupWizardContext> = {}): GroupWizardContext {
  return {
    ui: prompts.ui,
    services: servicesWith(),
    editorAddress: () => Promise.resolve(undefined),
    ...parts,
  } as unknown as GroupWizardContext;
}

function startAnew(): void {
  shown.clipboard = '';
}

describe('questions of an activity log alert', () => {
  beforeEach(startAnew);

  it('begin with the scope: the subscription, a group, a machine, or any resource', async () => {
    const scopeOf = async (...answers: Answers): Promise<string | undefined> => {
      const context = activity(new ScriptedPrompts(...answers));
      await new ScopeStep().prompt(context);
      return context.scope;
    };
    assert.equal(await scopeOf(/whole subscription/), `/subscriptions/${subscriptionId}`);
    assert.equal(await scopeOf(/A resource group/, /rg/), `/subscriptions/${subscriptionId}/resourceGroups/rg-web`);
    assert.equal(
      await scopeOf(/A resource group/, /Another/, 'rg-9'),
      `/subscriptions/${subscriptionId}/resourceGroups/rg-9`,
    );
    assert.equal(await scopeOf(/web-1/), machineId);
    assert.equal(await scopeOf(/Another resource, by/, ` ${machineId} `), machineId);
  });

  it('make the scope’s resource group the rule’s', async () => {
    const context = activity(new ScriptedPrompts(/web-1/));
    await new ScopeStep().prompt(context);
    assert.equal(context.resourceGroup, 'rg-web');
    assert.equal(new ResourceGroupStep<ActivityWizardContext>().shouldPrompt(context), false);
  });

  it('offer the categories of the scope, and the conditions of the category', async () => {
    const prompts = new ScriptedPrompts(/Changes/);
    const context = activity(prompts, { scope: machineId });
    await new CategoryStep().prompt(context);
    assert.equal(context.category, 'Administrative');
    assert.equal(prompts.shown[0]?.length, 6);
    const answers = activity(
      new ScriptedPrompts(
        [/virtualMachines\/delete/, /Others/],
        'A/b/write, A/c/write',
        [/Succeeded/],
        [],
        'me@x.example',
      ),
      { category: 'Administrative' },
    );
    await new ConditionsStep().prompt(answers);
    assert.deepEqual(answers.conditions, [
      { field: 'operationName', values: ['Microsoft.Compute/virtualMachines/delete', 'A/b/write', 'A/c/write'] },
      { field: 'status', values: ['Succeeded'] },
      { field: 'caller', values: ['me@x.example'] },
    ]);
  });

  it('end with whom it calls', async () => {
    const alerts = new FakeAlerts();
    const none = activity(new ScriptedPrompts(), { services: servicesWith(alerts) });
    await new ActionsStep().prompt(none);
    assert.deepEqual(none.actions, []);
    alerts.groups = () => [{ id: formGroupId, name: 'ag-captures', shortName: 'ag', isEnabled: true, receivers: [] }];
    const some = activity(new ScriptedPrompts([/ag-captures/], 'env=prod, note=a=b'), {
      services: servicesWith(alerts),
    });
    await new ActionsStep().prompt(some);
    const properties = [
      { name: 'env', value: 'prod' },
      { name: 'note', value: 'a=b' },
    ];
    assert.deepEqual(some.actions, [{ actionGroupId: formGroupId, properties }]);
  });
});

describe('questions that both wizards ask', () => {
  beforeEach(startAnew);

  const nameStep = (...ids: readonly string[]) =>
    new AlertNameStep<ActivityWizardContext>(
      () => 'busy',
      () => Promise.resolve(ids),
    );

  it('propose a name that is free in the group', async () => {
    const context = activity(new ScriptedPrompts(enter), { resourceGroup: 'RG' });
    const folder = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Insights/activityLogAlerts`;
    await nameStep(`${folder}/busy`, `${folder.replace('rg', 'other')}/busy 2`).prompt(context);
    assert.equal(context.name, 'busy 2');
  });

  it('show the resource as Bicep before it is created', async () => {
    const context = activity(new ScriptedPrompts(/Copy as Bicep/, /Create "ag"/));
    const id = formGroupId.replace('ag-captures', 'ag');
    await new ConfirmStep<ActivityWizardContext>(() => ({ id, value: { properties: {} } })).prompt(context);
    assert.match(shown.clipboard, /resource actionGroup/);
    assert.equal(context.isConfirmed, true);
  });
});

describe('questions of an action group', () => {
  beforeEach(startAnew);

  it('ask for a short name of twelve characters', async () => {
    const context = group(new ScriptedPrompts(enter), { name: 'ag-wirewatch-production' });
    await new ShortNameStep().prompt(context);
    assert.equal(context.shortName, 'ag-wirewatch');
  });

  it('add receivers until there are no more, each under a name of its own', async () => {
    const context = group(
      new ScriptedPrompts(
        /^\$\(plug\) Webhook$/,
        webhookAddress,
        enter,
        /Common/,
        /^\$\(plug\) Webhook$/,
        webhookAddress,
        enter,
        /Older/,
        /No more/,
      ),
    );
    await new ReceiversStep().prompt(context);
    assert.deepEqual(
      context.receivers?.map(({ name, usesCommonSchema }) => [name, usesCommonSchema]),
      [
        ['webhook', true],
        ['webhook-2', false],
      ],
    );
    assert.doesNotMatch(JSON.stringify(context.receivers), /very-secret/);
  });

  it('offer the editor’s receiver only while it listens', async () => {
    assert.ok(!receiverChoices(false).some(({ data }) => data === 'editor'));
    const context = group(new ScriptedPrompts(/alert receiver of this editor/, enter, /No more/), {
      editorAddress: () => Promise.resolve(new Secret('http://localhost:5050/alerts/token')),
    });
    await new ReceiversStep().prompt(context);
    const [receiver] = context.receivers ?? [];
    assert.ok(receiver?.kind === 'webhook');
    assert.deepEqual([receiver.name, receiver.address.reveal()], ['vscode', 'http://localhost:5050/alerts/token']);
  });

  const app = machineId.replace(/\/providers\/.*$/, '/providers/Microsoft.Web/sites/fn');
  const account = machineId.replace(/\/providers\/.*$/, '/providers/Microsoft.Automation/automationAccounts/aa');
  const cases: readonly (readonly [ReceiverChoice, Answers, Readonly<Record<string, unknown>>])[] = [
    [
      'secureWebhook',
      [webhookAddress, enter, /Common/, uuid, 'api://x', enter],
      { kind: 'webhook', entra: { objectId: uuid, identifierUri: 'api://x', tenantId: uuid } },
    ],
    [
      'azureFunction',
      [app, 'capture', webhookAddress, enter, /Common/],
      { kind: 'azureFunction', name: 'capture', functionAppId: app, functionName: 'capture' },
    ],
    [
      'automationRunbook',
      [account, 'Start', 'hook', webhookAddress, enter, /Common/],
      { kind: 'automationRunbook', name: 'Start', automationAccountId: account, webhookName: 'hook' },
    ],
    [
      'eventHub',
      [/alerts/, enter, /Common/],
      { kind: 'eventHub', name: 'alerts', namespace: 'evhns', hub: 'alerts', subscriptionId, tenantId: uuid },
    ],
    ['email', ['ops@contoso.example', enter, /Common/], { kind: 'email', name: 'ops', address: 'ops@contoso.example' }],
  ];
  for (const [choice, answers, expected] of cases) {
    it(`ask what a receiver of the kind ${choice} needs`, async () => {
      const questions = { services: servicesWith(), taken: [], editorAddress: undefined };
      const receiver = await promptForReceiver(new ScriptedPrompts(...answers) as never, choice, questions);
      assert.deepEqual({ ...receiver, ...expected }, receiver);
      assert.equal(receiver.usesCommonSchema, true);
    });
  }

  it('hide addresses as they are typed, and refuse those that go in clear', async () => {
    const seen: { readonly password?: boolean; readonly validateInput?: (text: string) => unknown }[] = [];
    const ui = {
      showInputBox: (options: (typeof seen)[number]) => {
        seen.push(options);
        return Promise.resolve(webhookAddress);
      },
      showQuickPick: () => Promise.resolve({ data: true }),
    };
    const questions = { services: servicesWith(), taken: [], editorAddress: undefined };
    await promptForReceiver({ ui } as never, 'webhook', questions);
    const [address] = seen;
    assert.equal(address?.password, true);
    assert.notEqual(address?.validateInput?.('http://hooks.example/a?code=x'), undefined);
    assert.notEqual(address?.validateInput?.('hooks'), undefined);
    assert.equal(address?.validateInput?.(webhookAddress), undefined);
  });

  it('say that there is no event hub', async () => {
    const questions = { services: servicesWith(new FakeAlerts(), []), taken: [], editorAddress: undefined };
    await assertUserError(promptForReceiver(new ScriptedPrompts() as never, 'eventHub', questions), 'noEventHub');
  });
});
