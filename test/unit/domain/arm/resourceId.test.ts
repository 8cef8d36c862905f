// Resource ids taken apart and compared, in every case and shape that ARM uses.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  isSameResource,
  normalizeRegion,
  parentResourceId,
  parseResourceId,
  portalResourceUrl,
  resourceName,
  resourceNameInPath,
} from '../../../../src/domain/arm/resourceId.ts';

const watcher = '/subscriptions/s1/resourceGroups/Rg-1/providers/Microsoft.Network/networkWatchers/W1';

describe('parseResourceId', () => {
  const check = (id: string, expected: readonly [group: string, type: string, names: string] | undefined): void => {
    const parsed = parseResourceId(id);
    assert.deepEqual(parsed && [parsed.resourceGroup, parsed.type, parsed.names.join('/')], expected, id);
  };

  it('reads resources, children, and resources of a subscription', () => {
    check(watcher, ['Rg-1', 'Microsoft.Network/networkWatchers', 'W1']);
    check(`${watcher}/packetCaptures/c1`, ['Rg-1', 'Microsoft.Network/networkWatchers/packetCaptures', 'W1/c1']);
    check('/subscriptions/s1/providers/Microsoft.X/things/t', ['', 'Microsoft.X/things', 't']);
    check('/SUBSCRIPTIONS/s1/resourcegroups/g/PROVIDERS/M.N/t/n', ['g', 'M.N/t', 'n']);
    check(`${watcher}/`, ['Rg-1', 'Microsoft.Network/networkWatchers', 'W1']);
  });

  it('gives the last name, the subscription and the id itself', () => {
    const parsed = parseResourceId(`${watcher}/packetCaptures/c1`);
    assert.deepEqual([parsed?.name, parsed?.subscriptionId, parsed?.id], ['c1', 's1', `${watcher}/packetCaptures/c1`]);
  });

  it('refuses what is none', () => {
    for (const id of [
      '',
      '/',
      'web-1',
      '/subscriptions',
      '/subscriptions/s1',
      '/subscriptions/s1/resourceGroups/g',
      '/subscriptions/s1/resourceGroups/g/providers/M.N',
      '/subscriptions/s1/resourceGroups/g/providers/M.N/type',
      `${watcher}/packetCaptures`,
      '/resourceGroups/g/providers/M.N/t/n',
    ]) {
      check(id, undefined);
    }
  });

  it('never throws, and names what it was built from', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !text.includes('/'));
    fc.assert(
      fc.property(fc.string(), name, name, (text, group, last) => {
        parseResourceId(text);
        const id = `/subscriptions/s/resourceGroups/${group}/providers/M.N/t/${last}`;
        assert.deepEqual(
          [parseResourceId(id)?.resourceGroup, resourceName(id), parentResourceId(`${id}/u/v`)],
          [group, last, id],
        );
      }),
    );
  });
});

describe('resourceName', () => {
  it('gives the name, or the last part of what is no id', () => {
    const check = (id: string, expected: string): void => assert.equal(resourceName(id), expected);
    check(watcher, 'W1');
    check('web-1', 'web-1');
    check('some/path', 'path');
    check('', '');
  });
});

describe('resourceNameInPath', () => {
  it('names the resource that a path is about', () => {
    const id = '/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm-1';
    for (const [path, name] of [
      [id, 'vm-1'],
      [`${id}/`, 'vm-1'],
      [`${id}/extensions`, 'vm-1'],
      [`${id}/extensions/agent`, 'agent'],
      [`${id}/listKeys`, 'vm-1'],
      [`${id}/providers/Microsoft.Authorization/permissions`, 'vm-1'],
      ['/subscriptions/1/resourceGroups/g/providers/Microsoft.Authorization/permissions', 'g'],
      ['/subscriptions/1/resourceGroups/g', 'g'],
      ['', ''],
    ] as const) {
      assert.equal(resourceNameInPath(path), name, path);
    }
  });
});

describe('isSameResource', () => {
  it('compares without case, and nothing equals nothing else', () => {
    const check = (a: string | undefined, b: string | undefined, expected: boolean): void =>
      assert.equal(isSameResource(a, b), expected);
    check(watcher, watcher.toLowerCase(), true);
    check(watcher, `${watcher}x`, false);
    check(undefined, undefined, false);
    check(watcher, undefined, false);
  });
});

describe('parentResourceId', () => {
  it('gives the parent of a child, and none for the top', () => {
    assert.equal(parentResourceId(`${watcher}/packetCaptures/c1`), watcher);
    assert.equal(parentResourceId(watcher), undefined);
    assert.equal(parentResourceId('nonsense'), undefined);
  });
});

describe('normalizeRegion', () => {
  it('gives one spelling', () => {
    for (const text of ['West Europe', 'westeurope', 'WestEurope']) {
      assert.equal(normalizeRegion(text), 'westeurope');
    }
  });
});

describe('portalResourceUrl', () => {
  it('joins with exactly one slash', () => {
    for (const portal of ['https://portal.azure.cn', 'https://portal.azure.cn/', 'https://portal.azure.cn//']) {
      assert.equal(portalResourceUrl(portal, 't1', watcher), `https://portal.azure.cn/#@t1/resource${watcher}`);
    }
  });
});
