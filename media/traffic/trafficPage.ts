// The page of live traffic: connects to the host, keeps the model, and hands what people do to the part that does it.

import { html, nothing, render } from 'lit/html.js';
import type { ViewAction, AnnotationChange, TrafficContract, SavedFilter } from '../../src/protocol/trafficContract.ts';
import { ViewChannel } from '../../src/protocol/channel.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import type { PageState } from '../shared/webviewTransport.ts';
import { DetailsPane, markCycle } from './detail/detailsPane.ts';
import { FilterBar } from './filter/filterBar.ts';
import { withCell, withTimeSpan } from './filter/filterTerms.ts';
import type { ListColumn } from './list/listColumns.ts';
import { spokenRow } from './list/rowSlot.ts';
import { TrafficGrid } from './list/trafficGrid.ts';
import type { ColumnId } from './model/sortRows.ts';
import { PagePopups } from './popup/pagePopups.ts';
import { maxSelected, SelectionLink } from './selectionLink.ts';
import { SplitLayout } from './splitLayout.ts';
import { PageFigures } from './summary/pageFigures.ts';
import { toolbarTemplate } from './toolbar.ts';
import { Wording } from './trafficFormat.ts';
import { TrafficModel } from './trafficModel.ts';
import { headerColumnsOf, KeptViewState } from './viewState.ts';
import { errorText } from '../../src/base/errorText.ts';

/** The page. */
export class TrafficPage {
  readonly #root: HTMLElement;
  readonly #channel: ViewChannel<TrafficContract>;
  readonly #model = new TrafficModel();
  readonly #state: KeptViewState;
  readonly #grid: TrafficGrid;
  readonly #filters: FilterBar;
  readonly #details: DetailsPane;
  readonly #figures: PageFigures;
  readonly #split: SplitLayout;
  readonly #popups: PagePopups;
  readonly #selection: SelectionLink;
  readonly #head = document.createElement('div');
  readonly #list = document.createElement('div');
  readonly #empty = document.createElement('div');
  #words = new Wording({}, 'en');
  #isRedacted = false;
  #sensitiveHeaders: readonly string[] = [];
  #isReady = false;
  #isDrawQueued = false;
  /** The latest request that failed, in words. */
  #failure: string | undefined;
  /** Version of the row whose details are shown. */
  #detailsVersion = -1;

