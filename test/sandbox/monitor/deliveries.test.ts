// How receivers are called: Azure's retries and silences, addresses that are never called, tokens, event hubs.

import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { describe, it } from 'node:test';
import { earliestEventPosition, EventHubConsumerClient } from '@azure/event-hubs';
import { createDirectory } from '../identity/directory.ts';
import type { Sandbox } from '../sandbox.ts';
import { createSeed } from '../seed.ts';
import { ManualClock, sandboxFor } from '../testSupport.ts';
import type { Delivery } from './deliveries.ts';
import type { TestReceiver } from './monitorSupport.ts';
import { control, gatewayRule, nextDelivery, putGroup, putRule, receiver, webhook } from './monitorSupport.ts';

interface Stage {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly hook: TestReceiver;
  /** Fires the rule by hand and waits for the first call. */
  readonly fire: () => Promise<void>;
  readonly log: () => readonly Delivery[];
}

async function stage(t: TestContext, answer: readonly number[] | RequestListener): Promise<Stage> {
  const clock = new ManualClock();
  const sandbox = await sandboxFor(t, { clock });
  const hook = await receiver(t, answer);
  const actionGroupId = await putGroup(sandbox, webhook(hook.url));
  await putRule(sandbox, gatewayRule(sandbox, { actions: [{ actionGroupId }] }));
  const { deliveries } = sandbox.arm.monitor;
  return {
    sandbox,
    clock,
    hook,
    fire: async () => {
      assert.equal((await control(sandbox, 'POST /alerts/fire', { rule: 'Too much' })).status, 200);
      await deliveries.idle();
    },
    log: () => deliveries.entries,
  };
}

/** Moves the clock so far that the next attempt is made, and waits for its end. */
async function next({ sandbox, clock }: Stage, seconds: number): Promise<void> {
  await clock.advance(seconds * 1000);
  await sandbox.arm.monitor.deliveries.idle();
}

