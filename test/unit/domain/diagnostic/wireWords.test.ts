// The service's words for next hops and what flow logs watch, in any case, and words that nobody knows yet.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { flowLogScopeOf } from '../../../../src/domain/diagnostic/flowLog.ts';
import { nextHopTypeOf, routeTableIdOf } from '../../../../src/domain/diagnostic/nextHop.ts';
import { networkId } from '../../../support/diagnostics.ts';

describe('nextHopTypeOf', () => {
  for (const [word, type] of [
    ['Internet', 'internet'],
    ['VirtualAppliance', 'virtualAppliance'],
    ['VnetLocal', 'virtualNetwork'],
    ['VNetPeering', 'peering'],
    ['None', 'none'],
    ['constructor', 'unknown'],
    [undefined, 'unknown'],
  ] as const) {
    it(`takes ${word ?? 'nothing'} for ${type}`, () => assert.equal(nextHopTypeOf(word), type));
  }
});

describe('routeTableIdOf', () => {
  it('knows an id from the words for a system route', () => {
    assert.equal(routeTableIdOf(networkId('routeTables/rt')), networkId('routeTables/rt'));
    assert.equal(routeTableIdOf('System Route'), undefined);
  });
});

describe('flowLogScopeOf', () => {
  for (const [path, scope] of [
    ['virtualNetworks/v', 'virtualNetwork'],
    ['virtualNetworks/v/subnets/s', 'subnet'],
    ['networkInterfaces/n', 'networkInterface'],
    ['networkSecurityGroups/g', 'networkSecurityGroup'],
    ['routeTables/r', 'other'],
  ] as const) {
    it(`takes ${path} for ${scope}`, () => assert.equal(flowLogScopeOf(networkId(path).toUpperCase()), scope));
  }
});
