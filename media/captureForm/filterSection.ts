// Filters: any number, each with a sentence that says what it keeps, and a correction one click away.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { filterFindings } from '../../src/domain/capture/captureFilter.ts';
import type { FilterField, FilterProtocol } from '../../src/domain/capture/captureSettings.ts';
import { emptyFilter } from './formFields.ts';
import type { FilterFields } from './formFields.ts';
import { filterSentence } from './formNotes.ts';
import { below, described, idOf, section, shownFault } from './formParts.ts';
import type { FormView } from './formParts.ts';

const protocols: readonly FilterProtocol[] = ['TCP', 'UDP', 'Any'];
const maxFilters = 100;

/** The section. @param onFocus puts the keyboard into a control once it is drawn, by its id */
export function filterSection(view: FormView, onFocus: (id: string) => void): TemplateResult {
  const { model, words } = view;
  const { filters } = model.fields;
  const idle = new Map(
    filterFindings(filters, []).flatMap((finding) =>
      finding.kind === 'redundant' ? [[finding.index, finding.by] as const] : [],
    ),
  );
  const add = (): void => {
    model.change({ filters: [...filters, emptyFilter()] });
    onFocus(`filter-${filters.length}-protocol`);
  };
  const remove = (at: number): void => {
    model.change({ filters: filters.filter((_, index) => index !== at) });
    onFocus(filters.length > 1 ? `filter-${Math.max(0, at - 1)}-protocol` : 'filter-add');
  };
  return section(
    'section-filters',
    words.text('Filters'),
    html`<p class="lead">
        ${words.text(
          filters.length === 0
            ? 'Every packet is kept. Add a filter to keep only some.'
            : 'A packet is kept when one of the filters matches it.',
        )}
      </p>
      ${filters.map((filter, at) => filterCard(view, { filter, at, coveredBy: idle.get(at), onRemove: () => remove(at) }))}
      ${
        filters.length < maxFilters
          ? html`<button type="button" class="secondary" id="filter-add" @click=${add}>
              <span class="codicon codicon-add" aria-hidden="true"></span>${words.text('Add filter')}
            </button>`
          : nothing
      }`,
  );
}

function filterCard(
  view: FormView,
  card: {
    readonly filter: FilterFields;
    readonly at: number;
    readonly coveredBy: number | undefined;
    readonly onRemove: () => void;
  },
): TemplateResult {
  const { model, words } = view;
  const { filter, at, coveredBy, onRemove } = card;
  const set = (parts: Partial<FilterFields>): void =>
    model.change({ filters: model.fields.filters.map((each, index) => (index === at ? { ...each, ...parts } : each)) });
  const isReadable = !view.faults.some(({ control }) => control.startsWith(`filters.${at}.`));
  const title = words.text('Filter {0}', at + 1);
  const remove = words.text('Remove filter {0}', at + 1);
  const input = (field: FilterField): TemplateResult => filterInput(view, { filter, at, field, set });
  return html`<fieldset class="card">
    <legend>${title}</legend>
    <button
      type="button"
      class="iconButton codicon codicon-trash"
      title=${remove}
      aria-label=${remove}
      @click=${onRemove}
    ></button>
    <div class="cell protocol">
      <label for="filter-${at}-protocol">${words.text('Protocol')}</label>
      <select
        id="filter-${at}-protocol"
        @change=${(event: Event) => set({ protocol: (event.target as HTMLSelectElement).value as FilterProtocol })}
      >
        ${protocols.map(
          (each) =>
            html`<option value=${each} .selected=${each === filter.protocol}>
              ${each === 'Any' ? words.text('Any') : each}
            </option>`,
        )}
      </select>
    </div>
    ${input('localIPAddress')} ${input('localPort')} ${input('remoteIPAddress')} ${input('remotePort')}
    ${isReadable ? html`<p class="sentence">${filterSentence(filter, words)}</p>` : nothing}
    ${
      coveredBy === undefined
        ? nothing
        : html`<p class="sentence covered">
            <span class="codicon codicon-info" aria-hidden="true"></span
            ><span>${words.text('Filter {0} keeps all of this already.', coveredBy + 1)}</span>
          </p>`
    }
  </fieldset>`;
}

function filterInput(
  view: FormView,
  options: {
    readonly filter: FilterFields;
    readonly at: number;
    readonly field: FilterField;
    readonly set: (parts: Partial<FilterFields>) => void;
  },
): TemplateResult {
  const { filter, at, field, set } = options;
  const { words } = view;
  const control = `filters.${at}.${field}` as const;
  const isPort = field.endsWith('Port');
  return html`<div class="cell ${field}">
    <label for=${idOf(control)}>${words.text(`label.${field}`)}</label>
    <input
      type="text"
      id=${idOf(control)}
      .value=${filter[field]}
      placeholder=${words.text(isPort ? 'any port' : field === 'localIPAddress' ? 'this machine' : 'any address')}
      autocomplete="off"
      spellcheck="false"
      aria-invalid=${shownFault(view, control) === undefined ? 'false' : 'true'}
      aria-describedby=${described(control, false)}
      @input=${(event: Event) => set({ [field]: (event.target as HTMLInputElement).value })}
    />
    ${below(view, { control, label: '', content: html``, onSuggestion: (text) => set({ [field]: text }) })}
  </div>`;
}
