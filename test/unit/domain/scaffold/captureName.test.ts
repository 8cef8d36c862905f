// The scaffolded function names its captures by a rule of its own text; Wirewatch finds an alert's captures by its own. Both must
// give the same name for anything.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import * as function_ from '../../../../media/scaffold/alertCapture/src/captureName.ts';
import { alertCaptureName, alertKeyOf, isCaptureOfAlert } from '../../../../src/domain/alert/alertCaptureName.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }));
const optional = fc.option(text, { nil: undefined });
/** Ids as alerts give them; the reader takes slashes at the end away. */
const targetId = fc.oneof(
  text.map((id) => id.replace(/\/+$/, '')),
  fc
    .record({ name: fc.stringMatching(/^[\w.-]{1,64}$/), instance: fc.option(fc.nat(1000)), upper: fc.boolean() })
    .map(({ name, instance, upper }) => {
      const set = `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`;
      const id = instance === null ? set : `${set}/virtualMachines/${instance}`;
      return upper ? id.toUpperCase() : id;
    }),
);

describe('the name of a capture that an alert starts', () => {
  it('is the same in the function and in Wirewatch (property)', () => {
    fc.assert(
      fc.property(text, targetId, (key, target) => {
        const name = function_.alertCaptureName(key, target);
        assert.equal(name, alertCaptureName(key, target));
        assert.ok(isCaptureOfAlert(name.toUpperCase(), key, target));
        assert.ok(!isCaptureOfAlert(name, `${key}.`, target));
      }),
    );
  });

  it('is made from the same key (property)', () => {
    fc.assert(
      fc.property(optional, optional, optional, fc.option(fc.integer(), { nil: undefined }), (...values) => {
        const [alertId, ruleId, ruleName, firedAt] = values;
        const identity = {
          ...(alertId === undefined ? {} : { alertId }),
          ...(ruleId === undefined ? {} : { ruleId }),
          ...(ruleName === undefined ? {} : { ruleName }),
          ...(firedAt === undefined ? {} : { firedAt }),
        };
        assert.equal(function_.alertKeyOf(identity), alertKeyOf(identity));
      }),
    );
  });

  it('is one that the service takes, whatever the case of an id', () => {
    fc.assert(
      fc.property(text, fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,63}$/), (key, machine) => {
        const id = `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/${machine}`;
        const name = alertCaptureName(key, id);
        assert.match(name, /^[A-Za-z0-9][\w.-]{0,62}$/);
        assert.equal(name.toLowerCase(), alertCaptureName(key, id.toUpperCase()).toLowerCase());
      }),
    );
  });
});
