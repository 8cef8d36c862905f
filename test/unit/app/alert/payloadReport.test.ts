// What the viewer says of every payload, against accepted texts; resources, what is over, and secrets in particular.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { payloadReport, payloadReportText } from '../../../../src/app/alert/payloadReport.ts';
import { parseAlertPayload, readAlertPayload } from '../../../../src/domain/alert/parseAlertPayload.ts';
import { alertFixture, alertFixtureNames, alertGolden } from '../../../support/alertFixtures.ts';

describe('payloadReport', () => {
  for (const name of alertFixtureNames) {
    it(`says what it said before of ${name}`, () => {
      const actual = payloadReportText(payloadReport(parseAlertPayload(alertFixture(name))));
      assert.equal(actual, alertGolden(name, actual));
    });
  }

  it('says in the first sentence whether the alert begins or is over, on what and when', () => {
    const verdict = (name: string): unknown => payloadReport(parseAlertPayload(alertFixture(name))).verdict;
    assert.deepEqual(verdict('commonMetricStatic'), {
      tone: 'bad',
      text: 'Alert "web-7-outbound-flows" fired: web-7, 2026-05-04 09:17:31 UTC. Outbound Flows (Average) was 1312.5; the rule fires above 400.',
    });
    assert.deepEqual(verdict('commonMetricResolved'), {
      tone: 'good',
      text: 'Alert "web-7-outbound-flows" is over: web-7, 2026-05-04 09:32:16 UTC. Outbound Flows (Average) was 212; the rule fires above 400.',
    });
  });

  it('offers a capture of machines and scale sets only, and of the scale set for its instance', () => {
    const targets = [
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-7',
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/pool/virtualMachines/4',
      '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st',
      '/subscriptions/s',
    ];
    const payload = { data: { essentials: { alertTargetIDs: targets } } };
    const { resources } = payloadReport(readAlertPayload(payload));
    assert.deepEqual(
      resources.map(({ name, captureTargetId }) => [name, captureTargetId]),
      [
        ['web-7', targets[0]],
        ['4', targets[1]?.replace('/virtualMachines/4', '')],
        ['st', undefined],
        ['s', undefined],
      ],
    );
  });

  it('shows no value under the name of a secret, and no query of an address', () => {
    const payload = {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: { monitorCondition: 'Fired' },
        alertContext: { callback: { url: 'https://a.example/x?code=TOPSECRET' } },
        customProperties: { apiKey: 'TOPSECRET', 'nested.clientSecret': 'TOPSECRET', team: 'network' },
      },
    };
    const text = payloadReportText(payloadReport(readAlertPayload(payload)));
    assert.doesNotMatch(text, /TOPSECRET/);
    assert.match(text, /network/);
  });
});
