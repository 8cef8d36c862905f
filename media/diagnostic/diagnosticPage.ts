// The page of a diagnostic: what is asked, how it stands, and the report; it keeps nothing that the host does not know.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { DiagnosticReport } from '../../src/domain/diagnostic/diagnosticReport.ts';
import type { DiagnosticState } from '../../src/domain/diagnostic/diagnosticState.ts';
import { ViewChannel } from '../../src/protocol/channel.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import type {
  DiagnosticAction,
  DiagnosticContract,
  DiagnosticSnapshot,
} from '../../src/protocol/diagnosticContract.ts';
import { Wording } from '../traffic/trafficFormat.ts';
import { sectionTemplate, toneIcons } from '../shared/reportSections.ts';
import { TopologyView } from './topologyView.ts';
import { errorText } from '../../src/base/errorText.ts';

/** The page. */
export class DiagnosticPage {
  readonly #root: HTMLElement;
  readonly #channel: ViewChannel<DiagnosticContract>;
  #snapshot: DiagnosticSnapshot | undefined;
  #words = new Wording({}, 'en');
  #picture: TopologyView | undefined;
  /** What a copy or a refused request says, until the next state. */
  #note = '';

  constructor(root: HTMLElement, transport: Transport) {
    this.#root = root;
    this.#channel = new ViewChannel<DiagnosticContract>(transport);
  }

  /** Begins. */
  start(): void {
    this.#channel.on('state', (state) => this.#take(state));
    this.#attempt(async () => {
      const snapshot = await this.#channel.request('show', undefined);
      this.#snapshot = snapshot;
      this.#words = new Wording(snapshot.texts, snapshot.language);
      this.#take(snapshot.state);
    });
  }

  #take(state: DiagnosticState): void {
    if (this.#snapshot === undefined) {
      // The answer to the first request is still on its way and has the state too.
      return;
    }
    this.#snapshot = { ...this.#snapshot, state };
    this.#note = '';
    const picture = state.kind === 'done' ? pictureOf(state.report) : undefined;
    this.#picture =
      picture === undefined
        ? undefined
        : new TopologyView(picture, this.#words, (id) => this.#attempt(() => this.#copy(id)));
    this.#draw();
  }

  #draw(): void {
    if (this.#snapshot === undefined) {
      return;
    }
    const { state, title } = this.#snapshot;
    const heading = state.kind === 'done' ? state.report.title : title;
    render(
      html`
        <header>
          <h1>${heading}</h1>
          <div class="actions" role="toolbar" aria-label=${heading}>${this.#buttons(state)}</div>
        </header>
        <div class="state" role="status" aria-busy=${state.kind === 'running'}>${this.#stateTemplate(state)}</div>
        <p class="note" role="status">${this.#note}</p>
        ${state.kind === 'done' ? this.#reportTemplate(state.report, state.finishedAt) : nothing}
      `,
      this.#root,
    );
  }

  #buttons(state: DiagnosticState): readonly TemplateResult[] {
    if (state.kind === 'running') {
      return [this.#button('cancel', 'Cancel', 'debug-stop')];
    }
    return [
      this.#button('runAgain', 'Run again', 'refresh'),
      ...(this.#snapshot?.canAskAnew === true ? [this.#button('askAnew', 'Ask anew...', 'edit')] : []),
      ...(state.kind === 'done'
        ? [
            this.#button('showJson', 'Show JSON', 'json'),
            this.#button('copyReport', 'Copy as Markdown', 'copy', async () => {
              await this.#channel.request('act', 'copyReport');
              this.#say(this.#words.text('Copied'));
            }),
          ]
        : []),
    ];
  }

  #button(action: DiagnosticAction, text: string, icon: string, run?: () => Promise<unknown>): TemplateResult {
    const work = run ?? ((): Promise<unknown> => this.#channel.request('act', action));
    return html`<button type="button" class="action" data-action=${action} @click=${() => this.#attempt(work)}>
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>${this.#words.text(text)}
    </button>`;
  }

  #stateTemplate(state: DiagnosticState): TemplateResult {
    const words = this.#words;
    switch (state.kind) {
      case 'running':
        return html`<p class="verdict neutral">
          <span class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true"></span>
          <span>${words.text('Asking Azure...')} ${words.text('This may take up to a minute.')}</span>
        </p>`;
      case 'cancelled':
        return html`<p class="verdict neutral">
          <span class="codicon codicon-circle-slash" aria-hidden="true"></span>
          <span>${words.text('It was stopped before there was an answer.')}</span>
        </p>`;
      case 'failed':
        return html`<p class="verdict bad">
          <span class="codicon codicon-error" role="img" aria-label=${words.text('error')}></span>
          <span>${state.message}</span>
        </p>`;
      case 'done': {
        const { tone, text } = state.report.verdict;
        const name = tone === 'neutral' ? 'answer' : tone;
        return html`<p class="verdict ${tone}">
          <span class="codicon codicon-${toneIcons[tone]}" role="img" aria-label=${words.text(name)}></span>
          <span>${text}</span>
        </p>`;
      }
    }
  }

  #reportTemplate(report: DiagnosticReport, finishedAt: number): TemplateResult {
    return html`
      ${report.sections.map((section, index) =>
        section.kind === 'picture'
          ? html`<section class="part" aria-labelledby=${`part-${index}`}>
              <h2 id=${`part-${index}`}>${section.title}</h2>
              ${this.#picture?.element ?? nothing}
            </section>`
          : sectionTemplate(section, `part-${index}`, this.#words),
      )}
      <p class="foot">${this.#words.text('Answered {0}', this.#words.clock(finishedAt))}</p>
    `;
  }

  async #copy(text: string): Promise<void> {
    await this.#channel.request('copy', text);
    this.#say(this.#words.text('Copied'));
  }

  #say(note: string): void {
    this.#note = note;
    this.#draw();
  }

  /** Does something; what goes wrong is said on the page. */
  #attempt(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.#say(errorText(error)));
  }
}

function pictureOf(report: DiagnosticReport): ConstructorParameters<typeof TopologyView>[0] | undefined {
  return report.sections.find((section) => section.kind === 'picture');
}
