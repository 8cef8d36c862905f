// What the host gives a form: settings used last, the question before a remedy that does more, and forms of an earlier window.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { SubscriptionServices } from '../../../../src/app/azure/subscriptionServices.ts';
import { serviceUnreachable, signedOut } from '../../../../src/app/error/userErrors.ts';
import { isCancelled } from '../../../../src/base/abort.ts';
import type { HostContext } from '../../../../src/host/hostContext.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { makeNewCapture, storageId, subscriptionId } from '../../../support/captures.ts';
import { FakeEstate } from '../../../support/estate.ts';
import { configured, FakeMemento, shown, standInForVscode } from '../../../support/fakeVscode.ts';
import { agent, makeScaleSet, scaleSetId } from '../../../support/ground.ts';
import { KeptLog } from '../../../support/keptLog.ts';

const standIn = standInForVscode();
const { captureFormPorts, presetsOf, rememberChoices, restoredFormPorts } =
  await import('../../../../src/host/capture/captureFormHost.ts');
after(() => standIn.dispose());

function setUp() {
  const estate = new FakeEstate();
  const services = {
    subscription: { id: subscriptionId, name: 'Edge' },
    inventory: estate,
    captures: estate.captures,
    ground: estate.ground,
    groundWork: estate.ground,
  } as unknown as SubscriptionServices;
  let isStarted = true;
  const known = { subscriptions: () => Promise.resolve([{ id: subscriptionId }]) };
  const host = {
    extension: { globalState: new FakeMemento(), workspaceState: new FakeMemento() },
    log: new KeptLog(),
    follower: { start: () => Promise.resolve(isStarted) },
    services: { servicesOf: () => services },
    subscriptions: { knownSubscriptions: async () => ({ subscriptions: await known.subscriptions() }) },
  } as unknown as HostContext;
  return {
    estate,
    host,
    known,
    ports: captureFormPorts(host, services),
    cancelStart: () => {
      isStarted = false;
    },
  };
}

const options = { replace: false, abortSignal: new AbortController().signal };
const last = makeNewCapture('web-1_1', {
  limits: { timeLimitInSeconds: 60 },
  filters: [{ protocol: 'TCP', remotePort: '443' }],
  ring: { fileCount: 3, fileSizeInBytes: 1_000_000, sessionTimeLimitInSeconds: 60 },
});

function startAnew(): void {
  configured.user = {};
  configured.workspace = {};
  shown.answer = undefined;
  shown.messages.length = 0;
}

describe('settings used last', () => {
  beforeEach(startAnew);

  it('are offered first, without target and place', async () => {
    const { host, ports } = setUp();
    assert.deepEqual(ports.presets(), []);
    await ports.start(last, options);
    configured.user['wirewatch.capture.presets'] = { A: {} };
    const [first, ...others] = presetsOf(host);
    const { limits, filters, ring } = last;
    assert.deepEqual(first, { name: 'As last time', destination: {}, limits, filters, ring });
    assert.deepEqual(
      others.map(({ name }) => name),
      ['A'],
    );
  });

  it('give way to a preset of their name', async () => {
    const { host } = setUp();
    await rememberChoices(host, last);
    configured.user['wirewatch.capture.presets'] = { 'As last time': { storageId } };
    assert.deepEqual(
      presetsOf(host).map(({ destination }) => destination),
      [{ storageId }],
    );
  });
});

describe('captureFormPorts', () => {
  beforeEach(startAnew);

  it('tell whether the capture runs', async () => {
    const { ports, cancelStart } = setUp();
    assert.equal(await ports.start(last, options), true);
    cancelStart();
    assert.equal(await ports.start(last, options), false);
  });

  it('update instances only when a person agrees', async () => {
    const { estate, ports } = setUp();
    const set = makeScaleSet({ extensions: [agent] });
    estate.ground.scaleSet = () => ({ ...set, instances: set.instances.map((each) => ({ ...each, hasAgent: false })) });
    const capture = makeNewCapture('x', { targetId: scaleSetId });
    const { abortSignal } = options;
    await ports.check(capture, abortSignal);
    await assert.rejects(ports.fix('updateInstances', capture, abortSignal), isCancelled);
    assert.ok(!estate.ground.calls.some((call) => call.startsWith('updateInstances')));
    shown.answer = 'Update Instances';
    await ports.fix('updateInstances', capture, abortSignal);
    assert.ok(estate.ground.calls.includes('updateInstances 0,1,3'));
    assert.equal(shown.messages.length, 2);
  });
});

describe('restoredFormPorts', () => {
  beforeEach(startAnew);

  it('are those of the subscription, if the account still sees it', async () => {
    const { host, known } = setUp();
    assert.equal((await restoredFormPorts(host, subscriptionId.toUpperCase()))?.subscriptionId, subscriptionId);
    assert.equal(await restoredFormPorts(host, 'another'), undefined);
    known.subscriptions = () => Promise.reject(signedOut());
    assert.equal(await restoredFormPorts(host, subscriptionId), undefined);
    known.subscriptions = () => Promise.reject(serviceUnreachable('arm', 'ENOTFOUND'));
    await assertUserError(restoredFormPorts(host, subscriptionId), 'serviceUnreachable');
  });
});
