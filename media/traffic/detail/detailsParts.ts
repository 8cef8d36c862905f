// Pieces that several tabs of the details share: tables, problems, places, hints. Everything from traffic is text.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { EventPosition, HalfDetails } from '../../../src/domain/traffic/exchangeDetails.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';

/** Whatever lit can put into a template. */
export type Piece = TemplateResult | typeof nothing;

/** A table of names and values. */
export function pairTable(
  label: string,
  pairs: readonly { readonly name: string; readonly value: string; readonly note?: string }[],
): TemplateResult {
  return html`<table class="headers" aria-label=${label}>
    <tbody>
      ${pairs.map(
        ({ name, value, note }) =>
          html`<tr>
            <th scope="row">${visibleText(name)}</th>
            <td>${visibleText(value)}${note === undefined ? nothing : html` <span class="tag">${note}</span>`}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A line of small print. */
export function hint(text: string): TemplateResult {
  return html`<p class="hint">${text}</p>`;
}

/** What is wrong, one line each. */
export function problemList(problems: readonly string[], words: Wording): Piece {
  return problems.length === 0
    ? nothing
    : html`<ul class="problems">
        ${problems.map(
          (problem) =>
            html`<li><span class="codicon codicon-warning" aria-hidden="true"></span>${words.text(problem)}</li>`,
        )}
      </ul>`;
}

/** Where an event stood. */
export function positionLine(position: EventPosition, words: Wording): TemplateResult {
  return html`<p class="position">
    ${words.text('partition {0}, sequence {1}, {2}', position.partitionId, String(position.sequenceNumber), words.moment(position.enqueuedAt))}
  </p>`;
}

/** Says that only the beginning is here. */
export function shortenedHint(words: Wording): TemplateResult {
  return hint(words.text('Only the beginning of the body is shown here.'));
}

/** How large a body is, and how much of it was logged. */
export function bodyTitle(value: HalfDetails, words: Wording): string {
  const logged = words.bytes(value.bodyBytes);
  return value.declaredBytes !== undefined && value.declaredBytes > value.bodyBytes
    ? words.text('Body, {0} of {1} were logged', logged, words.bytes(value.declaredBytes))
    : words.text('Body, {0}', logged);
}
