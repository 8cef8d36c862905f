// A topology as a picture: boxes inside boxes on the left, what is tied to them in columns to their right, the rest below.
// Sizes are CSS pixels. The same graph always gives the same picture, nothing overlaps, and what is left out is counted.

import { parseResourceId } from '../arm/resourceId.ts';
import { compareTexts } from './topology.ts';
import type { TopologyGraph, TopologyNode, TopologyNodeKind } from './topology.ts';

/** A box in pixels from the top left corner of the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A resource in the picture. */
export interface PictureNode extends Box {
  readonly id: string;
  readonly name: string;
  /** The name, shortened in the middle to fit the box. */
  readonly label: string;
  readonly kind: TopologyNodeKind;
  readonly type: string;
  readonly region: string;
  readonly resourceGroup: string;
  readonly partCount: number;
  /** True for the resource from which the question came. */
  readonly isFocus: boolean;
  /** The node that holds this one, by its place in the list. */
  readonly parent?: number;
  /** Nodes tied to this one, by their places in the list. */
  readonly tied: readonly number[];
}

/** A tie between two nodes, by their places in the list, with its way as an SVG path. */
export interface PictureLine {
  readonly from: number;
  readonly to: number;
  readonly path: string;
}

/** Stands for resources that are left out at this place. */
export interface PictureRest extends Box {
  readonly count: number;
}

/** The whole picture. Holders come before what they hold. */
export interface TopologyPicture {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PictureNode[];
  readonly lines: readonly PictureLine[];
  readonly rests: readonly PictureRest[];
  /** Resources in all, shown or not. */
  readonly total: number;
}

/** Sizes; the card's box has room for its machine on the right. */
const size = {
  tileWidth: 208,
  tileHeight: 32,
  cardWidth: 436,
  cardHeight: 44,
  padding: 12,
  header: 34,
  gap: 10,
  groupGap: 24,
  restHeight: 24,
  /** Room for the bends of lines between boxes of the left column. */
  margin: 56,
  columnGap: 120,
} as const;

/** How many of each are shown at most; a picture of more than some hundreds of boxes shows nothing. */
const limits = { networks: 12, subnets: 60, subnetsEach: 12, cards: 240, cardsEach: 15, tied: 60, loose: 24 } as const;

/** Average width of a character in the label, in pixels; names are cut a little early rather than late. */
const characterWidth = 7;

/** Lays a graph out. @param focusId the resource that is marked, and never left out of its holder */
export function layoutTopology(graph: TopologyGraph, focusId?: string): TopologyPicture {
  return new Layout(graph, focusId?.toLowerCase()).picture();
}

/** A name that fits in a number of characters: the beginning and the end of a long one, which both tell resources apart. */
export function shortName(name: string, maxLength: number): string {
  const characters = Array.from(name);
  if (characters.length <= maxLength) {
    return name;
  }
  const kept = Math.max(2, maxLength - 1);
  const end = Math.floor(kept / 2);
  return `${characters.slice(0, kept - end).join('')}…${characters.slice(characters.length - end).join('')}`;
}

interface Placed extends Box {
  readonly node: TopologyNode;
  readonly index: number;
  readonly labelWidth: number;
}

/** One run of the layout; its parts fill the list of boxes from the outside in. */
class Layout {
  readonly #graph: TopologyGraph;
  readonly #focus: ReadonlySet<string>;
  readonly #focusKey: string | undefined;
  readonly #children = new Map<string, TopologyNode[]>();
  readonly #ties = new Map<string, string[]>();
  readonly #placed = new Map<string, Placed>();
  readonly #rests: PictureRest[] = [];
  #bottom: number = size.padding;
  #right = 0;

  constructor(graph: TopologyGraph, focusKey: string | undefined) {
    this.#graph = graph;
    this.#focusKey = focusKey;
    this.#focus = chainOf(graph, focusKey);
    for (const node of graph.nodes) {
      if (node.parentKey !== undefined) {
        this.#children.set(node.parentKey, [...(this.#children.get(node.parentKey) ?? []), node]);
      }
    }
    for (const { from, to } of graph.edges) {
      this.#ties.set(from, [...(this.#ties.get(from) ?? []), to]);
      this.#ties.set(to, [...(this.#ties.get(to) ?? []), from]);
    }
  }

