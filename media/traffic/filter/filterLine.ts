// One line for a filter or a highlight: applies while typing, suggests, points at what is wrong, and remembers.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import type { FilterProblem, FilterSuggestion } from '../../../src/domain/traffic/filter/filterProblem.ts';
import type { FilterKind } from '../../../src/protocol/trafficContract.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';
import type { FilterHistory } from './filterHistory.ts';

const applyDelayInMs = 150;
const suggestDelayInMs = 60;
const maxLength = 10_000;
const maxSuggestions = 50;

/** What the line asks for. */
export interface FilterLineHandlers {
  /** @returns what is wrong; then the former filter stays */
  readonly apply: (kind: FilterKind, text: string) => Promise<FilterProblem | undefined>;
  readonly suggest: (text: string, caret: number) => Promise<readonly FilterSuggestion[]>;
  /** The text changed: the page remembers it. */
  readonly onChange: () => void;
  /** The person is done with the line. */
  readonly onLeave: () => void;
}

/** One line. */
export class FilterLine {
  readonly element = document.createElement('div');
  readonly #kind: FilterKind;
  readonly #handlers: FilterLineHandlers;
  readonly #history: FilterHistory;
  #words: Wording;
  #text = '';
  #problem: FilterProblem | undefined;
  #suggestions: readonly FilterSuggestion[] = [];
  #chosen = -1;
  #applying: number | undefined;
  #suggesting: number | undefined;
  /** Counts what was asked, so that a late answer is not taken for a later one. */
  #asked = 0;

  constructor(kind: FilterKind, history: FilterHistory, words: Wording, handlers: FilterLineHandlers) {
    this.#kind = kind;
    this.#history = history;
    this.#words = words;
    this.#handlers = handlers;
    this.element.className = `filterLine ${kind}`;
  }

  /** What stands in the line. */
  get text(): string {
    return this.#text;
  }

  set words(words: Wording) {
    this.#words = words;
    this.#draw();
  }

