// Long lists: pages, filter and order, chosen subscriptions, machines with their captures - and what Azure is asked for it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureStore } from '../../../../src/app/capture/captureStore.ts';
import { AzureTree } from '../../../../src/app/tree/azureTree.ts';
import type { CaptureOrder } from '../../../../src/app/tree/treeArrangement.ts';
import type { TreeNode } from '../../../../src/app/tree/treeNode.ts';
import type { VirtualMachine } from '../../../../src/domain/arm/resource.ts';
import { machineId, makeCapture, subscriptionId, watcherId } from '../../../support/captures.ts';
import { FakeEstate, FakeSubscriptions, makeSubscription, servicesOver } from '../../../support/estate.ts';
import { scaleSetId } from '../../../support/ground.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const root = `/subscriptions/${subscriptionId}`;

function machines(count: number): VirtualMachine[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${root}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-${index}`,
    name: `vm-${index}`,
    region: 'westeurope',
    powerState: index % 2 === 0 ? 'running' : 'deallocated',
  }));
}

function setUp(...chosen: readonly string[]) {
  const clock = new ManualClock();
  const log = new KeptLog();
  const estate = new FakeEstate();
  estate.watchers = () => [{ id: watcherId, name: 'NetworkWatcher_westeurope', region: 'westeurope' }];
  const captures = new CaptureStore(clock, log);
  const subscriptions = new FakeSubscriptions(makeSubscription('Contoso'), makeSubscription('Other', 'other'));
  const services = servicesOver(estate);
  const tree = new AzureTree({
    subscriptions,
    services,
    captures,
    clock,
    log,
    chosenSubscriptions: () => chosen,
  });
  /** The children of the node on a path of labels. */
  const at = async (...labels: readonly string[]): Promise<readonly TreeNode[]> => {
    let nodes = await tree.roots();
    for (const label of labels) {
      nodes = (await nodes.find((node) => node.label === label)?.children?.({})) ?? [];
    }
    return nodes;
  };
  const labelsAt = async (...labels: readonly string[]): Promise<string[]> =>
    (await at(...labels)).map(({ label }) => label);
  return { clock, estate, captures, tree, at, labelsAt };
}

describe('pages', () => {
  it('shows a hundred, then a hundred more for each click, without asking Azure again', async () => {
    const { estate, tree, at } = setUp();
    estate.machines = machines(250);
    let asked = 0;
    const list = estate.listVirtualMachines.bind(estate);
    estate.listVirtualMachines = () => {
      asked++;
      return list();
    };
    const changed: (string | undefined)[] = [];
    tree.onDidChange((id) => changed.push(id));
    const nodes = await at('Contoso', 'Virtual Machines');
    const more = nodes.at(-1);
    assert.deepEqual(
      [nodes.length, more?.kind, more?.description, more?.command],
      [101, 'more', '150 not shown', 'showMore'],
    );
    const parent = `${root}#machines`;
    tree.arrangement.showMore(parent);
    tree.rearrange(parent);
    assert.equal((await at('Contoso', 'Virtual Machines')).length, 201);
    tree.arrangement.showMore(parent);
    assert.equal((await at('Contoso', 'Virtual Machines')).at(-1)?.kind, 'virtualMachine');
    assert.deepEqual([changed, asked], [[parent], 1]);
    tree.refresh();
    assert.equal((await at('Contoso', 'Virtual Machines')).length, 101);
    assert.equal(asked, 2);
  });

  it('shows a last one in place of a line that says so', async () => {
    const { estate, at } = setUp();
    estate.machines = machines(101);
    assert.equal((await at('Contoso', 'Virtual Machines')).length, 101);
  });
});

describe('filter', () => {
  it('takes words in any order and case, and says when nothing is left', async () => {
    const { estate, tree, labelsAt } = setUp();
    estate.machines = machines(12);
    estate.captures.put(makeCapture('night'), makeCapture('day', { targetId: `${machineId}0` }));
    tree.arrangement.filter = 'EUROPE vm-1';
    assert.deepEqual(await labelsAt('Contoso', 'Virtual Machines'), ['vm-1', 'vm-10', 'vm-11']);
    assert.deepEqual(await labelsAt('Contoso', 'NetworkWatcher_westeurope'), ['The filter hides all 2']);
    tree.arrangement.filter = 'web-10';
    assert.deepEqual(await labelsAt('Contoso', 'NetworkWatcher_westeurope'), ['day']);
    assert.deepEqual(await labelsAt('Contoso', 'Virtual Machines'), ['The filter hides all 12']);
    tree.arrangement.filter = '';
    assert.equal((await labelsAt('Contoso', 'Virtual Machines')).length, 12);
  });
});