describe('delivery', () => {
  it('ends with the first good answer, and its log has no keys', async (t) => {
    const own = await stage(t, [202]);
    await own.fire();
    const [only, ...others] = own.log();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [only?.receiver, only?.mechanism, only?.attempt, only?.status, only?.outcome, only?.condition],
      ['hook', 'Webhook', 1, 202, 'delivered', 'Fired'],
    );
    assert.match(String(only?.rule), /metricAlerts\/Too much$/);
    const { body } = await control(own.sandbox, 'GET /alerts/deliveries');
    assert.deepEqual(body, JSON.parse(JSON.stringify(own.log())));
    assert.doesNotMatch(JSON.stringify(body), /secret/);
    assert.equal(own.hook.received[0]?.path, '/hook?code=secret');
    assert.deepEqual(own.hook.received[0]?.body, only?.body);
  });

  it('tries again after 5, 20, 5, 40 and 5 seconds, then is silent for 15 minutes', async (t) => {
    const own = await stage(t, [503, 429, 408, 504, 503, 503, 200]);
    await own.fire();
    for (const [index, seconds] of [5, 20, 5, 40, 5].entries()) {
      await next(own, seconds - 0.001);
      assert.equal(own.hook.received.length, index + 1, 'too early');
      await next(own, 0.001);
      assert.equal(own.hook.received.length, index + 2);
    }
    assert.deepEqual(
      own.log().map(({ attempt, status, outcome }) => [attempt, status, outcome]),
      [
        [1, 503, 'willRetry'],
        [2, 429, 'willRetry'],
        [3, 408, 'willRetry'],
        [4, 504, 'willRetry'],
        [5, 503, 'willRetry'],
        [6, 503, 'failed'],
      ],
    );
    await own.fire();
    assert.equal(own.log().at(-1)?.outcome, 'notCalled');
    await next(own, 15 * 60 + 1);
    await own.fire();
    assert.deepEqual([own.log().at(-1)?.outcome, own.hook.received.length], ['delivered', 7]);
  });

  it('does not try again after an answer that stays what it is, and is not silent then', async (t) => {
    for (const status of [500, 401, 404, 400]) {
      const own = await stage(t, [status, 200]);
      await own.fire();
      assert.deepEqual(
        own.log().map(({ outcome, status: answered }) => [outcome, answered]),
        [['failed', status]],
      );
      await next(own, 120);
      assert.equal(own.hook.received.length, 1);
      await own.fire();
      assert.equal(own.log().at(-1)?.outcome, 'delivered');
    }
  });

  it('tries again when the line is cut', async (t) => {
    let count = 0;
    const own = await stage(t, (request, response) => {
      count += 1;
      if (count === 1) {
        request.socket.destroy();
      } else {
        response.end();
      }
    });
    await own.fire();
    assert.deepEqual([own.log()[0]?.status, own.log()[0]?.reason], [null, 'ECONNRESET']);
    await next(own, 5);
    assert.equal(own.log().at(-1)?.outcome, 'delivered');
  });

  it('waits ten seconds for an answer', async (t) => {
    let count = 0;
    const isThere = Promise.withResolvers<void>();
    const own = await stage(t, (_, response) => {
      count += 1;
      if (count > 1) {
        response.end();
      }
      isThere.resolve();
    });
    await control(own.sandbox, 'POST /alerts/fire', { rule: 'Too much' });
    await isThere.promise;
    await own.clock.advance(9999);
    assert.deepEqual(own.log(), []);
    const timedOut = nextDelivery(own.sandbox);
    await own.clock.advance(1);
    assert.deepEqual([(await timedOut).outcome, (await timedOut).status], ['willRetry', null]);
    await next(own, 5);
    assert.equal(own.log().at(-1)?.outcome, 'delivered');
  });

  it('ends calls and pauses with the sandbox', async (t) => {
    const clock = new ManualClock();
    const sandbox = await sandboxFor(t, { clock });
    const isThere = Promise.withResolvers<void>();
    const silent = await receiver(t, () => isThere.resolve());
    const broken = await receiver(t, [503]);
    const actionGroupId = await putGroup(sandbox, {
      webhookReceivers: [
        { name: 'silent', serviceUri: silent.url },
        { name: 'broken', serviceUri: broken.url },
      ],
    });
    await putRule(sandbox, gatewayRule(sandbox, { actions: [{ actionGroupId }] }));
    const first = nextDelivery(sandbox);
    await control(sandbox, 'POST /alerts/fire', { rule: 'Too much' });
    await isThere.promise;
    assert.equal((await first).receiver, 'broken');
    const ended = sandbox.arm.monitor.deliveries.idle();
    await sandbox.stop();
    await ended;
    assert.equal(clock.timerCount, 0);
  });

  it('shortens pauses with the minute', async (t) => {
    const clock = new ManualClock();
    const sandbox = await sandboxFor(t, { clock, alertMinuteInMs: 600 });
    const hook = await receiver(t, [503, 200]);
    const actionGroupId = await putGroup(sandbox, webhook(hook.url));
    await putRule(sandbox, gatewayRule(sandbox, { actions: [{ actionGroupId }] }));
    await control(sandbox, 'POST /alerts/fire', { rule: 'Too much' });
    await sandbox.arm.monitor.deliveries.idle();
    await clock.advance(50);
    await sandbox.arm.monitor.deliveries.idle();
    assert.equal(hook.received.length, 2);
  });

  it('never calls another machine, and says so once', async (t) => {
    const clock = new ManualClock();
    const sandbox = await sandboxFor(t, { clock });
    const before = clock.timerCount;
    await control(sandbox, 'POST /alerts/fire', { rule: 'Gateway network out' });
    const { entries } = sandbox.arm.monitor.deliveries;
    assert.deepEqual(entries.map(({ receiver: name, outcome, status }) => `${name}: ${outcome} ${status}`).toSorted(), [
      'alerts hub: delivered 201',
      'capture function: notCalled null',
      'on call: notCalled null',
      'start capture: notCalled null',
    ]);
    assert.equal(clock.timerCount, before);
    for (const uri of ['http://10.0.0.1/x', 'http://127.0.0.1.example/x', 'https://localhost.example/x']) {
      const actionGroupId = await putGroup(sandbox, webhook(uri), 'ag-far');
      await putRule(sandbox, gatewayRule(sandbox, { actions: [{ actionGroupId }] }), 'far');
      await control(sandbox, 'POST /alerts/fire', { rule: 'far' });
      await sandbox.arm.monitor.deliveries.idle();
      assert.equal(sandbox.arm.monitor.deliveries.entries.at(-1)?.outcome, 'notCalled', uri);
    }
  });

  it('calls over HTTPS, and a secure webhook with a token for its audience', async (t) => {
    const sandbox = await sandboxFor(t);
    const hook = await receiver(t, [200], sandbox.certificates);
    const actionGroupId = await putGroup(
      sandbox,
      webhook(hook.url, { useAadAuth: true, objectId: 'o', identifierUri: 'api://hook', tenantId: 't' }),
    );
    await putRule(sandbox, gatewayRule(sandbox, { actions: [{ actionGroupId }] }));
    const done = nextDelivery(sandbox);
    await control(sandbox, 'POST /alerts/fire', { rule: 'Too much' });
    assert.deepEqual([(await done).mechanism, (await done).status], ['SecureWebhook', 200]);
    const [, payload = ''] = String(hook.received[0]?.headers['authorization']).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    assert.deepEqual([claims['aud'], claims['tid']], ['api://hook', createDirectory(createSeed(1)).tenants[0]?.id]);
  });

  it('calls functions, logic apps and runbooks too, and a switched-off group not at all', async (t) => {
    const sandbox = await sandboxFor(t);
    const hook = await receiver(t);
    const more = { useCommonAlertSchema: true };
    const actionGroupId = await putGroup(sandbox, {
      azureFunctionReceivers: [
        { name: 'f', functionAppResourceId: '/x', functionName: 'F', httpTriggerUrl: hook.url, ...more },
      ],
      logicAppReceivers: [{ name: 'l', resourceId: '/x', callbackUrl: hook.url, ...more }],
      automationRunbookReceivers: [
        {
          name: 'r',
          automationAccountId: '/x',
          runbookName: 'R',
          webhookResourceId: '/x',
          isGlobalRunbook: false,
          serviceUri: hook.url,
          ...more,
        },
      ],
    });
    const off = await putGroup(sandbox, { ...webhook(hook.url), enabled: false }, 'off');
    await putRule(sandbox, gatewayRule(sandbox, { actions: [{ actionGroupId }, { actionGroupId: off }] }));
    await control(sandbox, 'POST /alerts/fire', { rule: 'Too much', times: 2 });
    await sandbox.arm.monitor.deliveries.idle();
    assert.equal(hook.received.length, 6);
    assert.equal(new Set(sandbox.arm.monitor.deliveries.entries.map(({ alertId }) => alertId)).size, 1);
    assert.deepEqual(
      new Set(sandbox.arm.monitor.deliveries.entries.map(({ mechanism }) => mechanism)),
      new Set(['AzureFunction', 'LogicApp', 'AutomationRunbook']),
    );
  });

  it('puts alerts into an event hub', async (t) => {
    const sandbox = await sandboxFor(t);
    const hub = sandbox.info.eventHubs.find((one) => one.hub === 'alerts');
    const consumer = new EventHubConsumerClient('$Default', hub?.connectionString ?? '');
    t.after(() => consumer.close());
    const body = new Promise<unknown>((resolve, reject) => {
      consumer.subscribe(
        {
          processEvents: (events) => {
            events.forEach((event) => resolve(event.body));
            return Promise.resolve();
          },
          processError: (error) => {
            reject(error);
            return Promise.resolve();
          },
        },
        { startPosition: earliestEventPosition },
      );
    });
    await control(sandbox, 'POST /alerts/fire', {
      rule: 'VM deallocated',
      resourceId: sandbox.info.virtualMachines[0]?.id,
    });
    assert.equal(((await body) as { readonly schemaId: string }).schemaId, 'azureMonitorCommonAlertSchema');
  });

  it('answers what it does not understand', async (t) => {
    const sandbox = await sandboxFor(t);
    for (const body of [
      {},
      { rule: 'none' },
      { rule: 'Gateway CPU', condition: 'Broken' },
      { rule: 'Gateway CPU', times: -1 },
    ]) {
      assert.equal((await control(sandbox, 'POST /alerts/fire', body)).status, 400, JSON.stringify(body));
    }
  });
});
