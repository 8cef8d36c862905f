// The contract of the traffic panel: rows travel packed and carry summaries, details are fetched on selection.

import { asRecord } from '../base/json.ts';
import type { Annotation, Mark } from '../domain/traffic/exchange.ts';
import type { ExchangeDetails } from '../domain/traffic/exchangeDetails.ts';
import type { FilterProblem, FilterSuggestion } from '../domain/traffic/filter/filterProblem.ts';
import type { FilterRole } from '../domain/traffic/filter/filterRole.ts';
import type { TrafficStatus } from '../domain/traffic/trafficStatus.ts';
import type { ParameterGuards } from './channel.ts';

/** A filter that hides, or one that only highlights. */
export type FilterKind = FilterRole;

/** A filter with a name. */
export interface SavedFilter {
  readonly name: string;
  readonly text: string;
}

/** How a view looks at the rows; kept by the page over a reload, and told to the host when the page loads. */
export interface TrafficLook {
  readonly filter: string;
  readonly highlight: string;
  /** Header columns, e.g. `request:x-api-version`, `response:etag`; their values stand in `extra` of each row. */
  readonly headerColumns: readonly string[];
}

/** Everything a view needs when it is shown. Rows carry the results of the look's filters. */
export interface TrafficSnapshot {
  readonly status: TrafficStatus;
  /** All kept rows, see packRows. */
  readonly rows: ArrayBuffer;
  /** Rows with a smaller number are gone unless they are pinned or noted. */
  readonly firstNumber: number;
  /** Rows that are gone although they may look pinned or noted, see packNumbers. */
  readonly gone: ArrayBuffer;
  readonly filterProblem?: FilterProblem;
  readonly highlightProblem?: FilterProblem;
  readonly savedFilters: readonly SavedFilter[];
  /** True when sensitive values are hidden on screen. */
  readonly isRedacted: boolean;
  /** Names of headers whose values are secrets, compared without case, `*` for any characters: the page keeps no such value. */
  readonly sensitiveHeaders: readonly string[];
  /** What the page stores so that the host can restore the panel after a reload: opaque, without secrets. */
  readonly restoreKey: string;
  /** Texts by their English original, for the view's language. */
  readonly texts: Readonly<Record<string, string>>;
  /** BCP 47 tag for numbers and times. */
  readonly language: string;
}

/**
 * A step. Rows below `firstNumber` that are neither pinned nor noted are gone, and those that `gone` names whatever they look
 * like; then `rows` are put in by their number.
 */
export interface TrafficUpdate {
  readonly status: TrafficStatus;
  readonly firstNumber: number;
  /** See packNumbers: rows that were changed, e.g. unpinned, and are no longer kept. */
  readonly gone: ArrayBuffer;
  /** New and changed rows, see packRows. */
  readonly rows: ArrayBuffer;
}

/** Part of a filter's run: of the rows from `from` to `to` (both included) exactly `numbers` match. Runs go from the newest to the oldest. */
export interface FilterMatches {
  readonly kind: FilterKind;
  readonly from: number;
  readonly to: number;
  /** See packNumbers. */
  readonly numbers: ArrayBuffer;
  /** 0 to 1; 1 is the end of the run. */
  readonly progress: number;
}

/** What the host asks the view to do, after a command or key. */
export type ViewAction =
  | 'focusFilter'
  | 'focusList'
  | 'togglePause'
  | 'toggleFollow'
  | 'nextProblem'
  | 'previousProblem'
  | 'editNote'
  | 'chooseColumns'
  | 'copySummary'
  /** Asks for everything anew, as after `show`. */
  | 'reload';

/** What the view asks the host to do with rows; each is also a command. */
export const rowActions = [
  'copyAsCurlBash',
  'copyAsCurlCmd',
  'copyAsPowerShell',
  'copyAsFetch',
  'copyRaw',
  'openRequestBody',
  'openResponseBody',
  'openMessage',
  'compare',
  'replay',
  'captureClient',
  'showAlerts',
  'exportHar',
  'saveSession',
  'clearTextReport',
  'toggleRedaction',
] as const;

/** See rowActions. */
export type RowAction = (typeof rowActions)[number];

/** Changes of what a person added; absent parts stay. `mark: null` removes the mark. */
export interface AnnotationChange {
  readonly numbers: readonly number[];
  readonly isPinned?: boolean;
  readonly mark?: Mark | null;
  readonly note?: string;
}

