// The arrow keys reach every box of a picture, and go back the way they came.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextNode } from '../../../../media/diagnostic/pictureKeys.ts';
import type { PictureKey } from '../../../../media/diagnostic/pictureKeys.ts';
import { topologyGraph } from '../../../../src/domain/diagnostic/topology.ts';
import { layoutTopology } from '../../../../src/domain/diagnostic/topologyLayout.ts';
import { estate } from '../../../support/diagnostics.ts';

const { nodes } = layoutTopology(topologyGraph({ resources: estate }));
const at = (name: string): number => nodes.findIndex((node) => node.name === name);
const walk = (from: string, ...keys: readonly PictureKey[]): string =>
  nodes[keys.reduce((index, key) => nextNode(nodes, index, key), at(from))]?.name ?? '';

describe('nextNode', () => {
  it('goes into a holder and out again', () => {
    assert.equal(walk('vnet-main', 'ArrowDown'), 'web');
    assert.equal(walk('vnet-main', 'ArrowDown', 'ArrowDown'), 'web-1-nic');
    assert.equal(walk('web-1-nic', 'ArrowUp'), 'web');
  });

  it('goes from a card to its machine and back', () => {
    assert.equal(walk('web-1-nic', 'ArrowRight'), 'web-1');
    assert.equal(walk('web-1', 'ArrowLeft'), 'web-1-nic');
  });

  it('stays where there is nothing further', () => {
    assert.equal(walk('vnet-main', 'ArrowLeft'), 'vnet-main');
  });

  it('goes to the first and the last', () => {
    assert.equal(walk('web', 'Home'), nodes[0]?.name);
    assert.equal(walk('web', 'End'), nodes.at(-1)?.name);
  });

  it('reaches every box from the first', () => {
    const reached = new Set([0]);
    for (const index of reached) {
      for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) {
        reached.add(nextNode(nodes, index, key));
      }
    }
    assert.equal(reached.size, nodes.length);
  });
});
