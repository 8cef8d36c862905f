// Filters with names: apply one, forget one, keep the present one.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { SavedFilter } from '../../../src/protocol/trafficContract.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';

const maxNameLength = 200;

/** What the list asks for; saving and deleting answer with the list as it is then. */
export interface SavedFiltersHandlers {
  readonly onApply: (text: string) => void;
  readonly onSave: (filter: SavedFilter) => Promise<readonly SavedFilter[]>;
  readonly onDelete: (name: string) => Promise<readonly SavedFilter[]>;
}

/** Makes the dialog. @param text the present filter */
export function makeSavedFilters(
  saved: readonly SavedFilter[],
  text: string,
  words: Wording,
  handlers: SavedFiltersHandlers,
): HTMLElement {
  const element = document.createElement('div');
  element.className = 'savedFilters';
  element.setAttribute('role', 'dialog');
  element.setAttribute('aria-label', words.text('Saved filters'));
  const take = (answer: Promise<readonly SavedFilter[]>): void => {
    void answer.then(draw, () => undefined);
  };
  const save = (): void => {
    const input = element.querySelector('input');
    const name = input?.value.trim() ?? '';
    if (input !== null && name !== '' && text.trim() !== '') {
      input.value = '';
      take(handlers.onSave({ name, text }));
    }
  };
  const line = ({ name, text: own }: SavedFilter): TemplateResult =>
    html`<li>
      <button type="button" class="apply" title=${visibleText(own)} @click=${() => handlers.onApply(own)}>
        <span class="name">${visibleText(name)}</span> <code>${visibleText(own)}</code>
      </button>
      <button
        type="button"
        class="codicon codicon-trash"
        title=${words.text('Delete {0}', visibleText(name))}
        aria-label=${words.text('Delete {0}', visibleText(name))}
        @click=${() => take(handlers.onDelete(name))}
      ></button>
    </li>`;
  function draw(filters: readonly SavedFilter[]): void {
    render(
      html`
        ${
          filters.length === 0
            ? html`<p class="hint">${words.text('No saved filters.')}</p>`
            : html`<ul>
                ${filters.map(line)}
              </ul>`
        }
        ${
          text.trim() === ''
            ? nothing
            : html`<div class="line">
                <input
                  type="text"
                  maxlength=${maxNameLength}
                  aria-label=${words.text('Name of the filter')}
                  placeholder=${words.text('Name of the filter')}
                  @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && save()}
                /><button type="button" @click=${save}>${words.text('Save')}</button>
              </div>`
        }
      `,
      element,
    );
  }
  draw(saved);
  element.tabIndex = -1;
  queueMicrotask(() => (element.querySelector<HTMLElement>('button.apply, input') ?? element).focus());
  return element;
}
