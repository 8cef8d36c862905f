// The receiver's conduct: one alert is acted on once, captures are limited, and nothing that fails is lost without a word.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AlertReceiver } from '../../../../src/app/alert/alertReceiver.ts';
import type { KeptAlert, ReceivedAlert, ReceiverHands } from '../../../../src/app/alert/receiverPorts.ts';
import type { AlertCaptureResult } from '../../../../src/app/alert/startAlertCaptures.ts';
import { cancelledError } from '../../../../src/base/abort.ts';
import type { ReceiverRule } from '../../../../src/domain/alert/receiverRule.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const prefix = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines';

function body(more: { id?: string; condition?: string; rule?: string; machines?: readonly string[] } = {}): string {
  const { id = 'a-1', condition = 'Fired', rule = 'Bytes out', machines = ['vm-1'] } = more;
  return JSON.stringify({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/${id}`,
        alertRule: rule,
        severity: 'Sev2',
        signalType: 'Metric',
        monitorCondition: condition,
        alertTargetIDs: machines.map((name) => `${prefix}/${name}`),
        firedDateTime: '2026-11-22T02:04:00Z',
      },
      alertContext: {},
    },
  });
}

function setUp(rules: readonly ReceiverRule[] = [{ rule: '*', actions: ['notify', 'startCapture'] }]) {
  const clock = new ManualClock(1_000_000);
  const log = new KeptLog();
  const calls: string[] = [];
  const results: { next: ((id: string) => AlertCaptureResult) | undefined } = { next: undefined };
  const note = (what: string) => (received: ReceivedAlert) => {
    calls.push(`${what} ${received.payload.ruleName ?? ''}`);
    return Promise.resolve();
  };
  const hands: ReceiverHands = {
    show: note('show'),
    notify: note('notify'),
    openTraffic: note('traffic'),
    startCaptures: (_received, _rule, targetIds) => {
      calls.push(`capture ${targetIds.map((id) => id.split('/').at(-1)).join(' ')}`);
      return Promise.resolve(
        targetIds.map(
          (targetId) =>
            results.next?.(targetId) ?? { kind: 'started', targetId, name: 'n', captureId: `/c/${targetId}` },
        ),
      );
    },
  };
  const kept: { alerts: readonly KeptAlert[]; writes: number } = { alerts: [], writes: 0 };
  const receiver = new AlertReceiver({
    rules: () => rules,
    hands,
    clock,
    log,
    kept: {
      read: () => Promise.resolve(kept.alerts),
      write: (alerts) => {
        kept.alerts = alerts;
        kept.writes++;
        return Promise.resolve();
      },
    },
  });
  return { receiver, clock, log, calls, kept, hands, results };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('AlertReceiver', () => {
  it('does what the rule names, and says what came of it', async () => {
    const { receiver, calls } = setUp();
    assert.deepEqual(receiver.receive(body()), { status: 200, body: { status: 'received' } });
    await settle();
    assert.deepEqual(calls, ['notify Bytes out', 'capture vm-1']);
    assert.deepEqual(
      receiver.list().map(({ payload, outcomes }) => [payload.ruleName, outcomes.map(({ kind }) => kind)]),
      [['Bytes out', ['capture']]],
    );
  });

  it('acts once on an alert that comes a thousand times', async () => {
    const { receiver, calls } = setUp();
    const answers = Array.from({ length: 1000 }, () => receiver.receive(body()).body.status);
    await settle();
    assert.deepEqual([answers[0], new Set(answers.slice(1))], ['received', new Set(['known'])]);
    assert.deepEqual(calls, ['notify Bytes out', 'capture vm-1']);
    assert.equal(receiver.list()[0]?.count, 1000);
  });

  it('starts nothing for the end of an alert, and keeps it apart from its beginning', async () => {
    const { receiver, calls } = setUp();
    receiver.receive(body());
    receiver.receive(body({ condition: 'Resolved' }));
    await settle();
    assert.deepEqual(calls, ['notify Bytes out', 'capture vm-1', 'notify Bytes out']);
    assert.deepEqual(
      receiver.list().map(({ outcomes }) => outcomes[0]?.kind),
      ['withheld', 'capture'],
    );
  });

  it('limits captures by rule and by all within an hour, machine by machine', async () => {
    const { receiver, calls, clock } = setUp([
      { rule: 'One', actions: ['startCapture'] },
      { rule: '*', actions: ['startCapture'] },
    ]);
    const machines = Array.from({ length: 8 }, (_, index) => `m${index}`);
    receiver.receive(body({ id: '1', rule: 'One', machines }));
    await settle();
    assert.deepEqual(calls, ['capture m0 m1 m2 m3 m4 m5']);
    assert.deepEqual(
      receiver.list()[0]?.outcomes.map(({ kind }) => kind),
      ['withheld', ...Array<string>(6).fill('capture')],
    );
    receiver.receive(body({ id: '2', rule: 'One' }));
    receiver.receive(body({ id: '3', rule: 'Two' }));
    await settle();
    assert.deepEqual(calls.slice(1), ['capture vm-1']);
    await clock.advance(3_600_001);
    receiver.receive(body({ id: '4', rule: 'One' }));
    await settle();
    assert.equal(calls.at(-1), 'capture vm-1');
  });

  it('counts captures of the hour on after a reload', async () => {
    const { receiver, kept, clock } = setUp([{ rule: '*', actions: ['startCapture'] }]);
    receiver.receive(body({ id: '1', machines: ['m0', 'm1', 'm2', 'm3'] }));
    await settle();
    receiver.dispose();
    const next = setUp([{ rule: '*', actions: ['startCapture'] }]);
    next.kept.alerts = kept.alerts;
    await next.receiver.load();
    next.receiver.receive(body({ id: '2', machines: ['m4', 'm5', 'm6'] }));
    await settle();
    assert.deepEqual(next.calls, ['capture m4 m5']);
    assert.equal(clock.now(), next.clock.now());
  });

  it('opens few windows in a storm of alerts', async () => {
    const { receiver, calls, clock } = setUp([
      { rule: 'one', actions: ['openTraffic'] },
      { rule: '*', actions: ['show', 'notify'] },
    ]);
    for (let index = 0; index < 40; index++) {
      receiver.receive(body({ id: String(index), rule: `r${index}` }));
    }
    await settle();
    assert.equal(calls.filter((call) => call.startsWith('show')).length, 5);
    assert.equal(calls.filter((call) => call.startsWith('notify')).length, 40);
    receiver.receive(body({ id: 'x', rule: 'one' }));
    await settle();
    assert.deepEqual(
      receiver.list()[0]?.outcomes.map(({ kind }) => kind),
      ['withheld'],
    );
    await clock.advance(60_001);
    receiver.receive(body({ id: 'y', rule: 'one' }));
    await settle();
    assert.equal(calls.at(-1), 'traffic one');
  });

  it('refuses what is no JSON object', () => {
    const { receiver } = setUp();
    for (const text of ['', 'hello', '[]', '5', '{"a":']) {
      assert.equal(receiver.receive(text).status, 400, text);
    }
    assert.equal(receiver.list().length, 0);
  });

  it('shows failures of its hands, and goes on with the other actions', async () => {
    const { receiver, hands, calls, results } = setUp([
      { rule: '*', actions: ['show', 'openTraffic', 'startCapture'] },
    ]);
    Object.assign(hands, {
      show: () => Promise.reject(new Error('no window')),
      openTraffic: () => Promise.reject(cancelledError()),
    });
    results.next = (targetId) => ({ kind: 'failed', targetId, error: new Error('forbidden') });
    receiver.receive(body());
    await settle();
    assert.deepEqual(calls, ['capture vm-1']);
    assert.deepEqual(
      receiver.list()[0]?.outcomes.map(({ text }) => text),
      ['no window', 'vm-1: forbidden'],
    );
  });

  it('replays by the rules as they are now', async () => {
    const rules: ReceiverRule[] = [];
    const { receiver, calls } = setUp(rules);
    receiver.receive(body());
    await settle();
    rules.push({ rule: '*', actions: ['startCapture'] });
    await receiver.replay(receiver.list()[0]?.id ?? 0);
    assert.deepEqual(calls, ['notify Bytes out', 'capture vm-1']);
  });

  it('keeps its log over a reload, within bounds, and writes many changes once', async () => {
    const { receiver, kept, clock } = setUp([{ rule: '*', actions: [] }]);
    for (let index = 0; index < 250; index++) {
      receiver.receive(body({ id: String(index) }));
    }
    await clock.advance(1000);
    assert.deepEqual([kept.writes, kept.alerts.length], [1, 200]);
    const next = setUp();
    next.kept.alerts = kept.alerts;
    await next.receiver.load();
    assert.equal(next.receiver.list()[0]?.payload.alertId?.split('/').at(-1), '249');
    assert.equal(next.receiver.receive(body({ id: '249' })).body.status, 'known');
    const big = 'x'.repeat(3 * 1024 * 1024);
    for (const id of ['b1', 'b2', 'b3', 'b4']) {
      next.receiver.receive(body({ id, rule: big }));
    }
    assert.equal(next.receiver.list().length, 2);
    next.receiver.clear();
    next.receiver.dispose();
    assert.deepEqual(next.kept.alerts, []);
  });
});
