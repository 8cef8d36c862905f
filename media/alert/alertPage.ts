// The page of an alert's payload: the summary, what is affected with links into the tree, and the rest as facts and tables. It keeps
// nothing that the host does not know, and all texts of the payload stay text.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { AlertResource, PayloadReport } from '../../src/domain/alert/payloadReport.ts';
import { ViewChannel } from '../../src/protocol/channel.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import type { AlertAction, AlertContract, AlertResourceRequest } from '../../src/protocol/alertContract.ts';
import { sectionTemplate, toneIcons } from '../shared/reportSections.ts';
import { Wording } from '../traffic/trafficFormat.ts';

/** The page. */
export class AlertPage {
  readonly #root: HTMLElement;
  readonly #channel: ViewChannel<AlertContract>;
  #report: PayloadReport | undefined;
  #words = new Wording({}, 'en');
  /** What a copy or a refused request says, until the next report. */
  #note = '';

  constructor(root: HTMLElement, transport: Transport) {
    this.#root = root;
    this.#channel = new ViewChannel<AlertContract>(transport);
  }

  /** Begins. */
  start(): void {
    this.#channel.on('report', (report) => this.#take(report));
    this.#attempt(async () => {
      const { report, texts, language } = await this.#channel.request('show', undefined);
      this.#words = new Wording(texts, language);
      this.#take(report);
    });
  }

  #take(report: PayloadReport): void {
    this.#report = report;
    this.#note = '';
    this.#draw();
  }

  #draw(): void {
    if (this.#report === undefined) {
      return;
    }
    const { title, verdict, sections } = this.#report;
    const words = this.#words;
    render(
      html`
        <header>
          <h1>${title}</h1>
          <div class="actions" role="toolbar" aria-label=${title}>
            ${this.#button('showJson', 'Show JSON', 'json')}
            ${this.#button('copyReport', 'Copy as Markdown', 'copy', true)}
          </div>
        </header>
        <p class="verdict ${verdict.tone}">
          <span
            class="codicon codicon-${toneIcons[verdict.tone]}"
            role="img"
            aria-label=${words.text(verdict.tone === 'neutral' ? 'answer' : verdict.tone)}
          ></span>
          <span>${verdict.text}</span>
        </p>
        <p class="note" role="status">${this.#note}</p>
        ${this.#resourcesTemplate(this.#report.resources)}
        ${sections.map((section, index) => sectionTemplate(section, `part-${index}`, words))}
      `,
      this.#root,
    );
  }

  #button(action: AlertAction, text: string, icon: string, isCopy = false): TemplateResult {
    const work = async (): Promise<void> => {
      await this.#channel.request('act', action);
      if (isCopy) {
        this.#say(this.#words.text('Copied'));
      }
    };
    return html`<button type="button" class="action" data-action=${action} @click=${() => this.#attempt(work)}>
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>${this.#words.text(text)}
    </button>`;
  }

  #resourcesTemplate(resources: readonly AlertResource[]): TemplateResult {
    const words = this.#words;
    return html`<section class="part" aria-labelledby="resources">
      <h2 id="resources">${words.text('Affected resources')}</h2>
      ${
        resources.length === 0
          ? html`<p class="hint">${words.text('The payload names no resource.')}</p>`
          : html`<ul class="resources">
              ${resources.map((resource, index) => this.#resourceTemplate(resource, index))}
            </ul>`
      }
    </section>`;
  }

  #resourceTemplate({ id, name, kind, captureTargetId }: AlertResource, index: number): TemplateResult {
    const words = this.#words;
    return html`<li>
      <div class="names">
        <button
          type="button"
          class="link"
          aria-label=${words.text('Show {0} in the side panel', name)}
          @click=${() => this.#actOn({ action: 'reveal', index })}
        >
          ${name}
        </button>
        <span class="kind">${kind}</span>
        <div class="id">${id}</div>
      </div>
      <div class="actions">
        ${
          captureTargetId === undefined
            ? nothing
            : html`<button
                type="button"
                class="action"
                aria-label=${words.text('Start Capture: {0}', name)}
                @click=${() => this.#actOn({ action: 'capture', index })}
              >
                <span class="codicon codicon-record" aria-hidden="true"></span>${words.text('Start Capture')}
              </button>`
        }
        <button
          type="button"
          class="action"
          aria-label=${words.text('Copy Resource ID: {0}', name)}
          @click=${() => this.#actOn({ action: 'copyId', index })}
        >
          <span class="codicon codicon-copy" aria-hidden="true"></span>${words.text('Copy Resource ID')}
        </button>
      </div>
    </li>`;
  }

  #actOn(request: AlertResourceRequest): void {
    this.#attempt(async () => {
      await this.#channel.request('actOn', request);
      if (request.action === 'copyId') {
        this.#say(this.#words.text('Copied'));
      }
    });
  }

  #say(note: string): void {
    this.#note = note;
    this.#draw();
  }

  /** Does something; what goes wrong is said on the page. */
  #attempt(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.#say(error instanceof Error ? error.message : String(error)));
  }
}
