// The strip below the list: rate, errors, percentiles, what waits, each partition with its lag, and where every event went.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { PartitionState, PartitionStatus, TrafficStatus } from '../../../src/domain/traffic/trafficStatus.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';
import type { TrafficFigures } from './trafficFigures.ts';

/** Each state by a sign too, for colour alone tells some people nothing. */
const partitionIcons: Readonly<Record<PartitionState, string>> = {
  connecting: 'codicon-sync',
  live: 'codicon-circle-filled',
  lagging: 'codicon-history',
  reconnecting: 'codicon-debug-disconnect',
  stolen: 'codicon-arrow-swap',
  quota: 'codicon-circle-slash',
  unauthorized: 'codicon-lock',
};
const maxChips = 32;

/** What the strip shows. */
export interface SummaryInput {
  readonly status: TrafficStatus;
  readonly figures: TrafficFigures;
  /** Calls a second over the latest minute. */
  readonly rate: number;
}

/** The strip. */
export class SummaryStrip {
  readonly element = document.createElement('div');
  readonly #onAccount: (anchor: HTMLElement) => void;
  #words: Wording;

  constructor(words: Wording, onAccount: (anchor: HTMLElement) => void) {
    this.#words = words;
    this.#onAccount = onAccount;
    this.element.className = 'summary';
  }

  set words(words: Wording) {
    this.#words = words;
  }

  update(input: SummaryInput): void {
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', this.#words.text('Summary'));
    render(this.#template(input), this.element);
  }

  #template({ status, figures, rate }: SummaryInput): TemplateResult {
    const words = this.#words;
    const share = figures.count === 0 ? 0 : figures.errors / figures.count;
    return html`<span class="figures"
        >${figure(words.text('Rate'), words.text('{0}/s', words.number(Math.round(rate * 10) / 10)))}
        ${figure(words.text('Errors'), words.percent(share), share > 0 ? 'hasErrors' : '')}
        ${
          figures.p50 === undefined
            ? nothing
            : html`${figure('p50', words.duration(figures.p50))}${figure('p95', words.duration(figures.p95 ?? 0))}${figure('p99', words.duration(figures.p99 ?? 0))}`
        }
        ${status.pendingExchanges === 0 ? nothing : figure(words.text('Pending'), words.number(status.pendingExchanges))}
        ${status.unansweredExchanges === 0 ? nothing : figure(words.text('Unanswered'), words.number(status.unansweredExchanges))}
        ${
          status.clockSkewInMs === undefined || Math.abs(status.clockSkewInMs) < 1000
            ? nothing
            : figure(words.text('Clock skew'), words.duration(status.clockSkewInMs))
        }</span
      >
      <span class="chips" role="list" aria-label=${words.text('Partitions')}>
        ${status.partitions.slice(0, maxChips).map((each) => this.#chip(each))}
      </span>
      <button
        type="button"
        class="account"
        aria-haspopup="dialog"
        @click=${(event: Event) => this.#onAccount(event.currentTarget as HTMLElement)}
      >
        <span
          class="codicon ${status.missingEvents + status.unreadableEvents > 0 ? 'codicon-warning' : 'codicon-info'}"
          aria-hidden="true"
        ></span>
        ${words.text('Account')}
      </button> `;
  }

  #chip({ id, state, lag, missingEvents }: PartitionStatus): TemplateResult {
    const words = this.#words;
    const name = words.text('partition {0}', visibleText(id));
    const title = [
      `${name}: ${words.text(`partition.${state}`)}`,
      words.count(lag, '{0} event behind', '{0} events behind'),
      ...(missingEvents > 0 ? [words.text('{0} missing', missingEvents)] : []),
    ].join(', ');
    return html`<span class="chip ${state}" role="listitem" title=${title} aria-label=${title}
      ><span class="codicon ${partitionIcons[state]}" aria-hidden="true"></span>${visibleText(id)}${
        state === 'live' || state === 'lagging'
          ? nothing
          : html` <span class="word">${words.text(`partition.${state}`)}</span>`
      }${lag > 0 ? html` <span class="lag">−${words.number(lag)}</span>` : nothing}</span
    >`;
  }
}

function figure(label: string, value: string, kind = ''): TemplateResult {
  return html`<span class="figure ${kind}"
    ><span class="label">${label}</span> <span class="value">${value}</span></span
  >`;
}

/** Where every event and exchange went, as a small dialog. */
export function makeAccount(status: TrafficStatus, words: Wording): HTMLElement {
  const element = document.createElement('div');
  element.className = 'account';
  element.setAttribute('role', 'dialog');
  element.setAttribute('aria-label', words.text('Account of events'));
  element.tabIndex = -1;
  const rows: readonly (readonly [string, string])[] = [
    [words.text('Events received'), words.number(status.receivedEvents)],
    [words.text('of these unreadable, shown raw'), words.number(status.unreadableEvents)],
    [words.text('of these repeated'), words.number(status.repeatedEvents)],
    [words.text('of these out of order'), words.number(status.outOfOrderEvents)],
    [words.text('Events gone before they could be read'), words.number(status.missingEvents)],
    [words.text('Calls since the beginning'), words.number(status.totalExchanges)],
    [words.text('Calls evicted to hold the limits'), words.number(status.evictedExchanges)],
    [words.text('Calls kept'), words.text('{0} of {1}', status.keptExchanges, status.maxExchanges)],
    [words.text('of these pinned'), words.number(status.pinnedExchanges)],
    [words.text('Memory'), words.text('{0} of {1}', words.bytes(status.keptBytes), words.bytes(status.maxBytes))],
    ...(status.clockSkewInMs === undefined
      ? []
      : [[words.text('Clock of the gateway against the hub'), words.duration(status.clockSkewInMs)] as const]),
  ];
  render(
    html`<h2>${words.text('Account of events')}</h2>
      <table>
        <tbody>
          ${rows.map(
            ([label, value]) =>
              html`<tr>
                <th scope="row">${label}</th>
                <td>${value}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
    element,
  );
  queueMicrotask(() => element.focus());
  return element;
}
