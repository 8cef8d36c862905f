// The picture of a topology: nothing overlaps, holders contain what they hold, and what is left out is counted.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { topologyGraph } from '../../../../src/domain/diagnostic/topology.ts';
import type { TopologyResource } from '../../../../src/domain/diagnostic/topology.ts';
import { layoutTopology, shortName } from '../../../../src/domain/diagnostic/topologyLayout.ts';
import type { Box, TopologyPicture } from '../../../../src/domain/diagnostic/topologyLayout.ts';
import { estate, machineId, networkId } from '../../../support/diagnostics.ts';

function picture(resources: readonly TopologyResource[], focusId?: string): TopologyPicture {
  return layoutTopology(topologyGraph({ resources }), focusId);
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function checkGeometry({ nodes, rests, width, height }: TopologyPicture): void {
  const page = { x: 0, y: 0, width, height };
  const ancestors = (index: number): Set<number> => {
    const parent = nodes[index]?.parent;
    return parent === undefined ? new Set() : new Set([parent, ...ancestors(parent)]);
  };
  for (const [index, node] of nodes.entries()) {
    assert.ok(contains(page, node), `${node.name} is out of the picture`);
    const parent = node.parent === undefined ? undefined : nodes[node.parent];
    assert.ok(parent === undefined || contains(parent, node), `${node.name} is out of ${parent?.name ?? ''}`);
    assert.ok(node.parent === undefined || node.parent < index);
    for (const [other, box] of nodes.entries()) {
      const isHeld = ancestors(other).has(index) || ancestors(index).has(other);
      assert.ok(other === index || isHeld || !overlap(node, box), `${node.name} overlaps ${box.name}`);
    }
  }
  assert.ok(rests.every((rest) => contains(page, rest)));
}

/** Networks with subnets with cards with machines, some tied to groups and addresses. */
const anyEstate = fc
  .record({
    networks: fc.integer({ min: 0, max: 3 }),
    subnets: fc.integer({ min: 1, max: 5 }),
    cards: fc.integer({ min: 0, max: 20 }),
    loose: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ networks, subnets, cards, loose }): TopologyResource[] => [
    ...Array.from({ length: networks }, (_, n) => n).flatMap((n) =>
      Array.from({ length: subnets }, (_, s) => s).flatMap((s) => {
        const subnet = networkId(`virtualNetworks/v${n}/subnets/s${s}`);
        return [
          {
            id: subnet,
            name: `s${s}`,
            region: 'westeurope',
            linkedIds: [networkId(`networkSecurityGroups/g${s % 2}`)],
          },
          ...Array.from({ length: cards }, (_, c) => ({
            id: networkId(`networkInterfaces/n${n}-${s}-${c}`),
            name: '',
            region: '',
            linkedIds: [subnet, machineId(`m${n}-${s}-${c}`), networkId(`publicIPAddresses/ip${c % 3}`)],
          })),
        ];
      }),
    ),
    ...Array.from({ length: loose }, (_, l) => ({
      id: networkId(`routeTables/r${l}`),
      name: '',
      region: '',
      linkedIds: l % 3 === 0 ? [networkId('networkSecurityGroups/g0')] : [],
    })),
  ]);

describe('layoutTopology', () => {
  it('lays boxes into boxes', () => {
    const laid = picture(estate, machineId('web-1').toUpperCase());
    checkGeometry(laid);
    assert.equal(laid.nodes.length, 6);
    assert.equal(laid.total, 6);
    assert.equal(laid.lines.length, 2);
    assert.deepEqual(
      laid.nodes.filter(({ isFocus }) => isFocus).map(({ name }) => name),
      ['web-1'],
    );
  });

  it('never overlaps, and counts what it leaves out', () =>
    fc.assert(
      fc.property(anyEstate, (resources) => {
        const laid = picture(resources);
        checkGeometry(laid);
        assert.equal(
          laid.nodes.length < laid.total,
          laid.rests.length > 0,
          `${laid.nodes.length} of ${laid.total} with ${laid.rests.length} rests`,
        );
      }),
      { numRuns: 60 },
    ));

  it('keeps the machine in question in the picture, however many there are', () => {
    const cards = Array.from({ length: 60 }, (_, c) => ({
      id: networkId(`networkInterfaces/n${String(c).padStart(2, '0')}`),
      name: '',
      region: '',
      linkedIds: [networkId('virtualNetworks/v/subnets/s'), machineId(`m${c}`)],
    }));
    const focus = machineId('m59');
    assert.ok(picture(cards, focus).nodes.some(({ id, isFocus }) => id === focus && isFocus));
    assert.ok(!picture(cards).nodes.some(({ id }) => id === focus));
  });

  it('is empty for nothing', () => {
    const laid = picture([]);
    assert.deepEqual([laid.nodes, laid.lines, laid.total], [[], [], 0]);
  });
});

describe('shortName', () => {
  it('keeps beginning and end within the length', () => {
    assert.equal(shortName('short', 10), 'short');
    assert.equal(shortName('orders-westeurope-01', 9), 'orde…e-01');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 30 }), (name, length) =>
        assert.ok(Array.from(shortName(name, length)).length <= length),
      ),
    );
  });
});
