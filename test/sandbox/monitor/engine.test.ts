// Rules against traffic: what fires, what resolves, and when; with a clock by hand, and once with the world's own calls.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { describe, it } from 'node:test';
import type { Sandbox, StartSandboxOptions } from '../sandbox.ts';
import { ask, machineId, ManualClock, richSubscription, sandboxFor, scaleSetId } from '../testSupport.ts';
import {
  control,
  gatewayRule,
  insightsPath,
  nextDelivery,
  putGroup,
  putRule,
  receiver,
  sendFromGateway,
  webhook,
} from './monitorSupport.ts';

const minute = 60_000;

interface Stage {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  /** Monitor conditions of what the receiver was sent, in order. */
  readonly told: () => readonly string[];
  readonly actions: readonly unknown[];
}

async function stage(t: TestContext, options: StartSandboxOptions = {}): Promise<Stage> {
  const clock = new ManualClock();
  const sandbox = await sandboxFor(t, { clock, ...options });
  const hook = await receiver(t);
  const actionGroupId = await putGroup(sandbox, webhook(hook.url));
  return {
    sandbox,
    clock,
    told: () => hook.received.map(({ body }) => essentialsOf(body)['monitorCondition']!),
    actions: [{ actionGroupId }],
  };
}

/** Lets a minute pass, and the receivers be called. */
async function pass({ sandbox, clock }: Stage, minutes = 1): Promise<void> {
  for (let count = 0; count < minutes; count += 1) {
    await clock.advance(minute);
    await sandbox.arm.monitor.deliveries.idle();
  }
}

describe('a metric alert', () => {
  it('fires when the traffic comes and resolves after three healthy evaluations', async (t) => {
    const own = await stage(t);
    const { sandbox, clock, told } = own;
    assert.equal((await putRule(sandbox, gatewayRule(sandbox, { actions: own.actions }))).status, 200);
    await pass(own);
    assert.deepEqual(told(), []);
    assert.deepEqual(await statusOf(sandbox), ['Healthy']);
    sendFromGateway(sandbox, clock.now(), 600_000);
    await pass(own);
    assert.deepEqual(told(), ['Fired']);
    assert.deepEqual(await statusOf(sandbox), ['Unhealthy']);
    await pass(own, 2);
    assert.deepEqual(told(), ['Fired'], 'two healthy evaluations are not enough');
    await pass(own);
    assert.deepEqual(told(), ['Fired', 'Resolved']);
    await pass(own, 5);
    assert.equal(told().length, 2);
  });

  it('goes on while the condition does, and tells of it once', async (t) => {
    const own = await stage(t);
    await putRule(own.sandbox, gatewayRule(own.sandbox, { actions: own.actions }));
    for (let count = 0; count < 4; count += 1) {
      sendFromGateway(own.sandbox, own.clock.now(), 600_000);
      await pass(own);
    }
    assert.deepEqual(own.told(), ['Fired']);
  });

  it('without a state fires again, but once in a window, and never resolves', async (t) => {
    const own = await stage(t);
    const properties = gatewayRule(own.sandbox, { actions: own.actions, autoMitigate: false, windowSize: 'PT5M' });
    await putRule(own.sandbox, properties);
    for (let count = 0; count < 10; count += 1) {
      sendFromGateway(own.sandbox, own.clock.now(), 600_000);
      await pass(own);
    }
    assert.deepEqual(own.told(), ['Fired', 'Fired']);
    await pass(own, 10);
    assert.equal(own.told().length, 3, 'the last window still held the traffic');
  });

  it('is silent when it is switched off, and needs all of its criteria', async (t) => {
    const own = await stage(t);
    const { sandbox, clock } = own;
    await putRule(sandbox, gatewayRule(sandbox, { actions: own.actions, enabled: false }), 'off');
    const both = gatewayRule(sandbox, { actions: own.actions });
    const criteria = both['criteria'] as { allOf: Record<string, unknown>[] };
    criteria.allOf.push({
      ...criteria.allOf[0],
      name: 'flows',
      metricName: 'Outbound Flows',
      timeAggregation: 'Maximum',
      threshold: 1000,
    });
    await putRule(sandbox, both, 'both');
    sendFromGateway(sandbox, clock.now(), 600_000);
    await pass(own);
    assert.deepEqual(own.told(), []);
    criteria.allOf[1]!['threshold'] = 5;
    await putRule(sandbox, both, 'both');
    sendFromGateway(sandbox, clock.now(), 600_000);
    await pass(own);
    assert.deepEqual(own.told(), ['Fired']);
  });

  it('with a dynamic threshold fires at what is unlike the past, by its failing periods', async (t) => {
    const own = await stage(t);
    const more = { actions: own.actions, windowSize: 'PT5M', evaluationFrequency: 'PT5M' };
    await pass(own, 120);
    assert.equal((await putRule(own.sandbox, gatewayRule(own.sandbox, more, dynamic(2)))).status, 200);
    await pass(own, 10);
    assert.deepEqual(own.told(), [], 'as usual');
    sendFromGateway(own.sandbox, own.clock.now(), 60_000_000);
    await pass(own, 5);
    assert.deepEqual(own.told(), [], 'one period of two');
    sendFromGateway(own.sandbox, own.clock.now(), 60_000_000);
    await pass(own, 5);
    assert.deepEqual(own.told(), ['Fired']);
  });

  it('watches all machines of a group, each with an alert of its own', async (t) => {
    const own = await stage(t);
    const { sandbox, clock } = own;
    const properties = gatewayRule(
      sandbox,
      {
        actions: own.actions,
        scopes: [`/subscriptions/${richSubscription(sandbox)}/resourceGroups/rg-edge-prod`],
        targetResourceType: 'Microsoft.Compute/virtualMachines',
        targetResourceRegion: 'westeurope',
      },
      { metricName: 'Network In Total', threshold: 5_000_000 },
    );
    (properties['criteria'] as Record<string, unknown>)['odata.type'] =
      'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria';
    assert.equal((await putRule(sandbox, properties)).status, 200);
    sendFromGateway(sandbox, clock.now(), 6_000_000);
    await pass(own);
    assert.deepEqual(own.told(), ['Fired']);
    const statuses = await statusesOf(sandbox);
    assert.deepEqual(
      statuses.map(({ dimensions, status }) => [dimensions['resourceId']?.split('/').at(-1), status]),
      [
        ['vm-gateway-01', 'Healthy'],
        ['vm-orders-01', 'Unhealthy'],
        ['vm-orders-02', 'Healthy'],
        ['vm-legacy-erp', 'Healthy'],
        ['vm-batch-01', 'Unknown'],
        ['vm-build-07', 'Unknown'],
      ],
    );
  });

  it('tells instances of a scale set apart by a dimension', async (t) => {
    const own = await stage(t);
    const { sandbox } = own;
    const properties = gatewayRule(
      sandbox,
      { actions: own.actions, scopes: [scaleSetId(sandbox, 'vmss-api')] },
      {
        metricNamespace: 'Microsoft.Compute/virtualMachineScaleSets',
        operator: 'GreaterThanOrEqual',
        threshold: 0,
        dimensions: [{ name: 'VMName', operator: 'Exclude', values: ['vmss-api_1'] }],
      },
    );
    assert.equal((await putRule(sandbox, properties)).status, 200);
    await pass(own);
    assert.deepEqual(own.told(), ['Fired', 'Fired']);
    const names = (await statusesOf(sandbox)).map(({ dimensions }) => dimensions['VMName']);
    assert.deepEqual(names, ['vmss-api_0', 'vmss-api_3']);
  });

  it('has minutes as short as told', async (t) => {
    const own = await stage(t, { alertMinuteInMs: 200 });
    await putRule(own.sandbox, gatewayRule(own.sandbox, { actions: own.actions }));
    sendFromGateway(own.sandbox, own.clock.now(), 600_000);
    for (let count = 0; count < 5; count += 1) {
      await own.clock.advance(200);
      await own.sandbox.arm.monitor.deliveries.idle();
    }
    assert.deepEqual(own.told(), ['Fired', 'Resolved']);
  });

  it('leaves a sandbox alone whose rules nobody touched, and what is only written is not evaluated after its end', async (t) => {
    const clock = new ManualClock();
    await sandboxFor(t, { clock });
    assert.equal(clock.timerCount, 0);
    const awake = await sandboxFor(t, { clock, alertMinuteInMs: minute });
    assert.equal(clock.timerCount, 1);
    await clock.advance(3 * minute);
    assert.deepEqual(awake.arm.monitor.deliveries.entries, []);
    awake.arm.reset();
    assert.equal(clock.timerCount, 1);
    await awake.stop();
    assert.equal(clock.timerCount, 0);
  });
});

