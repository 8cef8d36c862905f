// The checklist: what Azure needs for the capture, what is missing, and the remedies. Nothing is created by looking.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { FormCheckItem } from '../../src/protocol/captureFormContract.ts';
import { isNameTaken } from './formModel.ts';
import { section } from './formParts.ts';
import type { FormView } from './formParts.ts';

const icons: Readonly<Record<FormCheckItem['tone'], string>> = {
  ok: 'pass',
  warning: 'warning',
  blocker: 'error',
  unknown: 'question',
};
import { visibleText } from '../traffic/trafficFormat.ts';

/** The section. */
export function checkSection(view: FormView): TemplateResult {
  const { model, words } = view;
  const { checks, isStale } = model;
  const canCheck = view.faults.length === 0 && !checks.isBusy;
  return section(
    'section-checks',
    words.text('Checks'),
    html`<div class="checkHead">
        <p class="lead" role="status">${statusText(view)}</p>
        ${
          checks.isBusy
            ? html`<button type="button" class="secondary" @click=${() => void checks.cancel()}>
                ${words.text('Cancel')}
              </button>`
            : html`<button
                type="button"
                class="secondary"
                aria-disabled=${canCheck ? 'false' : 'true'}
                @click=${() => void model.check()}
              >
                <span class="codicon codicon-checklist" aria-hidden="true"></span
                >${words.text(checks.items === undefined ? 'Check' : 'Check again')}
              </button>`
        }
      </div>
      ${
        checks.isBusy
          ? html`<div class="progress" role="progressbar" aria-label=${words.text('Checking…')}></div>`
          : nothing
      }
      ${
        checks.problem === undefined
          ? nothing
          : html`<div class="fault" role="alert">
              <span class="codicon codicon-error" aria-hidden="true"></span><span>${checks.problem}</span>
            </div>`
      }
      ${
        checks.items === undefined
          ? nothing
          : html`<ul class="checks ${isStale ? 'stale' : ''}">
              ${checks.items.map((item) => checkLine(view, item))}
            </ul>`
      }`,
  );
}

function statusText({ model, words }: FormView): string {
  const { checks, isStale } = model;
  if (checks.isRunning) {
    return words.text('Checking…');
  }
  if (checks.items === undefined) {
    return words.text('Watcher, agent, storage, name and permissions are checked before anything is created.');
  }
  if (isStale) {
    return words.text('The form has changed since this check.');
  }
  const blockers = checks.items.filter(({ tone }) => tone === 'blocker').length;
  const others = checks.items.filter(({ tone }) => tone === 'warning' || tone === 'unknown').length;
  return blockers > 0
    ? words.count(blockers, '{0} thing stands in the way.', '{0} things stand in the way.')
    : others > 0
      ? words.count(others, 'It can start; {0} thing is worth a look.', 'It can start; {0} things are worth a look.')
      : words.text('All is well.');
}

function checkLine({ model, words }: FormView, item: FormCheckItem): TemplateResult {
  const { checks, isStale } = model;
  const { id, tone, title, text, fix } = item;
  const isFixing = checks.fixing === id;
  const canFix = !checks.isBusy && !isStale;
  const disabled = canFix ? 'false' : 'true';
  return html`<li class=${tone} aria-busy=${isFixing ? 'true' : 'false'}>
    <span
      class="codicon ${isFixing ? 'codicon-loading codicon-modifier-spin' : `codicon-${icons[tone]}`}"
      role="img"
      aria-label=${words.text(`tone.${tone}`)}
    ></span>
    <div class="what">
      <strong>${visibleText(title)}</strong>
      ${text === '' ? nothing : html`<span class="hint">${visibleText(text)}</span>`}
    </div>
    ${
      fix === undefined
        ? nothing
        : html`<div class="remedies">
            <button
              type="button"
              class="secondary"
              aria-disabled=${disabled}
              @click=${() => canFix && void model.fix(item)}
            >
              ${isFixing ? words.text('Working…') : fix.title}
            </button>
            ${
              isNameTaken(fix)
                ? html`<button
                    type="button"
                    class="secondary"
                    aria-disabled=${disabled}
                    @click=${() => canFix && void model.start(true)}
                  >
                    ${words.text('Replace…')}
                  </button>`
                : nothing
            }
          </div>`
    }
  </li>`;
}
