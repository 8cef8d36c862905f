// A regular expression as a program of small steps (Thompson's construction): every place takes one unit, asks about its
// surroundings, or goes two ways.

import type { CharSet } from './charSet.ts';
import type { PatternAssertion, PatternNode } from './parsePattern.ts';

/** One step. `next` and `other` are numbers of steps. */
export type PatternStep =
  | { readonly kind: 'set'; readonly set: CharSet; readonly next: number }
  | { readonly kind: 'assert'; readonly assertion: PatternAssertion; readonly next: number }
  | { readonly kind: 'split'; readonly next: number; readonly other: number }
  | { readonly kind: 'match' };

/** Steps and the number of the first. */
export interface PatternProgram {
  readonly steps: readonly PatternStep[];
  readonly first: number;
}

/** Builds the program from its end to its beginning, so that each part knows what follows it. */
export function toPatternProgram(node: PatternNode): PatternProgram {
  const steps: PatternStep[] = [{ kind: 'match' }];
  const first = emit(steps, node, 0);
  return { steps, first };
}

function emit(steps: PatternStep[], node: PatternNode, next: number): number {
  switch (node.kind) {
    case 'set':
      return add(steps, { kind: 'set', set: node.set, next });
    case 'assert':
      return add(steps, { kind: 'assert', assertion: node.assertion, next });
    case 'sequence':
      return node.parts.reduceRight((following, part) => emit(steps, part, following), next);
    case 'choice': {
      const [last, ...others] = node.parts.map((part) => emit(steps, part, next)).toReversed();
      return others.reduce((other, each) => add(steps, { kind: 'split', next: each, other }), last ?? next);
    }
    case 'repeat':
      return emitRepeat(steps, node, next);
  }
}

function emitRepeat(
  steps: PatternStep[],
  { part, min, max }: Extract<PatternNode, { kind: 'repeat' }>,
  next: number,
): number {
  let first = next;
  if (max === Infinity) {
    // The loop's split is put in its place before its body is known.
    const loop = add(steps, { kind: 'split', next, other: next });
    steps[loop] = { kind: 'split', next: emit(steps, part, loop), other: next };
    first = loop;
  } else {
    for (let count = min; count < max; count++) {
      first = add(steps, { kind: 'split', next: emit(steps, part, first), other: next });
    }
  }
  for (let count = 0; count < min; count++) {
    first = emit(steps, part, first);
  }
  return first;
}

function add(steps: PatternStep[], step: PatternStep): number {
  return steps.push(step) - 1;
}
