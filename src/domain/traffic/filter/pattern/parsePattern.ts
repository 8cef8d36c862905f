// Reads a regular expression into a tree: the part of JavaScript's syntax that can be matched in linear time. Looking around and
// back references are refused by name; everything else that JavaScript reads without the flag `u` means the same here.

import { digits, foldSet, invert, lineEnds, setOf, spaces, unite, wordUnits } from './charSet.ts';
import type { CharRange, CharSet } from './charSet.ts';

/** Where a pattern looks at its surroundings instead of taking a unit. */
export type PatternAssertion = 'start' | 'end' | 'boundary' | 'noBoundary';

/** A regular expression as a tree. Greedy and lazy are the same where only "does it match" is asked. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly assertion: PatternAssertion }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  /** `max` is Infinity for no limit. */
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number };

/** What is wrong with a pattern, as a word, and where in its source. */
export interface PatternProblem {
  readonly problem:
    'lookaround' | 'backreference' | 'nothingToRepeat' | 'unclosed' | 'badRange' | 'badRepeat' | 'tooLarge';
  readonly start: number;
  readonly end: number;
}

const maxDepth = 30;
/** Most copies of what is repeated, and most places of the whole pattern after copying. */
const maxRepeat = 200;
const maxPlaces = 1000;

/** Reads the source of a regular expression. @param flags any of `ims` */
export function parsePattern(source: string, flags: string): { readonly node: PatternNode } | PatternProblem {
  const reader = new PatternReader(source, flags);
  const node = reader.readAll();
  if (node === undefined) {
    return reader.problem;
  }
  return placesOf(node) > maxPlaces ? { problem: 'tooLarge', start: 0, end: source.length } : { node };
}

function placesOf(node: PatternNode): number {
  switch (node.kind) {
    case 'set':
    case 'assert':
      return 1;
    case 'sequence':
    case 'choice':
      return node.parts.reduce((sum, part) => sum + placesOf(part), 1);
    case 'repeat':
      return placesOf(node.part) * (node.max === Infinity ? node.min + 1 : Math.max(1, node.max)) + 1;
  }
}

