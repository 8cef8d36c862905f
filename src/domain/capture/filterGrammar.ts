// Addresses and ports of capture filters (Network Watcher REST, PacketCaptureFilter): IPv4 and port numbers, nothing else.

import { parseField } from './filterField.ts';
import type { FieldGrammar, FieldProblem, OneProblem, ReadField } from './filterField.ts';
import { formatIpv4, parseCidr, parseIpv4 } from './ipv4.ts';

/**
 * Reads a field of addresses: `10.0.0.4`, `10.0.0.4-10.0.0.9` or `10.0.0.4;10.0.0.9`. Blocks such as `10.0.0.0/24` are refused
 * with the range they stand for. IPv6 is refused (assumed: the service documents IPv4 only).
 */
export function parseAddressField(text: string): ReadField | FieldProblem {
  return parseField(text, addresses);
}

/** Reads a field of ports: `80`, `80-85` or `80;443;`, each 0..65535. Names of well-known services are refused with their port. */
export function parsePortField(text: string): ReadField | FieldProblem {
  return parseField(text, ports);
}

const addresses: Readonly<FieldGrammar> = {
  readOne: (text) => parseIpv4(text) ?? addressProblem(text),
  write: formatIpv4,
  // `10.0.0.1-20` can only mean the last number; with more of them missing it is anyone's guess.
  completeEnd: (from, end) => (/^\d{1,3}$/.test(end) ? formatIpv4(from).replace(/\d+$/, end) : undefined),
};

function addressProblem(text: string): OneProblem {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const octets = text.split('.').map(Number);
    return octets.some((octet) => octet > 255)
      ? { problem: 'octetTooLarge' }
      : { problem: 'leadingZero', instead: octets.join('.') };
  }
  if (text.includes('/')) {
    const block = parseCidr(text);
    return block === undefined
      ? { problem: 'badAddress' }
      : { problem: 'cidr', instead: `${formatIpv4(block.from)}-${formatIpv4(block.to)}` };
  }
  if (text.includes(':')) {
    const match = /^([\d.]+):\d+$/.exec(text);
    return match === null ? { problem: 'ipv6' } : { problem: 'portInAddress', instead: match[1] ?? '' };
  }
  if (/^\d{1,3}(?:\.\d{1,3}){0,2}(?:\.\*){1,3}$/.test(text) && text.split('.').length === 4) {
    return { problem: 'wildcard', instead: `${text.replaceAll('*', '0')}-${text.replaceAll('*', '255')}` };
  }
  return { problem: /^\d{1,3}(?:\.\d{1,3}){0,2}\.?$/.test(text) ? 'shortAddress' : 'badAddress' };
}

const ports: Readonly<FieldGrammar> = { readOne: readPort, write: String };

/** Names people type, and the ports of the IANA registry that they stand for. */
const namedPorts: ReadonlyMap<string, number> = new Map([
  ['ftp', 21],
  ['ssh', 22],
  ['smtp', 25],
  ['dns', 53],
  ['domain', 53],
  ['http', 80],
  ['ntp', 123],
  ['ldap', 389],
  ['https', 443],
  ['smb', 445],
  ['ldaps', 636],
  ['mssql', 1433],
  ['mysql', 3306],
  ['rdp', 3389],
  ['amqps', 5671],
  ['postgresql', 5432],
  ['redis', 6379],
]);

function readPort(text: string): number | OneProblem {
  if (!/^\d+$/.test(text)) {
    const named = namedPorts.get(text.toLowerCase());
    return { problem: 'badPort', ...(named === undefined ? {} : { instead: String(named) }) };
  }
  const value = Number(text);
  if (value > 65_535) {
    return { problem: 'portTooLarge' };
  }
  return String(value) === text ? value : { problem: 'leadingZero', instead: String(value) };
}
