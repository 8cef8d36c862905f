// What one view sees of a session: rows and filters, told in slices so that neither a hundred thousand rows nor a search through
// all bodies holds anything else up.

import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { compileFilter } from '../../domain/traffic/filter/compileFilter.ts';
import type { CompiledFilter } from '../../domain/traffic/filter/compileFilter.ts';
import type { FilterProblem } from '../../domain/traffic/filter/filterProblem.ts';
import type { FilterRole } from '../../domain/traffic/filter/filterRole.ts';
import { parseFilter } from '../../domain/traffic/filter/parseFilter.ts';
import type { Exchange } from '../../domain/traffic/exchange.ts';
import { ExchangeCursor } from '../../domain/traffic/store/exchangeCursor.ts';
import type { ExchangeEntry } from '../../domain/traffic/store/exchangeEntry.ts';
import { EntryRows } from '../../domain/traffic/store/entryRow.ts';
import { toTrafficRow } from '../../domain/traffic/trafficRow.ts';
import type { TrafficRow } from '../../domain/traffic/trafficRow.ts';
import type { TrafficStatus } from '../../domain/traffic/trafficStatus.ts';
import type { TrafficChanges, TrafficSession } from './trafficSession.ts';

/** New and changed rows. New ones come in the order of their numbers. */
export interface RowsStep {
  readonly status: TrafficStatus;
  readonly firstNumber: number;
  readonly rows: readonly TrafficRow[];
  /** Rows that were changed and are no longer kept: gone for the view too, whatever it holds them for. */
  readonly gone: readonly number[];
}

/** Part of a filter's run: of the rows from `from` to `to` (both included) exactly `numbers` match. */
export interface MatchesStep {
  readonly role: FilterRole;
  readonly from: number;
  readonly to: number;
  readonly numbers: readonly number[];
  /** 0 to 1; 1 is the end of the run. */
  readonly progress: number;
}

/** What a view is told. */
export interface TrafficViewListener {
  onRows(step: RowsStep): void;
  onMatches(step: MatchesStep): void;
}

/** What a view is made from. */
export interface TrafficViewOptions {
  readonly session: TrafficSession;
  readonly clock: Clock;
  /** What `Date.prototype.getTimezoneOffset` gives: clock times in filters are meant in this zone. */
  readonly timeZoneOffsetInMinutes: () => number;
  readonly listener: TrafficViewListener;
}

/** How a view looks at the rows. */
export interface ViewLook {
  readonly filter: string;
  readonly highlight: string;
  /** `request:<name>` or `response:<name>`. */
  readonly headerColumns: readonly string[];
}

/** The first rows, and what is wrong with the filters of a look: these count as empty then. */
export interface ViewBeginning extends RowsStep {
  readonly problems: Readonly<Partial<Record<FilterRole, FilterProblem>>>;
}

/** Longest time that a slice of work takes before others get their turn, milliseconds. */
const sliceInMs = 8;
/** How often a filter that depends on the time is run again: column filters, and those that read messages. */
const rerunInMs = { columns: 2000, headers: 5000, bodies: 15_000 } as const;

interface FilterRun {
  /** Goes down from the newest row that the view has. */
  readonly next: number;
  readonly start: number;
  readonly isSilent: boolean;
  readonly work: Disposable | undefined;
}

/** Shown or hidden; while hidden it tells nothing and costs nothing. */
export class TrafficView implements Disposable {
  readonly #session: TrafficSession;
  readonly #clock: Clock;
  readonly #offset: () => number;
  readonly #listener: TrafficViewListener;
  readonly #store = new DisposableStore();
  readonly #filters: Partial<Record<FilterRole, CompiledFilter>> = {};
  readonly #runs: Partial<Record<FilterRole, FilterRun>> = {};
  readonly #reruns: Partial<Record<FilterRole, Disposable>> = {};
  #cursor: ExchangeCursor | undefined;
  #headerColumns: readonly string[] = [];
  #rows: EntryRows | undefined;
  #redact: ((exchange: Exchange) => Exchange) | undefined;
  #isShown = false;
  /** Newest row that was told. */
  #sent = 0;
  /** Rows up to `#sent` that have changed since they were told. */
  readonly #dirty = new Set<number>();
  #feeding: Disposable | undefined;

