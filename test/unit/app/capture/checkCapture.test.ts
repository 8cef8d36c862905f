// The checklist before a start: each obstacle is found and said with what to do, what cannot be read is no obstacle, and the reads
// are counted.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkCapture } from '../../../../src/app/capture/checkCapture.ts';
import { mendCapture } from '../../../../src/app/capture/mendCapture.ts';
import { fixQuestion, preflightItem } from '../../../../src/app/capture/preflightTexts.ts';
import { forbidden, resourceNotFound, serviceUnreachable } from '../../../../src/app/error/userErrors.ts';
import { cancelledError, isCancelled } from '../../../../src/base/abort.ts';
import type { NewPacketCapture } from '../../../../src/domain/capture/captureSettings.ts';
import { canStart, toBeMended } from '../../../../src/domain/capture/preflight.ts';
import { failing, machineId, makeCapture, makeNewCapture, storageId, watcherId } from '../../../support/captures.ts';
import { FakeEstate } from '../../../support/estate.ts';
import { agent, makeMachine, makeScaleSet, makeStorage, scaleSetId } from '../../../support/ground.ts';

function setUp() {
  const estate = new FakeEstate();
  estate.watchers = () => [{ id: watcherId, name: 'NetworkWatcher_westeurope', region: 'westeurope' }];
  const ports = { inventory: estate, captures: estate.captures, ground: estate.ground };
  const check = (capture: NewPacketCapture = makeNewCapture('web-1_1')) => checkCapture(ports, capture);
  return { estate, check, ground: estate.ground };
}

type Estate = ReturnType<typeof setUp>['estate'];

async function linesOf(prepare: (estate: Estate) => void, parts: Partial<NewPacketCapture> = {}): Promise<string[]> {
  const { estate, check } = setUp();
  prepare(estate);
  const { findings } = await check(makeNewCapture('web-1_1', parts));
  return findings.map((finding) => {
    const { id, tone, fix } = preflightItem(finding);
    return [tone, id, ...(fix === undefined ? [] : [`[${fix.id}]`])].join(' ');
  });
}

const allWell = [
  'ok watcherPresent',
  'ok machinesRunning',
  'ok agentPresent',
  'ok storageFits',
  'ok nameFree',
  'ok rightsPresent',
];

