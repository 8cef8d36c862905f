// What the page opens beside its buttons: menus of actions and marks, the choice of columns, saved filters, the account of events.

import type { Mark } from '../../../src/domain/traffic/exchange.ts';
import type { TrafficStatus } from '../../../src/domain/traffic/trafficStatus.ts';
import type { RowAction, SavedFilter } from '../../../src/protocol/trafficContract.ts';
import { markCycle } from '../detail/detailsPane.ts';
import type { ListColumn } from '../list/listColumns.ts';
import { markShapes } from '../list/rowSlot.ts';
import { makeAccount } from '../summary/summaryStrip.ts';
import type { Wording } from '../trafficFormat.ts';
import { makeColumnChooser } from './columnChooser.ts';
import { makeMenu, menuItem } from './menu.ts';
import type { MenuItem } from './menu.ts';
import { Popup } from './popup.ts';
import { makeSavedFilters } from './savedFilters.ts';

const copies: readonly (readonly [RowAction, string])[] = [
  ['copyAsCurlBash', 'Copy as cURL (bash)'],
  ['copyAsCurlCmd', 'Copy as cURL (cmd)'],
  ['copyAsPowerShell', 'Copy as PowerShell'],
  ['copyAsFetch', 'Copy as fetch'],
  ['copyRaw', 'Copy raw'],
];
const exports: readonly (readonly [RowAction, string])[] = [
  ['exportHar', 'Export as HAR...'],
  ['saveSession', 'Save session...'],
  ['clearTextReport', 'Report of secrets in clear text'],
];

/** What is done with what people choose; saving and deleting answer with the list as it is then. */
export interface PagePopupsHandlers {
  readonly onAct: (action: RowAction) => void;
  readonly onMark: (mark: Mark | null) => void;
  readonly onColumns: (columns: readonly ListColumn[]) => void;
  readonly onFilter: (text: string) => void;
  readonly onSave: (filter: SavedFilter) => Promise<readonly SavedFilter[]>;
  readonly onDelete: (name: string) => Promise<readonly SavedFilter[]>;
}

/** Opens one of them at a time. */
export class PagePopups {
  readonly #popup = new Popup(document.body);
  readonly #handlers: PagePopupsHandlers;
  /** As the host told it last. */
  savedFilters: readonly SavedFilter[] = [];
  words: Wording;

  constructor(words: Wording, handlers: PagePopupsHandlers) {
    this.words = words;
    this.#handlers = handlers;
  }

  copyMenu(anchor: HTMLElement): void {
    this.#openMenu(anchor, 'Copy as...', this.#actions(copies));
  }

  exportMenu(anchor: HTMLElement): void {
    this.#openMenu(anchor, 'Export', this.#actions(exports));
  }

  /** @param current the mark that the row has */
  markMenu(anchor: HTMLElement, current: Mark | undefined): void {
    const items = markCycle.map((mark) =>
      menuItem(
        this.words.text(mark === undefined ? 'No mark' : `mark.${mark}`),
        () => this.#handlers.onMark(mark ?? null),
        { isChecked: mark === current, ...(mark === undefined ? {} : { hint: markShapes[mark] }) },
      ),
    );
    this.#openMenu(anchor, 'Mark', items);
  }

  columns(anchor: HTMLElement, columns: readonly ListColumn[]): void {
    this.#popup.open(anchor, makeColumnChooser(columns, this.words, this.#handlers.onColumns));
  }

  account(anchor: HTMLElement, status: TrafficStatus): void {
    this.#popup.open(anchor, makeAccount(status, this.words));
  }

  /** @param text the present filter, which may be saved */
  filters(anchor: HTMLElement, text: string): void {
    const keep = async (answer: Promise<readonly SavedFilter[]>): Promise<readonly SavedFilter[]> => {
      this.savedFilters = await answer;
      return this.savedFilters;
    };
    const content = makeSavedFilters(this.savedFilters, text, this.words, {
      onApply: (chosen) => {
        this.#popup.close();
        this.#handlers.onFilter(chosen);
      },
      onSave: (filter) => keep(this.#handlers.onSave(filter)),
      onDelete: (name) => keep(this.#handlers.onDelete(name)),
    });
    this.#popup.open(anchor, content);
  }

  #actions(actions: readonly (readonly [RowAction, string])[]): MenuItem[] {
    return actions.map(([action, label]) => menuItem(this.words.text(label), () => this.#handlers.onAct(action)));
  }

  #openMenu(anchor: HTMLElement, label: string, items: readonly MenuItem[]): void {
    this.#popup.open(
      anchor,
      makeMenu(this.words.text(label), items, () => this.#popup.close()),
    );
  }
}
