// The network cards of the world's machines: turn the calls of the wire tap into packets and add what every machine has
// besides. While nobody captures, a call costs a look-up and some sums, and no timer runs.

import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import type { PacketSession, PacketSource, Running } from '../contract.ts';
import { BackgroundTraffic } from './backgroundTraffic.ts';
import { HttpConversation } from './httpConversation.ts';
import type { Packet } from './packet.ts';
import { PacketRecording } from './packetRecording.ts';
import { numberOf } from './random.ts';
import type { WireExchange, WireTap } from './wireTap.ts';

export interface VirtualNicOptions {
  readonly tap: WireTap;
  /** Private address of a machine as ARM tells it; undefined for one without a card of its own there. */
  readonly addressOf: (vmId: string) => string | undefined;
  readonly seed: number;
  readonly clock?: Clock;
}

/** How often what time brings is looked for while there is a recording. */
const tickInMs = 200;
/** Connections remembered before idle ones are looked for. */
const crowd = 128;

export class VirtualNic implements PacketSource, Running {
  readonly #options: VirtualNicOptions;
  readonly #clock: Clock;
  readonly #background: BackgroundTraffic;
  readonly #conversations = new Map<string, HttpConversation>();
  readonly #recordings = new Set<PacketRecording>();
  readonly #subscription: Disposable;
  /** Packets that were made ahead of their time. */
  #upcoming: Packet[] = [];
  #tick: Disposable | undefined;
  #isStopped = false;

  constructor(options: VirtualNicOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#background = new BackgroundTraffic({ seed: options.seed, startInMs: this.#clock.now() });
    this.#subscription = options.tap.onDidExchange((exchange) => this.#onExchange(exchange));
  }

  open(capture: Parameters<PacketSource['open']>[0]): PacketSession {
    this.#settle();
    const recording = new PacketRecording({
      capture,
      ownIp: this.#options.addressOf(capture.vmId) ?? syntheticAddress(capture.vmId),
      startInUs: this.#clock.now() * 1000,
      onClose: (closed) => this.#close(closed),
    });
    this.#recordings.add(recording);
    this.#schedule();
    return recording;
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    this.#subscription.dispose();
    this.#tick?.dispose();
    this.#recordings.clear();
    this.#conversations.clear();
    this.#upcoming = [];
    return Promise.resolve();
  }

  #close(recording: PacketRecording): void {
    this.#settle();
    this.#recordings.delete(recording);
    if (![...this.#recordings].some(({ ownIp }) => ownIp === recording.ownIp)) {
      this.#background.forget(recording.ownIp);
    }
    if (this.#recordings.size === 0) {
      this.#tick?.dispose();
      this.#tick = undefined;
      this.#upcoming = [];
    }
  }

  #schedule(): void {
    if (this.#isStopped) {
      return;
    }
    this.#tick ??= this.#clock.after(tickInMs, () => {
      this.#tick = undefined;
      this.#settle();
      this.#schedule();
    });
  }

  #onExchange(exchange: WireExchange): void {
    const { clientIp, clientPort, serverIp, serverPort } = exchange;
    if (clientPort === 0) {
      return; // it failed before there was a connection
    }
    const key = `${clientIp}:${clientPort}>${serverIp}:${serverPort}`;
    if (this.#conversations.size > crowd) {
      this.#settleConversations();
    }
    const conversation = this.#conversations.get(key) ?? new HttpConversation(exchange, this.#options.seed);
    this.#conversations.set(key, conversation);
    const now = this.#clock.now();
    if ([...this.#recordings].some(({ ownIp }) => ownIp === clientIp || ownIp === serverIp)) {
      this.#deliver(conversation.play(exchange, now));
    } else {
      conversation.skip(exchange, now);
    }
    if (conversation.isOver) {
      this.#conversations.delete(key);
    }
  }

  /** Brings everything up to the present. */
  #settle(): void {
    this.#settleConversations();
    const nowInMs = this.#clock.now();
    for (const ownIp of new Set([...this.#recordings].map((recording) => recording.ownIp))) {
      this.#deliver(this.#background.upTo(ownIp, nowInMs));
    }
    this.#deliver(this.#upcoming.splice(0));
  }

  #settleConversations(): void {
    const nowInUs = this.#clock.now() * 1000;
    for (const [key, conversation] of this.#conversations) {
      this.#deliver(conversation.settle(nowInUs));
      if (conversation.isOver) {
        this.#conversations.delete(key);
      }
    }
  }

  #deliver(packets: readonly Packet[]): void {
    if (this.#recordings.size === 0) {
      return;
    }
    // A clock in milliseconds stands for the whole millisecond.
    const endInUs = (this.#clock.now() + 1) * 1000;
    for (const packet of packets) {
      if (packet.timeInUs >= endInUs) {
        this.#upcoming.push(packet);
        continue;
      }
      for (const recording of this.#recordings) {
        recording.offer(packet);
      }
    }
  }
}

/** For what has no card: an address of the subnet of scale sets. */
function syntheticAddress(vmId: string): string {
  const [, instance] = /\/virtualmachines\/(\d+)$/i.exec(vmId) ?? [];
  return `10.1.3.${4 + (instance === undefined ? numberOf(vmId.toLowerCase(), 200) : Number(instance) % 200)}`;
}
