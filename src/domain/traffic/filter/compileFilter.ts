// Makes a filter's tree into one test. Cheap questions are asked before dear ones, and nothing is made per exchange.

import { compileTerm } from './compileTerm.ts';
import type { FilterExpression } from './filterExpression.ts';
import type { FilterContext, FilterTest } from './filterTest.ts';

/** A filter that is ready to run. */
export interface CompiledFilter extends FilterTest {
  /** True when bytes of messages have to be at hand: headers or bodies. */
  readonly readsBodies: boolean;
}

const costOrder = { columns: 0, headers: 1, bodies: 2 } as const;

/**
 * Compiles a filter. `dependsOnTime` says that an exchange that does not change may change sides (`age`, `time>-5m`): such a
 * filter is to be run again from time to time.
 */
export function compileFilter(filter: FilterExpression, context: FilterContext): CompiledFilter {
  const test = compile(filter, context);
  return { ...test, readsBodies: test.cost !== 'columns' };
}

function compile(filter: FilterExpression, context: FilterContext): FilterTest {
  switch (filter.kind) {
    case 'all':
      return { matches: () => true, cost: 'columns', dependsOnTime: false };
    case 'term':
      return compileTerm(filter, context);
    case 'not': {
      const { matches, ...rest } = compile(filter.part, context);
      return { matches: (subject, now) => !matches(subject, now), ...rest };
    }
    case 'and':
    case 'or':
      return combine(
        filter.parts.map((part) => compile(part, context)),
        filter.kind === 'or',
      );
  }
}

/** @param wanted the answer of one part that settles the whole */
function combine(parts: readonly FilterTest[], wanted: boolean): FilterTest {
  const ordered = parts.toSorted((a, b) => costOrder[a.cost] - costOrder[b.cost]);
  const tests = ordered.map(({ matches }) => matches);
  return {
    matches: (subject, now) => {
      for (const test of tests) {
        if (test(subject, now) === wanted) {
          return wanted;
        }
      }
      return !wanted;
    },
    cost: ordered.at(-1)?.cost ?? 'columns',
    dependsOnTime: parts.some((part) => part.dependsOnTime),
  };
}
