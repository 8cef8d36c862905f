// The live traffic page: connects to the host, keeps the model, and draws toolbar, list and details.

import '@vscode-elements/elements/dist/vscode-split-layout/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { html, nothing, render } from 'lit';
import type { TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ExchangeDetails } from '../../src/domain/traffic/exchangeDetails.ts';
import type { TrafficContract } from '../../src/protocol/trafficContract.ts';
import type { TrafficStatus } from '../../src/domain/traffic/trafficStatus.ts';
import { ViewChannel } from '../../src/protocol/channel.ts';
import { webviewTransport } from '../shared/webviewTransport.ts';
import { detailsTemplate } from './detailsTemplate.ts';
import { Wording } from './trafficFormat.ts';
import { TrafficGrid } from './trafficGrid.ts';
import { TrafficModel } from './trafficModel.ts';

/** The page. */
class TrafficPage {
  readonly #channel = new ViewChannel<TrafficContract>(webviewTransport());
  readonly #model = new TrafficModel();
  readonly #root: HTMLElement;
  readonly #grid: TrafficGrid;
  #words = new Wording({}, 'en');
  #details: { readonly number: number; readonly value: ExchangeDetails | undefined } | undefined;
  #isReady = false;
  /** The latest request that failed, in words. */
  #failure: string | undefined;
  /** Where the line between list and details stands. */
  #split = '55%';

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#grid = new TrafficGrid(this.#model, this.#words, {
      onSelect: (number) => this.#select(number),
      onFollowChange: () => this.#draw(),
    });
    this.#channel.on('update', (update) => {
      this.#grid.rowsRemoved(this.#model.apply(update));
      this.#grid.update();
      this.#draw();
      this.#refreshDetails(update.upserts.map((row) => row.number));
    });
    root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#details !== undefined) {
        this.#closeDetails();
      }
    });
  }

  /** Begins. */
  start(): void {
    this.#attempt(this.#load());
  }

  /** Asks for everything that there is; used at the start and at the end of a pause. */
  async #load(): Promise<void> {
    const snapshot = await this.#channel.request('show', undefined);
    this.#words = new Wording(snapshot.texts, snapshot.language);
    this.#model.reset(snapshot);
    this.#isReady = true;
    this.#grid.words = this.#words;
    this.#draw();
  }

  #draw(): void {
    if (this.#isReady || this.#failure !== undefined) {
      render(this.#template(), this.#root);
    }
  }

  #template(): TemplateResult {
    const { status } = this.#model;
    const details = this.#details;
    // One layout for both cases: moving the list to another parent would reset its scroll position.
    return html`
      ${status === undefined ? nothing : this.#toolbar(status)} ${this.#failureLine()}
      <vscode-split-layout
        split="vertical"
        class=${details === undefined ? 'closed' : 'open'}
        initial-handle-position="55%"
        .minStart=${'240px'}
        .minEnd=${details === undefined ? '0px' : '240px'}
        .handlePosition=${details === undefined ? '100%' : this.#split}
        @vsc-split-layout-change=${(event: CustomEvent<{ positionInPercentage: number }>) => {
          this.#split = `${event.detail.positionInPercentage}%`;
        }}
      >
        <div slot="start" class="list">${this.#grid.element}${this.#emptyHint(status)}</div>
        <div slot="end" class="pane">
          ${
            details === undefined
              ? nothing
              : detailsTemplate(details.value, this.#words, {
                  onClose: () => this.#closeDetails(),
                  onCopy: (text) => this.#attempt(this.#channel.request('copy', text)),
                })
          }
        </div>
      </vscode-split-layout>
    `;
  }

  #toolbar(status: TrafficStatus): TemplateResult {
    const words = this.#words;
    const { isPaused, newWhilePaused } = this.#model;
    const kept =
      status.keptExchanges === status.totalExchanges
        ? words.count(status.totalExchanges, '{0} call', '{0} calls')
        : words.text('kept {0} of {1} calls', status.keptExchanges, status.totalExchanges);
    const notes = [
      ...(status.unreadableEvents > 0
        ? [words.count(status.unreadableEvents, '{0} unreadable event', '{0} unreadable events')]
        : []),
      ...(status.missingEvents > 0
        ? [
            words.count(
              status.missingEvents,
              '{0} event was gone before it could be read',
              '{0} events were gone before they could be read',
            ),
          ]
        : []),
    ];
    return html`
      <div class="toolbar" role="toolbar" aria-label=${words.text('API calls')}>
        <span class="state ${status.state}" role="status"
          ><span class="codicon ${stateIcon(status.state)}" aria-hidden="true"></span>${words.text(status.state)}</span
        >
        <span class="hub" title="${status.host}/${status.hub}">${status.hub}</span>
        <span class="group">${words.text('consumer group {0}', status.consumerGroup)}</span>
        <span class="count">${kept}</span>
        ${notes.map((note) => html`<span class="note" title=${note}><span class="codicon codicon-warning" aria-hidden="true"></span>${note}</span>`)}
        <span class="filler"></span>
        ${isPaused && newWhilePaused > 0 ? html`<span class="new" aria-live="polite">${words.text('{0} new', newWhilePaused)}</span>` : nothing}
        ${this.#button(isPaused ? 'debug-continue' : 'debug-pause', isPaused ? 'Resume' : 'Pause', () => this.#attempt(this.#togglePause()))}
        ${this.#followToggle()} ${this.#button('clear-all', 'Clear', () => this.#attempt(this.#clear()))}
      </div>
      ${
        status.problem === undefined
          ? nothing
          : html`<div class="problem" role="alert">
              <span class="codicon codicon-error" aria-hidden="true"></span><span>${status.problem}</span>
              ${status.state === 'failed' ? this.#button('refresh', 'Retry', () => this.#attempt(this.#channel.request('retry', undefined))) : nothing}
            </div>`
      }
    `;
  }

  #failureLine(): TemplateResult | typeof nothing {
    return this.#failure === undefined
      ? nothing
      : html`<div class="problem" role="alert">
          <span class="codicon codicon-error" aria-hidden="true"></span><span>${this.#failure}</span>
        </div>`;
  }

  #button(icon: string, label: string, onClick: () => void): TemplateResult {
    const text = this.#words.text(label);
    return html`<vscode-toolbar-button
      icon=${icon}
      label=${text}
      title=${text}
      @click=${onClick}
    ></vscode-toolbar-button>`;
  }

  #followToggle(): TemplateResult {
    const text = this.#words.text('Follow newest');
    // The element flips itself when clicked; `live` sets it to what is true.
    return html`<vscode-toolbar-button
      icon="arrow-down"
      label=${text}
      title=${text}
      toggleable
      .checked=${live(this.#grid.follows)}
      @click=${() => this.#grid.toggleFollow()}
    ></vscode-toolbar-button>`;
  }

  #emptyHint(status: TrafficStatus | undefined): TemplateResult | typeof nothing {
    if (this.#model.rowCount > 0 || status === undefined || status.state === 'failed') {
      return nothing;
    }
    const words = this.#words;
    return html`<div class="empty">
      <p>
        ${words.text(status.state === 'connecting' ? 'Connecting to the event hub...' : 'Waiting for the first call...')}
      </p>
      <p class="hint">${words.text('Calls appear here as soon as the gateway logs them.')}</p>
    </div>`;
  }

  #select(number: number): void {
    this.#model.select(number);
    this.#attempt(this.#showDetails(number));
  }

  async #showDetails(number: number): Promise<void> {
    const value = await this.#channel.request('details', number);
    // Another row may have been chosen while the answer was on its way.
    if (this.#model.selected === number) {
      this.#details = { number, value };
      this.#draw();
    }
  }

  /** The selection is not touched: another row may be selected while its details are still on their way. */
  #refreshDetails(changed: readonly number[]): void {
    const shown = this.#details?.number;
    if (shown !== undefined && changed.includes(shown)) {
      this.#attempt(this.#showDetails(shown));
    }
  }

  /** What fails is shown, until something works again. */
  #attempt(work: Promise<unknown>): void {
    void work.then(
      () => this.#setFailure(undefined),
      (error: unknown) => this.#setFailure(error instanceof Error ? error.message : String(error)),
    );
  }

  #setFailure(failure: string | undefined): void {
    if (this.#failure !== failure) {
      this.#failure = failure;
      this.#draw();
    }
  }

  #closeDetails(): void {
    this.#details = undefined;
    this.#model.select(undefined);
    this.#draw();
    this.#grid.update();
    this.#grid.focus();
  }

  async #togglePause(): Promise<void> {
    if (this.#model.isPaused) {
      this.#model.resume();
      await this.#load();
    } else {
      this.#model.pause();
      this.#draw();
    }
  }

  async #clear(): Promise<void> {
    this.#details = undefined;
    await this.#channel.request('clear', undefined);
    if (this.#model.isPaused) {
      this.#model.resume();
    }
    await this.#load();
  }
}

function stateIcon(state: TrafficStatus['state']): string {
  switch (state) {
    case 'live':
      return 'codicon-circle-filled';
    case 'failed':
      return 'codicon-error';
    case 'stopped':
      return 'codicon-debug-stop';
    case 'connecting':
    case 'reconnecting':
      return 'codicon-sync codicon-modifier-spin';
  }
}

const root = document.createElement('main');
document.body.append(root);
new TrafficPage(root).start();
