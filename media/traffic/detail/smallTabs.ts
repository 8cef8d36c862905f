// The smaller tabs of the details: headers of both halves, query, cookies, raw events, and places in the hub.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { EventPosition, ExchangeDetails, HalfDetails } from '../../../src/domain/traffic/exchangeDetails.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';
import { queryOf, readPairs } from './bodyFormat.ts';
import { sentCookies, setCookies } from './cookieLines.ts';
import { hint, pairTable, positionLine } from './detailsParts.ts';
import type { Piece } from './detailsParts.ts';

/** How the headers are looked at. */
export interface HeadersLook {
  readonly filter: string;
  readonly isSorted: boolean;
}

/** The headers of both halves. */
export function headersTab(
  details: ExchangeDetails,
  look: HeadersLook,
  words: Wording,
  onLook: (look: HeadersLook) => void,
): Piece {
  const wanted = look.filter.trim().toLowerCase();
  const shown = (half: HalfDetails): readonly { name: string; value: string }[] => {
    const found = half.headers.filter(({ name, value }) => `${name}: ${value}`.toLowerCase().includes(wanted));
    return look.isSorted ? found.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)) : found;
  };
  return html`
    <div class="choices">
      <input
        type="search"
        class="headerFilter"
        spellcheck="false"
        aria-label=${words.text('Filter headers')}
        placeholder=${words.text('Filter headers')}
        .value=${look.filter}
        @input=${(event: Event) => onLook({ ...look, filter: (event.target as HTMLInputElement).value })}
      />
      <button
        type="button"
        class="choice"
        aria-pressed=${look.isSorted}
        @click=${() => onLook({ ...look, isSorted: !look.isSorted })}
      >
        ${words.text('Sorted')}
      </button>
    </div>
    ${(['request', 'response'] as const).map((side) => {
      const half = details[side];
      const title = words.text(side === 'request' ? 'Request headers' : 'Response headers');
      return half === undefined
        ? nothing
        : html`<h3>${title} (${words.number(half.headers.length)})</h3>
            <div class="startLine"><code>${visibleText(half.startLine)}</code></div>
            ${pairTable(title, shown(half))}`;
    })}
  `;
}

/** The query of the request, decoded. */
export function queryTab({ request }: ExchangeDetails, words: Wording): Piece {
  const pairs = readPairs(queryOf(request?.startLine ?? ''));
  return pairs.length === 0 ? hint(words.text('The request has no query.')) : pairTable(words.text('Query'), pairs);
}

/** Cookies of both directions. */
export function cookiesTab({ request, response }: ExchangeDetails, words: Wording): Piece {
  const sent = sentCookies(request?.headers ?? []);
  const set = setCookies(response?.headers ?? []);
  if (sent.length + set.length === 0) {
    return hint(words.text('No cookies.'));
  }
  return html`
    ${
      sent.length === 0
        ? nothing
        : html`<h3>${words.text('Cookies of the request')}</h3>
            ${pairTable(words.text('Cookies of the request'), sent)}`
    }
    ${
      set.length === 0
        ? nothing
        : html`<h3>${words.text('Cookies that the response sets')}</h3>
            ${pairTable(
              words.text('Cookies that the response sets'),
              set.map(({ name, value, attributes, isReconstructed }) => ({
                name,
                value: [value, ...attributes].join('; '),
                ...(isReconstructed ? { note: words.text('reconstructed') } : {}),
              })),
            )}
            ${
              set.some((each) => each.isReconstructed)
                ? hint(words.text('The gateway joined several Set-Cookie headers into one; they were split here.'))
                : nothing
            }`
    }
  `;
}

/** Both events as they were logged. */
export function rawTab(details: ExchangeDetails, words: Wording): Piece {
  const part = (half: HalfDetails | undefined, title: string): Piece =>
    half === undefined
      ? nothing
      : html`<h3>${title}</h3>
          <pre tabindex="0" aria-label=${title}>${visibleText(half.raw, true)}</pre>
          ${half.isRawShortened ? hint(words.text('Only the beginning of the event is shown here.')) : nothing}`;
  return html`${part(details.request, words.text('Request'))}${part(details.response, words.text('Response'))}`;
}

/** Where the events stood in the hub, and what the gateway said beside them. */
export function eventTab(details: ExchangeDetails, words: Wording): Piece {
  const part = (half: HalfDetails | undefined, title: string): Piece =>
    half === undefined
      ? nothing
      : html`<h3>${title}</h3>
          ${positionTable(half.position, title, words, [{ name: words.text('Format'), value: half.format }])}
          ${
            half.metadata.length === 0
              ? nothing
              : html`<h4>${words.text('Said by the gateway')}</h4>
                  ${pairTable(words.text('Said by the gateway'), pairsOf(half.metadata))}`
          }`;
  return html`
    ${part(details.request, words.text('Request'))} ${part(details.response, words.text('Response'))}
    ${
      details.repeatCount === 0
        ? nothing
        : html`<h3>${words.text('Repeats')}</h3>
            ${hint(words.count(details.repeatCount, '{0} further event with this message id', '{0} further events with this message id'))}
            ${details.repeats.map((position) => positionLine(position, words))}`
    }
  `;
}

function positionTable(
  position: EventPosition,
  title: string,
  words: Wording,
  more: readonly { name: string; value: string }[],
): TemplateResult {
  return html`${pairTable(title, [
    { name: words.text('Partition'), value: position.partitionId },
    { name: words.text('Sequence'), value: String(position.sequenceNumber) },
    ...(position.offset === undefined ? [] : [{ name: words.text('Offset'), value: position.offset }]),
    { name: words.text('Enqueued'), value: words.moment(position.enqueuedAt) },
    ...more,
  ])}
  ${
    position.properties.length === 0
      ? nothing
      : html`<h4>${words.text('Properties')}</h4>
          ${pairTable(words.text('Properties'), pairsOf(position.properties))}`
  }`;
}

function pairsOf(pairs: readonly (readonly [string, string])[]): { name: string; value: string }[] {
  return pairs.map(([name, value]) => ({ name, value }));
}
