// The incident by the receiver's road: the rule calls the editor's endpoint, and the editor starts the capture, once.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AlertServer } from '../../src/adapters/webhook/alertServer.ts';
import { AlertReceiver } from '../../src/app/alert/alertReceiver.ts';
import type { KeptAlert, OpenEndpoint } from '../../src/app/alert/receiverPorts.ts';
import { startAlertCaptures } from '../../src/app/alert/startAlertCaptures.ts';
import type { SubscriptionServices } from '../../src/app/azure/subscriptionServices.ts';
import { startCapture } from '../../src/app/capture/startCapture.ts';
import { systemClock } from '../../src/base/clock.ts';
import { Secret } from '../../src/base/secret.ts';
import { alertKeyOf } from '../../src/domain/alert/alertCaptureName.ts';
import { webhook } from '../sandbox/monitor/monitorSupport.ts';
import { fakeTokens, makeSubscription } from '../support/estate.ts';
import { assertCulpritIn, assertLinked, firstCapture, goWild, incidentRule, layTrap } from './incident.ts';
import { SandboxAzure } from './sandboxAzure.ts';

const none = (): Promise<never> => Promise.reject(new Error('No files are asked for here'));

describe('the incident by the receiver', () => {
  let azure: SandboxAzure;
  let endpoint: OpenEndpoint;
  let receiver: AlertReceiver;

  before(async () => {
    azure = await SandboxAzure.start({ alertMinuteInMs: 1000, blobDelayInMs: 50 });
    receiver = new AlertReceiver({
      rules: () => [{ rule: 'Gateway*', actions: ['startCapture'] }],
      clock: systemClock,
      log: azure.log,
      kept: { read: () => Promise.resolve<readonly KeptAlert[]>([]), write: () => Promise.resolve() },
      hands: {
        show: () => Promise.resolve(),
        notify: () => Promise.resolve(),
        openTraffic: () => Promise.resolve(),
        startCaptures: ({ payload }, _rule, targetIds) =>
          startAlertCaptures(
            {
              alertKey: alertKeyOf(payload),
              targetIds,
              settings: {
                destination: { storageId: azure.storage('fabrikamcaptures') },
                limits: { timeLimitInSeconds: 4 },
                filters: [],
              },
            },
            {
              servicesOf: () => Promise.resolve(services()),
              start: async ({ captures }, wanted) => {
                await startCapture(captures, wanted, { isNameFree: true });
                return true;
              },
            },
          ),
      },
    });
    endpoint = await new AlertServer(azure.log).open({
      address: '127.0.0.1',
      port: 0,
      token: new Secret('incident-token'),
      receive: receiver.receive,
    });
  });
  after(async () => {
    endpoint.dispose();
    receiver.dispose();
    await azure.stop();
  });

  function services(): SubscriptionServices {
    const arm = azure.services();
    return {
      ...arm,
      subscription: makeSubscription('Fabrikam', azure.subscriptionId),
      tokens: fakeTokens,
      eventHubs: arm.inventory,
      resources: arm.inventory,
      metrics: arm.alerts,
      files: { download: none, exists: none, list: none, delete: none },
    };
  }

  it('ends with the culprit in a file, and with everything linked', { timeout: 60_000 }, async () => {
    await layTrap(azure, webhook(`http://127.0.0.1:${endpoint.port}/alerts/incident-token`));
    await goWild(azure);
    const mark = azure.sandbox.requests.entries.length;
    await azure.control('/alerts/evaluate');
    const capture = await firstCapture(azure);
    const wild = setInterval(() => void goWild(azure, 3), 300);
    const ended = await assertCulpritIn(azure, capture).finally(() => clearInterval(wild));
    const alert = await assertLinked(azure, ended);

    // From the alert to the PUT, with the questions that it needs: three rounds of requests to ARM, no more.
    const own = azure.sandbox.requests.entries.slice(mark).filter(({ path }) => !path.endsWith('/token'));
    const put = own.find(({ method, path }) => method === 'PUT' && path.includes('/packetCaptures/'));
    assert.ok(put !== undefined && alert.firedAt !== undefined);
    const [received] = receiver.list().toReversed();
    assert.equal(received?.payload.ruleName, incidentRule);
    const waitedInMs = Date.parse(put.at) - received.receivedAt;
    assert.ok(waitedInMs <= 1000, `PUT ${waitedInMs} ms after the alert`);
    assert.equal(own.filter(({ method, path }) => method === 'PUT' && path.includes('/packetCaptures/')).length, 1);
    assert.deepEqual(
      received.outcomes.map(({ kind }) => kind),
      ['capture'],
    );
  });

  it('starts nothing for what it knows, a thousand times over', async () => {
    const [received] = receiver.list().toReversed();
    const mark = azure.sandbox.requests.entries.length;
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        await Promise.resolve();
        return receiver.receive(received?.text ?? '').body.status;
      }),
    );
    assert.deepEqual(new Set(answers), new Set(['known']));
    assert.deepEqual(
      azure.sandbox.requests.entries.slice(mark).filter(({ method }) => method === 'PUT'),
      [],
    );
  });
});