describe('a world that goes wild', () => {
  it('fires the rule of the gateway and resolves it when it is over', async (t) => {
    const sandbox = await sandboxFor(t, { alertMinuteInMs: 200 });
    const hook = await receiver(t);
    const actions = [{ actionGroupId: await putGroup(sandbox, webhook(hook.url)) }];
    const criterion = { threshold: 50_000 };
    await putRule(sandbox, gatewayRule(sandbox, { actions, windowSize: 'PT5M' }, criterion));
    const fired = nextDelivery(sandbox, ({ condition }) => condition === 'Fired');
    const resolved = nextDelivery(sandbox, ({ condition }) => condition === 'Resolved');
    assert.equal((await control(sandbox, 'POST /world', { burst: 400 })).status, 200);
    assert.equal((await control(sandbox, 'POST /alerts/evaluate')).status, 204);
    assert.equal((await fired).status, 200);
    assert.equal((await resolved).alertId, (await fired).alertId);
    const [first] = hook.received;
    assert.deepEqual(essentialsOf(first!.body)['alertTargetIDs'], [machineId(sandbox, 'vm-gateway-01').toLowerCase()]);
  });
});

function essentialsOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return (body['data'] as { essentials: Record<string, string> }).essentials;
}

async function statusesOf(
  sandbox: Sandbox,
): Promise<readonly { readonly dimensions: Readonly<Record<string, string>>; readonly status: string }[]> {
  const answer = await ask(sandbox, insightsPath(sandbox, 'metricAlerts/Too%20much/status', '2018-03-01'));
  const { value } = answer.body as {
    readonly value: readonly { readonly properties: Awaited<ReturnType<typeof statusesOf>>[number] }[];
  };
  return value.map(({ properties }) => properties);
}

async function statusOf(sandbox: Sandbox): Promise<readonly string[]> {
  return (await statusesOf(sandbox)).map(({ status }) => status);
}

/** A criterion whose threshold follows the past. */
function dynamic(failing: number): Record<string, unknown> {
  return {
    criterionType: 'DynamicThresholdCriterion',
    threshold: undefined,
    alertSensitivity: 'Medium',
    failingPeriods: { numberOfEvaluationPeriods: 2, minFailingPeriodsToAlert: failing },
    operator: 'GreaterOrLessThan',
  };
}
