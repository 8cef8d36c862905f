// Which packets a capture keeps: the filters of a packet capture as ARM takes them. Local is the machine's side. Like in
// Azure, a filter that cannot be read captures nothing instead of being refused.

import type { PacketFilter } from '../contract.ts';
import type { Packet } from './packet.ts';

/** Whether the machine with this address keeps the packet. */
export type PacketTest = (packet: Packet, ownIp: string) => boolean;

type NumberTest = (value: number) => boolean;

/** Filters combine with OR, the fields of one with AND; no filter keeps everything. */
export function compileFilters(filters: readonly PacketFilter[]): PacketTest {
  const tests = filters.map((filter) => compile(filter));
  return tests.length === 0 ? () => true : (packet, ownIp) => tests.some((test) => test(packet, ownIp));
}

function compile(filter: PacketFilter): PacketTest {
  const localIp = compileField(filter.localIPAddress, readAddress);
  const remoteIp = compileField(filter.remoteIPAddress, readAddress);
  const localPort = compileField(filter.localPort, readPort);
  const remotePort = compileField(filter.remotePort, readPort);
  const protocol = filter.protocol?.toUpperCase() ?? 'ANY';
  return (packet, ownIp) => {
    const isOutgoing = packet.source.ip === ownIp;
    const local = isOutgoing ? packet.source : packet.target;
    const remote = isOutgoing ? packet.target : packet.source;
    return (
      (protocol === 'ANY' || protocol === packet.protocol) &&
      isKept(localIp, readAddress(local.ip)) &&
      isKept(remoteIp, readAddress(remote.ip)) &&
      isKept(localPort, hasPorts(packet) ? local.port : undefined) &&
      isKept(remotePort, hasPorts(packet) ? remote.port : undefined)
    );
  };
}

function hasPorts(packet: Packet): boolean {
  return packet.protocol !== 'ARP';
}

function isKept(test: NumberTest | undefined, value: number | undefined): boolean {
  return test === undefined || (value !== undefined && test(value));
}

/** Reads `a`, `a-b`, or `a;b;` (the last semicolon is optional); a range and a list do not mix. */
function compileField(text: string | undefined, read: (part: string) => number | undefined): NumberTest | undefined {
  if (text === undefined || text.trim() === '') {
    return undefined;
  }
  const ends = text.split('-').map((part) => read(part.trim()));
  if (ends.length === 2) {
    const [from, to] = ends;
    return (value) => from !== undefined && to !== undefined && value >= from && value <= to;
  }
  const listed = text
    .replace(/;\s*$/, '')
    .split(';')
    .map((part) => read(part.trim()));
  return (value) => !listed.includes(undefined) && listed.includes(value);
}

function readAddress(text: string): number | undefined {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
    ? parts.reduce((value, part) => value * 256 + Number(part), 0)
    : undefined;
}

function readPort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? Number(text) : undefined;
}
