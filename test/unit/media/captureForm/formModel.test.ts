// The form's model over the channel: answers that come late, remedies while a person goes on typing, and starts that meet objections.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FormModel } from '../../../../media/captureForm/formModel.ts';
import { HostChannel, ViewChannel } from '../../../../src/protocol/channel.ts';
import type { RequestHandlers } from '../../../../src/protocol/channel.ts';
import { captureFormGuards } from '../../../../src/protocol/captureFormContract.ts';
import type { CaptureDraft, CaptureFormContract, FormStart } from '../../../../src/protocol/captureFormContract.ts';
import {
  agentMissing,
  checksWith,
  nameTaken,
  otherMachineId,
  recentStorageId,
  StandInFormPorts,
  watcherMissing,
} from '../../../support/captureForm.ts';
import { machineId, subscriptionId, watcherId } from '../../../support/captures.ts';
import { settled } from '../../../support/manualClock.ts';
import { pending } from '../../../support/pending.ts';
import { transportPair } from '../../../support/transportPair.ts';

async function setUp(draft: CaptureDraft, prepare: (ports: StandInFormPorts) => void = () => undefined) {
  const pair = transportPair();
  const ports = new StandInFormPorts();
  prepare(ports);
  const starts: FormStart[] = [];
  const { signal } = new AbortController();
  const handlers: RequestHandlers<CaptureFormContract> = {
    show: () => ({
      draftKey: 'k',
      subscriptionId,
      draft,
      presets: ports.presets(),
      hasWorkspace: true,
      texts: {},
      language: 'en',
    }),
    listTargets: () => ports.listTargets(signal),
    listInstances: (id) => ports.listInstances(id, signal),
    listStorageAccounts: (region) => ports.listStorageAccounts(region, signal),
    suggestName: (id) => ports.suggestName(id, signal),
    check: (capture) => ports.check(capture, signal),
    fix: ({ fix, capture }) => ports.fix(fix, capture, signal),
    cancel: () => undefined,
    start: (start) => {
      starts.push(start);
      return true;
    },
    savePreset: async ({ preset, scope }) => {
      await ports.savePreset(preset, scope);
      return ports.presets();
    },
    copyRecipe: () => undefined,
  };
  const host = new HostChannel<CaptureFormContract>(pair.host, handlers, captureFormGuards, (error) => ({
    code: 'failed',
    message: String(error),
  }));
  const kept: { state: unknown } = { state: undefined };
  const state = { read: () => kept.state, write: (value: unknown) => void (kept.state = value) };
  const model = new FormModel(new ViewChannel<CaptureFormContract>(pair.view), state, {
    onChange: () => undefined,
    onTexts: () => undefined,
  });
  await model.load();
  await settled();
  return { model, ports, starts, kept, host };
}

