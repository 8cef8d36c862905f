// The incident by the Function's road: the rule calls the scaffolded project in the stand-in host, which starts the capture, once.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AlertFunctionRig, functionKey } from './alertFunctionRig.ts';
import { assertCulpritIn, assertLinked, firstCapture, goWild, layTrap } from './incident.ts';

describe('the incident by the Function', () => {
  let rig: AlertFunctionRig;

  before(async () => {
    rig = await AlertFunctionRig.start({ alertMinuteInMs: 1000, blobDelayInMs: 50 });
  });
  after(() => rig.stop());

  it('ends with the culprit in a file, and with everything linked', { timeout: 60_000 }, async () => {
    const { azure } = rig;
    const host = await rig.host({ CAPTURE_TIME_LIMIT_SECONDS: '4' });
    await layTrap(azure, {
      azureFunctionReceivers: [
        {
          name: 'capture function',
          functionAppResourceId: `/subscriptions/${azure.subscriptionId}/resourceGroups/rg-edge-prod/providers/Microsoft.Web/sites/func-capture`,
          functionName: 'alertCapture',
          httpTriggerUrl: `${host.url('alertCapture')}?code=${functionKey}`,
          useCommonAlertSchema: true,
        },
      ],
    });
    await goWild(azure);
    const mark = rig.requestCount;
    await azure.control('/alerts/evaluate');
    const capture = await firstCapture(azure);
    const wild = setInterval(() => void goWild(azure, 3), 300);
    const ended = await assertCulpritIn(azure, capture).finally(() => clearInterval(wild));
    await assertLinked(azure, ended);
    assert.equal(rig.createdSince(mark).length, 1);
    assert.equal(ended.limits.timeLimitInSeconds, 4);
    const [delivery] = azure.sandbox.arm.monitor.deliveries.entries;
    assert.equal(delivery?.status, 200);
  });
});
