// A filter as a tree: what `parseFilter` reads out of a line, `formatFilter` writes and `compileFilter` runs. Plain data.

import type { FilterKey } from './filterKey.ts';

/** How a key and a value are compared. `:` asks a text whether it contains the value, and is `=` for everything else. */
export type FilterOperator = ':' | '=' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * A moment. `ago`: so long before now. `clock`: milliseconds since local midnight of the day on which the filter is compiled.
 * `local`: milliseconds since the epoch as if local time were UTC. `instant`: milliseconds since the epoch.
 */
export interface TimePoint {
  readonly kind: 'ago' | 'clock' | 'local' | 'instant';
  readonly milliseconds: number;
  /** What a moment alone stands for: `time:10:00` is the whole minute. Of no meaning for `ago`. */
  readonly precision: TimePrecision;
}

/** Smallest part of a moment that was written. */
export type TimePrecision = 'day' | 'minute' | 'second' | 'millisecond';

/** Flags of a regular expression, in this order. */
export type RegexFlags = '' | 'i' | 'm' | 's' | 'im' | 'is' | 'ms' | 'ims';

/** One value of a term. */
export type FilterValue =
  | { readonly kind: 'text'; readonly text: string }
  /** `*` stands for any characters, also none. */
  | { readonly kind: 'wildcard'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: RegexFlags }
  /** Both ends included; in the key's base unit: milliseconds, bytes or a plain number. */
  | { readonly kind: 'number'; readonly from: number; readonly to: number }
  /** A moment alone, or a range with both ends included. */
  | { readonly kind: 'time'; readonly from: TimePoint; readonly to?: TimePoint }
  | { readonly kind: 'flag'; readonly flag: string };

/** One question. Several values: any of them. No value: only `header`, which then asks whether the header is there. */
export interface FilterTerm {
  readonly kind: 'term';
  /** `word`: a text without a key, looked for in method, host, target, status and message id. */
  readonly key: FilterKey | 'word';
  /** Name of the header in lower case; empty for all other keys. */
  readonly name: string;
  readonly operator: FilterOperator;
  readonly values: readonly FilterValue[];
}

/** `all` matches everything: the empty line. `and` and `or` have two parts or more. */
export type FilterExpression =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FilterExpression[] }
  | { readonly kind: 'not'; readonly part: FilterExpression }
  | FilterTerm;

/** Longest line that is read, in UTF-16 units. */
export const maxFilterLength = 10_000;
/** Deepest nesting of groups and negations. */
export const maxFilterDepth = 50;
