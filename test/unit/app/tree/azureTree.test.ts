// The side panel as indented text, for every state that an account, a network or a service can be in.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CaptureStore } from '../../../../src/app/capture/captureStore.ts';
import {
  cloudNotConfigured,
  consentRequired,
  forbidden,
  noSubscription,
  serviceUnreachable,
  signedOut,
} from '../../../../src/app/error/userErrors.ts';
import { AzureTree } from '../../../../src/app/tree/azureTree.ts';
import type { TreeNode } from '../../../../src/app/tree/treeNode.ts';
import { cancelledError } from '../../../../src/base/abort.ts';
import { failing, machineId, makeCapture, watcherId } from '../../../support/captures.ts';
import { FakeEstate, FakeSubscriptions, makeSubscription, servicesOver } from '../../../support/estate.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock } from '../../../support/manualClock.ts';

const prefix = watcherId.split('/providers/')[0] ?? '';

function setUp(subscriptions = new FakeSubscriptions(makeSubscription('Contoso Production'))) {
  const clock = new ManualClock();
  const log = new KeptLog();
  const estate = new FakeEstate();
  const captures = new CaptureStore(clock, log);
  const tree = new AzureTree({
    subscriptions,
    services: servicesOver(estate),
    captures,
    clock,
    log,
    chosenSubscriptions: () => [],
  });
  const states: string[] = [];
  tree.onDidChangeState((state) => states.push(state));
  return { clock, log, estate, captures, tree, subscriptions, states };
}

/** Every node on a line: icon, label, description, and what a click does. */
async function render(nodes: readonly TreeNode[], depth = 0): Promise<string[]> {
  const lines: string[] = [];
  for (const node of nodes) {
    const { icon, label, description, command, children, isExpanded } = node;
    const mark = children === undefined ? '' : isExpanded === true ? '▾ ' : '▸ ';
    lines.push(
      `${'  '.repeat(depth)}${mark}(${icon.id}) ${label}${description === undefined ? '' : ` — ${description}`}${command === undefined ? '' : ` [${command}]`}`,
    );
    lines.push(...(await render((await children?.({})) ?? [], depth + 1)));
  }
  return lines;
}

async function check(tree: AzureTree, expected: string): Promise<void> {
  const lines = await render(await tree.roots());
  assert.equal(lines.join('\n'), expected.replace(/^\n/, '').trimEnd());
}

function fillEstate(estate: FakeEstate, now: number): void {
  estate.watchers = () => [{ id: watcherId, name: 'NetworkWatcher_westeurope', region: 'westeurope' }];
  estate.captures.put(
    makeCapture('web-1_1', { state: 'stopped', stopReason: 'TimeExceeded' }),
    makeCapture('night', { startedAt: now - 8000, limits: { timeLimitInSeconds: 300 } }),
    makeCapture('broken', { state: 'failed', problems: ['StorageFailed'] }),
  );
  const rule = { scopes: [`${prefix}/x/web-1`], actionGroupIds: [] };
  estate.alerts.rules = () => [
    {
      ...rule,
      id: `${prefix}/m`,
      name: 'Bytes out',
      kind: 'metric',
      isEnabled: true,
      severity: 2,
      condition: 'Network Out > 5',
    },
    {
      ...rule,
      id: `${prefix}/a`,
      name: 'Stopped',
      kind: 'activityLog',
      isEnabled: false,
      condition: 'status = Failed',
    },
  ];
  estate.namespaces = () => [
    { id: `${prefix}/ns`, name: 'contoso-events', region: 'westeurope', serviceBusEndpoint: 'https://x:443/' },
  ];
  estate.hubs = () => [{ id: `${prefix}/ns/hub`, name: 'api-traffic', partitionIds: ['0', '1'] }];
}

