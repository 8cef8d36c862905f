// Packets as bytes: IPv4 with TCP or UDP, and ARP, with true lengths and checksums. The payload is never copied here, so
// that a large body costs memory once, when the file is written.

/** One packet on the way between two addresses. The Ethernet header is left out, as it depends on whose card sees it. */
export interface Packet {
  /** Microseconds since 1970. */
  readonly timeInUs: number;
  readonly protocol: 'TCP' | 'UDP' | 'ARP';
  readonly source: Endpoint;
  readonly target: Endpoint;
  /** IPv4 and transport headers, or the whole ARP message. */
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
  /** Lost on its way: only the sender's card sees it. */
  readonly isLost: boolean;
}

/** An IPv4 address in dotted form, and a port; 0 where there is none. */
export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

/** TCP flags by their bit. */
export const tcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

/** Azure answers every ARP request, and forwards every frame, with this address. */
const fabricMac = Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc);
const noPayload = new Uint8Array(0);
/** Ethernet and IPv4, their lengths, and the upper half of the operation. */
const arpHead = [0, 1, 8, 0, 6, 4, 0] as const;
const tcpProtocol = 6;
const udpProtocol = 17;
const ipHeaderLength = 20;
const tcpHeaderLength = 20;
const udpHeaderLength = 8;

/** What a TCP segment is made of. */
export interface TcpSegment {
  readonly timeInUs: number;
  readonly source: Endpoint;
  readonly target: Endpoint;
  readonly ipId: number;
  readonly sequenceNumber: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  /** A multiple of four bytes. */
  readonly options: Uint8Array;
  readonly payload?: Uint8Array;
  readonly isLost?: boolean;
}

export function tcpPacket(segment: TcpSegment): Packet {
  const { source, target, options, payload = noPayload } = segment;
  const tcpLength = tcpHeaderLength + options.length;
  const header = ipHeader({ source, target, protocol: tcpProtocol, ipId: segment.ipId }, tcpLength, payload.length);
  const view = new DataView(header.buffer, ipHeaderLength);
  view.setUint16(0, source.port);
  view.setUint16(2, target.port);
  view.setUint32(4, segment.sequenceNumber);
  view.setUint32(8, segment.acknowledgement);
  view.setUint8(12, (tcpLength / 4) << 4);
  view.setUint8(13, segment.flags);
  view.setUint16(14, segment.window);
  header.set(options, ipHeaderLength + tcpHeaderLength);
  view.setUint16(16, transportChecksum(header, tcpProtocol, payload));
  const { timeInUs, isLost = false } = segment;
  return { timeInUs, protocol: 'TCP', source, target, header, payload, isLost };
}

/** What a UDP datagram is made of. */
export interface UdpDatagram {
  readonly timeInUs: number;
  readonly source: Endpoint;
  readonly target: Endpoint;
  readonly ipId: number;
  readonly payload: Uint8Array;
}

export function udpPacket({ timeInUs, source, target, ipId, payload }: UdpDatagram): Packet {
  const header = ipHeader({ source, target, protocol: udpProtocol, ipId }, udpHeaderLength, payload.length);
  const view = new DataView(header.buffer, ipHeaderLength);
  view.setUint16(0, source.port);
  view.setUint16(2, target.port);
  view.setUint16(4, udpHeaderLength + payload.length);
  // A sum of zero is written as all ones, because zero means that there is none.
  view.setUint16(6, transportChecksum(header, udpProtocol, payload) || 0xffff);
  return { timeInUs, protocol: 'UDP', source, target, header, payload, isLost: false };
}

/** A machine asks for the hardware address of another one of its subnet. */
export function arpRequest(timeInUs: number, asking: string, wanted: string): Packet {
  return arpPacket(timeInUs, { ip: asking, mac: macOf(asking) }, { ip: wanted, mac: new Uint8Array(6) });
}

/** The fabric answers for the other machine. */
export function arpReply(timeInUs: number, asking: string, wanted: string): Packet {
  return arpPacket(timeInUs, { ip: wanted, mac: fabricMac }, { ip: asking, mac: macOf(asking) });
}

/** The 14 bytes in front of a packet on the card of the machine with this address. */
export function ethernetHeader(packet: Packet, ownIp: string): Uint8Array {
  const isOutgoing = packet.source.ip === ownIp;
  const own = macOf(ownIp);
  const isQuestion = packet.protocol === 'ARP' && packet.header[7] === 1;
  const remote = isQuestion ? new Uint8Array(6).fill(0xff) : fabricMac;
  const type = packet.protocol === 'ARP' ? [0x08, 0x06] : [0x08, 0x00];
  return isOutgoing ? Uint8Array.of(...remote, ...own, ...type) : Uint8Array.of(...own, ...remote, ...type);
}

interface Station {
  readonly ip: string;
  readonly mac: Uint8Array;
}

function arpPacket(timeInUs: number, sender: Station, target: Station): Packet {
  const isQuestion = target.mac.every((byte) => byte === 0);
  const header = Uint8Array.of(
    ...arpHead,
    isQuestion ? 1 : 2,
    ...sender.mac,
    ...addressBytes(sender.ip),
    ...target.mac,
    ...addressBytes(target.ip),
  );
  const source = { ip: sender.ip, port: 0 };
  return {
    timeInUs,
    protocol: 'ARP',
    source,
    target: { ip: target.ip, port: 0 },
    header,
    payload: noPayload,
    isLost: false,
  };
}

/** A card of Azure's own range that belongs to an address. */
function macOf(ip: string): Uint8Array {
  const [, second = 0, third = 0, fourth = 0] = addressBytes(ip);
  return Uint8Array.of(0x00, 0x0d, 0x3a, second, third, fourth);
}

function addressBytes(ip: string): readonly number[] {
  return ip.split('.').map(Number);
}

/** An IPv4 header with room for the transport header behind it. */
function ipHeader(
  about: { readonly source: Endpoint; readonly target: Endpoint; readonly protocol: number; readonly ipId: number },
  transportLength: number,
  payloadLength: number,
): Uint8Array {
  const bytes = new Uint8Array(ipHeaderLength + transportLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, bytes.length + payloadLength);
  view.setUint16(4, about.ipId & 0xffff);
  view.setUint16(6, 0x4000); // do not fragment
  view.setUint8(8, 64);
  view.setUint8(9, about.protocol);
  bytes.set(addressBytes(about.source.ip), 12);
  bytes.set(addressBytes(about.target.ip), 16);
  view.setUint16(10, complement(sumOf(bytes.subarray(0, ipHeaderLength))));
  return bytes;
}

/** Over the pseudo header (addresses, protocol, length), the transport header and the payload (RFC 9293 section 3.1). */
function transportChecksum(header: Uint8Array, protocol: number, payload: Uint8Array): number {
  const transport = header.subarray(ipHeaderLength);
  const length = transport.length + payload.length;
  return complement(sumOf(header.subarray(12, 20)) + protocol + length + sumOf(transport) + sumOf(payload));
}

/** The sum of all 16-bit words; at most 64 KiB of them, so that it stays exact. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  const even = bytes.length & ~1;
  for (let index = 0; index < even; index += 2) {
    sum += (bytes[index]! << 8) | bytes[index + 1]!;
  }
  return even === bytes.length ? sum : sum + (bytes[even]! << 8);
}

function complement(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) {
    folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  }
  return ~folded & 0xffff;
}
