// The row of the filter: the line for hiding, the one for highlighting, saved filters, how much is shown, and how far a run is.

import { html, nothing, render } from 'lit/html.js';
import type { FilterKind, FilterMatches } from '../../../src/protocol/trafficContract.ts';
import { iconButton } from '../iconButton.ts';
import type { Wording } from '../trafficFormat.ts';
import { FilterHistory } from './filterHistory.ts';
import { FilterLine } from './filterLine.ts';
import type { FilterLineHandlers } from './filterLine.ts';

/** What the row asks for beside what its lines ask. */
export interface FilterBarHandlers extends FilterLineHandlers {
  readonly onCancel: (kind: FilterKind) => void;
  readonly onSaved: (anchor: HTMLElement) => void;
}

/** The row. */
export class FilterBar {
  readonly element = document.createElement('div');
  readonly filter: FilterLine;
  readonly highlight: FilterLine;
  readonly history: FilterHistory;
  readonly #handlers: FilterBarHandlers;
  readonly #more = document.createElement('div');
  #words: Wording;
  #isHighlightOpen = false;
  readonly #progress = new Map<FilterKind, number>();
  #counts = { shown: 0, kept: 0 };

  constructor(history: readonly string[], words: Wording, handlers: FilterBarHandlers) {
    this.#words = words;
    this.#handlers = handlers;
    this.history = new FilterHistory(history);
    this.filter = new FilterLine('filter', this.history, words, handlers);
    this.highlight = new FilterLine('highlight', new FilterHistory(), words, handlers);
    this.element.className = 'filterBar';
    this.element.setAttribute('role', 'search');
    this.#more.className = 'more';
    this.element.append(this.filter.element, this.highlight.element, this.#more);
    this.highlight.element.hidden = true;
  }

  set words(words: Wording) {
    this.#words = words;
    this.filter.words = words;
    this.highlight.words = words;
    this.element.setAttribute('aria-label', words.text('Filter'));
    this.draw();
  }

  /** Opens the line for highlighting when it holds something. */
  openHighlight(isOpen: boolean): void {
    this.#isHighlightOpen = isOpen;
    this.highlight.element.hidden = !isOpen;
    this.draw();
  }

  /** How many rows are shown, of how many. */
  setCounts(shown: number, kept: number): void {
    if (this.#counts.shown !== shown || this.#counts.kept !== kept) {
      this.#counts = { shown, kept };
      this.draw();
    }
  }

  /** A part of a run came. */
  setProgress({ kind, progress }: Pick<FilterMatches, 'kind' | 'progress'>): void {
    if (progress >= 1) {
      this.#progress.delete(kind);
    } else {
      this.#progress.set(kind, progress);
    }
    this.draw();
  }

  draw(): void {
    const words = this.#words;
    const { shown, kept } = this.#counts;
    const running = [...this.#progress][0];
    render(
      html`
        ${
          running === undefined
            ? nothing
            : html`<progress max="1" value=${running[1]} aria-label=${words.text('Filtering')}></progress>
                <button type="button" class="choice cancel" @click=${() => this.#handlers.onCancel(running[0])}>
                  ${words.text('Cancel')}
                </button>`
        }
        ${shown === kept ? nothing : html`<span class="shownCount">${words.text('{0} of {1} shown', shown, kept)}</span>`}
        ${iconButton('symbol-color', words.text('Highlight'), () => this.#toggleHighlight(), this.#isHighlightOpen)}
        ${iconButton('bookmark', words.text('Saved filters'), this.#handlers.onSaved)}
      `,
      this.#more,
    );
  }

  #toggleHighlight(): void {
    this.openHighlight(!this.#isHighlightOpen);
    if (this.#isHighlightOpen) {
      this.highlight.focus();
    } else if (this.highlight.text !== '') {
      this.highlight.set('');
    }
  }
}