describe('AzureTree: contents', () => {
  it('shows the full estate', async () => {
    const { tree, estate, clock } = setUp();
    fillEstate(estate, clock.now());
    await check(
      tree,
      `
▾ (key) Contoso Production
  ▸ (radio-tower) NetworkWatcher_westeurope — westeurope
    (record) night — running · 4:52 left · web-1
    (error) broken — failed · the storage account could not be written (StorageFailed) · web-1
    (pass) web-1_1 — stopped · time limit reached
  ▸ (server-environment) Virtual Machines
    (info) No virtual machines
  ▸ (bell) Alert Rules
    ▸ (bell) Bytes out — Sev 2 · Network Out > 5
      (info) Has not fired, and calls nobody
    ▸ (bell-slash) Stopped — disabled · status = Failed
      (info) Has not fired, and calls nobody
  ▸ (flame) Fired Alerts
    (info) No alerts in the last 30 days
  ▸ (megaphone) Action Groups
    (info) No action groups
  ▸ (broadcast) Event Hubs
    ▾ (server) contoso-events — westeurope
      (pulse) api-traffic — 2 partitions [openTraffic]
`,
    );
    assert.equal(tree.state, 'ready');
  });

  it('shows an empty subscription', async () => {
    const { tree } = setUp();
    await check(
      tree,
      `
▾ (key) Contoso Production
  (info) No network watchers
  ▸ (server-environment) Virtual Machines
    (info) No virtual machines
  ▸ (bell) Alert Rules
    (info) No alert rules
  ▸ (flame) Fired Alerts
    (info) No alerts in the last 30 days
  ▸ (megaphone) Action Groups
    (info) No action groups
  ▸ (broadcast) Event Hubs
    (info) No event hubs
`,
    );
  });

  it('shows watchers without captures and namespaces without hubs', async () => {
    const { tree, estate } = setUp();
    fillEstate(estate, 0);
    estate.captures.now.clear();
    estate.alerts.rules = () => [];
    estate.hubs = () => [];
    await check(
      tree,
      `
▾ (key) Contoso Production
  ▸ (radio-tower) NetworkWatcher_westeurope — westeurope
    (info) No captures
  ▸ (server-environment) Virtual Machines
    (info) No virtual machines
  ▸ (bell) Alert Rules
    (info) No alert rules
  ▸ (flame) Fired Alerts
    (info) No alerts in the last 30 days
  ▸ (megaphone) Action Groups
    (info) No action groups
  ▸ (broadcast) Event Hubs
    ▾ (server) contoso-events — westeurope
      (info) No event hubs
`,
    );
  });

  it('opens by itself only where there is nothing to choose', async () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => makeSubscription(name, name));
    const { tree } = setUp(new FakeSubscriptions(...four));
    const roots = await tree.roots();
    assert.deepEqual(
      roots.map((node) => [node.label, node.isExpanded]),
      four.map(({ name }) => [name, false]),
    );
  });

  it('opens three by itself', async () => {
    const three = ['a', 'b', 'c'].map((name) => makeSubscription(name, name));
    const roots = await setUp(new FakeSubscriptions(...three)).tree.roots();
    assert.deepEqual(
      roots.map((node) => node.isExpanded),
      [true, true, true],
    );
  });

  it('says what to do where nothing is', async () => {
    const { tree } = setUp();
    const [subscription] = await tree.roots();
    const [none] = (await subscription?.children?.({})) ?? [];
    assert.deepEqual(none?.tooltip, ['Azure makes one with the first virtual network of a region.']);
  });

  it('gives every node an id of its own', async () => {
    const { tree, estate } = setUp();
    fillEstate(estate, 0);
    const ids: string[] = [];
    const walk = async (nodes: readonly TreeNode[]): Promise<void> => {
      for (const node of nodes) {
        ids.push(node.id);
        await walk((await node.children?.({})) ?? []);
      }
    };
    await walk(await tree.roots());
    assert.equal(new Set(ids).size, ids.length);
    const again: string[] = ids.splice(0);
    await walk(await tree.roots());
    assert.deepEqual(ids, again);
  });
});

