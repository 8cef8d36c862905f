// The nodes above a resource's own, for every kind that has one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathTo } from '../../../../src/app/tree/pathTo.ts';

describe('pathTo', () => {
  const group = '/subscriptions/s/resourceGroups/g/providers';

  it('goes by the folder of the kind, and by what a resource is part of', () => {
    const watcher = `${group}/Microsoft.Network/networkWatchers/nw`;
    assert.deepEqual(pathTo(watcher), ['/subscriptions/s']);
    assert.deepEqual(pathTo(`${watcher}/packetCaptures/c`), ['/subscriptions/s', watcher]);
    assert.deepEqual(pathTo(`${group}/microsoft.compute/virtualMachines/vm`), [
      '/subscriptions/s',
      '/subscriptions/s#machines',
    ]);
    assert.deepEqual(pathTo(`${group}/Microsoft.EventHub/namespaces/ns/eventhubs/h`), [
      '/subscriptions/s',
      '/subscriptions/s#eventHubs',
      `${group}/Microsoft.EventHub/namespaces/ns`,
    ]);
    assert.deepEqual(pathTo('/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/a'), [
      '/subscriptions/s',
      '/subscriptions/s#firedAlerts',
    ]);
  });
});