class PatternReader {
  problem: PatternProblem = { problem: 'unclosed', start: 0, end: 0 };
  readonly #source: string;
  readonly #ignoresCase: boolean;
  readonly #any: CharSet;
  #at = 0;
  #depth = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#ignoresCase = flags.includes('i');
    this.#any = flags.includes('s') ? invert([]) : invert(lineEnds);
  }

  readAll(): PatternNode | undefined {
    const node = this.#readChoice();
    return node !== undefined && this.#at < this.#source.length ? this.#fail('unclosed', this.#at, this.#at + 1) : node;
  }

  #readChoice(): PatternNode | undefined {
    const parts: PatternNode[] = [];
    do {
      const part = this.#readSequence();
      if (part === undefined) {
        return undefined;
      }
      parts.push(part);
    } while (this.#skip('|'));
    return parts.length === 1 ? parts[0] : { kind: 'choice', parts };
  }

  #readSequence(): PatternNode | undefined {
    const parts: PatternNode[] = [];
    while (this.#at < this.#source.length && this.#source[this.#at] !== '|' && this.#source[this.#at] !== ')') {
      const atom = this.#readAtom();
      const part = atom === undefined ? undefined : this.#readRepeat(atom);
      if (part === undefined) {
        return undefined;
      }
      parts.push(part);
    }
    return { kind: 'sequence', parts };
  }

  #readAtom(): PatternNode | undefined {
    const start = this.#at++;
    switch (this.#source[start]) {
      case '(':
        return this.#readGroup(start);
      case '[':
        return this.#readClass(start);
      case '\\':
        return this.#readEscape(start);
      case '.':
        return { kind: 'set', set: this.#any };
      case '^':
        return { kind: 'assert', assertion: 'start' };
      case '$':
        return { kind: 'assert', assertion: 'end' };
      case '*':
      case '+':
      case '?':
        return this.#fail('nothingToRepeat', start, this.#at);
      default:
        return this.#take(setOf(this.#source.charCodeAt(start)));
    }
  }

  #readGroup(start: number): PatternNode | undefined {
    const prefix = /^\?(?:[=!]|<[=!])/.exec(this.#source.slice(this.#at, this.#at + 3));
    if (prefix !== null) {
      return this.#fail('lookaround', start, this.#at + prefix[0].length);
    }
    const naming = /^\?(?::|<[A-Za-z_$][\w$]{0,40}>)/.exec(this.#source.slice(this.#at, this.#at + 50));
    this.#at += naming?.[0].length ?? 0;
    if (this.#depth >= maxDepth) {
      return this.#fail('tooLarge', start, this.#at);
    }
    this.#depth++;
    const inner = this.#readChoice();
    this.#depth--;
    return inner === undefined || this.#skip(')') ? inner : this.#fail('unclosed', start, start + 1);
  }

  #readRepeat(part: PatternNode): PatternNode | undefined {
    const start = this.#at;
    const match = /^(?:[*+?]|\{(\d{1,6})(?:(,)(\d{0,6}))?\})/.exec(this.#source.slice(start, start + 16));
    if (match === null) {
      return part;
    }
    this.#at += match[0].length;
    this.#skip('?');
    const [text, from, comma, to] = match;
    const min = from === undefined ? (text === '+' ? 1 : 0) : Number(from);
    const max =
      from === undefined
        ? text === '?'
          ? 1
          : Infinity
        : comma === undefined
          ? min
          : to === ''
            ? Infinity
            : Number(to);
    if (part.kind === 'assert' || /^[*+?]/.test(this.#source.slice(this.#at, this.#at + 1))) {
      return this.#fail(
        'nothingToRepeat',
        part.kind === 'assert' ? start : this.#at,
        this.#at + (part.kind === 'assert' ? 0 : 1),
      );
    }
    if (max < min || min > maxRepeat || (max !== Infinity && max > maxRepeat)) {
      return this.#fail('badRepeat', start, this.#at);
    }
    return { kind: 'repeat', part, min, max };
  }

  #readEscape(start: number): PatternNode | undefined {
    const unit = this.#source[this.#at];
    if (unit === undefined) {
      return this.#fail('unclosed', start, this.#at);
    }
    if (unit === 'b' || unit === 'B') {
      this.#at++;
      return { kind: 'assert', assertion: unit === 'b' ? 'boundary' : 'noBoundary' };
    }
    if (/[1-9k]/.test(unit)) {
      return this.#fail('backreference', start, this.#at + 1);
    }
    return this.#take(this.#escapedSet());
  }

  /** The set that an escape stands for; the place is behind the backslash. */
  #escapedSet(): CharSet {
    const unit = this.#source.charAt(this.#at++);
    const hex = unit === 'x' ? 2 : unit === 'u' ? 4 : 0;
    const code = this.#source.slice(this.#at, this.#at + hex);
    if (hex > 0 && code.length === hex && /^[\da-f]+$/i.test(code)) {
      this.#at += hex;
      return setOf(Number.parseInt(code, 16));
    }
    return classEscape(unit) ?? setOf(controlEscape(unit));
  }

  #readClass(start: number): PatternNode | undefined {
    const isInverted = this.#skip('^');
    const ranges: CharRange[] = [];
    while (this.#source[this.#at] !== ']') {
      if (this.#at >= this.#source.length) {
        return this.#fail('unclosed', start, start + 1);
      }
      const from = this.#at;
      const first = this.#classPart();
      const last = this.#isRange() ? this.#classRangeEnd() : undefined;
      const [low, high] = [first[0], last?.[0]];
      if (last === undefined || low === undefined || high === undefined || !isOne(first) || !isOne(last)) {
        ranges.push(...first, ...(last === undefined ? [] : [...setOf(45), ...last]));
      } else if (low.from > high.from) {
        return this.#fail('badRange', from, this.#at);
      } else {
        ranges.push({ from: low.from, to: high.from });
      }
    }
    this.#at++;
    const set = this.#fold(unite(ranges));
    return { kind: 'set', set: isInverted ? invert(set) : set };
  }

  #isRange(): boolean {
    const next = this.#source[this.#at + 1];
    return this.#source[this.#at] === '-' && next !== undefined && next !== ']';
  }

  #classRangeEnd(): CharSet {
    this.#at++;
    return this.#classPart();
  }

  #classPart(): CharSet {
    if (this.#source[this.#at] === '\\' && this.#at + 1 < this.#source.length) {
      this.#at++;
      if (this.#source[this.#at] === 'b') {
        this.#at++;
        return setOf(8);
      }
      return this.#escapedSet();
    }
    return setOf(this.#source.charCodeAt(this.#at++));
  }

  #take(set: CharSet): PatternNode {
    return { kind: 'set', set: this.#fold(set) };
  }

  #fold(set: CharSet): CharSet {
    return this.#ignoresCase ? foldSet(set) : set;
  }

  #skip(unit: string): boolean {
    if (this.#source[this.#at] === unit) {
      this.#at++;
      return true;
    }
    return false;
  }

  #fail(problem: PatternProblem['problem'], start: number, end: number): undefined {
    this.problem = { problem, start, end };
  }
}

function isOne(set: CharSet): boolean {
  return set.length === 1 && set[0]?.from === set[0]?.to;
}

function classEscape(unit: string): CharSet | undefined {
  switch (unit) {
    case 'd':
      return digits;
    case 'D':
      return invert(digits);
    case 'w':
      return wordUnits;
    case 'W':
      return invert(wordUnits);
    case 's':
      return spaces;
    case 'S':
      return invert(spaces);
    default:
      return undefined;
  }
}

function controlEscape(unit: string): number {
  const at = '0tnvfr'.indexOf(unit);
  return unit === '' || at < 0 ? unit.charCodeAt(0) : ([0, 9, 10, 11, 12, 13][at] ?? 0);
}
