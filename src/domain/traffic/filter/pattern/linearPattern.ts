// Matches a regular expression in time that grows with the text alone: all ways through the program are followed at once, and
// sets of places that were met before are remembered (a deterministic automaton that is built while it runs). No pattern backtracks.

import { foldUnit, holds, lineEnds, wordUnits } from './charSet.ts';
import type { CharSet } from './charSet.ts';
import { parsePattern } from './parsePattern.ts';
import type { PatternAssertion } from './parsePattern.ts';
import { toPatternProgram } from './patternProgram.ts';
import type { PatternProgram } from './patternProgram.ts';

/** What stands beside a place: an edge of the text, a letter of a word, a line end, or anything else. */
type Neighbour = 'edge' | 'word' | 'line' | 'other';

interface PatternState {
  /** Places that wait for the next unit, sorted. */
  readonly places: readonly number[];
  readonly before: Neighbour;
  /** Number of the next state by class of unit; `unknown` and `accepted` beside. */
  readonly next: Int32Array;
}

const unknown = -1;
const accepted = -2;
/** States that are remembered; beyond them all are forgotten and built anew, so that memory stays small. */
const maxStates = 400;

/** A test for a pattern that `parsePattern` accepts; of another it never holds. @param flags any of `ims` */
export function createPatternTest(source: string, flags: string): (text: string) => boolean {
  const pattern = parsePattern(source, flags);
  if ('problem' in pattern) {
    return () => false;
  }
  const automaton = new LinearPattern(toPatternProgram(pattern.node), flags);
  return (text) => automaton.test(text);
}

class LinearPattern {
  readonly #program: PatternProgram;
  readonly #ignoresCase: boolean;
  readonly #isMultiline: boolean;
  readonly #hasAssertions: boolean;
  /** First units of the classes: units between two of them are alike for this pattern. */
  readonly #bounds: readonly number[];
  readonly #asciiClass: Uint16Array;
  readonly #states: PatternState[] = [];
  readonly #byKey = new Map<string, number>();

  constructor(program: PatternProgram, flags: string) {
    this.#program = program;
    this.#ignoresCase = flags.includes('i');
    this.#isMultiline = flags.includes('m');
    this.#hasAssertions = program.steps.some((step) => step.kind === 'assert');
    const sets = program.steps.flatMap((step) => (step.kind === 'set' ? [step.set] : []));
    this.#bounds = boundsOf([...sets, ...(this.#hasAssertions ? [wordUnits, lineEnds] : [])]);
    this.#asciiClass = Uint16Array.from({ length: 128 }, (_, unit) => this.#classOf(this.#fold(unit)));
  }

  test(text: string): boolean {
    const asciiClass = this.#asciiClass;
    let state = this.#start();
    let next = this.#states[state]?.next;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const unitClass = unit < 128 ? (asciiClass[unit] ?? 0) : this.#classOf(this.#fold(unit));
      const known = next?.[unitClass] ?? unknown;
      const reached = known === unknown ? this.#advance(state, unitClass) : known;
      if (reached === accepted) {
        return true;
      }
      if (reached !== state || known === unknown) {
        state = reached;
        next = this.#states[reached]?.next;
      }
    }
    return this.#advance(state, this.#bounds.length) === accepted;
  }

  #fold(unit: number): number {
    return this.#ignoresCase ? foldUnit(unit) : unit;
  }

  #classOf(unit: number): number {
    let low = 0;
    let high = this.#bounds.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#bounds[middle] ?? 0) <= unit) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  #start(): number {
    return this.#stateOf([], this.#hasAssertions ? 'edge' : 'other');
  }

  /** The state after a unit of a class; the class behind the last stands for the end of the text. */
  #advance(from: number, unitClass: number): number {
    const state = this.#states[from];
    if (state === undefined) {
      return accepted;
    }
    const isEnd = unitClass === this.#bounds.length;
    const unit = this.#bounds[unitClass] ?? 0;
    const after = isEnd ? 'edge' : this.#neighbour(unit);
    const reached = this.#reach(state, after);
    if (reached === undefined) {
      state.next[unitClass] = accepted;
      return accepted;
    }
    if (isEnd) {
      return from;
    }
    const places = new Set<number>();
    for (const place of reached) {
      const step = this.#program.steps[place];
      if (step?.kind === 'set' && holds(step.set, unit)) {
        places.add(step.next);
      }
    }
    const next = this.#stateOf(
      [...places].toSorted((a, b) => a - b),
      this.#hasAssertions ? after : 'other',
    );
    state.next[unitClass] = next;
    return next;
  }

  /** All places that can be reached without taking a unit; undefined when the match is among them. */
  #reach(state: PatternState, after: Neighbour): ReadonlySet<number> | undefined {
    const reached = new Set<number>();
    // A match may begin at every place of the text.
    const open = [...state.places, this.#program.first];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const step = this.#program.steps[place];
      if (step === undefined || reached.has(place)) {
        continue;
      }
      reached.add(place);
      if (step.kind === 'match') {
        return undefined;
      }
      if (step.kind === 'split') {
        open.push(step.next, step.other);
      } else if (step.kind === 'assert' && this.#holdsHere(step.assertion, state.before, after)) {
        open.push(step.next);
      }
    }
    return reached;
  }

  #holdsHere(assertion: PatternAssertion, before: Neighbour, after: Neighbour): boolean {
    switch (assertion) {
      case 'start':
        return before === 'edge' || (this.#isMultiline && before === 'line');
      case 'end':
        return after === 'edge' || (this.#isMultiline && after === 'line');
      case 'boundary':
        return (before === 'word') !== (after === 'word');
      case 'noBoundary':
        return (before === 'word') === (after === 'word');
    }
  }

  #neighbour(unit: number): Neighbour {
    return holds(wordUnits, unit) ? 'word' : holds(lineEnds, unit) ? 'line' : 'other';
  }

  #stateOf(places: readonly number[], before: Neighbour): number {
    const key = `${before}:${places.join()}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.#states.length >= maxStates) {
      this.#states.length = 0;
      this.#byKey.clear();
    }
    const next = new Int32Array(this.#bounds.length + 1).fill(unknown);
    const index = this.#states.push({ places, before, next }) - 1;
    this.#byKey.set(key, index);
    return index;
  }
}

function boundsOf(sets: readonly CharSet[]): readonly number[] {
  const bounds = new Set([0]);
  for (const { from, to } of sets.flat()) {
    bounds.add(from);
    if (to < 0xffff) {
      bounds.add(to + 1);
    }
  }
  return [...bounds].toSorted((a, b) => a - b);
}
