// The tab Body: one body in full, formatted, raw or as bytes, and the way into an editor.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { ExchangeDetails, HalfDetails } from '../../../src/domain/traffic/exchangeDetails.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';
import { bodyKind, bodyText, hexLines, imageAddress, prettyText, readPairs } from './bodyFormat.ts';
import type { BodyKind } from './bodyFormat.ts';
import { bodyTitle, hint, pairTable, shortenedHint } from './detailsParts.ts';
import type { Piece } from './detailsParts.ts';
import { absenceOf } from './halfTab.ts';

/** How the body is looked at. */
export interface BodyLook {
  readonly side: 'request' | 'response';
  readonly mode: 'formatted' | 'raw' | 'hex';
  /** Bytes that the hex view shows. */
  readonly hexBytes: number;
}

/** The look of the beginning. */
export const firstBodyLook: Readonly<BodyLook> = { side: 'response', mode: 'formatted', hexBytes: 16_384 };
const moreHexBytes = 65_536;

/** What the tab asks for. */
export interface BodyHandlers {
  readonly onLook: (look: BodyLook) => void;
  readonly onOpen: (side: 'request' | 'response') => void;
}

/** The tab. */
export function bodyTab(details: ExchangeDetails, look: BodyLook, words: Wording, handlers: BodyHandlers): Piece {
  const half = details[look.side];
  const choice = (name: string, label: string, isChosen: boolean, change: Partial<BodyLook>): TemplateResult =>
    html`<button
      type="button"
      class="choice"
      aria-pressed=${isChosen}
      data-choice=${name}
      @click=${() => handlers.onLook({ ...look, ...change })}
    >
      ${label}
    </button>`;
  return html`
    <div class="choices">
      <span role="group" aria-label=${words.text('Half')}>
        ${choice('request', words.text('Request'), look.side === 'request', { side: 'request' })}
        ${choice('response', words.text('Response'), look.side === 'response', { side: 'response' })}
      </span>
      <span role="group" aria-label=${words.text('Form')}>
        ${choice('formatted', words.text('Formatted'), look.mode === 'formatted', { mode: 'formatted' })}
        ${choice('raw', words.text('Raw'), look.mode === 'raw', { mode: 'raw' })}
        ${choice('hex', words.text('Hex'), look.mode === 'hex', { mode: 'hex' })}
      </span>
      ${
        half === undefined || half.bodyBytes === 0
          ? nothing
          : html`<button type="button" class="choice" @click=${() => handlers.onOpen(look.side)}>
              ${words.text('Open in Editor')}
            </button>`
      }
    </div>
    ${half === undefined ? hint(words.text(absenceOf(details, look.side))) : content(half, look, words, handlers)}
  `;
}

function content(half: HalfDetails, look: BodyLook, words: Wording, handlers: BodyHandlers): Piece {
  if (half.bodyBytes === 0) {
    return hint(words.text('No body'));
  }
  const bytes = new Uint8Array(half.body);
  const kind = bodyKind(half.headers, bytes);
  return html`
    <h3>${bodyTitle(half, words)}</h3>
    ${
      look.mode === 'hex' || (look.mode === 'formatted' && kind === 'binary')
        ? hexPiece(bytes, look, words, handlers)
        : look.mode === 'raw'
          ? text(bodyText(half), words)
          : formatted(half, kind, words)
    }
    ${half.isBodyShortened ? shortenedHint(words) : nothing}
  `;
}

function formatted(half: HalfDetails, kind: BodyKind, words: Wording): Piece {
  if (kind === 'image') {
    return html`<img
        class="preview"
        alt=${words.text('The body as an image')}
        src=${imageAddress(half.headers, new Uint8Array(half.body))}
      />
      ${half.isBodyShortened || (half.declaredBytes ?? 0) > half.bodyBytes ? hint(words.text('The image is not whole.')) : nothing}`;
  }
  const own = bodyText(half);
  return kind === 'form' ? pairTable(words.text('Body'), readPairs(own)) : text(prettyText(own, kind), words);
}

function text(value: string, words: Wording): TemplateResult {
  return html`<pre tabindex="0" class="whole" aria-label=${words.text('Body')}>${visibleText(value, true)}</pre>`;
}

function hexPiece(bytes: Uint8Array, look: BodyLook, words: Wording, handlers: BodyHandlers): TemplateResult {
  return html`<pre tabindex="0" class="whole hex" aria-label=${words.text('Body')}>
${hexLines(bytes, 0, look.hexBytes)}</pre>
    ${
      bytes.length > look.hexBytes
        ? html`<button
            type="button"
            class="choice"
            @click=${() => handlers.onLook({ ...look, hexBytes: look.hexBytes + moreHexBytes })}
          >
            ${words.text('Show more')}
          </button>`
        : nothing
    }`;
}
