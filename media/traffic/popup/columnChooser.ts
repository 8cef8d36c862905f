// Chooses the columns: a box for each, a line for any header as a column, and the way back to the beginning.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { fixedColumns, isHeaderColumn } from '../model/sortRows.ts';
import type { ColumnId } from '../model/sortRows.ts';
import { columnFacts, defaultColumns, toggleColumn } from '../list/listColumns.ts';
import type { ListColumn } from '../list/listColumns.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';

/** As the host allows. */
const maxHeaderColumns = 20;

/** Makes the chooser. @param onChange hears of each change at once */
export function makeColumnChooser(
  columns: readonly ListColumn[],
  words: Wording,
  onChange: (columns: readonly ListColumn[]) => void,
): HTMLElement {
  const element = document.createElement('div');
  element.className = 'columnChooser';
  element.setAttribute('role', 'dialog');
  element.setAttribute('aria-label', words.text('Choose columns'));
  let current = columns;
  const change = (next: readonly ListColumn[]): void => {
    current = next;
    draw();
    onChange(next);
  };
  const add = (): void => {
    const input = element.querySelector<HTMLInputElement>('input[type=text]');
    const id = headerColumnOf(input?.value ?? '');
    const count = current.filter((each) => isHeaderColumn(each.id)).length;
    if (input !== null && id !== undefined && count < maxHeaderColumns && !current.some((each) => each.id === id)) {
      input.value = '';
      change(toggleColumn(current, id));
    }
  };
  const box = (id: ColumnId, label: string): TemplateResult =>
    html`<label
      ><input
        type="checkbox"
        .checked=${current.some((each) => each.id === id)}
        @change=${() => change(toggleColumn(current, id))}
      /><span>${label}</span></label
    >`;
  const draw = (): void => {
    const headers = current.filter((each) => isHeaderColumn(each.id));
    render(
      html`
        <div class="boxes">${fixedColumns.map((id) => box(id, words.text(columnFacts[id].title)))}</div>
        ${headers.length === 0 ? nothing : html`<div class="boxes">${headers.map(({ id }) => box(id, visibleText(id)))}</div>`}
        <div class="line">
          <input
            type="text"
            maxlength="200"
            spellcheck="false"
            aria-label=${words.text('Header as a column')}
            placeholder="request:x-api-version"
            @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && add()}
          />
          <button type="button" @click=${add}>${words.text('Add')}</button>
        </div>
        <div class="line">
          <button type="button" class="secondary" @click=${() => change(defaultColumns())}>
            ${words.text('Restore columns')}
          </button>
        </div>
      `,
      element,
    );
  };
  draw();
  queueMicrotask(() => element.querySelector('input')?.focus());
  return element;
}

/** `request:<name>` or `response:<name>` as typed; a bare name is one of the request. */
export function headerColumnOf(text: string): ColumnId | undefined {
  const match = /^\s*(?:(request|response)\s*:\s*)?([\w!#$%&'*+.^`|~-]{1,200})\s*$/i.exec(text);
  const name = match?.[2]?.toLowerCase();
  return name === undefined
    ? undefined
    : match?.[1]?.toLowerCase() === 'response'
      ? `response:${name}`
      : `request:${name}`;
}
