// Looks a few headers up in the bytes of many messages: one walk over the lines, and only what was asked for is decoded.

import { decodeText } from '../../http/httpMessage.ts';

/** A name that is looked for. */
interface WantedHeader {
  readonly index: number;
  /** In lower case. */
  readonly name: string;
  readonly codes: Uint8Array;
  readonly isFirstOnly: boolean;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const COLON = 58;

/** Made once for its names, none of them empty. Gives what `readHeaders` with `headerText` or `headerValue` gives. */
export class HeaderProbe {
  readonly #wanted: readonly WantedHeader[];
  /** By length of the name. */
  readonly #byLength: (readonly WantedHeader[] | undefined)[] = [];
  /** In the order of the names, of the message that was read last; undefined for those it does not have. */
  readonly values: (string | undefined)[] = [];

  /**
   * @param names whose values are joined by ", "
   * @param firstOnly of which the first value counts; they follow the others in `values`
   */
  constructor(names: readonly string[], firstOnly: readonly string[] = []) {
    this.#wanted = [...names, ...firstOnly].map((each, index) => {
      const name = each.toLowerCase();
      const codes = Uint8Array.from(name, (unit) => Math.min(unit.charCodeAt(0), 0xff));
      return { index, name, codes, isFirstOnly: index >= names.length };
    });
    for (const wanted of this.#wanted) {
      const length = wanted.name.length;
      this.#byLength[length] = [...(this.#byLength[length] ?? []), wanted];
    }
    this.values = this.#wanted.map(() => undefined);
  }

  /** Reads the header lines between two offsets. @returns `values` */
  read(bytes: Uint8Array, from: number, end: number): readonly (string | undefined)[] {
    this.values.fill(undefined);
    for (let at = from; at < end;) {
      let colon = at;
      let bits = 0;
      let byte = bytes[at] ?? 0;
      while (byte !== COLON && byte !== LF && colon < end) {
        bits |= byte;
        byte = bytes[++colon] ?? 0;
      }
      if (colon >= end) {
        break;
      }
      const lineEnd = byte === LF ? colon : lineEndFrom(bytes, colon + 1, end);
      if (byte === COLON) {
        this.#take(bytes, at, colon, lineEnd, bits);
      }
      at = lineEnd + 1;
    }
    return this.values;
  }

  /** @param bits all bytes before the colon, or-ed */
  // oxlint-disable-next-line max-params
  #take(bytes: Uint8Array, lineStart: number, colon: number, lineEnd: number, bits: number): void {
    let from = lineStart;
    let to = colon;
    while (from < to && isBlank(bytes[from])) {
      from++;
    }
    while (to > from && isBlank(bytes[to - 1])) {
      to--;
    }
    if (bits >= 0x80) {
      // Beyond ASCII some letters have an ASCII one as their lower case.
      const name = decodeText(bytes.subarray(from, to)).toLowerCase();
      this.#keep(this.#wanted, (wanted) => wanted.name === name, bytes.subarray(colon + 1, lineEnd));
      return;
    }
    const candidates = this.#byLength[to - from];
    if (candidates !== undefined && to > from) {
      for (const wanted of candidates) {
        if (isName(bytes, from, wanted.codes)) {
          this.#keep([wanted], () => true, bytes.subarray(colon + 1, lineEnd));
        }
      }
    }
  }

  #keep(among: readonly WantedHeader[], isWanted: (wanted: WantedHeader) => boolean, value: Uint8Array): void {
    for (const wanted of among) {
      const known = this.values[wanted.index];
      if (isWanted(wanted) && (known === undefined || !wanted.isFirstOnly)) {
        const text = trimmedText(value);
        this.values[wanted.index] = known === undefined ? text : `${known}, ${text}`;
      }
    }
  }
}

function lineEndFrom(bytes: Uint8Array, from: number, end: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 || at > end ? end : at;
}

/** Compares without case; names that are no ASCII never come here. */
function isName(bytes: Uint8Array, at: number, codes: Uint8Array): boolean {
  for (let index = 0; index < codes.length; index++) {
    const byte = bytes[at + index] ?? 0;
    if ((byte >= 65 && byte <= 90 ? byte + 32 : byte) !== codes[index]) {
      return false;
    }
  }
  return true;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CR;
}

function trimmedText(bytes: Uint8Array): string {
  let from = 0;
  let to = bytes.length;
  while (from < to && isBlank(bytes[from])) {
    from++;
  }
  while (to > from && isBlank(bytes[to - 1])) {
    to--;
  }
  return from === to ? '' : decodeText(bytes.subarray(from, to));
}