  picture(): TopologyPicture {
    this.#placeNetworks();
    const looseCards = this.#ordered(this.#graph.nodes.filter((node) => node.kind === 'card' && isTop(node)));
    this.#placeLooseCards(looseCards);
    const outside = this.#graph.nodes.filter((node) => isTop(node) && !isHolder(node.kind));
    const levels = this.#levels(outside);
    const levelOne = outside.filter((node) => levels.get(node.key) === 1);
    const further = outside.filter((node) => (levels.get(node.key) ?? 0) > 1);
    this.#placeColumn(levelOne, 1);
    this.#placeColumn(further, 2);
    this.#placeLooseTiles([
      ...outside.filter((node) => !levels.has(node.key)),
      ...this.#graph.nodes.filter((node) => isTop(node) && node.kind === 'machine'),
    ]);
    const nodes = [...this.#placed.values()];
    return {
      width: this.#right + size.padding,
      height: this.#bottom + size.padding,
      nodes: nodes.map((placed) => this.#toNode(placed)),
      lines: this.#lines(),
      rests: this.#rests,
      total: this.#graph.nodes.length,
    };
  }

  #placeNetworks(): void {
    const networks = this.#ordered(this.#graph.nodes.filter((node) => node.kind === 'virtualNetwork'));
    const shown = networks.slice(0, limits.networks);
    const subnetsEach = share(limits.subnets, shown.length, limits.subnetsEach);
    const subnets = shown.flatMap(({ key }) => this.#childrenOf(key).slice(0, subnetsEach));
    const cardsEach = share(limits.cards, subnets.length, limits.cardsEach);
    for (const network of shown) {
      this.#placeNetwork(network, subnetsEach, cardsEach);
    }
    this.#addRest(size.margin, networkWidth, networks.length - shown.length);
  }

  #placeNetwork(network: TopologyNode, subnetsEach: number, cardsEach: number): void {
    const top = this.#bottom;
    const x = size.margin;
    // The box is placed first, for holders come first in the list; its height is known at the end.
    this.#place(network, { x, y: top, width: networkWidth, height: 0 }, networkWidth - 60);
    this.#bottom = top + size.header;
    const subnets = this.#childrenOf(network.key);
    for (const subnet of subnets.slice(0, subnetsEach)) {
      this.#placeSubnet(subnet, x + size.padding, cardsEach);
    }
    this.#addRest(x + size.padding, subnetWidth, subnets.length - subnetsEach);
    this.#close(network, top);
    this.#bottom += size.groupGap - size.gap;
  }

  #placeSubnet(subnet: TopologyNode, x: number, cardsEach: number): void {
    const top = this.#bottom;
    this.#place(subnet, { x, y: top, width: subnetWidth, height: 0 }, subnetWidth - 60);
    this.#bottom = top + size.header;
    const cards = this.#childrenOf(subnet.key);
    for (const card of cards.slice(0, cardsEach)) {
      this.#placeCard(card, x + size.padding);
    }
    this.#addRest(x + size.padding, size.cardWidth, cards.length - cardsEach);
    this.#close(subnet, top);
  }

  /** A card with its machine in it; a card has one machine at most. */
  #placeCard(card: TopologyNode, x: number): void {
    const y = this.#bottom;
    this.#place(card, { x, y, width: size.cardWidth, height: size.cardHeight }, size.cardWidth - size.tileWidth - 50);
    const inset = (size.cardHeight - size.tileHeight) / 2;
    const [machine] = this.#childrenOf(card.key);
    if (machine !== undefined) {
      const left = x + size.cardWidth - size.tileWidth - inset;
      this.#placeTile(machine, left, y + inset);
    }
    this.#bottom = y + size.cardHeight + size.gap;
  }

  /** Ends a holder's box below what it holds. */
  #close(node: TopologyNode, top: number): void {
    const placed = this.#placed.get(node.key);
    if (placed !== undefined) {
      this.#placed.set(node.key, { ...placed, height: this.#bottom - top });
    }
    this.#bottom += size.gap;
  }

  #placeLooseCards(cards: readonly TopologyNode[]): void {
    for (const card of cards.slice(0, limits.loose)) {
      this.#placeCard(card, size.margin);
    }
    this.#addRest(size.margin, size.cardWidth, cards.length - limits.loose);
  }

  /** How far nodes are from a box of the left column: 1 for those tied to one; absent when no tie leads there. */
  #levels(nodes: readonly TopologyNode[]): ReadonlyMap<string, number> {
    const candidates = new Set(nodes.map(({ key }) => key));
    const levels = new Map<string, number>();
    let edge = new Set(this.#placed.keys());
    for (let level = 1; edge.size > 0; level++) {
      const next = new Set<string>();
      for (const key of edge) {
        for (const tied of this.#ties.get(key) ?? []) {
          if (candidates.has(tied) && !levels.has(tied)) {
            levels.set(tied, level);
            next.add(tied);
          }
        }
      }
      edge = next;
    }
    return levels;
  }

  /** Tiles of a column, each as near to what it is tied to as the ones above let it. */
  #placeColumn(nodes: readonly TopologyNode[], column: number): void {
    const x = size.margin + networkWidth + size.columnGap + (column - 1) * (size.tileWidth + size.columnGap);
    const wanted = this.#ordered(nodes)
      .slice(0, limits.tied)
      .map((node) => ({ node, y: this.#heightOfTies(node) }))
      .toSorted((a, b) => a.y - b.y || compareTexts(a.node.key, b.node.key));
    let free: number = size.padding;
    for (const { node, y } of wanted) {
      const top = Math.max(free, Math.round(y - size.tileHeight / 2));
      this.#placeTile(node, x, top);
      free = top + size.tileHeight + size.gap;
    }
    const count = nodes.length - wanted.length;
    if (count > 0) {
      this.#addBox({ x, y: free, width: size.tileWidth, height: size.restHeight, count });
    }
    this.#bottom = Math.max(this.#bottom, free);
  }

  #heightOfTies(node: TopologyNode): number {
    const heights = (this.#ties.get(node.key) ?? []).flatMap((key) => {
      const placed = this.#placed.get(key);
      return placed === undefined ? [] : [anchorOf(placed)];
    });
    return heights.length === 0 ? 0 : heights.reduce((sum, height) => sum + height, 0) / heights.length;
  }

  /** What is tied to nothing, in two columns below the rest. */
  #placeLooseTiles(nodes: readonly TopologyNode[]): void {
    const ordered = this.#ordered(nodes);
    const shown = ordered.slice(0, limits.loose);
    if (shown.length === 0) {
      return;
    }
    const top = this.#bottom + (this.#placed.size > 0 ? size.groupGap : 0);
    for (const [index, node] of shown.entries()) {
      const column = index % 2;
      const row = Math.floor(index / 2);
      this.#placeTile(
        node,
        size.margin + column * (size.tileWidth + size.gap),
        top + row * (size.tileHeight + size.gap),
      );
    }
    this.#bottom = top + Math.ceil(shown.length / 2) * (size.tileHeight + size.gap);
    this.#addRest(size.margin, size.tileWidth, ordered.length - shown.length);
  }

  #placeTile(node: TopologyNode, x: number, y: number): void {
    this.#place(node, { x, y, width: size.tileWidth, height: size.tileHeight }, size.tileWidth - 42);
  }

  #place(node: TopologyNode, box: Box, labelWidth: number): void {
    this.#placed.set(node.key, { ...box, node, index: this.#placed.size, labelWidth });
    this.#right = Math.max(this.#right, box.x + box.width);
  }

  #addRest(x: number, width: number, count: number): void {
    if (count > 0) {
      this.#addBox({ x, y: this.#bottom, width, height: size.restHeight, count });
      this.#bottom += size.restHeight + size.gap;
    }
  }

  #addBox(rest: PictureRest): void {
    this.#rests.push(rest);
    this.#right = Math.max(this.#right, rest.x + rest.width);
    this.#bottom = Math.max(this.#bottom, rest.y + rest.height);
  }

  #childrenOf(key: string): readonly TopologyNode[] {
    return this.#ordered(this.#children.get(key) ?? []);
  }

  /** By key, with the chain of the focus first. */
  #ordered(nodes: readonly TopologyNode[]): readonly TopologyNode[] {
    return nodes.toSorted(
      (a, b) => Number(this.#focus.has(b.key)) - Number(this.#focus.has(a.key)) || compareTexts(a.key, b.key),
    );
  }

  #toNode({ node, labelWidth, x, y, width, height }: Placed): PictureNode {
    const parent = node.parentKey === undefined ? undefined : this.#placed.get(node.parentKey)?.index;
    const tied = (this.#ties.get(node.key) ?? []).flatMap((key) => this.#placed.get(key)?.index ?? []);
    return {
      id: node.id,
      name: node.name,
      label: shortName(node.name, Math.floor(labelWidth / characterWidth)),
      kind: node.kind,
      type: node.type,
      region: node.region,
      resourceGroup: parseResourceId(node.id)?.resourceGroup ?? '',
      partCount: node.partCount,
      isFocus: node.key === this.#focusKey,
      x,
      y,
      width,
      height,
      ...(parent === undefined ? {} : { parent }),
      tied: tied.toSorted((a, b) => a - b),
    };
  }

  #lines(): readonly PictureLine[] {
    return this.#graph.edges.flatMap(({ from, to }) => {
      const [a, b] = [this.#placed.get(from), this.#placed.get(to)];
      return a === undefined || b === undefined ? [] : [{ from: a.index, to: b.index, path: pathBetween(a, b) }];
    });
  }
}

