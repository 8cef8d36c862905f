// The graph of a topology: what holds what by the types, whatever the direction, order and kind of the associations.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { topologyGraph } from '../../../../src/domain/diagnostic/topology.ts';
import type { TopologyResource } from '../../../../src/domain/diagnostic/topology.ts';
import { estate, networkId } from '../../../support/diagnostics.ts';

describe('topologyGraph', () => {
  it('puts cards into subnets and machines into cards, and ties the rest to them', () => {
    const { nodes, edges } = topologyGraph({ resources: estate });
    const nameOf = new Map(nodes.map(({ key, name }) => [key, name]));
    assert.deepEqual(
      nodes.map(({ name, kind, parentKey }) => [kind, name, nameOf.get(parentKey ?? '') ?? '-'].join(' ')).toSorted(),
      [
        'card web-1-nic web',
        'machine web-1 web-1-nic',
        'publicAddress web-1-ip -',
        'securityGroup nsg-web -',
        'subnet web vnet-main',
        'virtualNetwork vnet-main -',
      ],
    );
    assert.deepEqual(
      edges.map(({ from, to }) => `${nameOf.get(from) ?? ''} ${nameOf.get(to) ?? ''}`).toSorted(),
      ['nsg-web web', 'web-1-nic web-1-ip'].toSorted(),
    );
  });

  it('counts the rules of a group as parts of it', () =>
    assert.equal(topologyGraph({ resources: estate }).nodes.find(({ name }) => name === 'nsg-web')?.partCount, 1));

  it('does not depend on the order of the resources', () => {
    const expected = topologyGraph({ resources: estate });
    fc.assert(
      fc.property(fc.shuffledSubarray([...estate], { minLength: estate.length }), (resources) =>
        assert.deepEqual(topologyGraph({ resources }), expected),
      ),
    );
  });

  it('takes any ids, also such as are none', () => {
    const id = fc.oneof(
      fc.string(),
      fc.constantFrom(...estate.map((each) => each.id)),
      fc.constant(networkId('virtualNetworks/v/subnets/s')),
    );
    const resource = fc.record({
      id,
      name: fc.string(),
      region: fc.string(),
      linkedIds: fc.array(id, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 8 }), (resources: TopologyResource[]) => {
        const { nodes, edges } = topologyGraph({ resources });
        const keys = new Set(nodes.map(({ key }) => key));
        assert.equal(keys.size, nodes.length);
        assert.ok(nodes.every(({ parentKey }) => parentKey === undefined || keys.has(parentKey)));
        assert.ok(edges.every(({ from, to }) => keys.has(from) && keys.has(to) && from < to));
      }),
    );
  });
});
