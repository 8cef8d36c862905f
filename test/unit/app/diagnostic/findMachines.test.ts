// Which machine a question is about: what callers may give, and what the inventory adds.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeMachine, findMachines, readMachineArgument } from '../../../../src/app/diagnostic/findMachines.ts';
import { FakeEstate } from '../../../support/estate.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { machineId, networkId } from '../../../support/diagnostics.ts';

const watcher = { id: networkId('networkWatchers/w'), name: 'w', region: 'westeurope' };

function makeEstate(): FakeEstate {
  const estate = new FakeEstate();
  estate.watchers = () => [watcher];
  estate.machines = [
    { id: machineId('web-1'), name: 'web-1', region: 'westeurope', powerState: 'running' },
    { id: machineId('far-1'), name: 'far-1', region: 'brazilsouth', powerState: 'running' },
  ];
  return estate;
}

describe('readMachineArgument', () => {
  it('reads a node of the tree and a machine', () => {
    const id = machineId('web-1');
    assert.deepEqual(readMachineArgument({ kind: 'virtualMachine', resourceId: id, id: 'node' }), { id });
    assert.deepEqual(readMachineArgument({ id, name: 'web-1', location: 'West Europe', watcherId: watcher.id }), {
      id,
      region: 'westeurope',
      watcherId: watcher.id,
    });
  });

  for (const argument of [undefined, null, 'x', {}, { id: 1 }, { id: watcher.id }, { resourceId: '/etc' }]) {
    it(`takes ${JSON.stringify(argument)} for no machine`, () =>
      assert.equal(readMachineArgument(argument), undefined));
  }
});

describe('completeMachine', () => {
  it('looks up region and watcher, the id without case', async () => {
    const id = machineId('web-1').toLowerCase();
    assert.deepEqual(await completeMachine(makeEstate(), { id }), {
      id,
      name: 'web-1',
      region: 'westeurope',
      watcherId: watcher.id,
    });
  });

  it('says that the machine has gone, or its region has no watcher', async () => {
    await assertUserError(completeMachine(makeEstate(), { id: machineId('gone') }), 'resourceNotFound');
    await assertUserError(completeMachine(makeEstate(), { id: machineId('far-1') }), 'noWatcherInRegion');
  });
});

describe('findMachines', () => {
  it('gives the machines that a watcher can be asked about', async () => {
    const names = (await findMachines(makeEstate())).map(({ name }) => name);
    assert.deepEqual(names, ['web-1']);
  });
});
