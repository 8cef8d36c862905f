// The head of the page: state, hub, counts, and what can be done with the whole of it.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { TrafficStatus } from '../../src/domain/traffic/trafficStatus.ts';
import { iconButton } from './iconButton.ts';
import type { Wording } from './trafficFormat.ts';

/** What the head shows beside the status. */
export interface ToolbarLook {
  readonly isPaused: boolean;
  readonly newWhilePaused: number;
  readonly follows: boolean;
  readonly isRedacted: boolean;
}

/** What the head asks for. */
export interface ToolbarHandlers {
  readonly onPause: () => void;
  readonly onFollow: () => void;
  readonly onClear: () => void;
  readonly onRetry: () => void;
  readonly onRedaction: () => void;
  readonly onColumns: (anchor: HTMLElement) => void;
  readonly onExport: (anchor: HTMLElement) => void;
}

/** The head with the line below it that says what is wrong. */
export function toolbarTemplate(
  status: TrafficStatus,
  look: ToolbarLook,
  words: Wording,
  handlers: ToolbarHandlers,
): TemplateResult {
  const kept =
    status.keptExchanges === status.totalExchanges
      ? words.count(status.totalExchanges, '{0} call', '{0} calls')
      : words.text('kept {0} of {1} calls', status.keptExchanges, status.totalExchanges);
  return html`
    <div class="toolbar" role="toolbar" aria-label=${words.text('API calls')}>
      ${isFile(status) ? fileTemplate(status, words) : hubTemplate(status, look, words)}
      <span class="count">${kept}</span>
      ${notesOf(status, words).map(
        (note) =>
          html`<span class="note" title=${note}
            ><span class="codicon codicon-warning" aria-hidden="true"></span>${note}</span
          >`,
      )}
      <span class="filler"></span>
      ${look.isPaused && look.newWhilePaused > 0 ? html`<span class="new">${words.text('+{0} new', look.newWhilePaused)}</span>` : nothing}
      ${isFile(status) ? nothing : liveButtons(look, words, handlers)}
      ${iconButton(look.isRedacted ? 'eye-closed' : 'eye', words.text('Hide sensitive values'), handlers.onRedaction, look.isRedacted)}
      ${iconButton('list-selection', words.text('Choose columns'), handlers.onColumns)}
      ${iconButton('export', words.text('Export'), handlers.onExport)}
    </div>
    ${
      status.problem === undefined
        ? nothing
        : html`<div class="problem" role="alert">
            <span class="codicon codicon-error" aria-hidden="true"></span><span>${status.problem}</span>
            ${status.state === 'failed' ? iconButton('refresh', words.text('Retry'), handlers.onRetry) : nothing}
          </div>`
    }
  `;
}

/** A file has no host, and nothing more comes from it. */
function isFile(status: TrafficStatus): boolean {
  return status.host === '' && status.state === 'stopped';
}

function fileTemplate(status: TrafficStatus, words: Wording): TemplateResult {
  return html`<span class="state file"
      ><span class="codicon codicon-file" aria-hidden="true"></span
      ><span class="word">${words.text('file')}</span></span
    >
    <span class="hub" title=${status.hub}>${status.hub}</span>`;
}

function hubTemplate(status: TrafficStatus, look: ToolbarLook, words: Wording): TemplateResult {
  const state = look.isPaused ? 'paused' : status.state;
  return html`<span class="state ${state}" role="status"
      ><span
        class="codicon ${look.isPaused ? 'codicon-debug-pause' : stateIcon(status.state)}"
        aria-hidden="true"
      ></span
      ><span class="word">${words.text(state)}</span></span
    >
    <span class="hub" title="${status.host}/${status.hub}">${status.hub}</span>
    <span class="group">${words.text('consumer group {0}', status.consumerGroup)}</span>`;
}

function liveButtons(look: ToolbarLook, words: Wording, handlers: ToolbarHandlers): TemplateResult {
  return html`${iconButton(look.isPaused ? 'debug-continue' : 'debug-pause', words.text(look.isPaused ? 'Resume' : 'Pause'), handlers.onPause)}
  ${iconButton('arrow-down', words.text('Follow newest'), handlers.onFollow, look.follows)}
  ${iconButton('clear-all', words.text('Clear'), handlers.onClear)}`;
}

function notesOf(status: TrafficStatus, words: Wording): string[] {
  return [
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
