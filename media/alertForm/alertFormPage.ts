// The page of the metric alert form: draws the model, and moves the keyboard where a person is needed.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { AlertFormContract } from '../../src/protocol/alertFormContract.ts';
import { ViewChannel } from '../../src/protocol/channel.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import type { PageState } from '../shared/webviewTransport.ts';
import { visibleText, Wording } from '../traffic/trafficFormat.ts';
import { actionSection } from './actionSection.ts';
import { AlertFormModel } from './alertFormModel.ts';
import { conditionSection } from './conditionSection.ts';
import { controlOf, idOf } from './formRow.ts';
import type { AlertFormView } from './formRow.ts';
import { metricSection } from './metricSection.ts';
import { ruleSection } from './ruleSection.ts';
import { ThresholdPlot } from './thresholdPlot.ts';

/** The page. */
export class AlertFormPage {
  readonly #root: HTMLElement;
  readonly #model: AlertFormModel;
  readonly #plot: ThresholdPlot;
  #words: Wording | undefined;
  #isDrawQueued = false;
  #focus: string | undefined;
  #isFirst = true;

  constructor(root: HTMLElement, transport: Transport & { readonly state: PageState }) {
    this.#root = root;
    this.#model = new AlertFormModel(new ViewChannel<AlertFormContract>(transport), transport.state, {
      onChange: () => this.#changed(),
      onTexts: (texts, language) => {
        this.#words = new Wording(texts, language);
      },
    });
    this.#plot = new ThresholdPlot(this.#model);
  }

  /** Begins. */
  start(): void {
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        // A key that is held down has agreed to nothing.
        if (!event.repeat) {
          void this.#model.create();
        }
      }
    });
    window.addEventListener('focus', () => this.#takeFocus());
    window.addEventListener('resize', () => this.#changed());
    void this.#model.load();
  }

  #takeFocus(): void {
    if (document.activeElement === document.body) {
      document.getElementById(idOf('search'))?.focus();
    }
  }

  /** Many changes may come between two frames; they are drawn once. */
  #changed(): void {
    if (!this.#isDrawQueued) {
      this.#isDrawQueued = true;
      requestAnimationFrame(() => {
        this.#isDrawQueued = false;
        this.#draw();
      });
    }
  }

  #draw(): void {
    const words = this.#words;
    if (words === undefined) {
      // Without texts there is only what went wrong.
      render(html`<p class="fault" role="alert">${this.#model.problem ?? ''}</p>`, this.#root);
      return;
    }
    const model = this.#model;
    const view: AlertFormView = { model, words, problems: model.problems };
    const focus = (id: string): void => {
      this.#focus = id;
      this.#changed();
    };
    render(
      html`<div class="page">
          <header>
            <h1>${words.text('New metric alert')}</h1>
            <p class="lead">
              ${words.text('Watches {0}', model.targets.map(({ name, region }) => `${visibleText(name)} (${visibleText(region)})`).join(', '))}
            </p>
          </header>
          ${metricSection(view)} ${conditionSection(view, this.#plot)} ${ruleSection(view)}
          ${actionSection(view, focus)}
        </div>
        ${footer(view, focus)}`,
      this.#root,
    );
    if (this.#isFirst) {
      this.#isFirst = false;
      this.#takeFocus();
    }
    if (this.#focus !== undefined) {
      document.getElementById(this.#focus)?.focus();
      this.#focus = undefined;
    }
  }
}

/** The foot, always in sight: what keeps the rule from being created, the rule as Bicep, and the creation. */
function footer(view: AlertFormView, onFocus: (id: string) => void): TemplateResult {
  const { model, words, problems } = view;
  const canCreate = problems.length === 0;
  return html`<footer>
    <div class="said">
      ${
        model.problem === undefined
          ? nothing
          : html`<div class="fault" role="alert">
              <span class="codicon codicon-error" aria-hidden="true"></span><span>${model.problem}</span>
            </div>`
      }
      ${canCreate ? nothing : reason(view, onFocus)}
      <div class="done" role="status">${model.done === undefined ? '' : words.text(model.done)}</div>
    </div>
    <div class="actions">
      <button
        type="button"
        class="secondary"
        aria-disabled=${canCreate ? 'false' : 'true'}
        aria-describedby=${canCreate ? nothing : 'create-reason'}
        @click=${() => void model.copyBicep()}
      >
        <span class="codicon codicon-copy" aria-hidden="true"></span>${words.text('Copy as Bicep')}
      </button>
      <button
        type="button"
        class="primary"
        aria-disabled=${canCreate && !model.isCreating ? 'false' : 'true'}
        aria-describedby=${canCreate ? nothing : 'create-reason'}
        @click=${() => {
          void model.create();
          if (!canCreate) {
            onFocus('create-reason');
          }
        }}
      >
        ${words.text(model.isCreating ? 'Creating…' : 'Create Rule')}
      </button>
    </div>
  </footer>`;
}

/** Each field is a way to it. */
function reason({ problems, words }: AlertFormView, onFocus: (id: string) => void): TemplateResult {
  const controls = [...new Set(problems.map(controlOf))];
  return html`<div class="reason" id="create-reason" tabindex="-1">
    <span class="codicon codicon-info" aria-hidden="true"></span>
    <span>${words.text('To be completed or corrected:')}</span>
    ${controls.map(
      (control) =>
        html`<button type="button" class="link" @click=${() => onFocus(idOf(control))}>
          ${words.text(`label.${control}`)}
        </button>`,
    )}
  </div>`;
}