  get #input(): HTMLInputElement | null {
    return this.element.querySelector('input');
  }

  focus(): void {
    this.#input?.focus();
    this.#input?.select();
  }

  /** True while its text is typed into. */
  get hasFocus(): boolean {
    return this.#input !== null && document.activeElement === this.#input;
  }

  /** Shows a text that the host knows already. */
  show(text: string, problem: FilterProblem | undefined): void {
    this.#text = text;
    this.#problem = problem;
    this.#draw();
  }

  /** Puts a text in and applies it at once. */
  set(text: string): void {
    this.#text = text.slice(0, maxLength);
    this.#closeList();
    this.#history.add(this.#text);
    this.#apply();
  }

  #draw(): void {
    render(this.#template(), this.element);
    this.#alignMirror();
  }

  #template(): TemplateResult {
    const words = this.#words;
    const label = words.text(this.#kind === 'filter' ? 'Filter' : 'Highlight');
    const listId = `${this.#kind}-suggestions`;
    const isOpen = this.#suggestions.length > 0;
    return html`
      <span
        class="codicon ${this.#kind === 'filter' ? 'codicon-filter' : 'codicon-symbol-color'}"
        aria-hidden="true"
      ></span>
      <div class="box ${this.#problem === undefined ? '' : 'invalid'}">
        <div class="mirror" aria-hidden="true">${this.#mirror()}</div>
        <input
          type="text"
          role="combobox"
          spellcheck="false"
          autocomplete="off"
          maxlength=${maxLength}
          aria-label=${label}
          aria-autocomplete="list"
          aria-expanded=${isOpen}
          aria-controls=${listId}
          aria-activedescendant=${this.#chosen < 0 ? nothing : `${listId}-${this.#chosen}`}
          aria-invalid=${this.#problem !== undefined}
          aria-describedby=${this.#problem === undefined ? nothing : `${this.#kind}-problem`}
          placeholder=${words.text(this.#kind === 'filter' ? 'Filter, for example status>=400 path:/orders -method:GET' : 'Highlight without hiding')}
          .value=${live(this.#text)}
          @input=${() => this.#onInput()}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          @scroll=${() => this.#alignMirror()}
          @blur=${() => this.#onBlur()}
        />
        <button
          type="button"
          class="clear codicon codicon-close"
          title=${words.text('Clear filter')}
          aria-label=${words.text('Clear filter')}
          ?hidden=${this.#text === ''}
          @click=${() => this.#clear()}
        ></button>
        <div class="suggestions" role="listbox" id=${listId} aria-label=${words.text('Suggestions')} ?hidden=${!isOpen}>
          ${this.#suggestions.map((each, index) => this.#suggestion(each, index, `${listId}-${index}`))}
        </div>
        ${
          isOpen || this.#problem === undefined
            ? nothing
            : html`<div class="filterProblem" id="${this.#kind}-problem" role="alert">
                ${this.#problemText(this.#problem)}
              </div>`
        }
      </div>
    `;
  }

  #suggestion(each: FilterSuggestion, index: number, id: string): TemplateResult {
    return html`<div
      role="option"
      id=${id}
      class="option ${index === this.#chosen ? 'chosen' : ''}"
      aria-selected=${index === this.#chosen}
      @mousedown=${(event: MouseEvent) => {
        event.preventDefault();
        this.#accept(each);
      }}
    >
      <span class="label">${visibleText(each.label)}</span
      ><span class="detail">${each.detail === '' ? nothing : this.#words.text(each.detail)}</span>
    </div>`;
  }

  /** The text again behind the line, for the sign under what is wrong. */
  #mirror(): TemplateResult | typeof nothing {
    if (this.#problem === undefined) {
      return nothing;
    }
    const start = Math.min(this.#problem.start, this.#text.length);
    const end = Math.min(Math.max(this.#problem.end, start), this.#text.length);
    const wrong = this.#text.slice(start, end);
    return html`${this.#text.slice(0, start)}<span class="wrong">${wrong === '' ? '\u00A0\u00A0' : wrong}</span
      >${this.#text.slice(end)}`;
  }

  #problemText({ code, detail }: FilterProblem): string {
    return this.#words.text(`filter.${code}`, visibleText(detail));
  }

  #alignMirror(): void {
    const mirror = this.element.querySelector<HTMLElement>('.mirror');
    if (mirror !== null) {
      mirror.scrollLeft = this.#input?.scrollLeft ?? 0;
    }
  }

  #onInput(): void {
    this.#text = this.#input?.value ?? '';
    window.clearTimeout(this.#applying);
    window.clearTimeout(this.#suggesting);
    this.#applying = window.setTimeout(() => this.#apply(), applyDelayInMs);
    this.#suggesting = window.setTimeout(() => void this.#suggest(), suggestDelayInMs);
    this.#draw();
  }

  #apply(): void {
    window.clearTimeout(this.#applying);
    this.#applying = undefined;
    const text = this.#text;
    const own = ++this.#asked;
    this.#draw();
    this.#handlers.onChange();
    void this.#judge(text, own);
  }

  async #judge(text: string, own: number): Promise<void> {
    try {
      const problem = await this.#handlers.apply(this.#kind, text);
      if (own === this.#asked) {
        this.#problem = problem;
        this.#draw();
      }
    } catch {
      // The host did not answer: what it said before stands.
      this.#draw();
    }
  }

  async #suggest(): Promise<void> {
    const input = this.#input;
    const text = this.#text;
    const caret = input?.selectionStart ?? text.length;
    try {
      const suggestions = await this.#handlers.suggest(text, caret);
      if (text === this.#text && document.activeElement === input) {
        this.#suggestions = suggestions.slice(0, maxSuggestions);
        this.#chosen = -1;
        this.#draw();
      }
    } catch {
      // Without suggestions the line works all the same.
      this.#closeList();
    }
  }

  #accept({ insert, start, end }: FilterSuggestion): void {
    this.#text = this.#text.slice(0, start) + insert + this.#text.slice(end);
    this.#closeList();
    this.#apply();
    this.#input?.setSelectionRange(start + insert.length, start + insert.length);
    // What comes behind a key is suggested next.
    void this.#suggest();
  }

  #clear(): void {
    this.set('');
    this.#input?.focus();
  }

  #closeList(): void {
    window.clearTimeout(this.#suggesting);
    this.#suggestions = [];
    this.#chosen = -1;
    this.#draw();
  }

  #onBlur(): void {
    if (this.#problem === undefined) {
      this.#history.add(this.#text);
    }
    this.#closeList();
  }

  #onKey(event: KeyboardEvent): void {
    const isHandled = this.#suggestions.length > 0 ? this.#onListKey(event) : this.#onLineKey(event);
    if (isHandled) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #onListKey({ key, shiftKey }: KeyboardEvent): boolean {
    const count = this.#suggestions.length;
    switch (key) {
      case 'ArrowDown':
      case 'ArrowUp':
        this.#chosen =
          key === 'ArrowDown' ? (this.#chosen + 1) % count : (Math.max(this.#chosen, 0) - 1 + count) % count;
        this.#draw();
        this.element.querySelector('.chosen')?.scrollIntoView({ block: 'nearest' });
        return true;
      case 'Tab':
      case 'Enter': {
        const chosen = this.#suggestions[key === 'Tab' ? Math.max(0, this.#chosen) : this.#chosen];
        if (chosen === undefined || shiftKey) {
          this.#closeList();
          return key === 'Enter' && this.#onLineKey({ key } as KeyboardEvent);
        }
        this.#accept(chosen);
        return true;
      }
      case 'Escape':
        this.#closeList();
        return true;
      default:
        return false;
    }
  }

  #onLineKey({ key, ctrlKey }: KeyboardEvent): boolean {
    switch (key) {
      case 'ArrowUp':
      case 'ArrowDown': {
        const text = this.#history.step(key === 'ArrowUp' ? -1 : 1, this.#text);
        if (text !== undefined) {
          this.#text = text;
          this.#apply();
        }
        return true;
      }
      case 'Enter':
        if (this.#problem === undefined) {
          this.#history.add(this.#text);
        }
        if (this.#applying !== undefined) {
          this.#apply();
        }
        return true;
      case ' ':
        if (ctrlKey) {
          void this.#suggest();
        }
        return ctrlKey;
      case 'Escape':
        this.#handlers.onLeave();
        return true;
      default:
        return false;
    }
  }
}
