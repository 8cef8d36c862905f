// Finds a text in bytes without decoding them, ignoring the case of ASCII letters (Boyer, Moore and Horspool: one look at every
// n-th byte, where n is the length of the text).

/** True for texts that `createByteSearch` can look for: ASCII only, not empty. */
export function isByteSearchable(needle: string): boolean {
  return /^[\0-\x7f]+$/.test(needle);
}

/** A test whether bytes hold an ASCII text in any case. */
export function createByteSearch(needle: string): (bytes: Uint8Array) => boolean {
  const lower = Uint8Array.from(needle.toLowerCase(), (unit) => unit.charCodeAt(0));
  const upper = Uint8Array.from(needle.toUpperCase(), (unit) => unit.charCodeAt(0));
  const [first = 0, firstUpper = 0] = [lower[0], upper[0]];
  if (lower.length === 1) {
    return first === firstUpper
      ? (bytes) => bytes.includes(first)
      : (bytes) => bytes.includes(first) || bytes.includes(firstUpper);
  }
  const shifts = new Uint16Array(256).fill(Math.min(lower.length, 0xffff));
  const last = lower.length - 1;
  for (let at = Math.max(0, last - 0xffff); at < last; at++) {
    shifts[lower[at] ?? 0] = last - at;
    shifts[upper[at] ?? 0] = last - at;
  }
  return (bytes) => search(bytes, lower, upper, shifts);
}

function search(bytes: Uint8Array, lower: Uint8Array, upper: Uint8Array, shifts: Uint16Array): boolean {
  const last = lower.length - 1;
  const [lastLower, lastUpper] = [lower[last], upper[last]];
  const end = bytes.length;
  for (let at = last; at < end;) {
    const byte = bytes[at] ?? 0;
    if (byte === lastLower || byte === lastUpper) {
      let back = 1;
      while (back <= last && isOneOf(bytes[at - back], lower[last - back], upper[last - back])) {
        back++;
      }
      if (back > last) {
        return true;
      }
    }
    at += shifts[byte] ?? 1;
  }
  return false;
}

function isOneOf(byte: number | undefined, lower: number | undefined, upper: number | undefined): boolean {
  return byte === lower || byte === upper;
}
