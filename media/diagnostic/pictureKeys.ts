// Where the arrow keys lead in a picture of boxes: to the nearest one that lies in their direction. Pure functions.

import type { PictureNode } from '../../src/domain/diagnostic/topologyLayout.ts';

/** Keys that move. */
export type PictureKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

/** Half of a holder's head, where its name stands. */
const headMiddle = 17;

/** How much worse it is to lie beside the direction than along it. */
const sideCost = 2;

/** The box that a key leads to by its place in the list; the same one where there is none. */
export function nextNode(nodes: readonly PictureNode[], from: number, key: PictureKey): number {
  const start = nodes[from];
  if (start === undefined || key === 'Home' || key === 'End') {
    return key === 'End' ? nodes.length - 1 : 0;
  }
  const [x, y] = anchorOf(start);
  const costs = nodes.map((node, index) => {
    const [otherX, otherY] = anchorOf(node);
    const [along, beside] = inDirection(key, otherX - x, otherY - y);
    return index === from || along <= 0 ? Infinity : along + sideCost * Math.abs(beside);
  });
  const best = Math.min(...costs);
  return best === Infinity ? from : costs.indexOf(best);
}

function inDirection(key: PictureKey, right: number, down: number): readonly [along: number, beside: number] {
  switch (key) {
    case 'ArrowLeft':
      return [-right, down];
    case 'ArrowUp':
      return [-down, right];
    case 'ArrowDown':
      return [down, right];
    default:
      return [right, down];
  }
}

/** Where a name begins: boxes hold others, so that their middles say little. */
function anchorOf({ x, y, height, kind }: PictureNode): readonly [x: number, y: number] {
  return [x, y + (kind === 'virtualNetwork' || kind === 'subnet' ? headMiddle : height / 2)];
}
