// What the function decides, against a little Azure Resource Manager on this machine.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { FakeArm } from './fakeArm.ts';
import { firedAlert, machineId, startFakeArm } from './fakeArm.ts';

describe('an alert', () => {
  let arm: FakeArm;
  let count = 0;

  before(async () => {
    arm = await startFakeArm();
  });
  after(() => arm.stop());
  beforeEach(() => {
    arm.requests.length = 0;
    arm.captures.clear();
    arm.interfere = () => undefined;
    count += 1;
  });

  const newId = (): string => `/alerts/${count}-${process.hrtime.bigint()}`;
  const puts = (): number => arm.requests.filter((line) => line.startsWith('PUT ')).length;

  it('that fired starts one capture, named after it', async () => {
    const { status, jsonBody } = await arm.function.answer(firedAlert('/alerts/one'));
    assert.equal(status, 200);
    assert.equal(jsonBody.status, 'started');
    assert.match(jsonBody.started[0]?.capture ?? '', /^alert-vm-one-[0-9a-f]{16}$/);
    assert.equal(puts(), 1);
  });

  it('that is delivered a thousand times starts one capture', async () => {
    const alert = firedAlert(newId());
    const answers = await Promise.all(Array.from({ length: 1000 }, () => arm.function.answer(alert)));
    assert.equal(puts(), 1);
    assert.ok(answers.every(({ status, jsonBody }) => status === 200 && jsonBody.started.length === 1));
  });

  it('that is resolved starts nothing', async () => {
    const { status, jsonBody } = await arm.function.answer(firedAlert(newId(), { condition: 'Resolved' }));
    assert.deepEqual([status, jsonBody.status], [200, 'skipped']);
    assert.deepEqual(arm.requests, []);
  });

  it('about a machine that is gone is not to be delivered again', async () => {
    const target = machineId.replace('vm-one', 'vm-gone');
    const { status, jsonBody } = await arm.function.answer(firedAlert(newId(), { target }));
    assert.deepEqual([status, jsonBody.failed[0]?.reason], [404, 'targetNotFound']);
  });

  it('names the action that the identity lacks', async () => {
    const message =
      "The client 'x' with object id 'y' does not have authorization to perform action 'Microsoft.Network/networkWatchers/packetCaptures/write' over scope '/subscriptions/s1/w' or the scope is invalid.";
    arm.interfere = (line) =>
      line.startsWith('PUT ') ? { status: 403, body: { error: { code: 'AuthorizationFailed', message } } } : undefined;
    const { status, jsonBody } = await arm.function.answer(firedAlert(newId()));
    assert.equal(status, 403);
    assert.deepEqual(jsonBody.failed[0]?.missing, {
      action: 'Microsoft.Network/networkWatchers/packetCaptures/write',
      scope: '/subscriptions/s1/w',
    });
  });

  it('is to be delivered again when Azure is too busy, and then starts its capture', async () => {
    const alert = firedAlert(newId());
    arm.interfere = (line) => (line.startsWith('PUT ') ? { status: 503, body: { error: {} } } : undefined);
    assert.equal((await arm.function.answer(alert)).status, 503);
    arm.interfere = () => undefined;
    assert.equal((await arm.function.answer(alert)).status, 200);
    assert.equal(arm.captures.size, 1);
  });

  it('leaves a capture alone that another instance started for it', async () => {
    const id = newId();
    const { jsonBody } = await arm.function.answer(firedAlert(id));
    const other = await startFakeArm();
    other.captures.set(jsonBody.started[0]?.capture ?? '', {
      name: jsonBody.started[0]?.capture,
      properties: { provisioningState: 'Succeeded' },
    });
    const again = await other.function.answer(firedAlert(id));
    await other.stop();
    assert.equal(again.jsonBody.started[0]?.state, 'alreadyStarted');
    assert.ok(!other.requests.some((line) => line.startsWith('PUT ') || line.startsWith('DELETE ')));
  });
});
