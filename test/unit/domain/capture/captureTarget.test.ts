// Which machines can be captured: those that can come first, and each of the others says why not.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PowerState } from '../../../../src/domain/arm/resource.ts';
import { captureTargets } from '../../../../src/domain/capture/captureTarget.ts';

function machine(name: string, region: string, powerState: PowerState) {
  return { id: `/vm/${name}`, name, region, powerState };
}

describe('captureTargets', () => {
  const watchers = ['westeurope', 'eastus'].map((region) => ({ id: `/w/${region}`, name: `w-${region}`, region }));
  const check = (machines: readonly ReturnType<typeof machine>[], expected: readonly string[]): void =>
    assert.deepEqual(
      captureTargets(machines, watchers).map(({ resource: { name }, watcher, obstacle }) =>
        [name, watcher?.name ?? '-', obstacle ?? 'free'].join(' '),
      ),
      expected,
    );

  it('pairs each machine with the watcher of its region', () =>
    check(
      [machine('a', 'eastus', 'running'), machine('b', 'westeurope', 'running')],
      ['a w-eastus free', 'b w-westeurope free'],
    ));

  it('takes an unknown power state for running, and nothing else', () =>
    check(
      [
        machine('a', 'eastus', 'unknown'),
        ...(['starting', 'stopped', 'deallocated'] as const).map((state) => machine(state, 'eastus', state)),
      ],
      [
        'a w-eastus free',
        'starting w-eastus notRunning',
        'stopped w-eastus notRunning',
        'deallocated w-eastus notRunning',
      ],
    ));

  it('puts the free ones first and keeps the order otherwise', () =>
    check(
      [
        machine('a', 'northpole', 'running'),
        machine('b', 'eastus', 'running'),
        machine('c', 'eastus', 'stopped'),
        machine('d', 'westeurope', 'running'),
        machine('e', 'northpole', 'stopped'),
      ],
      ['b w-eastus free', 'd w-westeurope free', 'a - noWatcher', 'c w-eastus notRunning', 'e - noWatcher'],
    ));

  it('has nothing for no machines, and a reason for each without watchers', () => {
    check([], []);
    assert.equal(captureTargets([machine('a', 'eastus', 'running')], [])[0]?.obstacle, 'noWatcher');
  });
});