describe('checkCapture', () => {
  it('finds nothing where all is well', async () => {
    assert.deepEqual(await linesOf(() => undefined), allWell);
  });

  const one: Partial<NewPacketCapture> = {};
  const set: Partial<NewPacketCapture> = { targetId: scaleSetId };
  for (const [title, prepare, parts, expected] of [
    ['no watcher in the region', (e) => (e.watchers = () => []), one, 'blocker watcherMissing [enableWatcher]'],
    ['watchers that cannot be listed', (e) => (e.watchers = failing(forbidden('read'))), one, 'unknown watcherUnread'],
    [
      'a machine that is gone',
      (e) => (e.ground.machine = failing(resourceNotFound('web-1'))),
      one,
      'blocker targetGone',
    ],
    [
      'a machine that cannot be read',
      (e) => (e.ground.machine = failing(forbidden('read'))),
      one,
      'unknown targetUnread',
    ],
    [
      'a machine that rests',
      (e) => (e.ground.machine = () => makeMachine({ powerState: 'deallocated' })),
      one,
      'blocker machinesNotRunning',
    ],
    [
      'a missing agent',
      (e) => (e.ground.machine = () => makeMachine({ extensions: [] })),
      one,
      'blocker agentMissing [installAgent]',
    ],
    [
      'another extension of the publisher',
      (e) => (e.ground.machine = () => makeMachine({ extensions: [{ ...agent, type: 'ConnectionMonitor' }] })),
      one,
      'blocker agentMissing [installAgent]',
    ],
    [
      'an agent that failed to install',
      (e) => (e.ground.machine = () => makeMachine({ extensions: [{ ...agent, provisioningState: 'Failed' }] })),
      one,
      'blocker agentBroken [installAgent]',
    ],
    [
      'an instance that is not there',
      () => undefined,
      { ...set, scope: { include: ['7'], exclude: [] } },
      'blocker instancesMissing',
    ],
    [
      'a choice that leaves none',
      () => undefined,
      { ...set, scope: { include: ['0'], exclude: ['0'] } },
      'blocker noInstance',
    ],
    [
      'a scale set without the agent',
      (e) => (e.ground.scaleSet = () => withoutAgent([])),
      set,
      'blocker agentMissing [installAgent]',
    ],
    [
      'instances that have not taken the agent over',
      (e) => (e.ground.scaleSet = () => withoutAgent([agent])),
      set,
      'blocker agentNotOnInstances [updateInstances]',
    ],
    [
      'a premium account',
      (e) => (e.ground.storage = () => makeStorage({ isPremium: true })),
      one,
      'blocker storagePremium',
    ],
    [
      'an account of another region',
      (e) => (e.ground.storage = () => makeStorage({ region: 'eastus' })),
      one,
      'blocker storageElsewhere',
    ],
    [
      'an account that forbids keys',
      (e) => (e.ground.storage = () => makeStorage({ allowsSharedKey: false })),
      one,
      'blocker storageWithoutKeys',
    ],
    [
      'an account with a firewall',
      (e) => (e.ground.storage = () => makeStorage({ network: 'restricted' })),
      one,
      'warning storageRestricted',
    ],
    [
      'a private account',
      (e) => (e.ground.storage = () => makeStorage({ network: 'closed' })),
      one,
      'warning storageClosed',
    ],
    ['an account that is gone', (e) => (e.ground.storage = failing(resourceNotFound('x'))), one, 'blocker storageGone'],
    ['no place for the file', () => undefined, { destination: {} }, 'blocker noDestination'],
    [
      'a file that stays on the machine',
      () => undefined,
      { destination: { filePath: '/var/captures/a.cap' } },
      'ok fileStaysOnMachine',
    ],
    ['a name in use', (e) => e.captures.put(makeCapture('web-1_1')), one, 'blocker nameTaken [useNextName]'],
    ['a name with a slash', () => undefined, { name: 'a/b' }, 'blocker name:badCharacter'],
    [
      'roles without the start',
      (e) => (e.ground.permissions = () => [{ actions: ['*/read'], notActions: [] }]),
      one,
      'warning rightsMissing',
    ],
    ['roles that cannot be read', (e) => (e.ground.permissions = failing(forbidden('x'))), one, 'unknown rightsUnread'],
    [
      'a filter that Azure would misread',
      () => undefined,
      { filters: [{ protocol: 'TCP', remotePort: '80-' }] },
      'blocker filterInvalid',
    ],
    [
      'a filter for another machine',
      () => undefined,
      { filters: [{ protocol: 'TCP', localIPAddress: '10.9.9.9' }] },
      'warning filtersMatchNothing',
    ],
    [
      'filters that can match',
      () => undefined,
      { filters: [{ protocol: 'TCP', localIPAddress: '10.0.0.1-10.0.0.9' }] },
      'ok filtersFine',
    ],
  ] satisfies readonly (readonly [string, (estate: Estate) => unknown, Partial<NewPacketCapture>, string])[]) {
    it(`sees ${title}`, async () => {
      const lines = await linesOf(prepare, parts);
      assert.ok(lines.includes(expected), `${lines.join('\n')}\nlacks ${expected}`);
      const isBlocked = lines.some((line) => line.startsWith('blocker'));
      assert.equal(isBlocked, expected.startsWith('blocker'));
    });
  }

  it('names the missing actions, and only those', async () => {
    const { check, ground } = setUp();
    ground.permissions = (scope) => [
      { actions: scope === storageId ? ['*/read'] : ['*'], notActions: ['Microsoft.Compute/*/extensions/read'] },
    ];
    const { findings } = await check();
    const rights = findings.find(({ code }) => code === 'rightsMissing');
    assert.deepEqual(rights?.subjects, [
      'Microsoft.Compute/virtualMachines/extensions/read',
      'Microsoft.Storage/storageAccounts/listServiceSas/action',
      'Microsoft.Storage/storageAccounts/listAccountSas/action',
      'Microsoft.Storage/storageAccounts/listKeys/action',
    ]);
    assert.equal(canStart(findings), true);
  });

  it('tells what one scope lacks although another cannot be read, and nothing of what is gone', async () => {
    const { check, ground } = setUp();
    ground.permissions = (scope) => {
      if (scope === storageId) {
        throw forbidden('read');
      }
      return [{ actions: [scope === watcherId ? '*/read' : '*'], notActions: [] }];
    };
    const mixed = (await check()).findings.filter(({ code }) => code.startsWith('rights'));
    assert.deepEqual(
      mixed.map(({ code, tone }) => [code, tone]),
      [
        ['rightsMissing', 'warning'],
        ['rightsUnread', 'unknown'],
      ],
    );
    assert.ok(mixed[0]?.subjects.includes('Microsoft.Network/networkWatchers/packetCaptures/write'));
    assert.equal(mixed[1]?.subjects[0], forbidden('read').message);

    ground.machine = failing(resourceNotFound('web-1'));
    ground.permissions = (scope) => {
      if (scope === machineId) {
        throw resourceNotFound('web-1');
      }
      return [{ actions: ['*'], notActions: [] }];
    };
    const gone = (await check()).findings.filter(({ code }) => code.startsWith('rights'));
    assert.deepEqual(gone, []);
  });

  it('asks for all that Azure lists for a start, and for what a remedy needs only with the remedy', async () => {
    const { check, ground } = setUp();
    const lacking = [
      'Microsoft.Network/networkWatchers/read',
      'Microsoft.Network/networkWatchers/packetCaptures/queryStatus/read',
      'Microsoft.Compute/virtualMachines/write',
    ];
    const install = 'Microsoft.Compute/virtualMachines/extensions/write';
    ground.permissions = () => [{ actions: ['*'], notActions: [...lacking, install] }];
    const present = (await check()).findings;
    assert.deepEqual(present.find(({ code }) => code === 'rightsMissing')?.subjects, lacking);
    ground.machine = () => makeMachine({ extensions: [] });
    const agentLine = (await check()).findings.find(({ code }) => code === 'agentMissing');
    assert.deepEqual(agentLine?.missingForFix, [install]);
    assert.ok(agentLine !== undefined && preflightItem(agentLine).text.includes(install));
  });

  it('lets nothing start that has no watcher, place or usable name', async () => {
    const unstartable = async (prepare: (estate: Estate) => unknown, parts: Partial<NewPacketCapture>) => {
      const { estate, check } = setUp();
      prepare(estate);
      const { findings } = await check(makeNewCapture('web-1_1', parts));
      return toBeMended(findings).map((finding) => `${finding.code} ${preflightItem(finding).fix?.id ?? ''}`.trim());
    };
    const nothing = (): void => undefined;
    const noWatcher = { watcherId: '' };
    assert.deepEqual(await unstartable((e) => (e.watchers = () => []), noWatcher), ['watcherMissing enableWatcher']);
    assert.deepEqual(await unstartable((e) => (e.watchers = failing(forbidden('read'))), noWatcher), ['watcherUnread']);
    assert.deepEqual(await unstartable((e) => (e.watchers = failing(forbidden('read'))), {}), []);
    assert.deepEqual(await unstartable((e) => (e.ground.machine = failing(forbidden('read'))), noWatcher), [
      'watcherUnread',
    ]);
    assert.deepEqual(await unstartable(nothing, noWatcher), ['watcherFound useWatcher']);
    assert.deepEqual(await unstartable(nothing, { destination: {} }), ['noDestination']);
    assert.deepEqual(await unstartable(nothing, { name: 'a/b' }), ['name:badCharacter']);
    assert.deepEqual(await unstartable((e) => (e.ground.machine = () => makeMachine({ extensions: [] })), {}), []);
  });

  it('says of a scale set upgraded by hand that the remedy brings the whole model, and to which instances', async () => {
    const { estate, check, ground } = setUp();
    estate.ground.scaleSet = () => withoutAgent([]);
    const parts = { targetId: scaleSetId };
    const lineOf = async (code: string) =>
      (await check(makeNewCapture('x', parts))).findings.find((finding) => finding.code === code);
    const missing = await lineOf('agentMissing');
    assert.deepEqual(missing?.upgrades, ['vmss_1', 'vmss_3']);
    assert.ok(missing !== undefined && fixQuestion(missing)?.detail.includes('vmss_1, vmss_3'));
    ground.permissions = () => [
      { actions: ['*'], notActions: ['Microsoft.Compute/virtualMachineScaleSets/manualUpgrade/action'] },
    ];
    ground.scaleSet = () => withoutAgent([agent]);
    const behind = await lineOf('agentNotOnInstances');
    assert.deepEqual(behind?.upgrades, ['vmss_1', 'vmss_3']);
    assert.deepEqual(behind?.missingForFix, ['Microsoft.Compute/virtualMachineScaleSets/manualUpgrade/action']);
    ground.scaleSet = () => ({ ...withoutAgent([]), isUpgradedByHand: false });
    const automatic = await lineOf('agentMissing');
    assert.equal(automatic?.upgrades, undefined);
    assert.equal(automatic === undefined ? 'none' : fixQuestion(automatic), undefined);
  });

  it('reads each thing once: seven questions for a machine, addresses only for filters with a local one', async () => {
    const { check, ground, estate } = setUp();
    await check();
    assert.deepEqual(ground.calls.toSorted(), [
      'getMachine',
      'getStorageAccount',
      'listPermissions NetworkWatcher_westeurope',
      'listPermissions captures1',
      'listPermissions web-1',
    ]);
    assert.deepEqual(estate.captures.calls, ['get web-1_1']);
    await check(makeNewCapture('web-1_1', { filters: [{ protocol: 'TCP', localIPAddress: '10.0.0.4' }] }));
    assert.equal(ground.calls.filter((call) => call === 'listAddresses').length, 1);
  });

  it('rejects when it was cancelled, and only then', async () => {
    const { check, ground } = setUp();
    ground.machine = failing(cancelledError());
    await assert.rejects(check(), isCancelled);
    ground.machine = failing(serviceUnreachable('arm', 'ECONNRESET'));
    ground.storage = failing(new Error('a bug'));
    const { findings } = await check();
    assert.equal(findings.filter(({ tone }) => tone === 'unknown').length, 2);
  });

  it('gives every line words, and every remedy a button', async () => {
    const { estate, check } = setUp();
    estate.watchers = () => [];
    estate.ground.machine = () => makeMachine({ extensions: [] });
    for (const finding of (await check()).findings) {
      const { title, text, fix } = preflightItem(finding);
      assert.notEqual(title, '');
      assert.notEqual(text, undefined);
      assert.equal(fix === undefined, finding.fix === undefined);
    }
  });
});

