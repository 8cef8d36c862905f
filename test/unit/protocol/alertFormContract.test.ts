// What the form of a metric alert may send: each request's parameters, and everything else refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { alertFormGuards } from '../../../src/protocol/alertFormContract.ts';
import { formGroupId, makeAlertDraft } from '../../support/alertForm.ts';

const full = makeAlertDraft({
  dimensions: [{ name: 'LUN', values: ['*'] }],
  actions: [{ actionGroupId: formGroupId, properties: [{ name: 'a', value: 'b' }] }],
});
const question = {
  metricName: 'Percentage CPU',
  metricNamespace: '',
  aggregation: 'Average',
  span: '6h',
  leadInSeconds: 300,
  dimensions: ['LUN'],
};

describe('alertFormGuards', () => {
  const check = (name: keyof typeof alertFormGuards, value: unknown, expected: boolean): void =>
    assert.equal(alertFormGuards[name](value), expected, `${name} ${JSON.stringify(value)?.slice(0, 200)}`);

  it('lets requests without parameters come as undefined or null', () => {
    for (const name of ['show', 'listMetrics', 'readGround'] as const) {
      check(name, undefined, true);
      check(name, null, true);
      check(name, {}, false);
    }
  });

  it('takes questions for measurements', () => {
    check('readHistory', question, true);
    check('listDimensionValues', question, true);
    for (const wrong of [
      { span: '1y' },
      { leadInSeconds: -1 },
      { leadInSeconds: 86_401 },
      { aggregation: 'Median' },
      { dimensions: [1] },
      { dimensions: Array.from({ length: 201 }, () => 'x') },
      { metricName: 'x'.repeat(2001) },
    ]) {
      check('readHistory', { ...question, ...wrong }, false);
    }
  });

  it('takes whole rules', () => {
    const dynamic = { kind: 'dynamic', operator: 'LessThan', sensitivity: 'Low', failing: 1, periods: 1 };
    for (const name of ['create', 'copyBicep'] as const) {
      check(name, full, true);
      check(name, { ...full, threshold: dynamic }, true);
      for (const wrong of [
        { scopes: ['web-1'] },
        { scopes: undefined },
        { name: 7 },
        { severity: 5 },
        { severity: '2' },
        { autoMitigate: 'yes' },
        { aggregation: 'Median' },
        { dimensions: [{ name: 'LUN' }] },
        { threshold: { kind: 'static', operator: 'GreaterThan', value: null } },
        { threshold: { kind: 'static', operator: 'About', value: 1 } },
        { threshold: { ...dynamic, sensitivity: 'Huge' } },
        { threshold: { ...dynamic, failing: 1.5 } },
        { threshold: undefined },
        { windowInSeconds: 86_401 },
        { actions: [{ actionGroupId: 'ag', properties: [] }] },
        { actions: [{ actionGroupId: formGroupId, properties: [{ name: 'a' }] }] },
      ]) {
        check(name, { ...full, ...wrong }, false);
      }
    }
  });

  it('answers for any value', () => {
    const names = Object.keys(alertFormGuards) as (keyof typeof alertFormGuards)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), (name, value) =>
        assert.equal(typeof alertFormGuards[name](value), 'boolean'),
      ),
    );
    const parts = fc.dictionary(fc.constantFrom(...Object.keys(full)), fc.jsonValue());
    fc.assert(
      fc.property(parts, (wrong) => assert.equal(typeof alertFormGuards.create({ ...full, ...wrong }), 'boolean')),
    );
  });
});
