// What of the long lists is shown, and in which order: filter, order, and pages. Changes of it ask Azure nothing.

import { isCaptureActive } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { moreNode } from './messageNodes.ts';
import type { TreeNode } from './treeNode.ts';

/** Orders of captures. `state`: those that run first, then the newest. */
export type CaptureOrder = 'state' | 'newest' | 'name' | 'machine';

/** Nodes of a list that are shown at first, and how many each "Show more" adds. */
const pageSize = 100;

/** Keeps it for one tree. */
export class TreeArrangement {
  filter = '';
  order: CaptureOrder = 'state';
  readonly #pages = new Map<string, number>();

  /** True when one of the texts has every word of the filter; letter case does not count. */
  fits(...texts: readonly string[]): boolean {
    const words = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const whole = texts.join(' ').toLowerCase();
    return words.every((word) => whole.includes(word));
  }

  /** The captures in their order. */
  sorted(captures: readonly PacketCapture[]): readonly PacketCapture[] {
    return captures.toSorted((a, b) => compare(a, b, this.order));
  }

  /** The shown part of a list. @param id the node whose list it is */
  page(id: string, nodes: readonly TreeNode[]): readonly TreeNode[] {
    const count = (this.#pages.get(id) ?? 1) * pageSize;
    // A last page of one line would cost the same line.
    return nodes.length <= count + 1 ? nodes : [...nodes.slice(0, count), moreNode(id, nodes.length - count)];
  }

  /** Shows another page of a node's list. */
  showMore(id: string): void {
    this.#pages.set(id, (this.#pages.get(id) ?? 1) + 1);
  }

  /** Back to first pages. */
  reset(): void {
    this.#pages.clear();
  }
}

function compare(a: PacketCapture, b: PacketCapture, order: CaptureOrder): number {
  switch (order) {
    case 'name':
      return byText(a.name, b.name);
    case 'machine':
      return byText(lastPart(a.targetId), lastPart(b.targetId)) || byTime(a, b);
    case 'newest':
      return byTime(a, b);
    case 'state':
      return Number(isCaptureActive(b.state)) - Number(isCaptureActive(a.state)) || byTime(a, b);
  }
}

/** The newest first; those whose start is not known come last, by name. */
function byTime(a: PacketCapture, b: PacketCapture): number {
  return (b.startedAt ?? 0) - (a.startedAt ?? 0) || byText(a.name, b.name);
}

function byText(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
