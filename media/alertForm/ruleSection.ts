// The rule itself: name, place, severity, description, and whether its alerts resolve by themselves.

import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { section } from '../captureForm/formParts.ts';
import { visibleText } from '../traffic/trafficFormat.ts';
import { described, groupRow, idOf, invalid, plainRow, row, select, textOf } from './formRow.ts';
import type { AlertFormView } from './formRow.ts';

const severities = [0, 1, 2, 3, 4] as const;

/** The section. */
export function ruleSection(view: AlertFormView): TemplateResult {
  const { model, words } = view;
  const { fields } = model;
  return section(
    'section-rule',
    words.text('The rule'),
    html`${row(view, 'name', {
      label: words.text('Name'),
      content: textField(view, 'name', (name) => model.change({ name, isNameOwn: name.trim() !== '' })),
    })}
    ${row(view, 'resourceGroup', {
      label: words.text('Resource group'),
      content: html`${textField(view, 'resourceGroup', (resourceGroup) => model.change({ resourceGroup }))}
        <datalist id="resource-groups">
          ${(model.ground.items[0]?.resourceGroups ?? []).map((name) => html`<option value=${visibleText(name)}></option>`)}
        </datalist>`,
    })}
    ${plainRow(
      'severity',
      words.text('Severity'),
      select({
        id: 'severity',
        chosen: fields.severity,
        values: severities.map((each) => [each, words.text(`severity.${each}`)] as const),
        onChoose: (severity) => model.change({ severity }),
      }),
    )}
    ${plainRow(
      'description',
      words.text('Description'),
      html`<textarea
        id=${idOf('description')}
        rows="2"
        maxlength="2000"
        .value=${fields.description}
        @input=${(event: Event) => model.change({ description: textOf(event) })}
      ></textarea>`,
    )}
    ${groupRow(
      '',
      html`<label class="choice"
        ><input
          type="checkbox"
          .checked=${fields.autoMitigate}
          @change=${(event: Event) => model.change({ autoMitigate: (event.target as HTMLInputElement).checked })}
        /><span>${words.text('Resolve by itself after three healthy evaluations')}</span></label
      >`,
    )}`,
  );
}

function textField(
  view: AlertFormView,
  control: 'name' | 'resourceGroup',
  onInput: (text: string) => void,
): TemplateResult {
  return html`<input
    type="text"
    id=${idOf(control)}
    list=${control === 'resourceGroup' ? 'resource-groups' : ''}
    .value=${view.model.fields[control]}
    autocomplete="off"
    spellcheck="false"
    aria-invalid=${invalid(view, control)}
    aria-describedby=${described(control)}
    @input=${(event: Event) => onInput(textOf(event))}
  />`;
}
