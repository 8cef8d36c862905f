// What the parts of a compiled filter have in common.

import type { FilterSubject } from './filterSubject.ts';

/** What a test reads of an exchange: its columns, header lines, or whole bodies. */
export type FilterCost = 'columns' | 'headers' | 'bodies';

/** When and where a filter is used. */
export interface FilterContext {
  /** Milliseconds since the epoch; clock times such as `time:10:00` are meant on its local day. */
  readonly now: number;
  /** What `Date.prototype.getTimezoneOffset` gives: UTC minus local time in minutes. */
  readonly timeZoneOffsetInMinutes: number;
}

/** A part of a compiled filter. */
export interface FilterTest {
  readonly matches: (subject: FilterSubject, now: number) => boolean;
  readonly cost: FilterCost;
  readonly dependsOnTime: boolean;
}
