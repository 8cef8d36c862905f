// IPv4 addresses and prefixes as numbers, and the service tags of security rules.

/** A range of addresses, both ends included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** Reads `a.b.c.d`; undefined for anything else. */
export function readAddress(text: string): number | undefined {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
    ? parts.reduce((value, part) => value * 256 + Number(part), 0)
    : undefined;
}

/** Reads an address, a prefix `a.b.c.d/n` or a range `a-b`; undefined for anything else, so for every tag. */
export function readRange(text: string): AddressRange | undefined {
  const [from = '', to] = text.split('-');
  const [base = '', length] = from.split('/');
  const first = readAddress(base);
  if (first === undefined) {
    return undefined;
  }
  if (to !== undefined) {
    const last = readAddress(to);
    return last === undefined ? undefined : { first, last };
  }
  const size = 2 ** (32 - Number(length ?? 32));
  const start = Math.floor(first / size) * size;
  return { first: start, last: start + size - 1 };
}

/** True when the inner range lies within one of the others. */
export function isWithin(inner: AddressRange, outer: readonly string[]): boolean {
  return outer.some((text) => {
    const range = readRange(text);
    return range !== undefined && inner.first >= range.first && inner.last <= range.last;
  });
}

/** What is routed in no public network. */
export const privatePrefixes = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** The address of the host: DNS, health probes of load balancers, and the agent's own channel. */
const hostAddress = '168.63.129.16';

/** Prefixes of the tags that are the same everywhere; real ones are long lists. */
const tags: Readonly<Record<string, readonly string[]>> = {
  azureloadbalancer: [hostAddress],
  storage: ['20.60.0.0/16'],
  azurecloud: ['20.0.0.0/8'],
};

/** Prefixes behind a service tag; undefined for what is none, and for Internet, which is everything else. */
export function prefixesOfTag(tag: string, virtualNetwork: readonly string[]): readonly string[] | undefined {
  return tag.toLowerCase() === 'virtualnetwork' ? virtualNetwork : tags[tag.toLowerCase()];
}

/** True for what is neither in the network, nor private, nor the host. */
export function isInternet(range: AddressRange, virtualNetwork: readonly string[]): boolean {
  return !isWithin(range, [...virtualNetwork, ...privatePrefixes, hostAddress]);
}
