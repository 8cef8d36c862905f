// A row of the form: label, control, fault and note, tied together for who hears the page.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { DraftProblem } from '../../src/domain/alert/metricAlertDraft.ts';
import type { Wording } from '../traffic/trafficFormat.ts';
import type { AlertFormModel } from './alertFormModel.ts';

/** What every section is drawn from. */
export interface AlertFormView {
  readonly model: AlertFormModel;
  readonly words: Wording;
  readonly problems: readonly DraftProblem[];
}

/** The controls that something can be wrong with. */
export type ControlName =
  | 'metric'
  | 'dimensions'
  | 'threshold'
  | 'periods'
  | 'frequency'
  | 'window'
  | 'severity'
  | 'name'
  | 'resourceGroup'
  | 'properties'
  | 'scopes';

/** The control that a problem is told at. */
export function controlOf(problem: DraftProblem): ControlName {
  return problem.startsWith('name.') ? 'name' : (problem as ControlName);
}

/** A control's id in the document. */
export function idOf(control: string): string {
  return `field-${control}`;
}

/** Empty fields are told once the rule was to be created. */
function shownProblem({ model, problems }: AlertFormView, control: ControlName): DraftProblem | undefined {
  const found = problems.find((each) => controlOf(each) === control);
  const isQuiet =
    found === 'metric' ||
    found === 'name.empty' ||
    (found === 'threshold' && model.fields.threshold.trim() === '') ||
    (found === 'resourceGroup' && model.fields.resourceGroup === '');
  return isQuiet && !model.isTried ? undefined : found;
}

/** `true` for a control that something is wrong with. */
export function invalid(view: AlertFormView, control: ControlName): 'true' | 'false' {
  return shownProblem(view, control) === undefined ? 'false' : 'true';
}

/** Attributes' value that ties a control to what is said below it. */
export function described(control: ControlName, hasNote = false): string {
  return `${idOf(control)}-fault${hasNote ? ` ${idOf(control)}-note` : ''}`;
}

/** A row. `note` stands below the control; the controls of a group have names of their own. */
export function row(
  view: AlertFormView,
  control: ControlName,
  {
    label,
    content,
    note,
    isGroup = false,
  }: { readonly label: string; readonly content: unknown; readonly note?: unknown; readonly isGroup?: boolean },
): TemplateResult {
  const problem = shownProblem(view, control);
  return html`<div class="row">
    ${isGroup ? html`<span class="name">${label}</span>` : html`<label class="name" for=${idOf(control)}>${label}</label>`}
    <div class="value">
      ${content}
      <div class="fault" id="${idOf(control)}-fault" aria-live="polite">
        ${
          problem === undefined
            ? nothing
            : html`<span class="codicon codicon-error" aria-hidden="true"></span
                ><span>${view.words.text(`problem.${problem}`)}</span>`
        }
      </div>
      ${note === undefined ? nothing : html`<div class="note" id="${idOf(control)}-note">${note}</div>`}
    </div>
  </div>`;
}

/** A row of something that can always be used. */
export function plainRow(id: string, label: string, content: unknown): TemplateResult {
  return html`<div class="row">
    <label class="name" for=${idOf(id)}>${label}</label>
    <div class="value">${content}</div>
  </div>`;
}

/** A row whose control is a group of choices, which has a name of its own. */
export function groupRow(label: string, content: unknown): TemplateResult {
  return html`<div class="row">
    <span class="name" aria-hidden="true">${label}</span>
    <div class="value">${content}</div>
  </div>`;
}

/** A list of which one is chosen. */
export function select<T extends string | number>(options: {
  readonly id: string;
  readonly chosen: T;
  readonly values: readonly (readonly [value: T, label: string])[];
  readonly onChoose: (value: T) => void;
  readonly describedBy?: string;
  readonly isInvalid?: 'true' | 'false';
}): TemplateResult {
  const { id, chosen, values, onChoose, describedBy, isInvalid } = options;
  return html`<select
    id=${idOf(id)}
    class="short"
    aria-describedby=${describedBy ?? nothing}
    aria-invalid=${isInvalid ?? nothing}
    @change=${(event: Event) => {
      const picked = values[(event.target as HTMLSelectElement).selectedIndex];
      if (picked !== undefined) {
        onChoose(picked[0]);
      }
    }}
  >
    ${values.map(([value, label]) => html`<option value=${String(value)} .selected=${value === chosen}>${label}</option>`)}
  </select>`;
}

/** The value of a text field. */
export function textOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
}
