// The review of the wizard: what can be reached from it, what Enter alone keeps, and what is not offered.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { CaptureDraft, NewPacketCapture } from '../../../../src/domain/capture/captureSettings.ts';
import type { NetworkWatcher } from '../../../../src/domain/arm/resource.ts';
import { captureTargets } from '../../../../src/domain/capture/captureTarget.ts';
import type { CaptureWizardContext } from '../../../../src/host/prompt/capture/captureContext.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { enter, ScriptedPrompts, standInForAzext } from '../../../support/azextStandIn.ts';
import { machineId, storageId, watcherId } from '../../../support/captures.ts';
import { FakeEstate } from '../../../support/estate.ts';
import { shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { agent, makeScaleSet, makeStorage, scaleSetId } from '../../../support/ground.ts';

const standIns = [standInForVscode(), standInForAzext()];
const { ReviewStep } = await import('../../../../src/host/prompt/capture/reviewStep.ts');
after(() => standIns.forEach((each) => each.dispose()));
const watcher: NetworkWatcher = { id: watcherId, name: 'NetworkWatcher_westeurope', region: 'westeurope' };
const web = { id: machineId, name: 'web-1', region: 'westeurope', powerState: 'running' as const };
const front = { id: scaleSetId, name: 'vmss', region: 'westeurope', capacity: 3 };
const otherStorage = storageId.replace('captures1', 'captures2');

async function review(
  prompts: ScriptedPrompts,
  draft: CaptureDraft = {},
  prepare: (estate: FakeEstate) => void = () => undefined,
  accounts: readonly string[] = [storageId, otherStorage],
): Promise<NewPacketCapture | undefined> {
  const estate = new FakeEstate();
  estate.watchers = () => [watcher];
  prepare(estate);
  const services = {
    inventory: {
      listNetworkWatchers: async () => estate.watchers(),
      listVirtualMachines: () => Promise.resolve([web]),
      listScaleSets: () => Promise.resolve([front]),
      listStorageAccounts: () =>
        Promise.resolve(accounts.map((id) => ({ ...makeStorage(), id, name: id.split('/').at(-1) }))),
    },
    captures: estate.captures,
    ground: estate.ground,
    groundWork: estate.ground,
  };
  const resource = draft.targetId === scaleSetId ? front : web;
  const context = {
    ui: prompts.ui,
    services,
    watchers: [watcher],
    isWatcherGiven: false,
    draft,
    presets: [],
    clock: new ManualClock(),
    target: captureTargets([resource], estate.watchers())[0],
    scope: draft.scope,
    destination: draft.destination ?? { storageId },
    captureName: draft.name ?? 'web-1_1',
    timeLimitInSeconds: 300,
  } as unknown as CaptureWizardContext;
  await new ReviewStep().prompt(context);
  return context.reviewed?.capture;
}

describe('ReviewStep', () => {
  beforeEach(() => {
    shown.answer = undefined;
    shown.messages.length = 0;
  });

  it('keeps the name when nothing is typed', async () => {
    const capture = await review(new ScriptedPrompts(/Name/, enter, /Start Capture/));
    assert.equal(capture?.name, 'web-1_1');
  });

  it('leads to account, target, instances and all limits', async () => {
    const again: CaptureDraft = { targetId: machineId, name: 'again', limits: { timeLimitInSeconds: 60 } };
    const prompts = new ScriptedPrompts(
      /Storage account/,
      /captures2/,
      /Machine or scale set/,
      /vmss/,
      /Instances/,
      /All but these/,
      [/vmss_1/],
      /Limits/,
      '10m',
      enter,
      enter,
      /Start Capture/,
    );
    const capture = await review(prompts, again, ({ ground }) => {
      ground.getStorageAccount = (id) => Promise.resolve(makeStorage({ id }));
    });
    assert.deepEqual(
      [capture?.destination, capture?.targetId, capture?.scope, capture?.limits.timeLimitInSeconds, capture?.name],
      [{ storageId: otherStorage }, scaleSetId, { include: [], exclude: ['1'] }, 600, 'again'],
    );
  });

  it('switches instances between those taken and those left out', async () => {
    const draft: CaptureDraft = { targetId: scaleSetId, scope: { include: [], exclude: ['1'] } };
    const only = await review(new ScriptedPrompts(/Instances/, /Only these/, [/_0/, /_3/], /Start Capture/), draft);
    assert.deepEqual(only?.scope, { include: ['0', '3'], exclude: [] });
    const all = await review(new ScriptedPrompts(/Instances/, /All instances/, /Start Capture/), draft);
    assert.deepEqual(all?.scope, { include: [], exclude: [] });
  });

  it('takes a path without the spaces around it', async () => {
    const capture = await review(new ScriptedPrompts(/File on the machine/, ' /var/captures/a.cap ', /Start Capture/));
    assert.deepEqual(capture?.destination, { storageId, filePath: '/var/captures/a.cap' });
  });

  it('changes a ring, or ends it', async () => {
    const draft: CaptureDraft = { ring: { fileCount: 3, fileSizeInBytes: 1_000_000, sessionTimeLimitInSeconds: 60 } };
    const changed = await review(new ScriptedPrompts(/Continuous/, /Change/, '5', enter, '2h', /Start Capture/), draft);
    assert.deepEqual([changed?.ring?.fileCount, changed?.ring?.sessionTimeLimitInSeconds], [5, 7200]);
    const ended = await review(new ScriptedPrompts(/Continuous/, /Switch off/, /Start Capture/), draft);
    assert.equal(ended?.ring, undefined);
  });

  it('goes on without an account in the region, with a path on the machine', async () => {
    const ring = { fileCount: 3, fileSizeInBytes: 1_000_000, sessionTimeLimitInSeconds: 60 };
    const prompts = new ScriptedPrompts(/Storage account/, /Only a file/, '/var/captures/a.cap', /Start Capture/);
    const capture = await review(prompts, { ring }, () => undefined, []);
    assert.deepEqual(capture?.destination, { filePath: '/var/captures/a.cap' });
  });

  it('offers no start without a watcher, only the remedy', async () => {
    const prompts = new ScriptedPrompts(/Cannot start yet/, /Enable Network Watcher/, /Start/);
    let watchers: readonly NetworkWatcher[] = [];
    const capture = await review(prompts, {}, (estate) => {
      estate.watchers = () => watchers;
      estate.ground.createWatcher = () => {
        watchers = [watcher];
        return Promise.resolve(watcher);
      };
    });
    const labels = prompts.shown.map((items) => items.map(({ label }) => label).filter((label) => /Start/.test(label)));
    assert.deepEqual(labels, [[], [], ['$(record) Start Capture']]);
    assert.equal(capture?.watcherId, watcherId);
  });

  it('updates instances only when a person agrees to all that comes with it', async () => {
    const draft: CaptureDraft = { targetId: scaleSetId };
    let ground: FakeEstate['ground'] | undefined;
    const lacking = (estate: FakeEstate): void => {
      ({ ground } = estate);
      const set = makeScaleSet({ extensions: [agent] });
      estate.ground.scaleSet = () => ({
        ...set,
        instances: set.instances.map((each) => ({ ...each, hasAgent: false })),
      });
    };
    await review(new ScriptedPrompts(/wrench.*Update Instances/, /Start Anyway/), draft, lacking);
    assert.equal(shown.messages.length, 1);
    assert.ok(ground !== undefined && !ground.calls.some((call) => call.startsWith('updateInstances')));
    shown.answer = 'Update Instances';
    await review(new ScriptedPrompts(/wrench.*Update Instances/, /Start Anyway/), draft, lacking);
    assert.ok(ground.calls.includes('updateInstances 0,1,3'));
  });
});
