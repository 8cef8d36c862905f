// Rules as documents: what can be written, copies, Bicep, what has changed, and hidden secrets that come back where they were.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { formatIsoDuration, parseIsoDuration } from '../../../../src/domain/alert/isoDuration.ts';
import { jsonChanges } from '../../../../src/domain/alert/jsonChanges.ts';
import {
  duplicateOf,
  formatAlertBicep,
  withActionGroups,
  writablePart,
} from '../../../../src/domain/alert/ruleDocument.ts';
import { restoreSecrets } from '../../../../src/domain/arm/restoreSecrets.ts';
import { withoutSecrets } from '../../../../src/domain/arm/withoutSecrets.ts';

const group = {
  id: '/subscriptions/s/resourceGroups/g/providers/microsoft.insights/actionGroups/ag',
  name: 'ag',
  type: 'Microsoft.Insights/ActionGroups',
  location: 'Global',
  tags: { 'cost center': 'x' },
  properties: {
    groupShortName: 'ag',
    enabled: true,
    provisioningState: 'Succeeded',
    webhookReceivers: [
      { name: 'one', serviceUri: 'https://one.example/hook?code=FIRST', useAadAuth: false },
      { name: 'two', serviceUri: 'https://two.example/hook?code=SECOND', useAadAuth: false },
    ],
  },
};

describe('restoreSecrets', () => {
  it('puts back what was hidden, also when receivers change places', () => {
    const original = writablePart(group);
    const edited = structuredClone(withoutSecrets(original)) as typeof group;
    edited.properties.webhookReceivers.reverse();
    edited.properties.enabled = false;
    const { value, lost } = restoreSecrets(edited, original);
    assert.deepEqual(lost, []);
    const [first, second] = (value as typeof group).properties.webhookReceivers;
    assert.match(first?.serviceUri ?? '', /two\.example.*SECOND/);
    assert.match(second?.serviceUri ?? '', /one\.example.*FIRST/);
  });

  it('names hidden values that have no place to come from', () => {
    const original = writablePart(group);
    const edited = structuredClone(withoutSecrets(original)) as typeof group;
    const [first, second] = edited.properties.webhookReceivers;
    assert.ok(first !== undefined && second !== undefined);
    first.name = 'new';
    second.serviceUri = 'https://elsewhere.example/?***';
    assert.deepEqual(restoreSecrets(edited, original).lost, [
      'properties.webhookReceivers[0].serviceUri',
      'properties.webhookReceivers[1].serviceUri',
    ]);
  });

  it('gives any value back that was not changed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { value: back, lost } = restoreSecrets(withoutSecrets(value), value);
        // Values that were of three stars themselves are told as lost only where they are not what stood there.
        assert.deepEqual(lost, []);
        assert.deepEqual(back, value);
      }),
    );
  });
});

describe('jsonChanges', () => {
  it('names each value that differs, and no others', () => {
    assert.deepEqual(jsonChanges({ a: 1, b: [{ c: 'x' }, 2], d: null }, { b: [{ c: 'y' }], d: null, a: 1, e: true }), [
      { path: 'b[0].c', from: '"x"', to: '"y"' },
      { path: 'b[1]', from: '2' },
      { path: 'e', to: 'true' },
    ]);
  });

  it('finds nothing between equals', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => assert.deepEqual(jsonChanges(value, structuredClone(value)), [])));
  });
});

describe('documents', () => {
  it('leave out what the service writes, and begin disabled as copies', () => {
    const part = writablePart(group);
    assert.deepEqual(Object.keys(part), ['location', 'tags', 'properties']);
    assert.equal((part['properties'] as Record<string, unknown>)['provisioningState'], undefined);
    assert.equal((duplicateOf(group)['properties'] as Record<string, unknown>)['enabled'], false);
  });

  it('call other groups, and keep what they send to those that stay', () => {
    const kept = { actionGroupId: '/G/One', webHookProperties: { a: 'b' } };
    const metric = { properties: { criteria: { 'odata.type': 'X' }, actions: [kept, { actionGroupId: '/g/two' }] } };
    const written = withActionGroups(metric, ['/g/one', '/g/three']);
    assert.deepEqual(written['properties'], { ...metric.properties, actions: [kept, { actionGroupId: '/g/three' }] });
    const bare = { properties: { criteria: { 'odata.type': 'X' } } };
    assert.deepEqual((withActionGroups(bare, [])['properties'] as Record<string, unknown>)['actions'], []);
    const activity = { properties: { condition: {}, actions: { actionGroups: [], more: 1 } } };
    assert.deepEqual((withActionGroups(activity, ['/g/x'])['properties'] as Record<string, unknown>)['actions'], {
      actionGroups: [{ actionGroupId: '/g/x' }],
      more: 1,
    });
  });

  it('become Bicep without secrets, with fractions and odd names', () => {
    const text = formatAlertBicep(group.id, group) ?? '';
    assert.match(
      text,
      /^@secure\(\)\nparam serviceUri string\n\n@secure\(\)\nparam serviceUri2 string\n\nresource actionGroup 'microsoft\.insights\/actionGroups@2023-01-01' = \{\n/,
    );
    assert.match(text, /serviceUri: serviceUri2\n/);
    assert.match(text, /'cost center': 'x'/);
    assert.doesNotMatch(text, /FIRST|SECOND/);
    const rule = { location: 'global', properties: { criteria: { 'odata.type': 'X', threshold: 0.5, none: null } } };
    const ruleText =
      formatAlertBicep('/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/metricAlerts/r', rule) ?? '';
    assert.match(ruleText, /'odata\.type': 'X'\n {6}threshold: json\('0\.5'\)\n {6}none: null\n/);
    assert.equal(formatAlertBicep('/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/x', {}), undefined);
  });
});

describe('ISO durations', () => {
  it('are read in any case and written as the service lists them', () => {
    assert.deepEqual(
      ['PT5M', 'Pt1m', 'P1D', 'PT1H30M', 'PT30S', 'P1W'].map(parseIsoDuration),
      [300, 60, 86_400, 5400, 30, 604_800],
    );
    assert.deepEqual(['', 'P', 'PT', '5M', 'P1Y'].map(parseIsoDuration), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual([60, 3600, 86_400, 5400, 0].map(formatIsoDuration), ['PT1M', 'PT1H', 'P1D', 'PT1H30M', 'PT0S']);
  });

  it('read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) =>
        assert.equal(parseIsoDuration(formatIsoDuration(seconds)), seconds),
      ),
    );
  });
});
