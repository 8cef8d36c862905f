// One running capture on one card: keeps what passes its filters until its file is full. Packets come in any order and are
// sorted when the file is written.

import type { PacketSession, PacketSource } from '../contract.ts';
import type { Packet } from './packet.ts';
import { ethernetHeader } from './packet.ts';
import type { PacketTest } from './packetFilter.ts';
import { compileFilters } from './packetFilter.ts';
import type { PcapRecord } from './pcapFile.ts';
import { keptLength, lengthOf, pcapHeaderLength, pcapRecordHeaderLength, writePcap } from './pcapFile.ts';

export interface PacketRecordingOptions {
  readonly capture: Parameters<PacketSource['open']>[0];
  /** Address of the machine's card. */
  readonly ownIp: string;
  readonly startInUs: number;
  /** Called once, when the recording is closed. Afterwards nothing is added any more. */
  readonly onClose: (recording: PacketRecording) => void;
}

export class PacketRecording implements PacketSession {
  readonly ownIp: string;
  readonly #options: PacketRecordingOptions;
  readonly #isWanted: PacketTest;
  readonly #records: PcapRecord[] = [];
  #byteCount = pcapHeaderLength;
  #isFull = false;
  #isClosed = false;

  constructor(options: PacketRecordingOptions) {
    this.#options = options;
    this.ownIp = options.ownIp;
    this.#isWanted = compileFilters(options.capture.filters);
  }

  get packetCount(): number {
    return this.#records.length;
  }

  get byteCount(): number {
    return this.#byteCount;
  }

  /** Keeps a packet if it passes this card, is not older than the recording, and there is room. */
  offer(packet: Packet): void {
    const { ownIp } = this;
    const isOwn = packet.source.ip === ownIp || (packet.target.ip === ownIp && !packet.isLost);
    if (this.#isFull || !isOwn || packet.timeInUs < this.#options.startInUs || !this.#isWanted(packet, ownIp)) {
      return;
    }
    const { bytesPerPacket, totalBytes, onFull } = this.#options.capture;
    const parts = [ethernetHeader(packet, ownIp), packet.header, packet.payload];
    const size = pcapRecordHeaderLength + keptLength(lengthOf(parts), bytesPerPacket);
    if (totalBytes > 0 && this.#byteCount + size > totalBytes) {
      this.#isFull = true;
      onFull();
      return;
    }
    this.#byteCount += size;
    this.#records.push({ timeInUs: packet.timeInUs, parts });
  }

  /** A file has at least its header, even when the limit is less. */
  close(): Uint8Array {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#options.onClose(this);
      this.#isFull = true;
    }
    this.#records.sort((left, right) => left.timeInUs - right.timeInUs);
    return writePcap(this.#records, this.#options.capture.bytesPerPacket);
  }
}
