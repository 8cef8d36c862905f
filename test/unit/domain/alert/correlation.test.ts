// What belongs together: names of captures that alerts start, and the time of an alert.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { alertCaptureName, alertKeyOf, isCaptureOfAlert } from '../../../../src/domain/alert/alertCaptureName.ts';
import { alertOfCapture, captureRelation } from '../../../../src/domain/alert/correlation.ts';
import type { FiredAlert } from '../../../../src/domain/alert/firedAlert.ts';
import { captureNameProblem } from '../../../../src/domain/capture/captureInput.ts';

const machine = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-gateway-01';
const firedAt = Date.UTC(2026, 10, 22, 2);

function alert(more: Partial<FiredAlert> = {}): FiredAlert {
  return {
    id: '/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/A-1',
    name: 'r',
    ruleName: 'r',
    moment: 'fired',
    state: 'new',
    targetId: machine.toLowerCase(),
    firedAt,
    ...more,
  };
}

describe('alertCaptureName', () => {
  it('is the same for the same alert and machine in any letter case, and short', () => {
    const key = alertKeyOf({ alertId: '/subscriptions/S/providers/Microsoft.AlertsManagement/alerts/AB-1' });
    assert.equal(key, 'ab-1');
    const name = alertCaptureName(key, machine);
    assert.match(name, /^alert-vm-gateway-01-[0-9a-f]{16}$/);
    assert.ok(isCaptureOfAlert(name.toUpperCase(), 'AB-1', machine.toUpperCase()));
    assert.ok(!isCaptureOfAlert(name, 'ab-2', machine));
  });

  it('is a name that captures may have, for any machine', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.string(), (vm, key) => {
        assert.equal(captureNameProblem(alertCaptureName(key, `/x/${vm}`), []), undefined);
      }),
    );
  });

  it('takes rule and time where there is no id', () => {
    assert.equal(alertKeyOf({ ruleId: '/R', firedAt: 5 }), '/r|5');
    assert.notEqual(alertKeyOf({ ruleName: 'r', firedAt: 5 }), alertKeyOf({ ruleName: 'r', firedAt: 6 }));
  });

  it('tells thousands of alerts apart', () => {
    const names = new Set(Array.from({ length: 20_000 }, (_, index) => alertCaptureName(`alert-${index}`, machine)));
    assert.equal(names.size, 20_000);
  });
});

describe('captureRelation', () => {
  const own = alertCaptureName('a-1', machine);

  it('tells what an alert started from what is of its time', () => {
    const relation = (name: string, startedAt: number | undefined, more: Partial<FiredAlert> = {}): unknown =>
      captureRelation({ name, targetId: machine, ...(startedAt === undefined ? {} : { startedAt }) }, alert(more));
    assert.equal(relation(own, undefined), 'started');
    assert.equal(relation('x', firedAt - 9 * 60_000), 'meanwhile');
    assert.equal(relation('x', firedAt - 11 * 60_000), undefined);
    assert.equal(relation('x', firedAt + 59 * 60_000), 'meanwhile');
    assert.equal(relation('x', firedAt + 59 * 60_000, { resolvedAt: firedAt + 60_000 }), undefined);
    assert.equal(relation('x', undefined), undefined);
    assert.equal(relation('x', firedAt, { targetId: `${machine}2` }), undefined);
    const { firedAt: _firedAt, ...timeless } = alert();
    assert.equal(captureRelation({ name: 'x', targetId: machine, startedAt: firedAt }, timeless), undefined);
  });

  it('knows a capture of one instance, which has the scale set as its target', () => {
    const set = machine.replace('virtualMachines', 'virtualMachineScaleSets');
    const instance = `${set}/virtualMachines/3`;
    const name = alertCaptureName('a-1', instance);
    assert.equal(captureRelation({ name, targetId: set }, alert({ targetId: instance.toLowerCase() })), 'started');
    assert.equal(captureRelation({ name, targetId: set }, alert({ targetId: `${set}/virtualMachines/4` })), undefined);
  });

  it('finds the alert of a capture: who started it, else the latest', () => {
    const early = alert({ id: '/alerts/e', firedAt: firedAt - 60_000 });
    const late = alert({ id: '/alerts/l' });
    const starter = alert({ id: '/alerts/a-1', firedAt: firedAt - 120_000 });
    const capture = { name: 'x', targetId: machine, startedAt: firedAt };
    assert.equal(alertOfCapture(capture, [early, late, starter]), late);
    assert.equal(alertOfCapture({ ...capture, name: own }, [early, late, starter]), starter);
    assert.equal(alertOfCapture(capture, []), undefined);
  });
});
