// Times in payloads: every form that Azure writes, in UTC whatever the zone of this machine, and nothing else.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parsePayloadTime } from '../../../../src/domain/alert/payloadTime.ts';

describe('parsePayloadTime', () => {
  for (const [text, expected] of [
    ['2026-05-04T09:17:31.4482917Z', Date.UTC(2026, 4, 4, 9, 17, 31, 448)],
    ['2017-03-29T15:43:08.0019532+00:00', Date.UTC(2017, 2, 29, 15, 43, 8, 1)],
    ['2017-03-29T15:43:08+02:30', Date.UTC(2017, 2, 29, 13, 13, 8)],
    ['2015-08-14T22:26:41.99', Date.UTC(2015, 7, 14, 22, 26, 41, 990)],
    ['2026-05-04 09:17', Date.UTC(2026, 4, 4, 9, 17)],
    ['2022-11-01', Date.UTC(2022, 10, 1)],
    ['3/22/2019 1:36:31 PM', Date.UTC(2019, 2, 22, 13, 36, 31)],
    ['3/22/2019 12:00:00 AM', Date.UTC(2019, 2, 22)],
    ['06/25/2017 19:59:39', Date.UTC(2017, 5, 25, 19, 59, 39)],
    ['Wed, 21 Aug 2019 16:17:47 GMT', Date.UTC(2019, 7, 21, 16, 17, 47)],
    ['2026-13-01', undefined],
    ['2026-02-30T00:00:00Z', undefined],
    ['2026-02-03T25:61:00Z', undefined],
    ['31/12/2026', undefined],
    ['yesterday', undefined],
    ['1777886251448', undefined],
    ['', undefined],
  ] as const) {
    it(`reads ${text === '' ? 'nothing' : text}`, () => assert.equal(parsePayloadTime(text), expected));
  }

  it('gives back what a date writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true }), (date) =>
        assert.equal(parsePayloadTime(date.toISOString()), date.getTime()),
      ),
    );
  });
});
