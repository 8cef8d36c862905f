// The foot of the form, always in sight: what keeps it from starting, the capture as text for others, and the start.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { visibleText } from '../traffic/trafficFormat.ts';
import type { Wording } from '../traffic/trafficFormat.ts';
import { idOf } from './formParts.ts';
import type { FormView } from './formParts.ts';
import type { ControlName } from './readForm.ts';

/** The foot. @param onFocus puts the keyboard into a control, by its id */
export function formFooter(view: FormView, onFocus: (id: string) => void): TemplateResult {
  const { model, words, faults } = view;
  const isValid = faults.length === 0;
  const isBusy = model.isStarting || model.checks.isBusy;
  const canStart = isValid && !model.cannotStart;
  const start = (): void => {
    if (isBusy) {
      return;
    }
    void model.start();
    if (!canStart) {
      onFocus('start-reason');
    }
  };
  const label = model.isStarting
    ? 'Starting…'
    : model.checks.isRunning
      ? 'Checking…'
      : model.needsInsisting && !model.cannotStart
        ? 'Start Anyway'
        : 'Start Capture';
  return html`<footer>
    <div class="said">
      ${
        model.problem === undefined
          ? nothing
          : html`<div class="fault" role="alert">
              <span class="codicon codicon-error" aria-hidden="true"></span><span>${model.problem}</span>
            </div>`
      }
      ${isValid ? (canStart ? nothing : mendReason(view)) : reason(view, onFocus)}
      <div class="done" role="status">${model.done === undefined ? '' : words.text(model.done)}</div>
    </div>
    <div class="actions">
      ${recipeButton(view, 'azCli', words.text('Copy as az CLI'))}
      ${recipeButton(view, 'bicep', words.text('Copy as Bicep'))}
      <button
        type="button"
        class="primary"
        aria-disabled=${canStart && !isBusy ? 'false' : 'true'}
        aria-describedby=${canStart ? nothing : 'start-reason'}
        @click=${start}
      >
        ${words.text(label)}
      </button>
    </div>
  </footer>`;
}

function recipeButton({ model, faults }: FormView, kind: 'azCli' | 'bicep', label: string): TemplateResult {
  const isValid = faults.length === 0;
  return html`<button
    type="button"
    class="secondary"
    aria-disabled=${isValid ? 'false' : 'true'}
    aria-describedby=${isValid ? nothing : 'start-reason'}
    @click=${() => isValid && void model.copy(kind)}
  >
    <span class="codicon codicon-copy" aria-hidden="true"></span>${label}
  </button>`;
}

/** What the checks found that nothing can be started without. */
function mendReason({ model, words }: FormView): TemplateResult {
  const titles = model.toBeMended.map(({ title }) => visibleText(title));
  return html`<div class="reason" id="start-reason" tabindex="-1">
    <span class="codicon codicon-info" aria-hidden="true"></span>
    <span
      >${
        titles.length === 0
          ? words.text('Without a Network Watcher nothing can be started. Check again.')
          : words.text('To be mended first: {0}', titles.join(', '))
      }</span
    >
  </div>`;
}

/** Each field is a way to it. */
function reason({ faults, words }: FormView, onFocus: (id: string) => void): TemplateResult {
  const controls = [...new Set(faults.map(({ control }) => control))];
  return html`<div class="reason" id="start-reason" tabindex="-1">
    <span class="codicon codicon-info" aria-hidden="true"></span>
    <span>${words.text('To be completed or corrected:')}</span>
    ${controls
      .slice(0, 6)
      .map(
        (control) =>
          html`<button type="button" class="link" @click=${() => onFocus(idOf(control))}>
            ${controlName(control, words)}
          </button>`,
      )}
    ${controls.length > 6 ? html`<span>${words.text('and {0} more', controls.length - 6)}</span>` : nothing}
  </div>`;
}

function controlName(control: ControlName, words: Wording): string {
  const filter = /^filters\.(\d+)\.(\w+)$/.exec(control);
  return filter === null
    ? words.text(`label.${control}`)
    : words.text('{0} of filter {1}', words.text(`label.${filter[2]}`), Number(filter[1]) + 1);
}