const subnetWidth = size.cardWidth + 2 * size.padding;
const networkWidth = subnetWidth + 2 * size.padding;

/** A limit shared by a number of holders: at least 2 each, so that "1 more" never stands where the one could. */
function share(limit: number, holders: number, each: number): number {
  return Math.max(2, Math.min(each, Math.floor(limit / Math.max(1, holders))));
}

function isTop(node: TopologyNode): boolean {
  return node.parentKey === undefined;
}

function isHolder(kind: TopologyNodeKind): boolean {
  return kind === 'virtualNetwork' || kind === 'subnet' || kind === 'card' || kind === 'machine';
}

/** The focus and all that hold it. */
function chainOf(graph: TopologyGraph, focusKey: string | undefined): ReadonlySet<string> {
  const byKey = new Map(graph.nodes.map((node) => [node.key, node]));
  const chain = new Set<string>();
  for (let key = focusKey; key !== undefined && !chain.has(key); key = byKey.get(key)?.parentKey) {
    chain.add(key);
  }
  return chain;
}

/** Where lines meet a box: at its head when it holds others, in the middle of its height otherwise. */
function anchorOf({ y, height, node }: Placed): number {
  const isHead = node.kind === 'virtualNetwork' || node.kind === 'subnet';
  return isHead ? y + size.header / 2 : y + height / 2;
}

/** From the right edge of the left box to the left edge of the right one; around the outside where they stand above each other. */
function pathBetween(a: Placed, b: Placed): string {
  const [left, right] = a.x <= b.x ? [a, b] : [b, a];
  const [leftY, rightY] = [anchorOf(left), anchorOf(right)];
  if (left.x + left.width < right.x) {
    const [x1, x2] = [left.x + left.width, right.x];
    const bend = Math.round((x2 - x1) / 2);
    return `M ${x1} ${leftY} C ${x1 + bend} ${leftY} ${x2 - bend} ${rightY} ${x2} ${rightY}`;
  }
  const outside = Math.max(4, Math.min(left.x, right.x) - size.margin + size.padding);
  return `M ${left.x} ${leftY} C ${outside} ${leftY} ${outside} ${rightY} ${right.x} ${rightY}`;
}
