// One TCP connection as packets: both ends with their sequence numbers, options and acknowledgements, and a time that only
// moves on. It plays what it is told; the bytes and the mishaps come from outside.

import type { Endpoint, Packet } from './packet.ts';
import { tcpFlag, tcpPacket } from './packet.ts';
import { Random } from './random.ts';

export type Side = 'client' | 'server';

/** What goes wrong while bytes are sent. Segments count from 0. */
export interface SendMishap {
  /** Is lost after the sender's card, and sent again. */
  readonly lostSegment?: number;
  /** After it the receiver has no room for a while. */
  readonly fullAfterSegment?: number;
}

/** Payload of a full segment: 1500 less the headers and the timestamps. */
export const segmentSize = 1448;
const delayedAckInUs = 40_000;
/** Segments sent before the first acknowledgement must be there. */
const windowInSegments = 10;
/** Segments after a lost one that still go out before it is sent again. */
const segmentsAfterLoss = 6;
/** 64,256 bytes with a scale of seven. */
const scaledWindow = 502;
const synWindow = 64_240;

interface End {
  readonly at: Endpoint;
  /** Of the next byte to be sent. */
  next: number;
  /** Of the next byte expected from the other end. */
  expected: number;
  ipId: number;
  /** Difference between its timestamps and the clock. */
  readonly uptime: number;
  /** Its last timestamp that the other end has seen. */
  seenTimestamp: number;
}

export class TcpStream {
  readonly #ends: Readonly<Record<Side, End>>;
  readonly #random: Random;
  readonly #roundTripInUs: number;
  #packets: Packet[] = [];
  #timeInUs = 0;
  /** A delayed acknowledgement, saved when data goes the same way before. */
  #owed: { readonly side: Side; readonly atInUs: number } | undefined;

  constructor(options: { readonly client: Endpoint; readonly server: Endpoint; readonly seed: number }) {
    this.#random = new Random(options.seed);
    this.#roundTripInUs = 150 + this.#random.below(250);
    const [client, server] = [this.#createEnd(options.client), this.#createEnd(options.server)];
    client.expected = server.next;
    server.expected = client.next;
    this.#ends = { client, server };
  }

  /** Microseconds since 1970 of what happened last. */
  get timeInUs(): number {
    return this.#timeInUs;
  }

  /** Moves to a time, or stays when that is past; sends an acknowledgement that was due on the way. */
  moveTo(timeInUs: number): void {
    const owed = this.#owed;
    if (owed !== undefined && owed.atInUs <= timeInUs) {
      this.#timeInUs = Math.max(this.#timeInUs, owed.atInUs);
      this.#acknowledge(owed.side);
    }
    this.#timeInUs = Math.max(this.#timeInUs, timeInUs);
  }

  /** The acknowledgement that was due by then, without moving on otherwise. */
  settle(timeInUs: number): void {
    if (this.#owed !== undefined && this.#owed.atInUs <= timeInUs) {
      this.moveTo(this.#owed.atInUs);
    }
  }

  /** Gives the packets made since the last time. */
  take(): readonly Packet[] {
    const packets = this.#packets;
    this.#packets = [];
    return packets;
  }

  open(): void {
    this.#emit('client', tcpFlag.syn);
    this.#pause(this.#roundTripInUs);
    this.#emit('server', tcpFlag.syn | tcpFlag.ack);
    this.#pause(60);
    this.#acknowledge('client');
    this.#pause(20);
  }

  /** A first packet nobody answers, sent again after one and two more seconds. */
  knockInVain(): void {
    const { next } = this.#ends.client;
    for (const pauseInUs of [0, 1_012_000, 2_016_000]) {
      this.#ends.client.next = next;
      this.#pause(pauseInUs);
      this.#emit('client', tcpFlag.syn, { isLost: true });
    }
  }

  /** A first packet that is refused. */
  knockAtClosedPort(): void {
    this.#emit('client', tcpFlag.syn);
    this.#pause(this.#roundTripInUs);
    this.#ends.server.next = 0;
    this.reset('server');
  }

  send(side: Side, bytes: Uint8Array, mishap: SendMishap = {}): void {
    const receiver = otherSide(side);
    const count = Math.ceil(bytes.length / segmentSize);
    for (let index = 0; index < count; index += 1) {
      this.#pause(index > 0 && index % windowInSegments === 0 ? this.#roundTripInUs : 2 + this.#random.below(10));
      if (index === mishap.lostSegment) {
        index += this.#sendWithLoss(side, bytes, index);
        continue;
      }
      this.#sendSegment(side, bytes, index);
      this.#owed = { side: receiver, atInUs: this.#timeInUs + delayedAckInUs };
      if (index === mishap.fullAfterSegment && index + 1 < count) {
        this.#pause(30);
        this.#acknowledge(receiver, { window: 0 });
        this.#pause(5000 + this.#random.below(15_000));
        this.#acknowledge(receiver);
      } else if (index % 2 === 1) {
        this.#pause(20);
        this.#acknowledge(receiver);
      }
    }
  }

  /** Counts bytes that nobody records. */
  skip(side: Side, byteCount: number): void {
    const receiver = this.#ends[otherSide(side)];
    const sender = this.#ends[side];
    sender.next = (sender.next + byteCount) >>> 0;
    receiver.expected = sender.next;
    this.#owed = undefined;
  }

  /** Acknowledges what is not acknowledged yet. */
  acknowledgeNow(side: Side): void {
    if (this.#owed?.side === side) {
      this.#pause(50 + this.#random.below(50));
      this.#acknowledge(side);
    }
  }

  close(side: Side): void {
    const other = otherSide(side);
    this.#pause(40);
    this.#emit(side, tcpFlag.fin | tcpFlag.ack);
    this.#pause(this.#roundTripInUs);
    if (this.#random.chance(50)) {
      this.#acknowledge(other);
      this.#pause(200);
    }
    this.#emit(other, tcpFlag.fin | tcpFlag.ack);
    this.#pause(60);
    this.#acknowledge(side);
  }

  reset(side: Side): void {
    this.#pause(30);
    this.#emit(side, tcpFlag.rst | tcpFlag.ack, { window: 0 });
  }

  #createEnd(at: Endpoint): End {
    const random = this.#random;
    return {
      at,
      next: random.below(2 ** 32),
      expected: 0,
      ipId: random.below(65_536),
      uptime: random.below(2 ** 31),
      seenTimestamp: 0,
    };
  }

  /** Sends a segment in vain and a few more; gives how many more. Three of them make the sender notice at once. */
  #sendWithLoss(side: Side, bytes: Uint8Array, lost: number): number {
    const [sender, receiver] = [this.#ends[side], this.#ends[otherSide(side)]];
    const expected = receiver.expected;
    const start = sender.next;
    this.#sendSegment(side, bytes, lost, true);
    const left = sender.next;
    const more = Math.min(segmentsAfterLoss, Math.ceil(bytes.length / segmentSize) - lost - 1);
    for (let index = 1; index <= more; index += 1) {
      this.#pause(2 + this.#random.below(10));
      this.#sendSegment(side, bytes, lost + index);
      receiver.expected = expected;
      this.#pause(15);
      this.#acknowledge(otherSide(side), { sack: [left, sender.next] });
    }
    this.#pause(more < 3 ? 12_000 + this.#random.below(18_000) : this.#roundTripInUs);
    const end = sender.next;
    sender.next = start;
    this.#sendSegment(side, bytes, lost);
    sender.next = end;
    receiver.expected = end;
    this.#owed = { side: otherSide(side), atInUs: this.#timeInUs + delayedAckInUs };
    this.acknowledgeNow(otherSide(side));
    return more;
  }

  #sendSegment(side: Side, bytes: Uint8Array, index: number, isLost = false): void {
    const payload = bytes.subarray(index * segmentSize, (index + 1) * segmentSize);
    const isLast = (index + 1) * segmentSize >= bytes.length;
    this.#emit(side, isLast ? tcpFlag.ack | tcpFlag.psh : tcpFlag.ack, { payload, isLost });
  }