describe('AzureTree: failures', () => {
  it('shows one failing listing with a retry, and the others beside it', async () => {
    const { tree, estate, log } = setUp();
    fillEstate(estate, 0);
    estate.watchers = failing(forbidden('Microsoft.Network/networkWatchers/read'));
    estate.alerts.rules = failing(serviceUnreachable('management.azure.com', 'ECONNRESET'));
    await check(
      tree,
      `
▾ (key) Contoso Production
  (warning) Not allowed — Your account is not allowed to do this: Microsoft.Network/networkWatchers/read. Ask for a role that includes it, for example Network Contributor. [retry]
  ▸ (server-environment) Virtual Machines
    (info) No virtual machines
  ▸ (bell) Alert Rules
    (warning) Not reachable — management.azure.com cannot be reached (ECONNRESET). Check the network, the proxy and the chosen cloud, then try again. [retry]
  ▸ (flame) Fired Alerts
    (info) No alerts in the last 30 days
  ▸ (megaphone) Action Groups
    (info) No action groups
  ▸ (broadcast) Event Hubs
    ▾ (server) contoso-events — westeurope
      (pulse) api-traffic — 2 partitions [openTraffic]
`,
    );
    assert.equal(log.lines.filter((line) => line.startsWith('warn Listing ')).length, 2);
  });

  it('shows the captures of a reader who may not ask for their status', async () => {
    const { tree, estate } = setUp();
    estate.watchers = () => [{ id: watcherId, name: 'NetworkWatcher_westeurope', region: 'westeurope' }];
    estate.captures.put(makeCapture('night'));
    estate.captures.instead.set('getStatus', failing(forbidden('queryStatus/action')));
    const lines = await render(await tree.roots());
    assert.equal(lines[2], '    (question) night — state unknown · web-1');
  });

  it('shows nothing for a listing that was cancelled', async () => {
    const { tree, estate, log } = setUp();
    estate.watchers = failing(cancelledError());
    const [subscription] = await tree.roots();
    const labels = (await subscription?.children?.({}))?.map((node) => node.label);
    assert.deepEqual(
      [labels, log.lines],
      [['Virtual Machines', 'Alert Rules', 'Fired Alerts', 'Action Groups', 'Event Hubs'], []],
    );
  });

  it('shows the tenants that could be read, and the failure of the other', async () => {
    const subscriptions = new FakeSubscriptions();
    subscriptions.answer = () => ({
      subscriptions: [makeSubscription('Contoso Production')],
      failures: [consentRequired('tenant-2')],
    });
    const { tree, log } = setUp(subscriptions);
    const lines = await render(await tree.roots());
    assert.equal(
      lines.at(-1),
      '(warning) Sign-in needed — VS Code needs your permission to use tenant-2 in your name. [retry]',
    );
    assert.equal(lines[0], '▾ (key) Contoso Production');
    assert.equal(log.lines.length, 1);
    assert.equal(tree.state, 'ready');
  });

  it('shows a failed tenant beside one that has nothing', async () => {
    const subscriptions = new FakeSubscriptions();
    subscriptions.answer = () => ({
      subscriptions: [],
      failures: [serviceUnreachable('arm', 'ECONNRESET')],
      isPartlyRead: true,
    });
    const { tree } = setUp(subscriptions);
    const lines = await render(await tree.roots());
    assert.match(lines.join('\n'), /^\(warning\) Not reachable .*ECONNRESET.* \[retry\]$/);
    assert.equal(tree.state, 'ready');
  });

  const stateAfter = async (answer: FakeSubscriptions['answer']): Promise<string> => {
    const subscriptions = new FakeSubscriptions();
    subscriptions.answer = answer;
    const { tree } = setUp(subscriptions);
    assert.deepEqual(await tree.roots(), []);
    return tree.state;
  };

  it('logs why nothing is shown', async () => {
    const { tree, subscriptions, log } = setUp();
    subscriptions.answer = failing(new Error('a bug'));
    await tree.roots();
    assert.match(log.lines.join('\n'), /a bug/);
  });

  it('has a state for each way that nothing can be shown', async () => {
    const check = async (answer: FakeSubscriptions['answer'], expected: string): Promise<void> =>
      assert.equal(await stateAfter(answer), expected);
    await check(failing(signedOut()), 'signedOut');
    await check(failing(consentRequired('ARM')), 'signedOut');
    await check(failing(cloudNotConfigured()), 'cloudNotConfigured');
    await check(failing(serviceUnreachable('arm', 'ENOTFOUND')), 'unreachable');
    await check(failing(noSubscription()), 'noSubscriptions');
    await check(() => ({ subscriptions: [], failures: [] }), 'noSubscriptions');
    await check(() => ({ subscriptions: [], failures: [], isPartlyRead: true }), 'noSubscriptions');
    await check(() => ({ subscriptions: [], failures: [serviceUnreachable('arm', 'x')] }), 'unreachable');
    await check(failing(forbidden('read')), 'failed');
    await check(failing(new Error('a bug')), 'failed');
    await check(failing(cancelledError()), 'loading');
  });
});

describe('AzureTree: changes', () => {
  it('goes through loading to each state, and tells a state once', async () => {
    const { tree, subscriptions, states } = setUp();
    await tree.roots();
    subscriptions.answer = failing(signedOut());
    subscriptions.changes.fire();
    await tree.roots();
    assert.deepEqual(states, ['ready', 'loading', 'signedOut']);
  });

  it('asks for the subscriptions after a refresh or a failure, not for another filter', async () => {
    const { tree, subscriptions } = setUp();
    const { subscriptions: all } = await subscriptions.answer();
    const askedBy = async (change: () => void): Promise<number> => {
      const before = subscriptions.listed;
      change();
      await tree.roots();
      return subscriptions.listed - before;
    };
    assert.equal(await askedBy(() => {}), 1);
    assert.equal(await askedBy(() => tree.rearrange()), 0);
    assert.equal(await askedBy(() => tree.refresh()), 1);
    subscriptions.answer = () => ({ subscriptions: all, failures: [new Error('a tenant')], isPartlyRead: true });
    assert.equal(await askedBy(() => tree.refresh()), 1);
    assert.equal(await askedBy(() => tree.rearrange()), 1);
    // What was asked before a refresh is not what the refresh wanted.
    subscriptions.answer = () => ({ subscriptions: all, failures: [] });
    const early = tree.roots();
    tree.refresh();
    await early;
    assert.equal(await askedBy(() => {}), 1);
  });

  it('tells the node of a capture that changed, its watcher when it went, and all when the sign-in changed', async () => {
    const { tree, estate, captures, subscriptions, clock } = setUp();
    fillEstate(estate, clock.now());
    await render(await tree.roots());
    const changed: (string | undefined)[] = [];
    tree.onDidChange((id) => changed.push(id));
    const { id } = makeCapture('night');
    await captures.stop(id);
    await captures.delete(id);
    subscriptions.changes.fire();
    tree.refresh();
    assert.deepEqual(changed, [id, id, watcherId, machineId, undefined, undefined]);
  });

  it('gives the present look of a capture', async () => {
    const { tree, estate, clock } = setUp();
    fillEstate(estate, clock.now());
    await render(await tree.roots());
    await clock.advance(2000);
    assert.equal(tree.captureNode(makeCapture('night').id)?.description, 'running · 4:50 left · web-1');
    assert.equal(tree.captureNode('/no/such'), undefined);
  });
});
