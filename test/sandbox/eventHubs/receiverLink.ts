// A client's receiver on one partition: sends cached events while there is credit. Transfer frames are written by hand,
// many in one socket write, and rhea's counters are kept in step; without rhea's queue an event costs a memory copy.

import type { ClientLink, FrameWriter } from './clientConnection.ts';
import type { Hub, HubReceiver, LinkProblem } from './hub.ts';
import type { PartitionLog, StoredEvent } from './partitionLog.ts';
import type { AmqpSender, AmqpSession } from './rhea.ts';
import type { BrokerState } from './state.ts';
import { encodeRuntimeMetrics, transferOverhead, writeTransferHead } from './wire.ts';

/** Bytes written in one turn, so that one receiver does not keep the others waiting. */
const burstBytes = 256 * 1024;
const defaultMaxFrameSize = 0xffffffff;

export interface ReceiverLinkOptions {
  readonly state: BrokerState;
  readonly writer: FrameWriter;
  readonly sender: AmqpSender;
  readonly hub: Hub;
  readonly partition: PartitionLog;
  readonly consumerGroup: string;
  readonly name: string;
  readonly epoch: number | undefined;
  readonly next: number;
  readonly wantsMetrics: boolean;
  /** The link is over, whoever ended it; may be called more than once. */
  readonly onClosed: () => void;
}

export class ReceiverLink implements HubReceiver, ClientLink {
  readonly consumerGroup: string;
  readonly partitionId: string;
  readonly name: string;
  readonly epoch: number | undefined;
  readonly hub: Hub;
  readonly #state: BrokerState;
  readonly #writer: FrameWriter;
  readonly #onClosed: () => void;
  readonly #sender: AmqpSender;
  readonly #partition: PartitionLog;
  readonly #wantsMetrics: boolean;
  #next: number;
  #isScheduled = false;
  #isDraining = false;
  #isClosed = false;

  constructor(options: ReceiverLinkOptions) {
    this.consumerGroup = options.consumerGroup;
    this.partitionId = options.partition.id;
    this.name = options.name;
    this.epoch = options.epoch;
    this.hub = options.hub;
    this.#state = options.state;
    this.#writer = options.writer;
    this.#onClosed = options.onClosed;
    this.#sender = options.sender;
    this.#partition = options.partition;
    this.#next = options.next;
    this.#wantsMetrics = options.wantsMetrics;
    this.#sender.on('sendable', () => this.wake());
    this.#sender.on('sender_draining', () => {
      this.#isDraining = true;
      this.wake();
    });
  }

  /** Looks for something to send in the next turn, after rhea has written what it owes. */
  wake(): void {
    if (!this.#isScheduled && !this.#isClosed && (this.#sender.credit > 0 || this.#isDraining)) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.#pump();
      });
    }
  }

  isOn(session: AmqpSession): boolean {
    return this.#sender.session === session;
  }

  /** Ends the link with an error the client sees. */
  detach(problem: LinkProblem): void {
    if (!this.#isClosed) {
      this.close();
      this.#sender.close(problem);
    }
  }

  /** Forgets the link; nothing is sent any more. */
  close(): void {
    this.#isClosed = true;
    this.hub.release(this);
    this.#onClosed();
  }

  #pump(): void {
    if (this.#isClosed || this.#state.faults.isPaused || this.#writer.isBlocked || !this.#sender.is_open()) {
      return; // whoever ends these states wakes all links
    }
    const { outgoing } = this.#sender.session;
    const hasQueue = outgoing.next_pending_delivery !== outgoing.next_delivery_id;
    if (hasQueue || this.#sender.state.open_requests > 0 || this.#sender.connection.amqp_transport.pending.length > 0) {
      this.wake(); // rhea has frames of its own to write first
      return;
    }
    this.#partition.trim();
    const hasMore = this.#sendBurst();
    if (this.#isDraining && !hasMore) {
      this.#isDraining = false;
      this.#sender.set_drained(true);
    }
    if (hasMore && !this.#writer.isBlocked) {
      this.wake();
    }
  }

  /** Sends as much as credit, the session's window and the burst allow; true when more could follow at once. */
  #sendBurst(): boolean {
    const { outgoing } = this.#sender.session;
    const metrics = this.#metrics();
    const parts: Buffer[] = [];
    let window = outgoing.transfer_window();
    let bytes = 0;
    while (this.#sender.credit > 0 && bytes < burstBytes) {
      this.#next = Math.max(this.#next, this.#partition.begin);
      const event = this.#partition.at(this.#next);
      const frames = event === undefined ? 0 : this.#framesOf(event, metrics);
      if (event === undefined || !(window >= frames)) {
        break;
      }
      window -= frames;
      const frame = this.#encode(event, metrics, frames);
      bytes += frame.length;
      parts.push(frame);
      if (this.#state.faults.duplicates.deliveries > 0) {
        this.#state.faults.duplicates.deliveries -= 1;
      } else {
        this.#next += 1;
      }
    }
    if (parts.length > 0) {
      this.#writer.write(parts.length === 1 ? parts[0]! : Buffer.concat(parts, bytes));
    }
    return bytes >= burstBytes;
  }

  #metrics(): Buffer | undefined {
    const last = this.#wantsMetrics ? this.#partition.at(this.#partition.end - 1) : undefined;
    return last === undefined ? undefined : encodeRuntimeMetrics(last, this.#state.clock.now());
  }

  #maxPayload(): number {
    return (this.#sender.connection.max_frame_size ?? defaultMaxFrameSize) - transferOverhead;
  }

  #framesOf(event: StoredEvent, metrics: Buffer | undefined): number {
    return Math.ceil((event.encoded.length + (metrics?.length ?? 0)) / this.#maxPayload());
  }

  /** The frames of one event: one as a rule, several when it is larger than the peer's frames. */
  #encode(event: StoredEvent, metrics: Buffer | undefined, frames: number): Buffer {
    const payload = metrics === undefined ? event.encoded : Buffer.concat([metrics, event.encoded]);
    const { outgoing } = this.#sender.session;
    const maxPayload = this.#maxPayload();
    const target = Buffer.allocUnsafe(payload.length + frames * transferOverhead);
    let at = 0;
    for (let start = 0; start < payload.length; start += maxPayload) {
      const end = Math.min(start + maxPayload, payload.length);
      const transfer = {
        channel: this.#sender.session.local.channel,
        handle: this.#sender.local.handle,
        deliveryId: outgoing.next_delivery_id,
        isSettled: this.#state.sendsSettled,
        hasMore: end < payload.length,
      };
      at = writeTransferHead(target, at, transfer, end - start);
      at += payload.copy(target, at, start, end);
    }
    outgoing.next_delivery_id += 1;
    outgoing.next_pending_delivery += 1;
    outgoing.next_transfer_id += frames;
    outgoing.window -= frames;
    this.#sender.credit -= 1;
    this.#sender.delivery_count += 1;
    return target.subarray(0, at);
  }
}
