// What VS Code keeps of a page over hiding and reloading: how it looked, and the key by which the host finds its panel again.

import type { PageState } from '../shared/webviewTransport.ts';
import { isDetailTab } from './detail/detailsPane.ts';
import type { DetailTab } from './detail/detailsPane.ts';
import { defaultColumns, readColumns } from './list/listColumns.ts';
import type { ListColumn } from './list/listColumns.ts';
import { isColumn, isHeaderColumn } from './model/sortRows.ts';
import type { RowSort } from './model/sortRows.ts';

/** How a page looks. */
export interface ViewState {
  readonly filter: string;
  readonly highlight: string;
  readonly history: readonly string[];
  readonly columns: readonly ListColumn[];
  readonly sort: RowSort | undefined;
  /** Percent of the list. */
  readonly share: number;
  readonly tab: DetailTab;
  /** Given by the host. */
  readonly restoreKey: string;
}

/** A page that nobody has touched. */
export function firstViewState(): ViewState {
  return {
    filter: '',
    highlight: '',
    history: [],
    columns: defaultColumns(),
    sort: undefined,
    share: 55,
    tab: 'request',
    restoreKey: '',
  };
}

/** Reads what an earlier page, perhaps of an earlier version, has stored. */
export function readViewState(stored: unknown): ViewState {
  const first = firstViewState();
  const { filter, highlight, history, columns, sort, share, tab, restoreKey } = (
    typeof stored === 'object' && stored !== null ? stored : {}
  ) as Readonly<Record<keyof ViewState, unknown>>;
  return {
    filter: readText(filter),
    highlight: readText(highlight),
    history: Array.isArray(history)
      ? history.filter((each): each is string => typeof each === 'string').slice(-30)
      : [],
    columns: readColumns(columns) ?? first.columns,
    sort: readSort(sort),
    share: typeof share === 'number' ? share : first.share,
    tab: isDetailTab(tab) ? tab : first.tab,
    restoreKey: readText(restoreKey),
  };
}

/** Names of the header columns, as the host wants them. */
export function headerColumnsOf(columns: readonly ListColumn[]): string[] {
  return columns.map(({ id }) => id).filter((id) => isHeaderColumn(id));
}

/** Keeps the state of the page; every change is stored. */
export class KeptViewState {
  readonly #store: PageState;
  #value: ViewState;

  constructor(store: PageState) {
    this.#store = store;
    this.#value = readViewState(store.read());
  }

  get value(): ViewState {
    return this.#value;
  }

  change(parts: Partial<ViewState>): void {
    this.#value = { ...this.#value, ...parts };
    this.#store.write(this.#value);
  }
}

function readText(value: unknown): string {
  return typeof value === 'string' && value.length <= 10_000 ? value : '';
}

function readSort(value: unknown): RowSort | undefined {
  const { column, isDescending } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  return isColumn(column) && typeof isDescending === 'boolean' ? { column, isDescending } : undefined;
}
