// The receiver in VS Code: one endpoint however often it is started, a renewed secret that every window follows, and what a person's
// consent writes into the settings.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import type { OpenAlertEndpointOptions } from '../../../../src/app/alert/receiverPorts.ts';
import { DisposableStore } from '../../../../src/base/disposable.ts';
import { Emitter } from '../../../../src/base/event.ts';
import type { HostContext } from '../../../../src/host/hostContext.ts';
import { configured, FakeMemento, shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { KeptLog } from '../../../support/keptLog.ts';
import { ManualClock, settled } from '../../../support/manualClock.ts';

const standIn = standInForVscode();
const { ReceiverRoom } = await import('../../../../src/host/receiver/receiverRoom.ts');
after(() => standIn.dispose());

const machine = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-1';
const storageId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/files';

/** The secrets of all windows. */
class SharedSecrets {
  readonly #values = new Map<string, string>();
  readonly #changes = new Emitter<{ readonly key: string }>();
  readonly onDidChange = (listener: (change: { readonly key: string }) => void) => this.#changes.event(listener);
  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#values.get(key));
  }
  store(key: string, value: string): Promise<void> {
    this.#values.set(key, value);
    this.#changes.fire({ key });
    return Promise.resolve();
  }
}

function openWindow({ secrets = new SharedSecrets(), store = new DisposableStore() } = {}) {
  const clock = new ManualClock(0);
  const open: OpenAlertEndpointOptions[] = [];
  const gate: { wait: Promise<void> } = { wait: Promise.resolve() };
  const host = {
    extension: { secrets, workspaceState: new FakeMemento() },
    clock,
    log: new KeptLog(),
    report: (error: unknown) => assert.fail(String(error)),
    servicesById: () =>
      Promise.resolve({
        inventory: {
          listVirtualMachines: () => Promise.resolve([{ id: machine, region: 'westeurope' }]),
          listScaleSets: () => Promise.resolve([]),
          listStorageAccounts: () =>
            Promise.resolve([
              { id: storageId, name: 'files', region: 'westeurope', isPremium: false, allowsSharedKey: true },
            ]),
        },
      }),
  } as unknown as HostContext;
  const room = store.add(
    new ReceiverRoom({
      host,
      endpoint: {
        open: async (options) => {
          await gate.wait;
          open.push(options);
          return { port: 4000 + open.length, dispose: () => open.splice(open.indexOf(options), 1) };
        },
      },
      kept: { read: () => Promise.resolve([]), write: () => Promise.resolve() },
      onDidChange: () => undefined,
    }),
  );
  return { room, open, secrets, store, gate, clock };
}

