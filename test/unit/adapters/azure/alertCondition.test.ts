// Conditions of alert rules in a few words, for each kind and for properties that are not as expected.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { conditionText } from '../../../../src/adapters/azure/alertCondition.ts';

describe('conditionText', () => {
  it('reads metric rules', () => {
    const check = (criteria: readonly unknown[], expected: string): void =>
      assert.equal(conditionText('metric', { criteria: { allOf: criteria } }), expected);
    const out = {
      metricName: 'Network Out Total',
      timeAggregation: 'Total',
      operator: 'GreaterThan',
      threshold: 500_000_000,
    };
    check([out], 'Total Network Out Total > 500000000');
    check(
      [out, { ...out, operator: 'LessThanOrEqual', threshold: 1 }],
      'Total Network Out Total > 500000000 and Total Network Out Total ≤ 1',
    );
    check(
      [{ ...out, threshold: undefined, operator: 'GreaterOrLessThan', alertSensitivity: 'High' }],
      'Total Network Out Total ≷ High',
    );
    check([{ ...out, operator: 'Fresh' }], 'Total Network Out Total Fresh 500000000');
    check([{ ...out, threshold: 0 }], 'Total Network Out Total > 0');
    check([], '');
  });

  it('reads activity log rules', () => {
    const check = (allOf: readonly unknown[], expected: string): void =>
      assert.equal(conditionText('activityLog', { condition: { allOf } }), expected);
    check(
      [
        { field: 'category', equals: 'Administrative' },
        { field: 'status', containsAny: ['Failed', 'Canceled'] },
      ],
      'category = Administrative and status = Failed|Canceled',
    );
    check(
      [
        {
          anyOf: [
            { field: 'level', equals: 'Error' },
            { field: 'level', equals: 'Critical' },
          ],
        },
      ],
      '(level = Error or level = Critical)',
    );
    check([{}], '');
  });

  it('shows the first line of a query', () => {
    const check = (query: unknown, expected: string): void =>
      assert.equal(conditionText('logSearch', { criteria: { allOf: [{ query }] } }), expected);
    check('Heartbeat\n| where x', 'Heartbeat');
    check('x'.repeat(200), 'x'.repeat(80));
    check(undefined, '');
  });

  it('stands any properties', () => {
    const kinds = ['metric', 'activityLog', 'logSearch'] as const;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('criteria', 'condition', 'allOf'), fc.anything()), (properties) => {
        kinds.forEach((kind) => assert.equal(typeof conditionText(kind, properties), 'string'));
      }),
    );
    assert.deepEqual(
      kinds.map((kind) => conditionText(kind, {})),
      ['', '', ''],
    );
  });
});
