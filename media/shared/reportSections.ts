// The parts of a report but the picture: facts, tables and the way hop by hop, for every page that shows one. All texts come from the
// report and stay text.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { ReportHop, ReportRow, ReportSection, ReportTone } from '../../src/domain/diagnostic/diagnosticReport.ts';
import type { Wording } from '../traffic/trafficFormat.ts';

/** Icons beside sentences; their names are said in words too. */
export const toneIcons: Readonly<Record<ReportTone, string>> = {
  good: 'pass',
  bad: 'error',
  neutral: 'info',
};

/** Draws a part. @param id names its heading in the page */
export function sectionTemplate(
  section: Exclude<ReportSection, { kind: 'picture' }>,
  id: string,
  words: Wording,
): TemplateResult {
  return html`<section class="part" aria-labelledby=${id}>
    <h2 id=${id}>${section.title}</h2>
    ${
      section.kind === 'facts'
        ? html`<dl>
            ${section.facts.map(
              ({ label, value }) =>
                html`<div>
                  <dt>${label}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
          </dl>`
        : section.kind === 'hops'
          ? html`<ol class="hops">
              ${section.hops.map((hop, index) => hopTemplate(hop, index === section.hops.length - 1, words))}
            </ol>`
          : tableTemplate(section, id, words)
    }
  </section>`;
}

function tableTemplate(
  { columns, rows, note }: Extract<ReportSection, { kind: 'table' }>,
  id: string,
  words: Wording,
): TemplateResult {
  const hasMarks = rows.some(({ mark }) => mark !== undefined);
  return html`
    ${note === undefined ? nothing : html`<p class="hint">${note}</p>`}
    ${
      rows.length === 0
        ? html`<p>${words.text('None')}</p>`
        : html`<div class="frame" role="region" tabindex="0" aria-labelledby=${id}>
            <table>
              <thead>
                <tr>
                  ${hasMarks ? html`<th scope="col">${words.text('Mark')}</th>` : nothing}
                  ${columns.map((column) => html`<th scope="col">${column}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${rows.map((row) => rowTemplate(row, hasMarks))}
              </tbody>
            </table>
          </div>`
    }
  `;
}

function rowTemplate({ cells, tone = 'neutral', mark }: ReportRow, hasMarks: boolean): TemplateResult {
  return html`<tr class="${tone} ${mark === undefined ? '' : 'marked'}">
    ${
      hasMarks
        ? html`<td class="mark">
            ${
              mark === undefined
                ? nothing
                : html`<span class="codicon codicon-arrow-right" aria-hidden="true"></span>${mark}`
            }
          </td>`
        : nothing
    }
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

function hopTemplate(hop: ReportHop, isLast: boolean, words: Wording): TemplateResult {
  return html`<li>
    <div class="hop">
      <strong>${hop.title}</strong> <span class="address">${hop.address}</span>
      ${hop.issues.map(
        ({ isError, text }) =>
          html`<p class="issue ${isError ? 'bad' : 'warning'}">
            <span
              class="codicon codicon-${isError ? 'error' : 'warning'}"
              role="img"
              aria-label=${words.text(isError ? 'error' : 'warning')}
            ></span
            >${text}
          </p>`,
      )}
    </div>
    ${isLast || hop.latency === '' ? nothing : html`<p class="latency">${words.text('next hop in {0}', hop.latency)}</p>`}
  </li>`;
}