  constructor(root: HTMLElement, transport: Transport & { readonly state: PageState }) {
    this.#root = root;
    this.#channel = new ViewChannel<TrafficContract>(transport);
    this.#state = new KeptViewState(transport.state);
    this.#popups = this.#makePopups();
    this.#selection = new SelectionLink(this.#channel, this.#model.selection, (work) => this.#attempt(work));
    this.#grid = this.#makeGrid();
    this.#filters = this.#makeFilters();
    this.#details = this.#makeDetails();
    this.#figures = new PageFigures(this.#model, this.#words, {
      onSpan: (span) => this.#filters.filter.set(withTimeSpan(this.#filters.filter.text, span)),
      onAccount: (anchor) =>
        this.#model.status === undefined ? undefined : this.#popups.account(anchor, this.#model.status),
      onScale: (milliseconds) => (this.#grid.durationScale = milliseconds),
    });
    this.#list.className = 'list';
    this.#empty.className = 'empty';
    this.#list.append(this.#grid.element);
    this.#split = new SplitLayout(this.#list, this.#details.element, (share) => this.#state.change({ share }));
    this.#head.className = 'top';
    this.#listen();
  }

  /** Begins. */
  start(): void {
    const { share, tab, sort, columns } = this.#state.value;
    this.#split.share = share;
    this.#details.tab = tab;
    this.#model.setSort(sort);
    this.#grid.setLook({ columns });
    this.#attempt(this.#load());
  }

  /** Asks for everything that there is. */
  async #load(): Promise<void> {
    const { filter, highlight, columns } = this.#state.value;
    const headerColumns = headerColumnsOf(columns);
    const snapshot = await this.#channel.request('show', { filter, highlight, headerColumns });
    this.#words = new Wording(snapshot.texts, snapshot.language);
    this.#popups.savedFilters = snapshot.savedFilters;
    this.#popups.words = this.#words;
    this.#isRedacted = snapshot.isRedacted;
    this.#sensitiveHeaders = snapshot.sensitiveHeaders;
    this.#state.change({ restoreKey: snapshot.restoreKey });
    // A new look ends the runs of the former one.
    this.#filters.setProgress({ kind: 'filter', progress: 1 });
    this.#filters.setProgress({ kind: 'highlight', progress: 1 });
    this.#grid.keepPlace(() => this.#model.reset(snapshot, headerColumns));
    if (!this.#isReady) {
      this.#isReady = true;
      this.#root.replaceChildren(
        this.#head,
        this.#filters.element,
        this.#figures.axis.element,
        this.#split.element,
        this.#figures.strip.element,
        this.#figures.voice,
      );
      this.#filters.filter.show(filter, snapshot.filterProblem);
      this.#filters.highlight.show(highlight, snapshot.highlightProblem);
      this.#filters.openHighlight(highlight !== '');
    }
    for (const part of [this.#filters, this.#details, this.#figures, this.#split]) {
      part.words = this.#words;
    }
    this.#grid.setLook({ words: this.#words, headerColumns });
    this.#draw();
    this.#figures.draw();
  }

  #listen(): void {
    this.#channel.on('update', (update) => {
      this.#grid.keepPlace(() => this.#model.apply(update));
      this.#changed();
    });
    this.#channel.on('matches', (matches) => {
      this.#grid.keepPlace(() => this.#model.applyMatches(matches));
      this.#filters.setProgress(matches);
      this.#changed();
    });
    this.#channel.on('perform', (action) => this.#perform(action));
    document.addEventListener('keydown', (event) => this.#onKey(event));
    // Whoever comes to the panel by its tab or a key of VS Code stands in the list.
    window.addEventListener('focus', () => {
      if (document.activeElement === document.body) {
        this.#grid.focus();
      }
    });
  }

  /** Many steps may come between two frames; they are drawn once. */
  #changed(): void {
    if (!this.#isDrawQueued) {
      this.#isDrawQueued = true;
      requestAnimationFrame(() => {
        this.#isDrawQueued = false;
        this.#draw();
      });
    }
    this.#figures.touch();
    this.#refreshDetails();
  }

  #draw(): void {
    if (!this.#isReady && this.#failure !== undefined && !this.#root.contains(this.#head)) {
      this.#root.append(this.#head);
    }
    const { status } = this.#model;
    render(
      html`${status === undefined ? nothing : this.#toolbar(status)}
      ${
        this.#failure === undefined
          ? nothing
          : html`<div class="problem" role="alert">
              <span class="codicon codicon-error" aria-hidden="true"></span><span>${this.#failure}</span>
            </div>`
      }`,
      this.#head,
    );
    if (this.#isReady) {
      this.#filters.setCounts(this.#model.rowCount, this.#model.keptCount);
      this.#drawEmpty();
    }
  }

  #toolbar(status: NonNullable<TrafficModel['status']>): ReturnType<typeof toolbarTemplate> {
    const look = {
      isPaused: this.#model.isPaused,
      newWhilePaused: this.#model.newWhilePaused,
      follows: this.#grid.follows,
      isRedacted: this.#isRedacted,
    };
    return toolbarTemplate(status, look, this.#words, {
      onPause: () => this.#togglePause(),
      onFollow: () => this.#grid.toggleFollow(),
      onClear: () => this.#attempt(this.#clear()),
      onRetry: () => this.#attempt(this.#channel.request('retry', undefined)),
      // The host answers by asking the page to reload.
      onRedaction: () => this.#attempt(this.#channel.request('act', { action: 'toggleRedaction', numbers: [] })),
      onColumns: (anchor) => this.#popups.columns(anchor, this.#state.value.columns),
      onExport: (anchor) => this.#popups.exportMenu(anchor),
    });
  }

  #drawEmpty(): void {
    const { status, rowCount, keptCount } = this.#model;
    const words = this.#words;
    if (rowCount > 0 || status === undefined || status.state === 'failed') {
      this.#empty.remove();
      return;
    }
    this.#list.append(this.#empty);
    const text =
      keptCount > 0
        ? ['No call matches the filter.', '']
        : status.state === 'stopped'
          ? ['There are no calls.', '']
          : [
              status.state === 'connecting' ? 'Connecting to the event hub...' : 'Waiting for the first call...',
              'Calls appear here as soon as the gateway logs them.',
            ];
    render(
      html`<p>${words.text(text[0] ?? '')}</p>
        ${text[1] === '' ? nothing : html`<p class="hint">${words.text(text[1] ?? '')}</p>`}`,
      this.#empty,
    );
  }

  #makeGrid(): TrafficGrid {
    return new TrafficGrid(this.#model, this.#words, {
      onSelect: () => this.#selected(),
      onFollowChange: () => this.#draw(),
      onSort: (column) => this.#sortBy(column),
      onColumns: (columns) => this.#setColumns(columns),
      onColumnMenu: (anchor) => this.#popups.columns(anchor, this.#state.value.columns),
      onCommand: (command) => this.#runCommand(command),
      onFilterBy: (column, number, isExcluded) => this.#filterBy(column, number, isExcluded),
      onContextMenu: () => this.#selection.flush(),
    });
  }

  #makeFilters(): FilterBar {
    return new FilterBar(this.#state.value.history, this.#words, {
      apply: async (kind, text) => {
        const problem = await this.#channel.request('setFilter', { kind, text });
        if (problem === undefined) {
          this.#state.change({ [kind]: text });
        }
        return problem ?? undefined;
      },
      suggest: (text, caret) => this.#channel.request('suggest', { text, caret }),
      onChange: () => this.#state.change({ history: this.#filters.history.entries }),
      onLeave: () => this.#grid.focus(),
      onCancel: (kind) => {
        this.#filters.setProgress({ kind, progress: 1 });
        this.#attempt(this.#channel.request('cancelFilter', kind));
      },
      onSaved: (anchor) => this.#popups.filters(anchor, this.#filters.filter.text),
    });
  }

  #makeDetails(): DetailsPane {
    return new DetailsPane(this.#words, {
      onClose: () => this.#closeDetails(),
      onCopy: (text) => this.#attempt(this.#channel.request('copy', text)),
      onTab: (tab) => this.#state.change({ tab }),
      onAnnotate: (change) => this.#annotate(change),
      onAct: (action, number) => this.#attempt(this.#channel.request('act', { action, numbers: [number] })),
      onCopyMenu: (anchor) => this.#popups.copyMenu(anchor),
      onMarkMenu: (anchor) => this.#popups.markMenu(anchor, this.#details.shown?.value?.annotation.mark),
    });
  }

  #makePopups(): PagePopups {
    const asked = (answer: Promise<readonly SavedFilter[]>): Promise<readonly SavedFilter[]> => {
      this.#attempt(answer);
      return answer;
    };
    return new PagePopups(this.#words, {
      onAct: (action) => {
        const numbers = this.#model.selection.numbers(maxSelected);
        this.#attempt(this.#channel.request('act', { action, numbers }));
      },
      onMark: (mark) => {
        const { active } = this.#model.selection;
        this.#annotate({ numbers: active === undefined ? [] : [active], mark });
      },
      onColumns: (columns) => this.#setColumns(columns),
      onFilter: (text) => this.#filters.filter.set(text),
      onSave: (filter) => asked(this.#channel.request('saveFilter', filter)),
      onDelete: (name) => asked(this.#channel.request('deleteFilter', name)),
    });
  }

  #setColumns(columns: readonly ListColumn[]): void {
    const before = headerColumnsOf(this.#state.value.columns).join();
    this.#state.change({ columns });
    this.#grid.setLook({ columns });
    if (headerColumnsOf(columns).join() !== before) {
      this.#attempt(this.#load());
    }
  }

  /** Ascending, descending, then by arrival again. */
  #sortBy(column: ColumnId): void {
    const { sort } = this.#model;
    const next =
      sort?.column !== column
        ? { column, isDescending: false }
        : sort.isDescending
          ? undefined
          : { column, isDescending: true };
    this.#model.setSort(next);
    this.#state.change({ sort: next });
    this.#grid.drawHead();
    if (next !== undefined && next.column !== 'time') {
      // Whoever sorts wants to see the beginning of it; by time the list keeps to its newest end.
      this.#grid.element.scrollTop = 0;
    }
    this.#grid.update();
    this.#draw();
  }

  #filterBy(column: ColumnId, number: number, isExcluded: boolean): void {
    const row = this.#model.find(number);
    if (row !== undefined) {
      const headerColumns = headerColumnsOf(this.#state.value.columns);
      const cell = { column, row, headerColumns, sensitiveHeaders: this.#sensitiveHeaders };
      this.#filters.filter.set(withCell(this.#filters.filter.text, cell, isExcluded));
    }
  }

  #selected(): void {
    this.#selection.changed();
    const { active } = this.#model.selection;
    if (active !== undefined && active !== this.#details.shown?.number) {
      this.#attempt(this.#showDetails(active));
    }
  }

  async #showDetails(number: number): Promise<void> {
    this.#detailsVersion = this.#model.versionOf(number);
    const value = await this.#channel.request('details', number);
    // Another row may have been chosen while the answer was on its way.
    if (
      this.#model.selection.active === number ||
      (this.#details.shown?.number === number && this.#model.selection.active === undefined)
    ) {
      this.#details.show({ number, value: value ?? undefined });
      this.#split.isOpen = true;
      this.#grid.update();
    }
  }

  /** The focus moves at once where it can, so that the next key is for the details also while they are on their way. */
  async #openDetails(number: number): Promise<void> {
    if (this.#details.shown !== undefined) {
      this.#details.focus();
    }
    await this.#showDetails(number);
    if (!this.#details.element.contains(document.activeElement)) {
      this.#details.focus();
    }
  }

  /** The selection is not touched: another row may be selected while its details are still on their way. */
  #refreshDetails(): void {
    const number = this.#details.shown?.number;
    if (
      number !== undefined &&
      this.#model.versionOf(number) >= 0 &&
      this.#model.versionOf(number) !== this.#detailsVersion
    ) {
      this.#attempt(this.#showDetails(number));
    }
  }

  /** What fails is shown, until something works again. */
  #attempt(work: Promise<unknown>): void {
    void work.then(
      () => this.#setFailure(undefined),
      (error: unknown) => this.#setFailure(errorText(error)),
    );
  }

  #setFailure(failure: string | undefined): void {
    if (this.#failure !== failure) {
      this.#failure = failure;
      this.#draw();
    }
  }

  #closeDetails(): void {
    this.#details.show(undefined);
    this.#split.isOpen = false;
    this.#grid.update();
    this.#grid.focus();
  }

  #togglePause(): void {
    if (this.#model.isPaused) {
      this.#grid.keepPlace(() => this.#model.resume());
      this.#changed();
    } else {
      this.#model.pause();
      this.#draw();
    }
  }

  /** Ends a pause too: what it froze is what was cleared. */
  async #clear(): Promise<void> {
    await this.#channel.request('clear', undefined);
    this.#details.show(undefined);
    this.#split.isOpen = false;
    this.#model.resume();
    await this.#load();
  }

  async #reload(): Promise<void> {
    await this.#load();
    const shown = this.#details.shown?.number;
    if (shown !== undefined) {
      await this.#showDetails(shown);
    }
  }

  /** Shown at once, then told to the host. */
  #annotate(change: AnnotationChange): void {
    if (change.numbers.length > 0) {
      this.#grid.keepPlace(() => this.#model.annotate(change));
      this.#attempt(this.#tellAnnotation(change));
    }
  }

  async #tellAnnotation(change: AnnotationChange): Promise<void> {
    const annotation = await this.#channel.request('annotate', change);
    if (annotation === undefined) {
      // The row has gone meanwhile: what was marked here is no longer there.
      await this.#load();
    }
    const shown = this.#details.shown?.number;
    if (shown !== undefined && change.numbers.includes(shown)) {
      await this.#showDetails(shown);
    }
  }

  #runCommand(command: 'open' | 'pin' | 'cycleMark' | 'editNote' | 'copy'): void {
    const { active } = this.#model.selection;
    const row = active === undefined ? undefined : this.#model.find(active);
    const numbers = this.#model.selection.numbers(maxSelected);
    if (row === undefined) {
      return;
    }
    switch (command) {
      case 'open':
        this.#attempt(this.#openDetails(row.number));
        return;
      case 'pin':
        this.#annotate({ numbers, isPinned: !row.isPinned });
        return;
      case 'cycleMark':
        this.#annotate({ numbers, mark: markCycle[(markCycle.indexOf(row.mark) + 1) % markCycle.length] ?? null });
        return;
      case 'editNote':
        this.#attempt(this.#showDetails(row.number).then(() => this.#details.editNote()));
        return;
      case 'copy':
        this.#attempt(this.#channel.request('act', { action: 'copyAsCurlBash', numbers }));
    }
  }

  /** What the host asks for, after a command or key of VS Code. */
  #perform(action: ViewAction): void {
    switch (action) {
      case 'focusFilter':
        // The key that brought this may have been seen by the page too: then somebody types already.
        if (!this.#filters.filter.hasFocus) {
          this.#filters.filter.focus();
        }
        return;
      case 'focusList':
        this.#grid.focus();
        return;
      case 'togglePause':
        this.#togglePause();
        return;
      case 'toggleFollow':
        this.#grid.toggleFollow();
        return;
      case 'nextProblem':
      case 'previousProblem':
        this.#grid.selectProblem(action === 'nextProblem' ? 1 : -1);
        return;
      case 'editNote':
        this.#runCommand('editNote');
        return;
      case 'chooseColumns':
        this.#popups.columns(
          this.#grid.element.querySelector<HTMLElement>('.head .cell') ?? this.#grid.element,
          this.#state.value.columns,
        );
        return;
      case 'reload':
        this.#attempt(this.#reload());
        return;
      case 'copySummary': {
        const rows = this.#model.selection.numbers(10_000).flatMap((number) => this.#model.find(number) ?? []);
        this.#attempt(this.#channel.request('copy', rows.map((row) => spokenRow(row, this.#words)).join('\n')));
      }
    }
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      this.#filters.filter.focus();
    } else if (event.key === 'Escape' && this.#details.shown !== undefined) {
      this.#closeDetails();
    } else if (event.key === 'F6') {
      this.#nextRegion(event.shiftKey ? -1 : 1);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Filter, list, details, and round again. */
  #nextRegion(direction: 1 | -1): void {
    const regions: readonly { readonly element: HTMLElement; focus(): void }[] = [
      { element: this.#filters.element, focus: () => this.#filters.filter.focus() },
      { element: this.#grid.element, focus: () => this.#grid.focus() },
      ...(this.#details.shown === undefined ? [] : [this.#details]),
    ];
    const at = regions.findIndex(({ element }) => element.contains(document.activeElement));
    regions[(at + direction + regions.length) % regions.length]?.focus();
  }
}
