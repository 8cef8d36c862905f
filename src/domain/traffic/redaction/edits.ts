// Changes to bytes by place: what stands between two offsets gives way to a text, everything else stays byte for byte.

/** Where a secret was found. */
export type RedactedKind = 'header' | 'query' | 'json' | 'form' | 'xml' | 'metadata' | 'event';

/** A stretch of bytes that is a secret, and what it is called. */
export interface SecretEdit {
  readonly start: number;
  /** Just past the last byte. */
  readonly end: number;
  readonly replacement: string;
  readonly kind: RedactedKind;
  /** Header or field name as it was sent, the JSON path with `[*]` for places in arrays, or `//element/@attribute`. */
  readonly name: string;
}

const encoder = new TextEncoder();
/** Gives one character per byte whatever the bytes are, so that offsets in the text are offsets in the bytes. */
const byteDecoder = new TextDecoder('windows-1252');

/** The bytes as a text of equal length, in which ASCII reads as itself. */
export function textByBytes(bytes: Uint8Array): string {
  return byteDecoder.decode(bytes);
}

/** The bytes with the edits made; edits are in order and do not overlap. */
export function applyEdits(bytes: Uint8Array, edits: readonly SecretEdit[]): Uint8Array {
  if (edits.length === 0) {
    return bytes;
  }
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(bytes.subarray(at, edit.start), encoder.encode(edit.replacement));
    at = edit.end;
  }
  parts.push(bytes.subarray(at));
  return concatBytes(parts);
}

/** The edits in order; where two meet they become one. */
export function withoutOverlaps(edits: readonly SecretEdit[]): SecretEdit[] {
  const kept: SecretEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || edit.start >= last.end) {
      kept.push(edit);
    } else if (edit.end > last.end) {
      kept[kept.length - 1] = { ...last, end: edit.end };
    }
  }
  return kept;
}

/** One array out of several. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