/** Requests and events of the panel. A type alias, for only those fit the index signatures of `Contract`. */
export type TrafficContract = {
  readonly requests: {
    /** The view is shown and wants everything; updates follow from there. */
    readonly show: readonly [parameters: TrafficLook, result: TrafficSnapshot];
    /** Sets a filter; its matches come as events. @returns what is wrong with it: then the former one stays */
    readonly setFilter: readonly [
      parameters: { readonly kind: FilterKind; readonly text: string },
      result: FilterProblem | undefined,
    ];
    /** Ends the run of a filter; rows not examined yet keep what they were. */
    readonly cancelFilter: readonly [parameters: FilterKind, result: undefined];
    readonly suggest: readonly [
      parameters: { readonly text: string; readonly caret: number },
      result: readonly FilterSuggestion[],
    ];
    readonly saveFilter: readonly [parameters: SavedFilter, result: readonly SavedFilter[]];
    readonly deleteFilter: readonly [parameters: string, result: readonly SavedFilter[]];
    /** Both halves of a row; undefined when it is no longer kept. */
    readonly details: readonly [parameters: number, result: ExchangeDetails | undefined];
    /** The rows that commands of the palette and the context menu work on. */
    readonly select: readonly [parameters: readonly number[], result: undefined];
    readonly annotate: readonly [parameters: AnnotationChange, result: Annotation | undefined];
    readonly act: readonly [
      parameters: { readonly action: RowAction; readonly numbers: readonly number[] },
      result: undefined,
    ];
    readonly clear: readonly [parameters: undefined, result: undefined];
    /** Tries again after a failure. */
    readonly retry: readonly [parameters: undefined, result: undefined];
    /** Copies text that the view shows. */
    readonly copy: readonly [parameters: string, result: undefined];
  };
  readonly events: {
    readonly update: TrafficUpdate;
    readonly matches: FilterMatches;
    readonly perform: ViewAction;
  };
};

/** Longest text that a view may put on the clipboard. */
const maxCopyLength = 2_000_000;
const maxFilterLength = 10_000;
const maxNoteLength = 10_000;
const maxHeaderColumns = 20;
const maxNumbers = 200_000;
const marks: ReadonlySet<unknown> = new Set(['red', 'yellow', 'green', 'blue', null, undefined]);

/** Checks of what the view sends. */
export const trafficGuards: Readonly<ParameterGuards<TrafficContract>> = {
  show: isLook,
  setFilter: (value): value is { kind: FilterKind; text: string } => {
    const { kind, text } = asRecord(value);
    return isFilterKind(kind) && isText(text, maxFilterLength);
  },
  cancelFilter: isFilterKind,
  suggest: (value): value is { text: string; caret: number } => {
    const { text, caret } = asRecord(value);
    return isText(text, maxFilterLength) && isNumber(caret) && caret >= 0;
  },
  saveFilter: (value): value is SavedFilter => {
    const { name, text } = asRecord(value);
    return isText(name, 200) && name.trim() !== '' && isText(text, maxFilterLength);
  },
  deleteFilter: (value): value is string => isText(value, 200),
  details: isNumber,
  select: isNumbers,
  annotate: isAnnotationChange,
  act: (value): value is { action: RowAction; numbers: readonly number[] } => {
    const { action, numbers } = asRecord(value);
    return rowActions.some((each) => each === action) && isNumbers(numbers);
  },
  clear: isNothing,
  retry: isNothing,
  copy: (value): value is string => isText(value, maxCopyLength),
};

function isLook(value: unknown): value is TrafficLook {
  const { filter, highlight, headerColumns } = asRecord(value);
  return (
    isText(filter, maxFilterLength) &&
    isText(highlight, maxFilterLength) &&
    Array.isArray(headerColumns) &&
    headerColumns.length <= maxHeaderColumns &&
    headerColumns.every((each) => isText(each, 300))
  );
}

function isAnnotationChange(value: unknown): value is AnnotationChange {
  const { numbers, isPinned, mark, note } = asRecord(value);
  return (
    isNumbers(numbers) &&
    (isPinned === undefined || typeof isPinned === 'boolean') &&
    marks.has(mark) &&
    (note === undefined || isText(note, maxNoteLength))
  );
}

function isFilterKind(value: unknown): value is FilterKind {
  return value === 'filter' || value === 'highlight';
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= maxNumbers && value.every(isNumber);
}

/** A missing parameter arrives as undefined or, through JSON, as null. */
function isNothing(value: unknown): value is undefined {
  return value === undefined || value === null;
}
