// The details of a call: both halves with headers and body, always as text, never as markup.

import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { EventPosition, ExchangeDetails, HalfDetails } from '../../src/domain/traffic/exchangeDetails.ts';
import { prettyBody, visibleText } from './trafficFormat.ts';
import type { Wording } from './trafficFormat.ts';

/** What the details may ask for. */
export interface DetailsHandlers {
  readonly onClose: () => void;
  readonly onCopy: (text: string) => void;
}

/** @param details undefined when the row is no longer kept */
export function detailsTemplate(
  details: ExchangeDetails | undefined,
  words: Wording,
  handlers: DetailsHandlers,
): TemplateResult {
  const messageId = visibleText(details?.messageId ?? '');
  return html`
    <section class="details" aria-label=${words.text('Details of the call')}>
      <header>
        <code class="messageId" title=${messageId}>${messageId}</code>
        <vscode-toolbar-button
          icon="close"
          label=${words.text('Close details')}
          title=${words.text('Close details')}
          @click=${handlers.onClose}
        ></vscode-toolbar-button>
      </header>
      ${details === undefined ? html`<p class="hint">${words.text('This row is no longer kept.')}</p>` : content(details, words, handlers)}
    </section>
  `;
}

function content(details: ExchangeDetails, words: Wording, handlers: DetailsHandlers): TemplateResult {
  if (details.unreadable !== undefined) {
    const { problem, text, isShortened, position } = details.unreadable;
    return html`
      <p class="hint">${words.text('This event is not a logged request or response. Its content:')}</p>
      <ul class="problems">
        ${problemItem(problem, words)}
      </ul>
      <pre tabindex="0">${visibleText(text, true)}</pre>
      ${isShortened ? shortenedHint(words) : nothing} ${positionLine(position, words)}
    `;
  }
  return html`
    <h2>${words.text('Request')}${copyButton(details.request, words.text('Copy Request'), handlers)}</h2>
    ${half(details.request, words.text('The request did not come.'), words)}
    <h2>${words.text('Response')}${copyButton(details.response, words.text('Copy Response'), handlers)}</h2>
    ${half(details.response, words.text(details.state === 'unanswered' ? 'No response came within the time limit.' : 'No response yet.'), words)}
    ${
      details.repeatCount === 0
        ? nothing
        : html`<p class="hint">
              ${words.count(details.repeatCount, '{0} further event with this message id', '{0} further events with this message id')}
            </p>
            ${details.repeats.map((position) => positionLine(position, words))}`
    }
  `;
}

function copyButton(
  value: HalfDetails | undefined,
  label: string,
  handlers: DetailsHandlers,
): TemplateResult | typeof nothing {
  return value === undefined
    ? nothing
    : html`<vscode-toolbar-button
        icon="copy"
        label=${label}
        title=${label}
        @click=${() => handlers.onCopy(asText(value))}
      ></vscode-toolbar-button>`;
}

function half(value: HalfDetails | undefined, absent: string, words: Wording): TemplateResult {
  if (value === undefined) {
    return html`<p class="hint">${absent}</p>`;
  }
  const body = visibleText(prettyBody(value.body), true);
  return html`
    <p class="startLine"><code>${visibleText(value.startLine)}</code></p>
    ${
      value.problems.length === 0
        ? nothing
        : html`<ul class="problems">
            ${value.problems.map((problem) => problemItem(problem, words))}
          </ul>`
    }
    <table class="headers">
      <tbody>
        ${value.headers.map(
          (header) =>
            html`<tr>
              <th scope="row">${visibleText(header.name)}</th>
              <td>${visibleText(header.value)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      value.bodyBytes === 0
        ? html`<p class="hint">${words.text('No body')}</p>`
        : html`<h3>${bodyTitle(value, words)}</h3>
            <pre tabindex="0">${body}</pre>
            ${value.isBodyShortened ? shortenedHint(words) : nothing}`
    }
    ${positionLine(value.position, words)}
  `;
}

function problemItem(problem: string, words: Wording): TemplateResult {
  return html`<li><span class="codicon codicon-warning" aria-hidden="true"></span>${words.text(problem)}</li>`;
}

function shortenedHint(words: Wording): TemplateResult {
  return html`<p class="hint">${words.text('Only the beginning of the body is shown here.')}</p>`;
}

function bodyTitle(value: HalfDetails, words: Wording): string {
  const logged = words.bytes(value.bodyBytes);
  return value.declaredBytes !== undefined && value.declaredBytes > value.bodyBytes
    ? words.text('Body, {0} of {1} were logged', logged, words.bytes(value.declaredBytes))
    : words.text('Body, {0}', logged);
}

function positionLine(position: EventPosition, words: Wording): TemplateResult {
  return html`<p class="position">
    ${words.text('partition {0}, sequence {1}, {2}', position.partitionId, String(position.sequenceNumber), words.moment(position.enqueuedAt))}
  </p>`;
}

function asText(value: HalfDetails): string {
  return [value.startLine, ...value.headers.map((header) => `${header.name}: ${header.value}`), '', value.body].join(
    '\n',
  );
}
