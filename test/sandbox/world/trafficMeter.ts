// Counts what passes the network cards of machines: bytes and flows in short slots of time. Calls are counted as they come;
// a machine's background is worked out when somebody asks, so that a world nobody looks at costs next to nothing.

import type { Clock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import { BackgroundTraffic } from './backgroundTraffic.ts';
import type { Packet } from './packet.ts';
import type { WireExchange, WireTap } from './wireTap.ts';

/** What a card saw in a span of time. */
export interface Traffic {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Flows open at one time on average, by who opened them. */
  readonly flowsIn: number;
  readonly flowsOut: number;
  /** New flows per second in the busiest slot. */
  readonly newPerSecondIn: number;
  readonly newPerSecondOut: number;
}

type Direction = 'in' | 'out';

/** Sums of a slot; `openInMs` is the time of all flows together. */
interface Slot {
  readonly bytes: Record<Direction, number>;
  readonly openInMs: Record<Direction, number>;
  readonly created: Record<Direction, number>;
}

/** A connection of calls that may still be used. */
interface OpenFlow {
  readonly clientIp: string;
  readonly serverIp: string;
  lastAt: number;
  /** Its time is counted up to here. */
  countedTo: number;
}

/** Measured values are kept so long. */
const memoryInMs = 2 * 3_600_000;
/** A machine's background is worked out so far back when it is asked for the first time. */
const lookBackInMs = 30 * 60_000;
/** The gateway closes what was not used for so long. */
const idleLimitInMs = 29_000;
const backgroundSlotInMs = 1000;
/** What lasts longest of the background began so many seconds before its end. */
const backgroundTailInMs = 5000;
const segmentSize = 1448;
/** Ethernet, IPv4 and TCP with time stamps. */
const headerLength = 66;
/** Slots that are dropped at once when they have become too old. */
const sweepEvery = 1000;

/** Measures machines by their private address. */
export class TrafficMeter implements Disposable {
  /** Nothing was measured before. */
  readonly startInMs: number;
  readonly #clock: Clock;
  /** The finest span that can be told apart. */
  readonly slotInMs: number;
  readonly #background: BackgroundTraffic;
  readonly #subscription: Disposable;
  readonly #machines = new Map<string, Map<number, Slot>>();
  readonly #flows = new Map<string, OpenFlow>();
  /** By machine: the next second of background to be counted. */
  readonly #next = new Map<string, number>();
  #added = 0;

  /** @param options.slotInMs length of a slot, the finest that can be told apart */
  constructor(options: {
    readonly tap: WireTap;
    readonly seed: number;
    readonly clock: Clock;
    readonly slotInMs: number;
  }) {
    this.#clock = options.clock;
    this.slotInMs = options.slotInMs;
    this.startInMs = options.clock.now();
    this.#background = new BackgroundTraffic({ seed: options.seed, startInMs: this.startInMs });
    this.#subscription = options.tap.onDidExchange((exchange) => this.#count(exchange));
  }

  /** The time before which nothing is known of a machine any more, or was never measured. */
  knownFrom(ip: string): number {
    const now = this.#clock.now();
    const counted = this.#next.get(ip) === undefined ? now - lookBackInMs : 0;
    const from = Math.max(this.startInMs, now - memoryInMs, counted);
    return this.#indexOf(from) * this.slotInMs;
  }

  /** What a card saw from `from` up to, not including, `to` (milliseconds since 1970); slots at the edges count as a whole. */
  measure(ip: string, from: number, to: number): Traffic {
    this.#settleBackground(ip);
    this.#settleFlows();
    const sum = newSlot();
    const most = { in: 0, out: 0 };
    const slots = this.#machines.get(ip);
    for (let index = this.#indexOf(from); index * this.slotInMs < to; index += 1) {
      const slot = slots?.get(index);
      for (const direction of slot === undefined ? [] : (['in', 'out'] as const)) {
        sum.bytes[direction] += slot!.bytes[direction];
        sum.openInMs[direction] += slot!.openInMs[direction];
        most[direction] = Math.max(most[direction], slot!.created[direction]);
      }
    }
    const spanInMs = Math.max(1, to - from);
    const perSecond = 1000 / Math.max(this.slotInMs, 1000);
    return {
      bytesIn: sum.bytes.in,
      bytesOut: sum.bytes.out,
      flowsIn: sum.openInMs.in / spanInMs,
      flowsOut: sum.openInMs.out / spanInMs,
      newPerSecondIn: most.in * perSecond,
      newPerSecondOut: most.out * perSecond,
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#machines.clear();
    this.#flows.clear();
  }

  #count(exchange: WireExchange): void {
    const { clientIp, clientPort, serverIp, serverPort, requestBytes, responseBytes, requestedAt } = exchange;
    if (clientPort === 0) {
      return; // it failed before there was a connection
    }
    const now = this.#clock.now();
    const endedAt = exchange.respondedAt ?? now;
    const key = `${clientIp}:${clientPort}>${serverIp}:${serverPort}`;
    const known = this.#flows.get(key);
    const isNew = known === undefined || known.lastAt + idleLimitInMs <= requestedAt;
    if (isNew) {
      this.#slotAt(clientIp, requestedAt).created.out += 1;
      this.#slotAt(serverIp, requestedAt).created.in += 1;
      this.#flows.set(key, { clientIp, serverIp, lastAt: endedAt, countedTo: requestedAt });
    } else {
      known.lastAt = endedAt;
    }
    const asked = onWire(requestBytes.length, responseBytes?.length ?? 0) + (isNew ? 2 * headerLength : 0);
    const answered = onWire(responseBytes?.length ?? 0, requestBytes.length) + (isNew ? headerLength : 0);
    this.#slotAt(clientIp, requestedAt).bytes.out += asked;
    this.#slotAt(serverIp, requestedAt).bytes.in += asked;
    this.#slotAt(clientIp, endedAt).bytes.in += answered;
    this.#slotAt(serverIp, endedAt).bytes.out += answered;
    if (responseBytes === undefined) {
      this.#settleFlows();
      this.#flows.delete(key);
    }
  }

  /** Adds the time of connections up to now. */
  #settleFlows(): void {
    const now = this.#clock.now();
    for (const [key, flow] of this.#flows) {
      const end = Math.min(now, flow.lastAt + idleLimitInMs);
      this.#addTime(flow.clientIp, 'out', [flow.countedTo, end]);
      this.#addTime(flow.serverIp, 'in', [flow.countedTo, end]);
      flow.countedTo = Math.max(flow.countedTo, end);
      if (flow.lastAt + idleLimitInMs <= now) {
        this.#flows.delete(key);
      }
    }
  }

  #settleBackground(ip: string): void {
    const now = this.#clock.now();
    const last = Math.floor((now - this.startInMs) / backgroundSlotInMs);
    const earliest = Math.floor((now - lookBackInMs - backgroundTailInMs - this.startInMs) / backgroundSlotInMs);
    for (let index = this.#next.get(ip) ?? Math.max(0, earliest); index <= last; index += 1) {
      this.#countPackets(ip, this.#background.sketch(ip, index));
    }
    this.#next.set(ip, last + 1);
  }

  #countPackets(ip: string, packets: readonly Packet[]): void {
    const flows = new Map<string, { readonly direction: Direction; readonly from: number; to: number }>();
    for (const { timeInUs, protocol, source, target, header, payload } of packets) {
      const at = timeInUs / 1000;
      const direction = source.ip === ip ? 'out' : 'in';
      this.#slotAt(ip, at).bytes[direction] += 14 + header.length + payload.length;
      if (protocol === 'ARP') {
        continue;
      }
      const other = direction === 'out' ? target : source;
      const own = direction === 'out' ? source : target;
      const key = `${protocol} ${own.port} ${other.ip}:${other.port}`;
      const flow = flows.get(key);
      if (flow === undefined) {
        flows.set(key, { direction, from: at, to: at + 1 });
      } else {
        flow.to = Math.max(flow.to, at);
      }
    }
    for (const { direction, from, to } of flows.values()) {
      this.#slotAt(ip, from).created[direction] += 1;
      this.#addTime(ip, direction, [from, to]);
    }
  }

  #addTime(ip: string, direction: Direction, [from, to]: readonly [number, number]): void {
    for (let at = from; at < to;) {
      const end = Math.min(to, (this.#indexOf(at) + 1) * this.slotInMs);
      this.#slotAt(ip, at).openInMs[direction] += end - at;
      at = end;
    }
  }

  #indexOf(at: number): number {
    return Math.floor(at / this.slotInMs);
  }

  #slotAt(ip: string, at: number): Slot {
    const slots = this.#machines.get(ip) ?? new Map<number, Slot>();
    this.#machines.set(ip, slots);
    const index = this.#indexOf(at);
    const slot = slots.get(index) ?? newSlot();
    if (!slots.has(index)) {
      slots.set(index, slot);
      this.#added += 1;
      this.#sweep();
    }
    return slot;
  }

  #sweep(): void {
    if (this.#added % sweepEvery !== 0) {
      return;
    }
    const oldest = this.#indexOf(this.#clock.now() - memoryInMs);
    for (const slots of this.#machines.values()) {
      for (const index of slots.keys()) {
        if (index < oldest) {
          slots.delete(index);
        }
      }
    }
  }
}

function newSlot(): Slot {
  return { bytes: { in: 0, out: 0 }, openInMs: { in: 0, out: 0 }, created: { in: 0, out: 0 } };
}

/** Bytes of one side of a call: its own segments and the acknowledgements of every other segment of the other side. */
function onWire(length: number, otherLength: number): number {
  const segments = Math.ceil(length / segmentSize);
  const acknowledgements = Math.ceil(otherLength / segmentSize / 2);
  return length + (segments + acknowledgements) * headerLength;
}
