// What a person types for a capture: names and durations.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { captureNameProblem, suggestCaptureName } from '../../../../src/domain/capture/captureInput.ts';

describe('captureNameProblem', () => {
  const check = (name: string, expected: string | undefined): void =>
    assert.equal(captureNameProblem(name, ['Taken-1']), expected, name);

  it('accepts names that ARM takes', () => {
    check('web-1', undefined);
    check('0.a_B-c', undefined);
    check('x'.repeat(80), undefined);
  });

  it('names the problem', () => {
    check('', 'empty');
    check('x'.repeat(81), 'tooLong');
    check('-web', 'badStart');
    check('_web', 'badStart');
    check('é', 'badStart');
    check('web 1', 'badCharacter');
    check('web/1', 'badCharacter');
    check('web\n', 'badCharacter');
    check('wéb', 'badCharacter');
    check('taken-1', 'taken');
  });
});

describe('suggestCaptureName', () => {
  const check = (machine: string, taken: readonly string[], expected: string): void =>
    assert.equal(suggestCaptureName(machine, taken), expected);

  it('numbers on', () => {
    check('web-1', [], 'web-1_1');
    check('web-1', ['WEB-1_1', 'web-1_2'], 'web-1_3');
    check('my vm', [], 'my-vm_1');
    check('_odd', [], 'odd_1');
    check('', [], 'capture_1');
  });

  it('always proposes what is accepted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (machine) => {
        const taken = [suggestCaptureName(machine, [])];
        assert.equal(captureNameProblem(suggestCaptureName(machine, taken), taken), undefined);
      }),
    );
  });
});
