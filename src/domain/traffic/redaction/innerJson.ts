// JSON that stands as a string within JSON: its bytes without the escapes, and where each of them stood.

const BACKSLASH = 92;
const plainEscapes: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9 };
const encoder = new TextEncoder();

/** The inner bytes; `places` has the offset of each in the outer bytes, and that of the end. */
export interface InnerText {
  readonly bytes: Uint8Array;
  readonly places: Uint32Array;
}

/** Takes the escapes off a string's content; undefined when it begins neither an object nor an array. */
export function readInnerJson(outer: Uint8Array, start: number, end: number): InnerText | undefined {
  let first = start;
  while (first < end && outer[first] === 32) {
    first++;
  }
  if (outer[first] !== 0x7b && outer[first] !== 0x5b) {
    return undefined;
  }
  // No escape is shorter than what it stands for.
  const bytes = new Uint8Array(end - start);
  const places = new Uint32Array(end - start + 1);
  let length = 0;
  for (let at = start; at < end;) {
    const { size, units } = unitAt(outer, at, end);
    for (const unit of units) {
      places[length] = at;
      bytes[length++] = unit;
    }
    at += size;
  }
  places[length] = end;
  return { bytes: bytes.subarray(0, length), places: places.subarray(0, length + 1) };
}

function unitAt(outer: Uint8Array, at: number, end: number): { size: number; units: Iterable<number> } {
  const byte = outer[at] ?? 0;
  if (byte !== BACKSLASH || at + 1 >= end) {
    return { size: 1, units: [byte] };
  }
  const escaped = String.fromCharCode(outer[at + 1] ?? 0);
  const digits = escaped === 'u' ? String.fromCharCode(...outer.subarray(at + 2, Math.min(end, at + 6))) : '';
  if (/^[\da-f]{4}$/i.test(digits)) {
    return { size: 6, units: encoder.encode(String.fromCharCode(Number.parseInt(digits, 16))) };
  }
  return { size: 2, units: [plainEscapes[escaped] ?? outer[at + 1] ?? 0] };
}