describe('order of captures', () => {
  const hour = 3_600_000;
  for (const [order, expected] of [
    ['state', ['c2', 'c10', 'b', 'a']],
    ['newest', ['c10', 'b', 'a', 'c2']],
    ['name', ['a', 'b', 'c2', 'c10']],
    ['machine', ['b', 'c10', 'a', 'c2']],
  ] satisfies readonly (readonly [CaptureOrder, readonly string[]])[]) {
    it(`by ${order}: ${expected.join(', ')}`, async () => {
      const { estate, tree, labelsAt, clock } = setUp();
      const start = clock.now() - 10 * hour;
      estate.captures.put(
        makeCapture('a', { state: 'stopped', startedAt: start, targetId: `${machineId}-z` }),
        makeCapture('b', { state: 'stopped', startedAt: start + hour, targetId: `${machineId}-a` }),
        makeCapture('c10', { state: 'stopped', startedAt: start + 2 * hour, targetId: `${machineId}-b` }),
        makeCapture('c2', { state: 'running', targetId: `${machineId}-z` }),
      );
      tree.arrangement.order = order;
      assert.deepEqual(await labelsAt('Contoso', 'NetworkWatcher_westeurope'), expected);
    });
  }
});

describe('subscriptions', () => {
  it('shows the chosen ones and how many it hides', async () => {
    const { labelsAt, tree } = setUp(subscriptionId.toUpperCase());
    assert.deepEqual(await labelsAt(), ['Contoso', 'Hidden subscriptions: 1']);
    assert.equal((await tree.roots()).at(-1)?.command, 'selectSubscriptions');
    assert.deepEqual(await setUp('gone').labelsAt(), ['Hidden subscriptions: 2']);
    assert.deepEqual(await setUp().labelsAt(), ['Contoso', 'Other']);
  });
});

describe('machines', () => {
  it('stand with their state, scale sets first, and hold their captures', async () => {
    const { estate, at, labelsAt } = setUp();
    estate.machines = machines(2).map((machine, index) => (index === 0 ? { ...machine, id: machineId } : machine));
    estate.scaleSets = [{ id: scaleSetId, name: 'vmss', region: 'westeurope', capacity: 3 }];
    estate.captures.put(makeCapture('one'), makeCapture('two', { targetId: scaleSetId.toLowerCase() }));
    const nodes = await at('Contoso', 'Virtual Machines');
    assert.deepEqual(
      nodes.map(({ label, description, kind, contextValue }) => [label, description, kind, contextValue]),
      [
        ['vmss', '3 instances · westeurope', 'scaleSet', 'scaleSet;arm'],
        ['vm-0', 'running · westeurope', 'virtualMachine', 'virtualMachine;running;arm'],
        ['vm-1', 'deallocated · westeurope', 'virtualMachine', 'virtualMachine;deallocated;arm'],
      ],
    );
    assert.deepEqual(await labelsAt('Contoso', 'Virtual Machines', 'vm-0'), ['one']);
    assert.deepEqual(await labelsAt('Contoso', 'Virtual Machines', 'vmss'), ['two']);
    assert.deepEqual(await labelsAt('Contoso', 'Virtual Machines', 'vm-1'), ['No captures']);
  });

  it('say when their region has no watcher', async () => {
    const { estate, labelsAt } = setUp();
    estate.machines = machines(1).map((machine) => ({ ...machine, region: 'francecentral' }));
    assert.deepEqual(await labelsAt('Contoso', 'Virtual Machines', 'vm-0'), ['No network watcher in francecentral']);
  });

  it('list a capture that was just started, below the watcher and below the machine', async () => {
    const { estate, captures, tree, labelsAt } = setUp();
    estate.machines = [{ id: machineId, name: 'web-1', region: 'westeurope', powerState: 'running' }];
    assert.deepEqual(await labelsAt('Contoso', 'Virtual Machines', 'web-1'), ['No captures']);
    assert.deepEqual(await labelsAt('Contoso', 'NetworkWatcher_westeurope'), ['No captures']);
    const changed: (string | undefined)[] = [];
    tree.onDidChange((id) => changed.push(id));
    const night = makeCapture('night');
    estate.captures.put(night);
    captures.add(estate.captures, night);
    assert.deepEqual(changed, [watcherId, machineId]);
    assert.deepEqual(await labelsAt('Contoso', 'Virtual Machines', 'web-1'), ['night']);
    assert.deepEqual(await labelsAt('Contoso', 'NetworkWatcher_westeurope'), ['night']);
    captures.dispose();
  });
});