function alertBody(rule: string, id = 'a-1'): string {
  return JSON.stringify({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/${id}`,
        alertRule: rule,
        monitorCondition: 'Fired',
        alertTargetIDs: [machine],
        firedDateTime: '2026-11-22T02:04:00Z',
      },
      alertContext: {},
    },
  });
}

const prompts = {
  ui: { showQuickPick: async (picks: Promise<readonly unknown[]>) => (await picks)[0] },
} as unknown as IActionContext;

describe('ReceiverRoom', () => {
  beforeEach(() => {
    shown.messages.splice(0);
    shown.answer = undefined;
    shown.isIgnored = false;
    shown.clipboard = '';
    configured.user = {
      'wirewatch.alertReceiver.address': '127.0.0.1',
      'wirewatch.alertReceiver.port': 0,
      'wirewatch.alertReceiver.certificateFile': '',
      'wirewatch.alertReceiver.keyFile': '',
      'wirewatch.alertReceiver.rules': {},
    };
  });

  it('opens one endpoint for starts that come at once, and closes it', async () => {
    const { room, open, store } = openWindow();
    await Promise.all([room.start(), room.start(), room.copyAddress()]);
    assert.equal(open.length, 1);
    assert.equal(shown.clipboard, `http://localhost:4001/alerts/${open[0]?.token.reveal() ?? ''}`);
    await Promise.all([room.start(), room.stop()]);
    assert.equal(open.length, 0);
    store.dispose();
  });

  it('leaves nothing open when the window closes during a start', async () => {
    const { room, open, store, gate } = openWindow();
    const { promise, resolve } = Promise.withResolvers<void>();
    gate.wait = promise;
    const start = assert.rejects(room.start(), { name: 'AbortError' });
    await settled();
    store.dispose();
    resolve();
    await start;
    assert.equal(open.length, 0);
  });

  it('refuses the old secret in every window once one has renewed it', async () => {
    const one = openWindow();
    const other = openWindow({ secrets: one.secrets });
    await one.room.start();
    await other.room.start();
    const before = one.open[0]?.token.reveal();
    await other.room.renewAddress();
    await settled();
    const now = other.open[0]?.token.reveal();
    assert.notEqual(now, before);
    assert.deepEqual(
      [one, other].map(({ open }) => open.map(({ token }) => token.reveal())),
      [[now], [now]],
    );
    one.store.dispose();
    other.store.dispose();
    await one.secrets.store('wirewatch.alertReceiver.token', 'later');
    assert.equal(one.open.length, 0);
  });

  it('copies an address at which the receiver can be reached', async () => {
    for (const [address, host] of [
      ['0.0.0.0', 'localhost'],
      ['::1', 'localhost'],
      ['10.1.2.3', '10.1.2.3'],
      ['fd00::5', '[fd00::5]'],
    ] as const) {
      configured.user['wirewatch.alertReceiver.address'] = address;
      const { room, store } = openWindow();
      await room.copyAddress();
      assert.equal(new URL(shown.clipboard).hostname, host);
      store.dispose();
    }
  });

  it('keeps what a person has written for the rule that may start captures now', async () => {
    const hub = '/subscriptions/s/resourceGroups/g/providers/Microsoft.EventHub/namespaces/n/eventhubs/h';
    configured.user['wirewatch.alertReceiver.rules'] = {
      'Other*': { actions: ['show'] },
      'bytes OUT': { actions: ['show', 'openTraffic'], eventHub: hub },
    };
    shown.answer = 'Start Captures';
    const { room, store, open } = openWindow();
    await room.start();
    open[0]?.receive(alertBody('Bytes out'));
    await room.alwaysCapture(prompts, {});
    assert.deepEqual(configured.user['wirewatch.alertReceiver.rules'], {
      'Bytes out': {
        actions: ['show', 'openTraffic', 'startCapture'],
        eventHub: hub,
        storageAccount: storageId,
        timeLimitInSeconds: 300,
      },
      'Other*': { actions: ['show'] },
    });
    store.dispose();
  });

  it('makes no rule for every alert of one whose name has a star', async () => {
    shown.answer = 'Start Captures';
    const { room, store, open } = openWindow();
    await room.start();
    open[0]?.receive(alertBody('*'));
    await room.alwaysCapture(prompts, {});
    assert.deepEqual(configured.user['wirewatch.alertReceiver.rules'], {});
    store.dispose();
  });

  it('shows three messages at once, and further ones though nobody has answered those', async () => {
    const { room, store, open, clock } = openWindow();
    shown.isIgnored = true;
    await room.start();
    for (let index = 0; index < 5; index++) {
      open[0]?.receive(alertBody('Bytes out', `first-${index}`));
    }
    await settled();
    assert.equal(shown.messages.length, 3);
    await clock.advance(60_000);
    open[0]?.receive(alertBody('Bytes out', 'later'));
    await settled();
    assert.equal(shown.messages.length, 4);
    store.dispose();
  });

  it('lets no payload put a link into a message, for a click on one could run a command', async () => {
    const { room, store, open } = openWindow();
    await room.start();
    open[0]?.receive(alertBody('see [this](command:workbench.action.terminal.new)'));
    await settled();
    assert.equal(shown.messages.length, 1);
    // The pattern by which VS Code finds links in messages.
    assert.doesNotMatch(shown.messages[0] ?? '', /\[[^\]]+\]\((?:https?:\/\/|command:|file:)/i);
    store.dispose();
  });
});