describe('FormModel', () => {
  it('drops a name and accounts that come late, for a target that is no longer chosen', async () => {
    const gate = pending();
    const { model, ports } = await setUp({ targetId: machineId }, (all) => {
      all.before.set('suggestName', () => gate.promise);
      all.before.set('listStorageAccounts', () => gate.promise);
    });
    ports.before.clear();
    model.change({ targetId: otherMachineId });
    await settled();
    gate.resolve();
    await settled();
    assert.equal(model.fields.name, 'batch-7_1');
    assert.equal(model.fields.watcherId, '');
    assert.equal(model.accounts.key, 'brazilsouth');
    assert.deepEqual([model.accounts.items, model.fields.storageId], [[], '']);
  });

  it('chooses the only target there is', async () => {
    const { model } = await setUp({}, (ports) => {
      ports.targets = ports.targets.slice(0, 1);
    });
    assert.deepEqual(
      [model.fields.targetId, model.fields.name, model.fields.storageId, model.fields.watcherId],
      [machineId, 'web-1_1', recentStorageId, watcherId],
    );
    assert.deepEqual(model.faults, []);
  });

  it('keeps what was typed while a remedy ran', async () => {
    const { model, ports } = await setUp({ targetId: machineId }, (all) => (all.checks = checksWith(nameTaken)));
    await model.check();
    const gate = pending();
    ports.before.set('fix', () => gate.promise);
    const fixed = model.fix(nameTaken);
    await settled();
    model.change({ name: 'typed', isNameOwn: true });
    gate.resolve();
    await fixed;
    assert.equal(model.fields.name, 'typed');
    assert.equal(ports.checked.at(-1)?.name, 'typed');
  });

  it('gives a watcher that was enabled to all targets of the region', async () => {
    const { model, ports } = await setUp({
      targetId: otherMachineId,
      destination: { filePath: 'C:\\captures\\x.cap' },
    });
    ports.fix = (_fix, capture) => Promise.resolve({ ...capture, watcherId });
    await model.fix({
      id: 'watcherMissing',
      tone: 'blocker',
      title: '',
      text: '',
      fix: { id: 'enableWatcher', title: '' },
    });
    assert.equal(model.fields.watcherId, watcherId);
    assert.equal(model.target?.watcherId, watcherId);
  });

  it('starts with the blockers that are passed over; a replaced name is none of them', async () => {
    const { model, starts } = await setUp({ targetId: machineId }, (ports) => {
      ports.checks = checksWith(agentMissing, nameTaken);
    });
    await model.start();
    assert.deepEqual(starts, []);
    assert.ok(model.needsInsisting);
    await model.start();
    await model.start(true);
    assert.deepEqual(
      starts.map(({ replace, blockers }) => [replace, ...blockers]),
      [
        [false, 'The agent is missing', '"web-1_1" exists already'],
        [true, 'The agent is missing'],
      ],
    );
  });

  it('does not start without what must be mended, however often it is told to', async () => {
    const { model, starts } = await setUp({ targetId: machineId }, (ports) => {
      ports.checks = checksWith(watcherMissing);
    });
    await model.start();
    assert.ok(model.cannotStart);
    await model.start();
    await model.start(true);
    assert.deepEqual(starts, []);
    model.change({ timeLimit: '1m' });
    assert.equal(model.cannotStart, false);
  });

  it('does not start without a watcher when the checks could not be made', async () => {
    const { model, ports, starts } = await setUp({ targetId: otherMachineId, destination: { filePath: 'C:\\x.cap' } });
    ports.before.set('check', () => Promise.reject(new Error('unreachable')));
    await model.start();
    await model.start();
    assert.equal(model.fields.watcherId, '');
    assert.ok(model.cannotStart);
    assert.deepEqual(starts, []);
  });

  it('starts nothing while a remedy is under way', async () => {
    const { model, ports, starts } = await setUp({ targetId: machineId }, (all) => {
      all.checks = checksWith(agentMissing);
    });
    await model.check();
    const gate = pending();
    ports.before.set('fix', () => gate.promise);
    const fixed = model.fix(agentMissing);
    await settled();
    await model.start();
    gate.resolve();
    await fixed;
    assert.deepEqual(starts, []);
  });

  it('does not start what was changed while it was checked', async () => {
    const { model, ports, starts } = await setUp({ targetId: machineId });
    const gate = pending();
    ports.before.set('check', () => gate.promise);
    const started = model.start();
    await settled();
    model.change({ timeLimit: '1m' });
    gate.resolve();
    await started;
    assert.deepEqual(starts, []);
    assert.ok(model.isStale);
  });

  it('starts after a check that failed only when it is told to once more', async () => {
    const { model, ports, starts } = await setUp({ targetId: machineId });
    ports.before.set('check', () => Promise.reject(new Error('unreachable')));
    await model.start();
    assert.deepEqual(starts, []);
    assert.equal(model.checks.problem, 'Error: unreachable');
    assert.ok(model.needsInsisting);
    await model.start();
    assert.deepEqual(
      starts.map(({ blockers }) => blockers),
      [[]],
    );
  });

  it('keeps every change for a page that is hidden', async () => {
    const { model, kept } = await setUp({ targetId: machineId, origin: 'Like another' });
    model.change({ timeLimit: '7m' });
    assert.deepEqual(kept.state, { draftKey: 'k', subscriptionId, origin: 'Like another', fields: model.fields });
  });

  it('chooses the first account that can take captures, or none', async () => {
    const premium = { note: 'premium', region: 'westeurope', isRecent: true };
    const { model } = await setUp({ targetId: machineId }, (ports) => {
      ports.accounts = [{ ...premium, id: '/p', name: 'p' }, ...ports.accounts];
    });
    assert.equal(model.fields.storageId, recentStorageId);
    const other = await setUp({ targetId: machineId }, (ports) => {
      ports.accounts = [{ ...premium, id: '/p', name: 'p' }];
    });
    assert.equal(other.model.fields.storageId, '');
  });

  it('offers of many targets those that fit the search, and always the chosen one', async () => {
    const { model } = await setUp({ targetId: machineId }, (ports) => {
      const [web, ...others] = ports.targets;
      assert.ok(web !== undefined);
      const many = Array.from({ length: 3000 }, (_, at) => ({
        ...web,
        id: machineId.replace('web-1', `node-${at}`),
        name: `node-${at}`,
      }));
      ports.targets = [...others, ...many, web];
    });
    assert.ok(model.hasManyTargets);
    const names = (): string[] => model.offeredTargets.items.map(({ name }) => name);
    assert.equal(names().length, 51);
    assert.equal(names()[0], 'web-1');
    assert.equal(model.offeredTargets.hidden, 3002 + 1 - 50);
    model.searchTargets(' NODE-29 ');
    assert.equal(names().length, 51);
    model.searchTargets('node-2999');
    assert.deepEqual([names(), model.offeredTargets.hidden], [['web-1', 'node-2999'], 0]);
    model.searchTargets('brazil');
    assert.deepEqual(names(), ['web-1', 'batch-7']);
  });
});
