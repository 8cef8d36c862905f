// Whom the rule calls, and the names and values that it sends along.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { listProblem, section } from '../captureForm/formParts.ts';
import { visibleText } from '../traffic/trafficFormat.ts';
import { groupRow, row, textOf } from './formRow.ts';
import type { AlertFormView } from './formRow.ts';

/** The section. @param onFocus puts the keyboard into a control, by its id */
export function actionSection(view: AlertFormView, onFocus: (id: string) => void): TemplateResult {
  const { model, words } = view;
  const { ground, fields } = model;
  const groups = ground.items[0]?.actionGroups ?? [];
  const label = words.text('Action groups');
  return section(
    'section-actions',
    words.text('Whom it calls'),
    html`${groupRow(
      label,
      html`${
        groups.length === 0
          ? html`<p class="note">
              ${
                ground.isLoading
                  ? words.text('Loading…')
                  : words.text('There is no action group. The rule can call one later: edit it then.')
              }
            </p>`
          : html`<div class="boxes wide" role="group" aria-label=${label}>
              ${groups.map(
                ({ id, name, resourceGroup, receivers, isEnabled }) =>
                  html`<label class="choice"
                    ><input
                      type="checkbox"
                      .checked=${fields.actionGroupIds.includes(id)}
                      @change=${(event: Event) => {
                        const isOn = (event.target as HTMLInputElement).checked;
                        const others = fields.actionGroupIds.filter((each) => each !== id);
                        model.change({ actionGroupIds: isOn ? [...others, id] : others });
                      }}
                    /><span
                      >${visibleText(name)}
                      <span class="quiet"
                        >${[
                          visibleText(resourceGroup),
                          ...(isEnabled ? [] : [words.text('disabled')]),
                          ...receivers.map((each) => visibleText(each)),
                        ].join(' · ')}</span
                      ></span
                    ></label
                  >`,
              )}
            </div>`
      }
      ${listProblem(ground.problem, words, () => void model.loadGround())}`,
    )}
    ${fields.actionGroupIds.length === 0 ? nothing : properties(view, onFocus)}`,
  );
}

function properties(view: AlertFormView, onFocus: (id: string) => void): TemplateResult {
  const { model, words } = view;
  const list = model.fields.properties;
  const set = (at: number, parts: Partial<(typeof list)[number]>): void =>
    model.change({ properties: list.map((each, index) => (index === at ? { ...each, ...parts } : each)) });
  return row(view, 'properties', {
    label: words.text('Sent along'),
    isGroup: true,
    content: html`${list.map(
        ({ name, value }, index) =>
          html`<div class="pair">
            <input
              type="text"
              id=${index === 0 ? 'field-properties' : `field-property-${index}`}
              aria-label=${words.text('Name {0}', index + 1)}
              placeholder=${words.text('Name, e.g. timeLimitInSeconds')}
              .value=${name}
              autocomplete="off"
              spellcheck="false"
              @input=${(event: Event) => set(index, { name: textOf(event) })}
            />
            <input
              type="text"
              aria-label=${words.text('Value {0}', index + 1)}
              placeholder=${words.text('Value')}
              .value=${value}
              autocomplete="off"
              spellcheck="false"
              @input=${(event: Event) => set(index, { value: textOf(event) })}
            />
            <button
              type="button"
              class="iconButton"
              aria-label=${words.text('Remove {0}', index + 1)}
              title=${words.text('Remove {0}', index + 1)}
              @click=${() => {
                model.change({ properties: list.filter((_, at) => at !== index) });
                onFocus('property-add');
              }}
            >
              <span class="codicon codicon-close" aria-hidden="true"></span>
            </button>
          </div>`,
      )}
      <div>
        <button
          type="button"
          class="secondary"
          id=${list.length === 0 ? 'field-properties' : 'property-add'}
          @click=${() => {
            model.change({ properties: [...list, { name: '', value: '' }] });
            onFocus(list.length === 0 ? 'field-properties' : `field-property-${list.length}`);
          }}
        >
          <span class="codicon codicon-add" aria-hidden="true"></span>${words.text('Add a name and value')}
        </button>
      </div>`,
    note: words.text(
      'Whoever is called reads them, e.g. the Function that starts captures. They are no place for secrets.',
    ),
  });
}
