// Parts that all sections are made of: a row with label, control, fault and note, tied together for who hears the page.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { Wording } from '../traffic/trafficFormat.ts';
import type { FormFields } from './formFields.ts';
import type { FormModel } from './formModel.ts';
import { faultText } from './formNotes.ts';
import type { ControlName, FieldFault } from './readForm.ts';

/** What every section is drawn from. */
export interface FormView {
  readonly model: FormModel;
  readonly words: Wording;
  readonly faults: readonly FieldFault[];
}

/** A control's id in the document. */
export function idOf(control: ControlName): string {
  return `field-${control.replaceAll('.', '-')}`;
}

/** Faults of fields that nobody has come to yet are not told until a start was tried. */
const quiet: ReadonlySet<string> = new Set(['fault.target', 'fault.storage', 'fault.instances', 'name.empty']);

/** The fault of a control that is to be shown now. */
export function shownFault({ model, faults }: FormView, control: ControlName): FieldFault | undefined {
  const found = faults.find((each) => each.control === control);
  return found !== undefined && quiet.has(found.text) && !model.isTried ? undefined : found;
}

/** Attributes' values that tie a control to what is said below it. */
export function described(control: ControlName, hasNote: boolean): string {
  return `${idOf(control)}-fault${hasNote ? ` ${idOf(control)}-note` : ''}`;
}

/** One field of the form. */
export interface RowOptions {
  readonly control: ControlName;
  readonly label: string;
  readonly content: TemplateResult;
  readonly note?: string | TemplateResult;
  /** Takes over the correction that a fault proposes. */
  readonly onSuggestion?: (text: string) => void;
}

/** A row: label at the start, control and what is said of it at the end; in narrow panels one below the other. */
export function row(view: FormView, options: RowOptions): TemplateResult {
  const { control, label, content } = options;
  return html`<div class="row">
    <label class="name" for=${idOf(control)}>${label}</label>
    <div class="value">${content}${below(view, options)}</div>
  </div>`;
}

/** Fault and note below a control. */
export function below(view: FormView, { control, note, onSuggestion }: RowOptions): TemplateResult {
  const { words } = view;
  const fault = shownFault(view, control);
  const suggestion = onSuggestion === undefined ? undefined : fault?.suggestion;
  const use = suggestion === '' ? words.text('Leave empty') : words.text('Use {0}', suggestion ?? '');
  return html`<div class="fault" id="${idOf(control)}-fault" aria-live="polite">
      ${
        fault === undefined
          ? nothing
          : html`<span class="codicon codicon-error" aria-hidden="true"></span
              ><span
                >${faultText(fault, words)}
                ${
                  suggestion === undefined
                    ? nothing
                    : html`<button type="button" class="link" @click=${() => onSuggestion?.(suggestion)}>
                        ${use}
                      </button>`
                }</span
              >`
      }
    </div>
    ${note === undefined ? nothing : html`<div class="note" id="${idOf(control)}-note">${note}</div>`}`;
}

/** A field of text whose every change is taken over. */
export function textInput(
  view: FormView,
  control: Extract<ControlName, keyof FormFields>,
  options: {
    readonly hasNote?: boolean;
    readonly placeholder?: string;
    readonly isShort?: boolean;
    readonly onInput: (text: string) => void;
  },
): TemplateResult {
  const { hasNote = false, placeholder = '', isShort = false, onInput } = options;
  return html`<input
    type="text"
    id=${idOf(control)}
    class=${isShort ? 'short' : ''}
    .value=${String(view.model.fields[control])}
    placeholder=${placeholder === '' ? nothing : placeholder}
    autocomplete="off"
    spellcheck="false"
    aria-invalid=${shownFault(view, control) === undefined ? 'false' : 'true'}
    aria-describedby=${described(control, hasNote)}
    @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
  />`;
}

/** A section with its heading. */
export function section(id: string, title: string, content: TemplateResult): TemplateResult {
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${content}
  </section>`;
}

/** A list that failed to come, with the way to ask again. */
export function listProblem(problem: string | undefined, words: Wording, onRetry: () => void): TemplateResult {
  return problem === undefined
    ? html``
    : html`<div class="fault" role="alert">
        <span class="codicon codicon-error" aria-hidden="true"></span
        ><span>${problem} <button type="button" class="link" @click=${onRetry}>${words.text('Retry')}</button></span>
      </div>`;
}

/** A group of choices of which one holds. */
export function choices<T extends string>(options: {
  readonly name: string;
  readonly legend: string;
  readonly chosen: T;
  readonly values: readonly (readonly [value: T, label: string])[];
  readonly onChoose: (value: T) => void;
}): TemplateResult {
  const { name, legend, chosen, values, onChoose } = options;
  return html`<div class="choices" role="radiogroup" aria-label=${legend}>
    ${values.map(
      ([value, label]) =>
        html`<label class="choice"
          ><input type="radio" name=${name} .checked=${value === chosen} @change=${() => onChoose(value)} /><span
            >${label}</span
          ></label
        >`,
    )}
  </div>`;
}
