// Settings as they may stand in a file that nobody checks: of another type, or beyond the limits.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clampSetting, settingLimits } from '../../../src/host/settingLimits.ts';

describe('clampSetting', () => {
  for (const [given, expected] of [
    [5000, 5000],
    [0, 100],
    [-1e9, 100],
    [1e12, 200_000],
    [Infinity, 200_000],
    [250.9, 250],
    [NaN, 10_000],
    ['5000', 10_000],
    [null, 10_000],
    [undefined, 10_000],
    [{}, 10_000],
  ] as const) {
    it(`reads ${JSON.stringify(given) ?? 'nothing'} (${typeof given}) as ${expected}`, () => {
      assert.equal(clampSetting('wirewatch.traffic.maxExchanges', given), expected);
    });
  }

  it('takes texts as they are, and nothing else for them', () => {
    assert.equal(clampSetting('wirewatch.wiresharkPath', ' /opt/wireshark '), ' /opt/wireshark ');
    assert.equal(clampSetting('wirewatch.downloadFolder', 7), '');
    assert.equal(clampSetting('wirewatch.downloadFolder', undefined), '');
  });

  it('takes an object as it is, and an empty one for anything else', () => {
    assert.deepEqual(clampSetting('wirewatch.capture.presets', { a: { filters: [] } }), { a: { filters: [] } });
    assert.deepEqual(clampSetting('wirewatch.capture.presets', ['a']), {});
    assert.deepEqual(clampSetting('wirewatch.capture.presets', undefined), {});
  });

  it('takes switches and lists of texts as they are, and nothing else for them', () => {
    assert.equal(clampSetting('wirewatch.traffic.webSockets', true), true);
    assert.equal(clampSetting('wirewatch.traffic.webSockets', 'true'), false);
    assert.deepEqual(clampSetting('wirewatch.traffic.sensitiveHeaders', ['A', 7, null, 'B']), ['A', 'B']);
    assert.deepEqual(clampSetting('wirewatch.traffic.sensitiveHeaders', []), []);
    assert.deepEqual(
      clampSetting('wirewatch.traffic.sensitiveHeaders', 'Cookie'),
      settingLimits['wirewatch.traffic.sensitiveHeaders'].default,
    );
  });

  it('gives every default back', () => {
    for (const [key, { default: value }] of Object.entries(settingLimits)) {
      assert.deepEqual(clampSetting(key as keyof typeof settingLimits, undefined), value);
      assert.deepEqual(clampSetting(key as keyof typeof settingLimits, value), value);
    }
  });
});
