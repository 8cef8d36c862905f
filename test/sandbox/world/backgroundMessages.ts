// Messages of the small protocols a machine speaks by itself: DNS (RFC 1035) and NTP (RFC 5905).

/** Answers carry no name of their own but point at the question's, twelve bytes into the message. */
const pointerToQuestion = [0xc0, 0x0c] as const;
const typeA = 1;
const typeCname = 5;
const typeSoa = 6;
const noSuchName = 3;
/** Seconds between 1900 and 1970. */
const ntpEpoch = 2_208_988_800;

/** A question for the address of a name. */
export function dnsQuery(id: number, name: string): Uint8Array {
  return Uint8Array.of(...dnsHeader({ id, flags: 0x0100, answers: 0, authorities: 0 }), ...question(name));
}

/** The answer: an alias and its address, or that there is no such name when the address is undefined. */
export function dnsAnswer(id: number, name: string, address: string | undefined): Uint8Array {
  if (address === undefined) {
    const head = dnsHeader({ id, flags: 0x8180 | noSuchName, answers: 0, authorities: 1 });
    const numbers = [1, 7200, 900, 1_209_600, 300].flatMap((value) => bytesOf(value, 4));
    const authority = record(typeSoa, [
      ...labels('ns1.contoso.example'),
      ...labels('admin.contoso.example'),
      ...numbers,
    ]);
    return Uint8Array.of(...head, ...question(name), ...authority);
  }
  const head = dnsHeader({ id, flags: 0x8180, answers: 2, authorities: 0 });
  const alias = labels(`edge-${name.split('.')[0]}.azure.example`);
  const start = [...head, ...question(name), ...record(typeCname, alias)];
  // The address belongs to the alias, whose name is the last thing so far.
  const pointer = 0xc000 | (start.length - alias.length);
  return Uint8Array.of(...start, ...record(typeA, address.split('.').map(Number), bytesOf(pointer, 2)));
}

/** A question or an answer of a time server. */
export function ntpMessage(options: {
  readonly mode: 'client' | 'server';
  readonly timeInUs: number;
  readonly originInUs?: number;
}): Uint8Array {
  const isClient = options.mode === 'client';
  const now = timestamp(options.timeInUs);
  const origin = options.originInUs === undefined ? bytesOf(0, 8) : timestamp(options.originInUs);
  const head = isClient ? [0x23, 0, 6, 0xec] : [0x24, 2, 6, 0xec];
  const root = isClient ? bytesOf(0, 12) : [0, 0, 3, 0, 0, 0, 2, 0, 10, 77, 1, 9];
  return Uint8Array.of(
    ...head,
    ...root,
    ...(isClient ? bytesOf(0, 8) : now),
    ...origin,
    ...(isClient ? bytesOf(0, 8) : now),
    ...now,
  );
}

function dnsHeader(about: {
  readonly id: number;
  readonly flags: number;
  readonly answers: number;
  readonly authorities: number;
}): readonly number[] {
  return [about.id, about.flags, 1, about.answers, about.authorities, 0].flatMap((value) => bytesOf(value, 2));
}

function question(name: string): readonly number[] {
  return [...labels(name), 0, typeA, 0, 1];
}

function record(
  type: number,
  data: readonly number[],
  owner: readonly number[] = pointerToQuestion,
): readonly number[] {
  return [...owner, 0, type, 0, 1, ...bytesOf(300, 4), ...bytesOf(data.length, 2), ...data];
}

function labels(name: string): readonly number[] {
  return [...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label, 'latin1')]), 0];
}

function timestamp(timeInUs: number): readonly number[] {
  const seconds = Math.floor(timeInUs / 1_000_000);
  const fraction = Math.floor(((timeInUs % 1_000_000) / 1_000_000) * 2 ** 32);
  return [...bytesOf(seconds + ntpEpoch, 4), ...bytesOf(fraction, 4)];
}

/** A number in network order. */
function bytesOf(value: number, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => Math.floor(value / 256 ** (length - 1 - index)) % 256);
}
