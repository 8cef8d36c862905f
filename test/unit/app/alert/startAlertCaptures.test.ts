// Captures that an alert asks for: each machine by itself, under the name that tells the alert, and never twice.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startAlertCaptures } from '../../../../src/app/alert/startAlertCaptures.ts';
import { captureNameTaken, forbidden } from '../../../../src/app/error/userErrors.ts';
import { isUserError } from '../../../../src/app/error/userError.ts';
import { alertCaptureName } from '../../../../src/domain/alert/alertCaptureName.ts';
import type { NewPacketCapture } from '../../../../src/domain/capture/captureSettings.ts';
import { machineId, makeCapture, watcherId } from '../../../support/captures.ts';
import { FakeEstate, makeSubscription, servicesOver } from '../../../support/estate.ts';

const settings = { destination: { storageId: '/sa' }, limits: { timeLimitInSeconds: 60 }, filters: [] };
const gone = `${machineId}-gone`;

function setUp() {
  const estate = new FakeEstate();
  estate.watchers = () => [{ id: watcherId, name: 'nw', region: 'westeurope' }];
  estate.machines = [
    { id: machineId, name: 'web-1', region: 'westeurope', powerState: 'running' },
    { id: `${machineId}-north`, name: 'north', region: 'northeurope', powerState: 'running' },
  ];
  const services = servicesOver(estate).servicesOf(makeSubscription('Contoso'));
  const started: NewPacketCapture[] = [];
  const ports = {
    servicesOf: () => Promise.resolve(services),
    start: (_services: unknown, wanted: NewPacketCapture) => {
      started.push(wanted);
      return Promise.resolve(true);
    },
  };
  return { estate, started, ports };
}

describe('startAlertCaptures', () => {
  it('starts one for each machine that is there', async () => {
    const { started, ports } = setUp();
    const targetIds = [machineId.toLowerCase(), gone, `${machineId}-north`];
    const results = await startAlertCaptures({ alertKey: 'a-1', targetIds, settings }, ports);
    assert.deepEqual(
      results.map((result) =>
        result.kind === 'failed' && isUserError(result.error) ? result.error.code : result.kind,
      ),
      ['started', 'noMachineOfAlert', 'noWatcherInRegion'],
    );
    assert.deepEqual(started, [
      {
        ...settings,
        targetId: machineId,
        scope: { include: [], exclude: [] },
        watcherId,
        name: alertCaptureName('a-1', machineId),
      },
    ]);
  });

  it('finds the one that it or somebody else started', async () => {
    const { estate, started, ports } = setUp();
    estate.captures.put(makeCapture(alertCaptureName('a-1', machineId)));
    const once = { alertKey: 'a-1', targetIds: [machineId], settings };
    assert.equal((await startAlertCaptures(once, ports))[0]?.kind, 'running');
    assert.deepEqual(started, []);
    const raced = { ...ports, start: () => Promise.reject(captureNameTaken('n')) };
    assert.equal((await startAlertCaptures({ ...once, alertKey: 'a-2' }, raced))[0]?.kind, 'running');
    const refused = { ...ports, start: () => Promise.reject(forbidden('x')) };
    assert.equal((await startAlertCaptures({ ...once, alertKey: 'a-2' }, refused))[0]?.kind, 'failed');
    const stopped = { ...ports, start: () => Promise.resolve(false) };
    assert.equal((await startAlertCaptures({ ...once, alertKey: 'a-2' }, stopped))[0]?.kind, 'cancelled');
  });
});
