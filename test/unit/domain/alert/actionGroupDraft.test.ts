// Drafts of action groups: the bodies that the reference of actionGroups 2023-01-01 shows, and addresses that may not be a receiver's.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { Secret } from '../../../../src/base/secret.ts';
import {
  actionGroupBody,
  actionGroupId,
  longestShortName,
  receiverAddressProblem,
  receiverNames,
  suggestReceiverName,
  suggestShortName,
  withReceivers,
} from '../../../../src/domain/alert/actionGroupDraft.ts';
import type { ActionGroupDraft, ReceiverDraft } from '../../../../src/domain/alert/actionGroupDraft.ts';

const account = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Automation/automationAccounts/aa';
const app = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/fn';
const address = (text: string): Secret => new Secret(text);

const receivers: readonly ReceiverDraft[] = [
  { kind: 'webhook', name: 'hook', address: address(' https://a.example/h?code=k1 '), usesCommonSchema: true },
  {
    kind: 'webhook',
    name: 'safe',
    address: address('https://b.example/h'),
    usesCommonSchema: false,
    entra: { objectId: 'o', identifierUri: 'api://x', tenantId: 't' },
  },
  {
    kind: 'azureFunction',
    name: 'fn',
    functionAppId: app,
    functionName: 'capture',
    address: address('https://fn.example/api/capture?code=k2'),
    usesCommonSchema: true,
  },
  {
    kind: 'automationRunbook',
    name: 'book',
    automationAccountId: account,
    runbookName: 'Start-Capture',
    webhookName: 'wh',
    address: address('https://w.example/webhooks?token=k3'),
    usesCommonSchema: true,
  },
  {
    kind: 'eventHub',
    name: 'hub',
    namespace: 'evhns',
    hub: 'alerts',
    subscriptionId: 's',
    tenantId: 't',
    usesCommonSchema: true,
  },
  { kind: 'email', name: 'mail', address: 'a@b.example', usesCommonSchema: true },
];
const draft: ActionGroupDraft = {
  subscriptionId: 's',
  resourceGroup: 'rg',
  name: 'ag',
  shortName: 'captures',
  receivers,
};

describe('actionGroupBody', () => {
  it('writes each kind of receiver as the reference has it', () => {
    assert.deepEqual(actionGroupBody(draft), {
      location: 'Global',
      properties: {
        groupShortName: 'captures',
        enabled: true,
        webhookReceivers: [
          { name: 'hook', useCommonAlertSchema: true, serviceUri: 'https://a.example/h?code=k1' },
          {
            name: 'safe',
            useCommonAlertSchema: false,
            serviceUri: 'https://b.example/h',
            useAadAuth: true,
            objectId: 'o',
            identifierUri: 'api://x',
            tenantId: 't',
          },
        ],
        azureFunctionReceivers: [
          {
            name: 'fn',
            useCommonAlertSchema: true,
            functionAppResourceId: app,
            functionName: 'capture',
            httpTriggerUrl: 'https://fn.example/api/capture?code=k2',
          },
        ],
        automationRunbookReceivers: [
          {
            name: 'book',
            useCommonAlertSchema: true,
            automationAccountId: account,
            runbookName: 'Start-Capture',
            webhookResourceId: `${account}/webhooks/wh`,
            isGlobalRunbook: false,
            serviceUri: 'https://w.example/webhooks?token=k3',
          },
        ],
        eventHubReceivers: [
          {
            name: 'hub',
            useCommonAlertSchema: true,
            eventHubNameSpace: 'evhns',
            eventHubName: 'alerts',
            subscriptionId: 's',
            tenantId: 't',
          },
        ],
        emailReceivers: [{ name: 'mail', useCommonAlertSchema: true, emailAddress: 'a@b.example' }],
      },
    });
    assert.equal(
      actionGroupId(draft),
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/ag',
    );
  });

  it('shows no secret of a draft, however it is printed', () => {
    const printed = `${JSON.stringify(draft)} ${inspect(draft, { depth: 9 })}`;
    assert.doesNotMatch(printed, /k1|k2|k3/);
  });

  it('adds receivers to a group, and leaves everything else', () => {
    const [first, second] = receivers;
    assert.ok(first !== undefined && second !== undefined);
    const group = { tags: { a: 'b' }, ...actionGroupBody({ ...draft, receivers: [first] }) };
    const more = withReceivers(group, [second]);
    assert.deepEqual(receiverNames(more), ['hook', 'safe']);
    assert.deepEqual(more['tags'], { a: 'b' });
    assert.deepEqual(
      receiverNames(withReceivers({}, receivers)).toSorted(),
      receivers.map(({ name }) => name).toSorted(),
    );
  });
});

describe('addresses of receivers', () => {
  it('go over https, or stay on this machine', () => {
    const good = [
      'https://a.example/h?code=x',
      'https://a.example:8443',
      'http://localhost:7071/api',
      'http://127.0.0.1:80/x',
      'http://[::1]:80/x',
      ' HTTPS://A.example/ ',
    ];
    assert.deepEqual(
      good.map((text) => receiverAddressProblem(text)),
      good.map(() => undefined),
    );
    for (const text of ['http://a.example/', 'http://127.0.0.1.evil.example/', 'http://localhost.evil.example/']) {
      assert.equal(receiverAddressProblem(text), 'notSecure', text);
    }
    for (const text of ['', 'a.example', 'ftp://a.example', 'https://', 'https://a b/', 'javascript:alert(1)']) {
      assert.equal(receiverAddressProblem(text), 'notAnAddress', text);
    }
    assert.equal(receiverAddressProblem('http://localhost@evil.example/'), 'notSecure');
  });

  it('are never taken as clear text to elsewhere', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http'] }), (text) =>
        assert.ok(receiverAddressProblem(text) === 'notSecure' || /^127|^localhost/.test(new URL(text).hostname)),
      ),
    );
  });
});

describe('names in action groups', () => {
  it('are short enough, and free', () => {
    assert.equal(suggestShortName('ag wirewatch production'), 'agwirewatchp');
    assert.equal(suggestShortName('***'), 'alerts');
    assert.equal(suggestReceiverName('hook', ['Hook', 'hook-2']), 'hook-3');
    fc.assert(
      fc.property(fc.string(), (name) => {
        const short = suggestShortName(name);
        assert.ok(short.length > 0 && short.length <= longestShortName);
      }),
    );
  });
});
