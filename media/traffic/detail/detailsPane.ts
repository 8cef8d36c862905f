// The details of a call: a head with pin, mark, note and copies, and a tab for each side of it. Always text, never markup.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { Mark } from '../../../src/domain/traffic/exchange.ts';
import type { ExchangeDetails } from '../../../src/domain/traffic/exchangeDetails.ts';
import type { AnnotationChange, RowAction } from '../../../src/protocol/trafficContract.ts';
import { iconButton } from '../iconButton.ts';
import { markShapes } from '../list/rowSlot.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';
import { bodyTab, firstBodyLook } from './bodyTab.ts';
import { hint, positionLine, problemList, shortenedHint } from './detailsParts.ts';
import type { Piece } from './detailsParts.ts';
import { halfTab } from './halfTab.ts';
import { cookiesTab, eventTab, headersTab, queryTab, rawTab } from './smallTabs.ts';
import { timingTab } from './timingTab.ts';

/** The tabs, in their order, by their English titles. */
export const detailTabs = {
  request: 'Request',
  response: 'Response',
  headers: 'Headers',
  query: 'Query',
  cookies: 'Cookies',
  body: 'Body',
  timing: 'Timing',
  raw: 'Raw',
  event: 'Event',
} as const satisfies Readonly<Record<string, string>>;

/** One of the tabs. */
export type DetailTab = keyof typeof detailTabs;

const tabNames: readonly DetailTab[] = Object.keys(detailTabs) as DetailTab[];
const maxNoteLength = 10_000;

/** True for the name of a tab. */
export function isDetailTab(value: unknown): value is DetailTab {
  return typeof value === 'string' && Object.hasOwn(detailTabs, value);
}

/** What the details may ask for. */
export interface DetailsHandlers {
  readonly onClose: () => void;
  readonly onCopy: (text: string) => void;
  readonly onTab: (tab: DetailTab) => void;
  readonly onAnnotate: (change: AnnotationChange) => void;
  readonly onAct: (action: RowAction, number: number) => void;
  readonly onCopyMenu: (anchor: HTMLElement) => void;
  readonly onMarkMenu: (anchor: HTMLElement) => void;
}

/** What is shown of one row. */
export interface ShownDetails {
  readonly number: number;
  /** undefined when the row is no longer kept. */
  readonly value: ExchangeDetails | undefined;
}

/** The pane. It keeps how each tab is looked at while rows come and go. */
export class DetailsPane {
  readonly element = document.createElement('div');
  readonly #handlers: DetailsHandlers;
  #words: Wording;
  #shown: ShownDetails | undefined;
  #tab: DetailTab = 'request';
  #bodyLook = firstBodyLook;
  #headersLook = { filter: '', isSorted: false };
  /** The row whose note is being written. */
  #noteOf: number | undefined;

  constructor(words: Wording, handlers: DetailsHandlers) {
    this.#words = words;
    this.#handlers = handlers;
    this.element.className = 'pane';
  }

  get shown(): ShownDetails | undefined {
    return this.#shown;
  }

  get tab(): DetailTab {
    return this.#tab;
  }

  set tab(tab: DetailTab) {
    this.#tab = tab;
    this.draw();
  }

  set words(words: Wording) {
    this.#words = words;
    this.draw();
  }

  show(shown: ShownDetails | undefined): void {
    if (shown?.number !== this.#shown?.number) {
      this.#noteOf = undefined;
      this.element.scrollTop = 0;
    }
    this.#shown = shown;
    this.draw();
  }

  /** Moves the focus to the tabs. */
  focus(): void {
    const tab = this.element.querySelector<HTMLElement>('[role=tab][aria-selected=true]');
    (tab ?? this.element.querySelector<HTMLElement>('.details'))?.focus();
  }

  /** Opens the note and moves the focus there. */
  editNote(): void {
    this.#noteOf = this.#shown?.number;
    this.draw();
    this.element.querySelector('textarea')?.focus();
  }

  draw(): void {
    const shown = this.#shown;
    render(shown === undefined ? nothing : this.#template(shown), this.element);
  }

  #template({ number, value }: ShownDetails): TemplateResult {
    const words = this.#words;
    const messageId = visibleText(value?.messageId ?? '');
    return html`
      <section class="details" aria-label=${words.text('Details of the call')} tabindex="-1">
        <header>
          <code class="messageId" title=${messageId}>${messageId}</code>
          ${value === undefined ? nothing : this.#buttons(number, value)}
          ${iconButton('close', words.text('Close details'), this.#handlers.onClose)}
        </header>
        ${value === undefined ? hint(words.text('This row is no longer kept.')) : this.#content(number, value)}
      </section>
    `;
  }

