// The receiver's rules: read from a setting that people write, and the decision for a payload.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { AlertPayload } from '../../../../src/domain/alert/alertPayload.ts';
import { decideReceived, machinesOf, readReceiverRules } from '../../../../src/domain/alert/receiverRule.ts';

const machine = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-1';

function payload(more: Partial<AlertPayload> = {}): AlertPayload {
  return {
    schema: 'common',
    moment: 'fired',
    signal: 'metric',
    ruleName: 'Gateway network out',
    targets: [machine],
    criteria: [],
    properties: [],
    details: [],
    problems: [],
    ...more,
  };
}

describe('readReceiverRules', () => {
  it('reads what can be used and names the rest', () => {
    const { rules, problems } = readReceiverRules({
      'Gateway*': {
        actions: ['notify', 'startCapture', 'notify', 'explode'],
        storageAccount: '/subscriptions/s/x',
        timeLimitInSeconds: 60,
        preset: 7,
      },
      '*': { actions: 'notify', timeLimitInSeconds: 99_999 },
      ' ': { actions: [] },
    });
    assert.deepEqual(rules, [
      {
        rule: 'Gateway*',
        actions: ['notify', 'startCapture'],
        storageId: '/subscriptions/s/x',
        timeLimitInSeconds: 60,
      },
      { rule: '*', actions: [] },
    ]);
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['.Gateway*.actions', '.Gateway*.preset', '.*.actions', '.*.timeLimitInSeconds', '. '],
    );
  });

  it('takes any value without a throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => assert.ok(Array.isArray(readReceiverRules(value).rules))));
  });
});

describe('decideReceived', () => {
  const capturing = { rule: 'gateway*OUT', actions: ['startCapture', 'openTraffic', 'show'] as const };

  it('does what the first fitting rule names, and else only tells', () => {
    assert.deepEqual(decideReceived(payload(), [{ rule: 'Other', actions: ['show'] }, capturing]), {
      rule: capturing,
      actions: ['startCapture', 'openTraffic', 'show'],
    });
    assert.deepEqual(decideReceived(payload(), []), { actions: ['notify'] });
  });

  it('starts no capture for what is over, does not say, or has no machine', () => {
    const decide = (more: Partial<AlertPayload>): unknown => {
      const { actions, withheld } = decideReceived(payload(more), [capturing]);
      return [actions, withheld];
    };
    assert.deepEqual(decide({ moment: 'resolved' }), [['show'], 'resolved']);
    assert.deepEqual(decide({ moment: 'unknown' }), [['openTraffic', 'show'], 'momentUnknown']);
    assert.deepEqual(decide({ targets: ['/subscriptions/s'] }), [['openTraffic', 'show'], 'noTarget']);
  });

  it('takes the name from the id of the rule where there is no name', () => {
    const { ruleName: _ruleName, ...nameless } = payload();
    const ruleId = '/subscriptions/s/resourceGroups/g/providers/microsoft.insights/metricAlerts/Gateway network out';
    assert.equal(decideReceived({ ...nameless, ruleId }, [capturing]).rule, capturing);
    assert.equal(decideReceived(nameless, [capturing]).rule, undefined);
  });

  it('matches stars as any text, in a time that grows with the texts alone', () => {
    const reference = (pattern: string, name: string): boolean =>
      new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^]*')}$`, 'i').test(
        name,
      );
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        fc.pre(pattern.trim() !== '');
        const { rule } = decideReceived(payload({ ruleName: name }), [{ rule: pattern, actions: [] }]);
        assert.equal(rule !== undefined, reference(pattern, name));
      }),
    );
    const long = `${'*a'.repeat(1000)}b`;
    assert.equal(
      decideReceived(payload({ ruleName: 'a'.repeat(50_000) }), [{ rule: long, actions: [] }]).rule,
      undefined,
    );
  });
});

describe('machinesOf', () => {
  it('keeps machines and scale sets, an instance as its scale set, each once', () => {
    const set = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/api';
    assert.deepEqual(
      machinesOf([machine, machine.toUpperCase(), `${set}/virtualMachines/3`, set, '/subscriptions/s', 'x']),
      [machine, set],
    );
  });
});
