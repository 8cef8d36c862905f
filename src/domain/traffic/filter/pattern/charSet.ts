// Sets of UTF-16 units as sorted ranges: what one place of a regular expression accepts.

/** Sorted, disjoint, both ends included. */
export type CharSet = readonly CharRange[];

/** Units from `from` to `to`, both included. */
export interface CharRange {
  readonly from: number;
  readonly to: number;
}

const lastUnit = 0xffff;
/** Ranges of other letters than ASCII are folded unit by unit up to this size; longer ones stay as they are. */
const maxFoldedRange = 2048;

/** `\d` */
export const digits: readonly CharRange[] = [{ from: 48, to: 57 }];
/** `\w` */
export const wordUnits: readonly CharRange[] = [
  { from: 48, to: 57 },
  { from: 65, to: 90 },
  { from: 95, to: 95 },
  { from: 97, to: 122 },
];
/** `\s` */
export const spaces: readonly CharRange[] = [
  { from: 9, to: 13 },
  { from: 32, to: 32 },
  { from: 160, to: 160 },
  { from: 0x1680, to: 0x1680 },
  { from: 0x2000, to: 0x200a },
  { from: 0x2028, to: 0x2029 },
  { from: 0x202f, to: 0x202f },
  { from: 0x205f, to: 0x205f },
  { from: 0x3000, to: 0x3000 },
  { from: 0xfeff, to: 0xfeff },
];
/** Line ends, which `.` does not accept. */
export const lineEnds: readonly CharRange[] = [
  { from: 10, to: 10 },
  { from: 13, to: 13 },
  { from: 0x2028, to: 0x2029 },
];

/** One unit. */
export function setOf(unit: number): CharSet {
  return [{ from: unit, to: unit }];
}

/** All units that are in none of the ranges. */
export function invert(set: CharSet): CharSet {
  const inverted: CharRange[] = [];
  let from = 0;
  for (const range of set) {
    if (range.from > from) {
      inverted.push({ from, to: range.from - 1 });
    }
    from = range.to + 1;
  }
  return from > lastUnit ? inverted : [...inverted, { from, to: lastUnit }];
}

/** Sorts ranges and joins those that touch. */
export function unite(ranges: readonly CharRange[]): CharSet {
  const united: CharRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = united.at(-1);
    if (last !== undefined && range.from <= last.to + 1) {
      united[united.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else {
      united.push(range);
    }
  }
  return united;
}

/** Adds what the units become when case is ignored. The text is folded in the same way when it is read. */
export function foldSet(set: CharSet): CharSet {
  const folded: CharRange[] = [...set];
  for (const { from, to } of set) {
    const [upperFrom, upperTo] = [Math.max(from, 65), Math.min(to, 90)];
    if (upperFrom <= upperTo) {
      folded.push({ from: upperFrom + 32, to: upperTo + 32 });
    }
    if (to > 127 && to - from <= maxFoldedRange) {
      for (let unit = Math.max(from, 128); unit <= to; unit++) {
        folded.push(...setOf(foldUnit(unit)));
      }
    }
  }
  return unite(folded);
}

/** A unit in lower case, where that is one unit. */
export function foldUnit(unit: number): number {
  if (unit < 128) {
    return unit >= 65 && unit <= 90 ? unit + 32 : unit;
  }
  const lower = String.fromCharCode(unit).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
}

/** True when the set holds the unit. */
export function holds(set: CharSet, unit: number): boolean {
  return set.some(({ from, to }) => unit >= from && unit <= to);
}