  constructor({ session, clock, timeZoneOffsetInMinutes, listener }: TrafficViewOptions) {
    this.#session = session;
    this.#clock = clock;
    this.#offset = timeZoneOffsetInMinutes;
    this.#listener = listener;
    this.#store.add(session.onDidChange((changes) => this.#onChanges(changes)));
  }

  /** Begins to tell: gives the first rows, all others follow as steps. */
  show(look: ViewLook): ViewBeginning {
    // What a page knows already and has not been told to be gone is told with the beginning.
    const untold = [...this.#dirty].filter((number) => this.#session.exchanges.entry(number) === undefined);
    this.hide();
    this.#isShown = true;
    this.#headerColumns = look.headerColumns;
    this.#rows = new EntryRows(this.#session.exchanges.reader, look.headerColumns);
    delete this.#filters.filter;
    delete this.#filters.highlight;
    const filterProblem = this.#compile('filter', look.filter);
    const highlightProblem = this.#compile('highlight', look.highlight);
    this.#sent = 0;
    untold.forEach((number) => this.#dirty.add(number));
    return {
      ...this.#takeSlice(),
      problems: {
        ...(filterProblem === undefined ? {} : { filter: filterProblem }),
        ...(highlightProblem === undefined ? {} : { highlight: highlightProblem }),
      },
    };
  }

  /** Stops to tell until it is shown again. */
  hide(): void {
    this.#isShown = false;
    this.#feeding?.dispose();
    this.#feeding = undefined;
    this.#dirty.clear();
    this.cancelFilter('filter');
    this.cancelFilter('highlight');
    this.#endReruns('filter');
    this.#endReruns('highlight');
  }

  /** How exchanges are changed before they are shown, e.g. redacted; undefined shows them as they are. All rows are to be shown anew. */
  setRedaction(redact: ((exchange: Exchange) => Exchange) | undefined): void {
    this.#redact = redact;
  }

  /** An exchange as this view may show it; undefined when it is gone. */
  find(number: number): Exchange | undefined {
    const exchange = this.#session.find(number);
    return exchange === undefined || this.#redact === undefined ? exchange : this.#redact(exchange);
  }

  /**
   * Replaces a filter and runs it over the rows that were told, newest first; while hidden nothing happens, since a look comes
   * with its filters. @returns what is wrong with the text: then the former filter stays
   */
  setFilter(role: FilterRole, text: string): FilterProblem | undefined {
    const problem = this.#compile(role, text);
    if (problem === undefined && this.#isShown) {
      this.#run(role, false);
    }
    return problem;
  }

  /** Ends a run; rows that were not examined keep what they were. */
  cancelFilter(role: FilterRole): void {
    this.#runs[role]?.work?.dispose();
    delete this.#runs[role];
  }

  dispose(): void {
    this.hide();
    this.#store.dispose();
  }

  #compile(role: FilterRole, text: string): FilterProblem | undefined {
    const parsed = parseFilter(text);
    if ('problem' in parsed) {
      return parsed.problem;
    }
    this.cancelFilter(role);
    this.#endReruns(role);
    if (text.trim() === '') {
      delete this.#filters[role];
      return undefined;
    }
    const compiled = compileFilter(parsed.filter, {
      now: this.#clock.now(),
      timeZoneOffsetInMinutes: this.#offset(),
    });
    this.#filters[role] = compiled;
    if (compiled.dependsOnTime && this.#isShown) {
      this.#reruns[role] = this.#clock.every(rerunInMs[compiled.cost], () => {
        if (this.#runs[role] === undefined) {
          this.#run(role, true);
        }
      });
    }
    return undefined;
  }

  #endReruns(role: FilterRole): void {
    this.#reruns[role]?.dispose();
    delete this.#reruns[role];
  }

  #onChanges({ changed }: TrafficChanges): void {
    if (!this.#isShown) {
      return;
    }
    for (const number of changed) {
      if (number <= this.#sent) {
        this.#dirty.add(number);
      }
    }
    if (this.#feeding === undefined) {
      this.#feed();
    }
  }

  #feed(): void {
    this.#feeding = undefined;
    this.#listener.onRows(this.#takeSlice());
  }

  /** Changed rows first, then new ones, as many as a slice has time for; what is left follows in the next. */
  #takeSlice(): RowsStep {
    const { exchanges, status } = this.#session;
    const rows: TrafficRow[] = [];
    const gone: number[] = [];
    const now = this.#clock.now();
    this.#skipEvicted();
    let isOver = false;
    for (const number of this.#dirty) {
      if (isOver) {
        break;
      }
      this.#dirty.delete(number);
      if (exchanges.entry(number) === undefined) {
        gone.push(number);
      } else {
        this.#addRow(number, now, rows);
      }
      isOver = this.#clock.now() >= now + sliceInMs;
    }
    while (!isOver && this.#sent + 1 < exchanges.nextNumber) {
      this.#addRow(++this.#sent, now, rows);
      isOver = this.#clock.now() >= now + sliceInMs;
    }
    if (this.#dirty.size > 0 || this.#sent + 1 < exchanges.nextNumber) {
      this.#feeding = this.#clock.after(0, () => this.#feed());
    }
    return { status, firstNumber: exchanges.firstNumber, rows, gone };
  }

  /** Of the rows that left before they were told only the pinned ones are still there. */
  #skipEvicted(): void {
    const { exchanges } = this.#session;
    const last = exchanges.firstNumber - 1;
    if (this.#sent >= last) {
      return;
    }
    for (const number of exchanges.pinnedNumbers()) {
      if (number > this.#sent) {
        this.#dirty.add(number);
      }
    }
    this.#sent = last;
  }

  /** Adds the row as it is now; nothing when it is gone. */
  #addRow(number: number, now: number, rows: TrafficRow[]): void {
    const entry = this.#session.exchanges.entry(number);
    if (entry === undefined) {
      return;
    }
    const isMatch = this.#matches('filter', entry, now) ?? true;
    const isHighlighted = this.#matches('highlight', entry, now) ?? false;
    const exchange = this.#redact === undefined ? undefined : this.find(number);
    const row =
      exchange === undefined
        ? this.#rows?.row(entry, isMatch, isHighlighted)
        : toTrafficRow(exchange, { headerColumns: this.#headerColumns, isMatch, isHighlighted });
    if (row !== undefined) {
      rows.push(row);
    }
  }

  /** undefined when there is no such filter. */
  #matches(role: FilterRole, entry: ExchangeEntry, now: number): boolean | undefined {
    const filter = this.#filters[role];
    if (filter === undefined) {
      return undefined;
    }
    this.#cursor ??= new ExchangeCursor(this.#session.exchanges.reader, entry);
    return filter.matches(this.#cursor.moveTo(entry), now);
  }

  #run(role: FilterRole, isSilent: boolean): void {
    this.#step(role, { next: this.#sent, start: this.#sent, isSilent, work: undefined });
  }

  /** One slice of a run, and a place in the queue for the next. */
  #step(role: FilterRole, run: FilterRun): void {
    const { exchanges } = this.#session;
    const numbers: number[] = [];
    const now = this.#clock.now();
    let number = run.next;
    for (const each of exchanges.numbersDownFrom(run.next)) {
      if (number < run.next && this.#clock.now() >= now + sliceInMs) {
        break;
      }
      this.#test(role, each, now, numbers);
      number = each - 1;
    }
    const isDone = exchanges.numbersDownFrom(number).next().done === true;
    const size = Math.max(1, run.start - exchanges.firstNumber + 1);
    const progress = isDone || run.isSilent ? 1 : Math.min(0.99, (run.start - number) / size);
    const next: FilterRun = { ...run, next: number };
    delete this.#runs[role];
    if (!isDone) {
      this.#runs[role] = { ...next, work: this.#clock.after(0, () => this.#step(role, next)) };
    }
    this.#listener.onMatches({ role, from: isDone ? 0 : number + 1, to: run.next, numbers, progress });
  }

  #test(role: FilterRole, number: number, now: number, numbers: number[]): void {
    const entry = this.#session.exchanges.entry(number);
    // Without a filter every row is shown and none is highlighted.
    if (entry !== undefined && (this.#matches(role, entry, now) ?? role === 'filter')) {
      numbers.push(number);
    }
  }
}