  #acknowledge(side: Side, extra: { readonly window?: number; readonly sack?: readonly [number, number] } = {}): void {
    this.#emit(side, tcpFlag.ack, extra);
  }

  #pause(forInUs: number): void {
    this.#timeInUs += forInUs;
  }

  #emit(
    side: Side,
    flags: number,
    extra: {
      readonly payload?: Uint8Array;
      readonly isLost?: boolean;
      readonly window?: number;
      readonly sack?: readonly [number, number];
    } = {},
  ): void {
    const [own, other] = [this.#ends[side], this.#ends[otherSide(side)]];
    const isSyn = (flags & tcpFlag.syn) !== 0;
    const timestamp = (own.uptime + Math.floor(this.#timeInUs / 1000)) >>> 0;
    const timestamps = [timestamp, (flags & tcpFlag.ack) === 0 ? 0 : other.seenTimestamp] as const;
    this.#packets.push(
      tcpPacket({
        timeInUs: this.#timeInUs,
        source: own.at,
        target: other.at,
        ipId: own.ipId,
        sequenceNumber: own.next,
        acknowledgement: (flags & tcpFlag.ack) === 0 ? 0 : own.expected,
        flags,
        window: extra.window ?? (isSyn ? synWindow : scaledWindow),
        options: (flags & tcpFlag.rst) === 0 ? formatOptions(isSyn, timestamps, extra.sack) : new Uint8Array(0),
        ...(extra.payload && { payload: extra.payload }),
        isLost: extra.isLost ?? false,
      }),
    );
    own.ipId = (own.ipId + 1) & 0xffff;
    // A SYN and a FIN count as one byte each.
    const length = (extra.payload?.length ?? 0) + ((flags & (tcpFlag.syn | tcpFlag.fin)) === 0 ? 0 : 1);
    own.next = (own.next + length) >>> 0;
    if (extra.isLost !== true) {
      own.seenTimestamp = timestamp;
      if (length > 0) {
        other.expected = own.next;
      }
    }
    if (this.#owed?.side === side) {
      this.#owed = undefined;
    }
  }
}

function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

/** Of a SYN: size, SACK permitted, timestamps, scale. Of others: timestamps, and the block received past a gap. */
function formatOptions(
  isSyn: boolean,
  timestamps: readonly [number, number],
  sack: readonly [number, number] | undefined,
): Uint8Array {
  const [value, echo] = timestamps.map(bytesOf);
  if (isSyn) {
    return Uint8Array.of(2, 4, 1460 >>> 8, 1460 & 0xff, 4, 2, 8, 10, ...value!, ...echo!, 1, 3, 3, 7);
  }
  const block = sack === undefined ? [] : [1, 1, 5, 10, ...bytesOf(sack[0]), ...bytesOf(sack[1])];
  return Uint8Array.of(1, 1, 8, 10, ...value!, ...echo!, ...block);
}

function bytesOf(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}
