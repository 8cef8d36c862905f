// A reading of the service's published rules for filter fields, written apart from the product: what a text matches, or undefined
// for a text that the service would take and then match nothing with. And texts that look like fields, right and wrong.

import * as fc from 'fast-check';

type Meaning = (value: number) => boolean;

/** `80`, `80-85`, `80;443;` (networkWatcher.json, localPort). */
export function servicePorts(text: string): Meaning | undefined {
  return meaningOf(text, (part) => (/^(?:0|[1-9]\d{0,4})$/.test(part) && +part <= 65_535 ? +part : NaN));
}

/** `127.0.0.1`, `127.0.0.1-127.0.0.255`, `127.0.0.1;127.0.0.5;` (networkWatcher.json, remoteIPAddress). */
export function serviceAddresses(text: string): Meaning | undefined {
  return meaningOf(text, (part) => {
    const octets = part.split('.');
    const isAddress =
      octets.length === 4 && octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && +octet <= 255);
    return isAddress ? Buffer.from(octets.map(Number)).readUInt32BE() : NaN;
  });
}

function meaningOf(text: string, read: (part: string) => number): Meaning | undefined {
  if (text === '') {
    return () => true;
  }
  if (text.includes('-')) {
    const [from = NaN, to = NaN, ...more] = text.split('-').map(read);
    return more.length === 0 && from <= to ? (value) => value >= from && value <= to : undefined;
  }
  const parts = (text.endsWith(';') ? text.slice(0, -1) : text).split(';').map(read);
  return parts.some(Number.isNaN) ? undefined : (value) => parts.includes(value);
}

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.ipV4() },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 70_000 }).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '10.0.0.0/24',
      '10.0.0',
      '010.0.0.1',
      '256.1.1.1',
      'fe80::1',
      '*',
      'any',
      'http',
      '00',
      '',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
);
const joint = fc.constantFrom(';', ';', '-', '-', ',', ' ', ' ; ', ' - ', '–', ';;', '\n');

/** Texts that a person might type into a field, and worse. */
export const hostileField = fc
  .tuple(fc.array(fc.tuple(piece, joint), { maxLength: 4 }), piece, fc.constantFrom('', '', ';', ' ', '-'))
  .map(([head, last, tail]) => head.map((pair) => pair.join('')).join('') + last + tail);