  #buttons(number: number, { annotation, unreadable }: ExchangeDetails): TemplateResult {
    const words = this.#words;
    const { isPinned, mark } = annotation;
    const markLabel = mark === undefined ? words.text('Mark') : words.text(`mark.${mark}`);
    return html`
      <span class="mark ${mark ?? ''}" aria-hidden="true">${mark === undefined ? nothing : markShapes[mark]}</span>
      ${iconButton(isPinned ? 'pinned' : 'pin', words.text(isPinned ? 'Unpin' : 'Pin'), () =>
        this.#handlers.onAnnotate({ numbers: [number], isPinned: !isPinned }),
      )}
      ${iconButton('symbol-color', markLabel, this.#handlers.onMarkMenu)}
      ${iconButton('note', words.text('Note'), () => this.editNote())}
      ${unreadable === undefined ? iconButton('copy', words.text('Copy as...'), this.#handlers.onCopyMenu) : nothing}
      ${iconButton('go-to-file', words.text('Open in Editor'), () => this.#handlers.onAct('openMessage', number))}
    `;
  }

  #content(number: number, details: ExchangeDetails): TemplateResult {
    const words = this.#words;
    if (details.unreadable !== undefined) {
      const { problem, text, isShortened, position } = details.unreadable;
      return html`${this.#note(number, details)}
        <p class="hint">${words.text('This event is not a logged request or response. Its content:')}</p>
        ${problemList([problem], words)}
        <pre tabindex="0" aria-label=${words.text('Event')}>${visibleText(text, true)}</pre>
        ${isShortened ? shortenedHint(words) : nothing} ${positionLine(position, words)}`;
    }
    return html`
      ${this.#note(number, details)} ${this.#ownProblems(details)}
      <div
        class="tabs"
        role="tablist"
        aria-label=${words.text('Details of the call')}
        @keydown=${(event: KeyboardEvent) => this.#onTabKey(event)}
      >
        ${tabNames.map(
          (tab) =>
            html`<button
              type="button"
              role="tab"
              id="tab-${tab}"
              aria-selected=${tab === this.#tab}
              aria-controls="tabpanel"
              tabindex=${tab === this.#tab ? 0 : -1}
              @click=${() => this.#choose(tab)}
            >
              ${words.text(detailTabs[tab])}
            </button>`,
        )}
      </div>
      <div class="panel" role="tabpanel" id="tabpanel" aria-labelledby="tab-${this.#tab}">${this.#panel(details)}</div>
    `;
  }

  /** What is wrong with the exchange as a whole; the halves tell of themselves. */
  #ownProblems({ problems, request, response }: ExchangeDetails): Piece {
    const ofHalves: readonly string[] = [...(request?.problems ?? []), ...(response?.problems ?? [])];
    return problemList(
      problems.filter((problem) => !ofHalves.includes(problem)),
      this.#words,
    );
  }

  #panel(details: ExchangeDetails): Piece {
    const words = this.#words;
    switch (this.#tab) {
      case 'request':
      case 'response':
        return halfTab(details, this.#tab, words, this.#handlers.onCopy);
      case 'headers':
        return headersTab(details, this.#headersLook, words, (look) => {
          this.#headersLook = look;
          this.draw();
        });
      case 'query':
        return queryTab(details, words);
      case 'cookies':
        return cookiesTab(details, words);
      case 'body':
        return bodyTab(details, this.#bodyLook, words, {
          onLook: (look) => {
            this.#bodyLook = look;
            this.draw();
          },
          onOpen: (side) =>
            this.#handlers.onAct(side === 'request' ? 'openRequestBody' : 'openResponseBody', details.number),
        });
      case 'timing':
        return timingTab(details, words);
      case 'raw':
        return rawTab(details, words);
      case 'event':
        return eventTab(details, words);
    }
  }

  #note(number: number, { annotation }: ExchangeDetails): Piece {
    const words = this.#words;
    if (this.#noteOf !== number) {
      return annotation.note === ''
        ? nothing
        : html`<p class="noteText">
            <span class="codicon codicon-note" aria-hidden="true"></span
            ><span>${visibleText(annotation.note, true)}</span>
          </p>`;
    }
    const save = (event: Event): void => {
      if (this.#noteOf !== number) {
        return;
      }
      const note = (event.target as HTMLTextAreaElement).value;
      this.#noteOf = undefined;
      if (note !== annotation.note) {
        this.#handlers.onAnnotate({ numbers: [number], note });
      }
      this.draw();
    };
    return html`<textarea
      class="note"
      rows="3"
      maxlength=${maxNoteLength}
      aria-label=${words.text('Note')}
      placeholder=${words.text('Note; Enter keeps it, Escape does not')}
      .value=${annotation.note}
      @blur=${save}
      @keydown=${(event: KeyboardEvent) => this.#onNoteKey(event)}
    ></textarea>`;
  }

  #onNoteKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      (event.target as HTMLElement).blur();
      this.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.#noteOf = undefined;
      this.draw();
      this.focus();
    }
  }

  #choose(tab: DetailTab): void {
    this.#tab = tab;
    this.element.scrollTop = 0;
    this.draw();
    this.#handlers.onTab(tab);
  }

  #onTabKey(event: KeyboardEvent): void {
    const at = tabNames.indexOf(this.#tab);
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: (at + 1) % tabNames.length,
      ArrowLeft: (at - 1 + tabNames.length) % tabNames.length,
      Home: 0,
      End: tabNames.length - 1,
    };
    const target = tabNames[targets[event.key] ?? -1];
    if (target !== undefined) {
      event.preventDefault();
      this.#choose(target);
      this.focus();
    }
  }
}

/** The colours that a row can be marked with, in the order in which a key goes through them. */
export const markCycle: readonly (Mark | undefined)[] = [undefined, 'red', 'yellow', 'green', 'blue'];
