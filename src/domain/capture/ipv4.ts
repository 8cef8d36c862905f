// IPv4 addresses as numbers, so that ranges can be compared. Only four decimal numbers are an address here.

/**
 * Reads `10.0.0.4`. Numbers with leading zeros are refused: some programs read them as octal.
 * @returns 0..4294967295, or undefined when the text is no such address
 */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const octets = match.slice(1);
  return octets.every((octet) => String(Number(octet)) === octet && Number(octet) < 256)
    ? octets.reduce((value, octet) => value * 256 + Number(octet), 0)
    : undefined;
}

/** Writes a number of 0..4294967295 as an address. */
export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** A block such as `10.0.0.0/24` as its first and last address; undefined when it is none. Bits beyond the prefix are dropped. */
export function parseCidr(text: string): { readonly from: number; readonly to: number } | undefined {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text);
  const address = parseIpv4(match?.[1] ?? '');
  const prefix = Number(match?.[2] ?? 33);
  if (address === undefined || prefix > 32) {
    return undefined;
  }
  const size = 2 ** (32 - prefix);
  const from = Math.floor(address / size) * size;
  return { from, to: from + size - 1 };
}