function withoutAgent(extensions: readonly (typeof agent)[]) {
  const set = makeScaleSet({ extensions });
  return {
    ...set,
    instances: set.instances.map((each) => ({ ...each, hasAgent: each.instanceId === '0', hasLatestModel: false })),
  };
}

describe('mendCapture', () => {
  async function mend(
    fix: Parameters<typeof mendCapture>[1],
    prepare: (estate: Estate) => unknown,
    parts: Partial<NewPacketCapture> = {},
  ) {
    const { estate, check, ground } = setUp();
    prepare(estate);
    const capture = makeNewCapture('web-1_1', parts);
    const { facts } = await check(capture);
    ground.calls.length = 0;
    const mended = await mendCapture({ work: ground, captures: estate.captures }, fix, { capture, facts });
    return { mended, calls: ground.calls };
  }

  it('makes the watcher of the machine, and starts with it', async () => {
    const { mended, calls } = await mend('enableWatcher', (e) => {
      e.watchers = () => [];
      e.ground.machine = () => makeMachine({ region: 'francecentral' });
    });
    assert.deepEqual(calls, ['createWatcher francecentral']);
    assert.match(mended.watcherId, /NetworkWatcher_francecentral$/);
    assert.equal(mended.targetId, machineId);
  });

  it('installs the agent on a machine', async () => {
    const { calls } = await mend('installAgent', (e) => (e.ground.machine = () => makeMachine({ extensions: [] })));
    assert.deepEqual(calls, ['installAgent web-1']);
  });

  it('installs the agent in a scale set and has those chosen instances take it over that lack it', async () => {
    const { calls } = await mend('installAgent', (e) => (e.ground.scaleSet = () => withoutAgent([])), {
      targetId: scaleSetId,
      scope: { include: ['0', '3'], exclude: [] },
    });
    assert.deepEqual(calls, ['installAgent vmss', 'updateInstances 3']);
  });

  it('leaves a scale set that upgrades itself to it', async () => {
    const { calls } = await mend(
      'installAgent',
      (e) => (e.ground.scaleSet = () => ({ ...withoutAgent([]), isUpgradedByHand: false })),
      { targetId: scaleSetId },
    );
    assert.deepEqual(calls, ['installAgent vmss']);
  });

  it('updates no instance when all of them report the broken agent', async () => {
    const { calls } = await mend(
      'installAgent',
      (e) => (e.ground.scaleSet = () => makeScaleSet({ extensions: [{ ...agent, provisioningState: 'Failed' }] })),
      { targetId: scaleSetId },
    );
    assert.deepEqual(calls, ['installAgent vmss']);
  });

  it('uses a watcher that was enabled meanwhile', async () => {
    const { mended, calls } = await mend('useWatcher', () => undefined, { watcherId: '' });
    assert.deepEqual([mended.watcherId, calls], [watcherId, []]);
  });

  it('takes the next free name', async () => {
    const { mended } = await mend('useNextName', (e) => e.captures.put(makeCapture('web-1_1'), makeCapture('web-1_2')));
    assert.equal(mended.name, 'web-1_3');
  });
});
