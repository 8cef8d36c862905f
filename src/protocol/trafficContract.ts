// The contract of the live traffic panel: rows carry summaries, details are fetched on selection.

import type { ExchangeDetails } from '../domain/traffic/exchangeDetails.ts';
import type { TrafficRow } from '../domain/traffic/trafficRow.ts';
import type { TrafficStatus } from '../domain/traffic/trafficStatus.ts';
import type { ParameterGuards } from './channel.ts';

/** Everything a view needs when it is shown: its texts, the rows that are kept, and the status. */
export interface TrafficSnapshot {
  readonly status: TrafficStatus;
  readonly rows: readonly TrafficRow[];
  /** Texts by their English original, for the view's language. */
  readonly texts: Readonly<Record<string, string>>;
  /** BCP 47 tag for numbers and times. */
  readonly language: string;
}

/** A step from one state of the rows to the next. `cleared` comes first, then removals, then upserts. */
export interface TrafficUpdate {
  readonly status: TrafficStatus;
  readonly cleared: boolean;
  readonly removed: readonly number[];
  readonly upserts: readonly TrafficRow[];
}

/** Requests and events of the panel. A type alias, for only those fit the index signatures of `Contract`. */
export type TrafficContract = {
  readonly requests: {
    /** The view is shown and wants everything; updates follow from there. */
    readonly show: readonly [parameters: undefined, result: TrafficSnapshot];
    /** Both halves of a row; undefined when it is no longer kept. */
    readonly details: readonly [parameters: number, result: ExchangeDetails | undefined];
    readonly clear: readonly [parameters: undefined, result: undefined];
    /** Tries again after a failure. */
    readonly retry: readonly [parameters: undefined, result: undefined];
    /** Copies text that the view shows. */
    readonly copy: readonly [parameters: string, result: undefined];
  };
  readonly events: {
    readonly update: TrafficUpdate;
  };
};

/** Longest text that a view may put on the clipboard. */
const maxCopyLength = 2_000_000;

/** Checks of what the view sends. */
export const trafficGuards: Readonly<ParameterGuards<TrafficContract>> = {
  show: isNothing,
  details: (value): value is number => typeof value === 'number' && Number.isSafeInteger(value),
  clear: isNothing,
  retry: isNothing,
  copy: (value): value is string => typeof value === 'string' && value.length <= maxCopyLength,
};

/** A missing parameter arrives as undefined or, through JSON, as null. */
function isNothing(value: unknown): value is undefined {
  return value === undefined || value === null;
}
