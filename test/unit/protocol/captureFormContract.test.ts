// What the capture form may send: each request's parameters, and everything else refused.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { captureFormGuards } from '../../../src/protocol/captureFormContract.ts';
import { machineId, makeNewCapture, storageId } from '../../support/captures.ts';

const full = makeNewCapture('web-1_1', {
  destination: { storageId, filePath: '/var/captures/x.cap' },
  limits: { timeLimitInSeconds: 60, totalBytesPerSession: 0, bytesToCapturePerPacket: 96 },
  filters: [{ protocol: 'TCP', remotePort: '443' }, { protocol: 'Any' }],
  scope: { include: ['0'], exclude: [] },
  ring: { fileCount: 1, fileSizeInBytes: 1, sessionTimeLimitInSeconds: 1 },
});

describe('captureFormGuards', () => {
  const check = (name: keyof typeof captureFormGuards, value: unknown, expected: boolean): void =>
    assert.equal(captureFormGuards[name](value), expected, `${name} ${JSON.stringify(value)?.slice(0, 200)}`);

  it('lets requests without parameters come as undefined or null', () => {
    for (const name of ['show', 'listTargets', 'cancel'] as const) {
      check(name, undefined, true);
      check(name, null, true);
      check(name, {}, false);
    }
  });

  it('takes ids and a region', () => {
    for (const name of ['listInstances', 'suggestName'] as const) {
      check(name, machineId, true);
      check(name, 'web-1', false);
      check(name, `/${'x'.repeat(2000)}`, false);
      check(name, 7, false);
    }
    check('listStorageAccounts', 'westeurope', true);
    check('listStorageAccounts', 'x'.repeat(201), false);
  });

  it('takes whole captures, the watcher of which may not be there yet', () => {
    check('check', full, true);
    check('check', makeNewCapture('c', { watcherId: '' }), true);
    for (const wrong of [
      { name: 7 },
      { targetId: '' },
      { scope: undefined },
      { scope: { include: [0], exclude: [] } },
      { scope: { include: Array.from({ length: 2001 }, () => '0'), exclude: [] } },
      { destination: undefined },
      { destination: { storageId: 7 } },
      { destination: { filePath: 'x'.repeat(2001) } },
      { limits: [] },
      { limits: { timeLimitInSeconds: '60' } },
      { limits: { timeLimitInSeconds: 1.5 } },
      { limits: { timeLimitInSeconds: null } },
      { limits: { other: 1 } },
      { filters: {} },
      { filters: [{ protocol: 'ICMP' }] },
      { filters: [{ protocol: 'TCP', localPort: 80 }] },
      { filters: [{ protocol: 'TCP', localPort: '8'.repeat(4001) }] },
      { filters: Array.from({ length: 101 }, () => ({ protocol: 'Any' })) },
      { ring: {} },
      { ring: { fileCount: 1, fileSizeInBytes: 1 } },
      { ring: null },
    ]) {
      check('check', { ...full, ...wrong }, false);
    }
  });

  it('takes what is done with a capture', () => {
    check('fix', { fix: 'installAgent', capture: full }, true);
    check('fix', { fix: 'installAgent' }, false);
    check('fix', { fix: 'formatDisk', capture: full }, false);
    check('fix', { capture: full }, false);
    check('start', { capture: full, replace: false, blockers: ['The agent is missing'] }, true);
    check('start', { capture: full, replace: 1, blockers: [] }, false);
    check('start', { capture: full, replace: true }, false);
    check('start', { capture: full, replace: true, blockers: ['x'.repeat(201)] }, false);
    check('start', { capture: full, replace: true, blockers: Array.from({ length: 51 }, () => 'x') }, false);
    check('copyRecipe', { kind: 'azCli', capture: full }, true);
    check('copyRecipe', { kind: 'bicep', capture: full }, true);
    check('copyRecipe', { kind: 'powershell', capture: full }, false);
    check('copyRecipe', { kind: 'bicep', capture: {} }, false);
  });

  it('takes presets with a name and without a place within an account', () => {
    const preset = { name: 'mine', destination: { storageId }, limits: {}, filters: [] };
    check('savePreset', { preset, scope: 'user' }, true);
    check('savePreset', { preset, scope: 'workspace' }, true);
    check('savePreset', { preset, scope: 'folder' }, false);
    check('savePreset', { preset: { ...preset, name: ' ' }, scope: 'user' }, false);
    check('savePreset', { preset: { ...preset, name: 'x'.repeat(101) }, scope: 'user' }, false);
    check('savePreset', { preset: { ...preset, limits: undefined }, scope: 'user' }, false);
    const destination = { storageId, storagePath: 'https://a.blob.core.windows.net/c?sig=x' };
    check('savePreset', { preset: { ...preset, destination }, scope: 'user' }, false);
  });

  it('answers for any value', () => {
    const names = Object.keys(captureFormGuards) as (keyof typeof captureFormGuards)[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), (name, value) =>
        assert.equal(typeof captureFormGuards[name](value), 'boolean'),
      ),
    );
    const parts = fc.dictionary(fc.constantFrom(...Object.keys(full)), fc.jsonValue());
    fc.assert(
      fc.property(parts, (wrong) => assert.equal(typeof captureFormGuards.check({ ...full, ...wrong }), 'boolean')),
    );
  });
});
