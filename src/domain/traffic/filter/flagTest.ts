// What the words behind `is:`, `has:` and `mark:` ask of an exchange.

import type { ExchangeState } from '../exchange.ts';
import type { FilterTest } from './filterTest.ts';
import type { FilterValue } from './filterExpression.ts';
import type { hasFlags, isFlags, markFlags } from './filterKey.ts';
import type { FilterSide, FilterSubject } from './filterSubject.ts';

/** Any word of the three keys; those that two of them share mean the same. */
type Flag = (typeof isFlags)[number] | (typeof hasFlags)[number] | (typeof markFlags)[number];

/** True for an exchange that any of the words holds for. */
export function compileFlags(values: readonly FilterValue[]): FilterTest {
  const flags = values.flatMap((value) => (value.kind === 'flag' ? [value.flag as Flag] : []));
  const [first] = flags;
  const matches: FilterTest['matches'] =
    flags.length === 1 && first !== undefined
      ? (subject) => holdsFor(subject, first)
      : (subject) => flags.some((flag) => holdsFor(subject, flag));
  const cost = flags.some((flag) => flag.endsWith('body')) ? 'bodies' : 'columns';
  return { matches, cost, dependsOnTime: false };
}

/** Whether a half came, as the state says. */
export function hasHalf(state: ExchangeState, side: FilterSide): boolean {
  return (
    state === 'completed' || (side === 'request' ? state === 'pending' || state === 'unanswered' : state === 'orphaned')
  );
}

// One line a word; splitting the table would only hide it.
// oxlint-disable-next-line complexity
function holdsFor(subject: FilterSubject, flag: Flag): boolean {
  switch (flag) {
    case 'pending':
    case 'completed':
    case 'orphaned':
    case 'unanswered':
    case 'unreadable':
      return subject.state === flag;
    case 'error':
      return subject.status >= 400 || subject.state === 'unanswered';
    case 'pinned':
      return subject.isPinned;
    case 'marked':
    case 'mark':
      return subject.mark !== undefined;
    case 'noted':
    case 'note':
      return subject.note !== '';
    case 'truncated':
      return subject.hasProblem('truncatedBody') || subject.hasProblem('cutCharacter');
    case 'repeated':
      return subject.repeatCount > 0;
    case 'problem':
      return subject.hasAnyProblem;
    case 'gap':
      return subject.hasProblem('hubGap');
    case 'negative':
      return subject.hasProblem('negativeDuration');
    case 'request':
    case 'response':
      return hasHalf(subject.state, flag);
    case 'body':
      return hasBody(subject, 'request') || hasBody(subject, 'response');
    case 'req-body':
      return hasBody(subject, 'request');
    case 'res-body':
      return hasBody(subject, 'response');
    case 'query':
      return subject.target.includes('?');
    case 'red':
    case 'yellow':
    case 'green':
    case 'blue':
      return subject.mark === flag;
  }
}

function hasBody(subject: FilterSubject, side: FilterSide): boolean {
  return (subject.body(side)?.length ?? 0) > 0;
}
