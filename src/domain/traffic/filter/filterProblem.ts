// What is wrong with a filter, and where: so that the line can point at the place.

/** Why a filter could not be read; texts for people are made from these by the host and the view. */
export type FilterProblemCode =
  | 'unknownKey'
  | 'missingValue'
  | 'badNumber'
  | 'badDuration'
  | 'badSize'
  | 'badTime'
  | 'badStatus'
  | 'badRegex'
  | 'badOperator'
  | 'unknownFlag'
  | 'unclosedQuote'
  | 'unclosedGroup'
  | 'unexpectedClose'
  | 'missingTerm'
  | 'tooLong'
  | 'tooDeep';

/** The first thing that is wrong. `start` and `end` count UTF-16 units in the filter's text; `start` < `end` unless at the end of the text. */
export interface FilterProblem {
  readonly code: FilterProblemCode;
  readonly start: number;
  readonly end: number;
  /** What stands there, or what was expected: shown in the message. */
  readonly detail: string;
}

/** One entry of the list below the filter line: what to insert and what it means. */
export interface FilterSuggestion {
  /** Text that replaces the range. */
  readonly insert: string;
  /** What is shown, e.g. `status>=`. */
  readonly label: string;
  /** Id of a text that explains it, else empty. */
  readonly detail: string;
  readonly start: number;
  readonly end: number;
}
