// The classic capture file: little-endian, microseconds, Ethernet. Payloads are copied here, and only here.

/** One packet to be written, in parts that follow each other. */
export interface PcapRecord {
  /** Microseconds since 1970. */
  readonly timeInUs: number;
  readonly parts: readonly Uint8Array[];
}

export const pcapHeaderLength = 24;
export const pcapRecordHeaderLength = 16;
const magic = 0xa1b2c3d4;
const linkTypeEthernet = 1;
/** What tcpdump writes when it keeps whole packets. */
const wholePackets = 262_144;

/** Bytes of a packet that are kept; 0 keeps all. */
export function keptLength(length: number, bytesPerPacket: number): number {
  return bytesPerPacket === 0 ? length : Math.min(length, bytesPerPacket);
}

export function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((length, part) => length + part.length, 0);
}

/** Writes records in the order given, each cut to `bytesPerPacket` (0: not cut). */
export function writePcap(records: readonly PcapRecord[], bytesPerPacket: number): Uint8Array {
  const size = records.reduce(
    (total, { parts }) => total + pcapRecordHeaderLength + keptLength(lengthOf(parts), bytesPerPacket),
    pcapHeaderLength,
  );
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  view.setUint32(0, magic, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, bytesPerPacket === 0 ? wholePackets : bytesPerPacket, true);
  view.setUint32(20, linkTypeEthernet, true);
  let at = pcapHeaderLength;
  for (const { timeInUs, parts } of records) {
    const length = lengthOf(parts);
    const kept = keptLength(length, bytesPerPacket);
    view.setUint32(at, Math.floor(timeInUs / 1_000_000), true);
    view.setUint32(at + 4, timeInUs % 1_000_000, true);
    view.setUint32(at + 8, kept, true);
    view.setUint32(at + 12, length, true);
    at += pcapRecordHeaderLength;
    const end = at + kept;
    for (const part of parts) {
      const fitting = part.subarray(0, end - at);
      file.set(fitting, at);
      at += fitting.length;
    }
  }
  return file;
}
