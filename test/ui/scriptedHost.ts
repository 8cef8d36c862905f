// The host's side of the traffic panel as a script: rows and details that a test puts in, and a record of what the page asked.

import type { Exchange } from '../../src/domain/traffic/exchange.ts';
import { toExchangeDetails } from '../../src/domain/traffic/exchangeDetails.ts';
import { compileFilter } from '../../src/domain/traffic/filter/compileFilter.ts';
import type { FilterSuggestion } from '../../src/domain/traffic/filter/filterProblem.ts';
import type { FilterProblem } from '../../src/domain/traffic/filter/filterProblem.ts';
import { parseFilter } from '../../src/domain/traffic/filter/parseFilter.ts';
import type { HubEvent } from '../../src/domain/traffic/loggedMessage.ts';
import { defaultRedactionRules } from '../../src/domain/traffic/redaction/redactionRules.ts';
import { ExchangeStore } from '../../src/domain/traffic/store/exchangeStore.ts';
import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import { toTrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import type { TrafficStatus } from '../../src/domain/traffic/trafficStatus.ts';
import type { RequestHandlers, Transport } from '../../src/protocol/channel.ts';
import { HostChannel, RequestError } from '../../src/protocol/channel.ts';
import { packNumbers, packRows } from '../../src/protocol/packedRows.ts';
import { trafficGuards } from '../../src/protocol/trafficContract.ts';
import type {
  AnnotationChange,
  FilterKind,
  RowAction,
  SavedFilter,
  TrafficContract,
  TrafficLook,
  TrafficSnapshot,
  ViewAction,
} from '../../src/protocol/trafficContract.ts';
import { makeStatus } from '../support/trafficRows.ts';
import type { DisplayLanguage } from './displayLanguage.ts';
import { trafficPageTexts } from './productPages.ts';
import { rowSubject } from './rowSubject.ts';

/** Speaks the protocol over a transport; what it sends next is up to the test. */
export class ScriptedHost {
  readonly asked: string[] = [];
  readonly copied: string[] = [];
  readonly acted: { readonly action: RowAction; readonly numbers: readonly number[] }[] = [];
  readonly annotated: AnnotationChange[] = [];
  /** The selection as the page told it last. */
  selected: readonly number[] = [];
  /** Requests that fail with this text while it is set. */
  failure: string | undefined;
  /** Awaited before details are given, so that a test can let other things happen meanwhile. */
  beforeDetails: (number: number) => Promise<void> = () => Promise.resolve();
  /** What is suggested for a text. */
  suggestions: (text: string, caret: number) => readonly FilterSuggestion[] = () => [];
  /** Rows of one part of a filter's run; the test lets the next part go by `continueRuns`. */
  partSize = Infinity;
  savedFilters: readonly SavedFilter[] = [];
  isRedacted = false;
  look: TrafficLook = { filter: '', highlight: '', headerColumns: [] };
  readonly #rows = new Map<number, TrafficRow>();
  readonly #exchanges = new Map<number, Exchange>();
  readonly #store = new ExchangeStore({ maxExchanges: 10_000, maxBytes: 64 * 1024 * 1024, responseTimeoutInMs: 1000 });
  /** Exchanges of events come after the rows that were put in before the first of them. */
  #offset: number | undefined;
  #lastNumber = 0;
  readonly #runs = new Map<FilterKind, () => void>();
  #status = makeStatus();
  #total = 0;
  #firstNumber = 0;
  #channel: HostChannel<TrafficContract> | undefined;

  /** What stands in the head. */
  setStatus(parts: Partial<TrafficStatus>): void {
    this.#status = { ...this.#status, ...parts };
  }

  /** Puts rows in without telling the page. */
  put(...rows: readonly TrafficRow[]): void {
    this.#putAll(rows);
  }

  /** Puts events in as the real session reads them. @returns the rows they made or changed */
  putEvents(...events: readonly HubEvent[]): TrafficRow[] {
    return events.map((event) => this.#putStored(this.#store.take(event, 0)));
  }

  /** Lets the time of every waiting request run out. */
  expire(): TrafficRow[] {
    return this.#store.expire(Number.MAX_SAFE_INTEGER).map((number) => this.#putStored(number));
  }

  /** Tells the page of rows; those below a number that are not pinned are gone. */
  tell(rows: readonly TrafficRow[], firstNumber = this.#firstNumber, gone: readonly number[] = []): void {
    this.#evict(firstNumber);
    this.#putAll(rows);
    this.#channel?.emit('update', {
      status: this.#status,
      firstNumber: this.#firstNumber,
      rows: packRows(rows.map((row) => this.#seen(row))),
      gone: packNumbers(gone),
    });
  }

  /** Tells the page what changed in the head. */
  tellStatus(parts: Partial<TrafficStatus>): void {
    this.setStatus(parts);
    this.tell([]);
  }

  /** Asks the page to do something, as a command of VS Code would. */
  perform(action: ViewAction): void {
    this.#channel?.emit('perform', action);
  }

  /** Lets filters that wait examine their next part. */
  continueRuns(): void {
    for (const step of this.#runs.values()) {
      step();
    }
  }

  /** Begins to answer. */
  connect(transport: Transport, tag: DisplayLanguage['tag']): void {
    this.#channel = new HostChannel<TrafficContract>(transport, this.#handlers(tag), trafficGuards, (error) => ({
      code: 'unexpected',
      message: String(error),
    }));
  }

  #handlers(tag: DisplayLanguage['tag']): RequestHandlers<TrafficContract> {
    return {
      show: (look) => this.#show(look, tag),
      setFilter: ({ kind, text }) => this.#setFilter(kind, text),
      cancelFilter: (kind) => {
        this.asked.push(`cancelFilter ${kind}`);
        this.#runs.delete(kind);
        return undefined;
      },
      suggest: ({ text, caret }) => this.suggestions(text, caret),
      saveFilter: (filter) =>
        (this.savedFilters = [...this.savedFilters.filter(({ name }) => name !== filter.name), filter]),
      deleteFilter: (name) => (this.savedFilters = this.savedFilters.filter((each) => each.name !== name)),
      details: async (number) => {
        this.asked.push(`details ${number}`);
        await this.beforeDetails(number);
        if (this.failure !== undefined) {
          throw new RequestError('scripted', this.failure);
        }
        const exchange = this.#exchanges.get(number);
        return exchange === undefined ? undefined : toExchangeDetails(exchange);
      },
      select: (numbers) => {
        this.selected = numbers;
        return undefined;
      },
      annotate: (change) => this.#annotate(change),
      act: (request) => {
        this.acted.push(request);
        if (request.action === 'toggleRedaction') {
          this.isRedacted = !this.isRedacted;
          this.perform('reload');
        }
        return undefined;
      },
      clear: () => {
        this.asked.push('clear');
        this.#evict(this.#lastNumber + 1);
        this.#count();
        return undefined;
      },
      retry: () => {
        this.asked.push('retry');
        return undefined;
      },
      copy: (text) => {
        this.copied.push(text);
        return undefined;
      },
    };
  }

  #show(look: TrafficLook, tag: DisplayLanguage['tag']): TrafficSnapshot {
    this.asked.push('show');
    const [filterProblem, highlightProblem] = [problemOf(look.filter), problemOf(look.highlight)];
    this.look = look;
    return {
      status: this.#status,
      rows: packRows([...this.#rows.values()].toSorted((a, b) => a.number - b.number).map((row) => this.#seen(row))),
      firstNumber: this.#firstNumber,
      gone: packNumbers([]),
      ...(filterProblem === undefined ? {} : { filterProblem }),
      ...(highlightProblem === undefined ? {} : { highlightProblem }),
      savedFilters: this.savedFilters,
      isRedacted: this.isRedacted,
      sensitiveHeaders: defaultRedactionRules.headers,
      restoreKey: 'restore-1',
      texts: trafficPageTexts(tag),
      language: tag,
    };
  }

  #setFilter(kind: FilterKind, text: string): FilterProblem | undefined {
    this.asked.push(`${kind} ${text}`);
    const problem = problemOf(text);
    if (problem === undefined) {
      this.look = { ...this.look, [kind]: text };
      this.#run(kind);
    }
    return problem;
  }

  /** Examines all rows from the newest on, in parts. */
  #run(kind: FilterKind): void {
    const numbers = [...this.#rows.keys()].toSorted((a, b) => b - a);
    let done = 0;
    const step = (): void => {
      const part = numbers.slice(done, done + this.partSize);
      done += part.length;
      const isLast = done >= numbers.length;
      const found = part.filter((number) => this.#matches(kind, this.#rows.get(number)));
      this.#channel?.emit('matches', {
        kind,
        from: isLast ? 0 : (part.at(-1) ?? 0),
        to: done === part.length ? Number.MAX_SAFE_INTEGER : (part[0] ?? 0),
        numbers: packNumbers(found),
        progress: isLast ? 1 : done / numbers.length,
      });
      if (isLast) {
        this.#runs.delete(kind);
      }
    };
    this.#runs.set(kind, step);
    // The answer to the request goes first.
    setImmediate(step);
  }

  #matches(kind: FilterKind, row: TrafficRow | undefined): boolean {
    const text = this.look[kind];
    const parsed = parseFilter(text);
    if (row === undefined || 'problem' in parsed) {
      return false;
    }
    const now = Date.UTC(2026, 0, 2, 3, 5);
    return compileFilter(parsed.filter, { now, timeZoneOffsetInMinutes: 0 }).matches(rowSubject(row), now);
  }

  /** The row with what the look adds. */
  #seen(row: TrafficRow): TrafficRow {
    return {
      ...row,
      isMatch: this.look.filter === '' ? row.isMatch : this.#matches('filter', row),
      isHighlighted: this.look.highlight === '' ? row.isHighlighted : this.#matches('highlight', row),
      extra: this.look.headerColumns.map((column, index) => row.extra[index] ?? `${column} of ${row.number}`),
    };
  }

  #annotate(change: AnnotationChange): Exchange['annotation'] | undefined {
    this.annotated.push(change);
    const { isPinned, mark, note } = change;
    for (const number of change.numbers) {
      const row = this.#rows.get(number);
      const exchange = this.#exchanges.get(number);
      if (exchange !== undefined) {
        const { mark: before, ...rest } = exchange.annotation;
        const next = mark === undefined ? before : (mark ?? undefined);
        const annotation = { ...rest, isPinned: isPinned ?? rest.isPinned, note: note ?? rest.note };
        this.tell([
          this.#putExchange({
            ...exchange,
            annotation: next === undefined ? annotation : { ...annotation, mark: next },
          }),
        ]);
      } else if (row !== undefined) {
        const { mark: before, ...rest } = row;
        const next = mark === undefined ? before : (mark ?? undefined);
        const changed = { ...rest, isPinned: isPinned ?? row.isPinned, note: note ?? row.note };
        if (number < this.#firstNumber && !changed.isPinned && changed.note === '') {
          this.#rows.delete(number);
          this.tell([], this.#firstNumber, [number]);
        } else {
          this.tell([next === undefined ? changed : { ...changed, mark: next }]);
        }
      } else {
        this.tell([], this.#firstNumber, [number]);
      }
    }
    return this.#exchanges.get(change.numbers[0] ?? -1)?.annotation;
  }

  #putAll(rows: readonly TrafficRow[]): void {
    for (const row of rows) {
      this.#total += this.#rows.has(row.number) ? 0 : 1;
      this.#rows.set(row.number, row);
      this.#lastNumber = Math.max(this.#lastNumber, row.number);
    }
    this.#count();
  }

  #putStored(number: number): TrafficRow {
    this.#offset ??= this.#lastNumber + 1 - number;
    const exchange = this.#store.find(number);
    if (exchange === undefined) {
      throw new Error(`There is no exchange ${number}`);
    }
    return this.#putExchange({ ...exchange, number: number + this.#offset });
  }

  #putExchange(exchange: Exchange): TrafficRow {
    const row = toTrafficRow(exchange);
    this.#exchanges.set(exchange.number, exchange);
    this.put(row);
    return row;
  }

  #evict(firstNumber: number): void {
    this.#firstNumber = firstNumber;
    for (const [number, row] of this.#rows) {
      if (number < firstNumber && !row.isPinned) {
        this.#rows.delete(number);
        this.#exchanges.delete(number);
      }
    }
  }

  #count(): void {
    this.setStatus({ keptExchanges: this.#rows.size, totalExchanges: this.#total });
  }
}

function problemOf(text: string): FilterProblem | undefined {
  const parsed = parseFilter(text);
  return 'problem' in parsed ? parsed.problem : undefined;
}
