// Reads back, for tests, what the virtual network cards wrote: the file, Ethernet, IPv4, TCP and UDP. It shares nothing
// with the writer, and it throws where a field contradicts another.

import assert from 'node:assert/strict';

/** A packet as it lies in the file. */
export interface ReadPacket {
  readonly timeInUs: number;
  readonly length: number;
  /** What was kept of it, from the Ethernet header on. */
  readonly bytes: Buffer;
  /** Undefined for ARP. */
  readonly ip: ReadIp | undefined;
}

export interface ReadIp {
  readonly protocol: 'TCP' | 'UDP';
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  /** TCP only. */
  readonly sequenceNumber: number;
  readonly acknowledgement: number;
  readonly flags: string;
  readonly window: number;
  readonly payload: Buffer;
}

export interface ReadPcap {
  readonly snapLength: number;
  readonly packets: readonly ReadPacket[];
}

/** Reads a file; checks lengths, and checksums of packets that are whole. */
export function readPcap(file: Uint8Array): ReadPcap {
  const bytes = Buffer.from(file);
  assert.equal(bytes.readUInt32LE(0), 0xa1b2c3d4);
  assert.deepEqual([bytes.readUInt16LE(4), bytes.readUInt16LE(6), bytes.readUInt32LE(20)], [2, 4, 1]);
  const packets: ReadPacket[] = [];
  let at = 24;
  while (at < bytes.length) {
    const [seconds, micros, kept, length] = [0, 4, 8, 12].map((offset) => bytes.readUInt32LE(at + offset));
    assert.ok(micros! < 1_000_000 && kept! <= length!);
    const own = bytes.subarray(at + 16, at + 16 + kept!);
    assert.equal(own.length, kept, 'the file is cut short');
    const isWhole = kept === length;
    packets.push({
      timeInUs: seconds! * 1_000_000 + micros!,
      length: length!,
      bytes: own,
      ip: isWhole && own.readUInt16BE(12) === 0x0800 ? readIp(own.subarray(14)) : undefined,
    });
    at += 16 + kept!;
  }
  return { snapLength: bytes.readUInt32LE(16), packets };
}

function readIp(bytes: Buffer): ReadIp {
  assert.equal(bytes[0], 0x45);
  assert.equal(bytes.readUInt16BE(2), bytes.length);
  assert.equal(sumOf(bytes.subarray(0, 20)), 0xffff, 'checksum of the IP header');
  const transport = bytes.subarray(20);
  const pseudo = Buffer.from([
    ...bytes.subarray(12, 20),
    0,
    bytes[9]!,
    transport.length >>> 8,
    transport.length & 0xff,
  ]);
  assert.equal(sumOf(Buffer.concat([pseudo, transport])), 0xffff, 'checksum of the transport header');
  const isTcp = bytes[9] === 6;
  const common = {
    source: [...bytes.subarray(12, 16)].join('.'),
    target: [...bytes.subarray(16, 20)].join('.'),
    sourcePort: transport.readUInt16BE(0),
    targetPort: transport.readUInt16BE(2),
  };
  if (!isTcp) {
    assert.equal(transport.readUInt16BE(4), transport.length);
    const none = { sequenceNumber: 0, acknowledgement: 0, flags: '', window: 0 };
    return { protocol: 'UDP', ...common, ...none, payload: transport.subarray(8) };
  }
  const names = ['F', 'S', 'R', 'P', 'A'];
  return {
    protocol: 'TCP',
    ...common,
    sequenceNumber: transport.readUInt32BE(4),
    acknowledgement: transport.readUInt32BE(8),
    flags: names.filter((_, bit) => (transport[13]! & (1 << bit)) !== 0).join(''),
    window: transport.readUInt16BE(14),
    payload: transport.subarray((transport[12]! >> 4) * 4),
  };
}

function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) {
    sum += index + 1 < bytes.length ? bytes.readUInt16BE(index) : bytes[index]! << 8;
  }
  while (sum > 0xffff) {
    sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  }
  return sum;
}
