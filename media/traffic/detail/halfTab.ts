// The tabs Request and Response: one half from its start line to its body.

import { html, nothing } from 'lit/html.js';
import type { ExchangeDetails, HalfDetails } from '../../../src/domain/traffic/exchangeDetails.ts';
import { iconButton } from '../iconButton.ts';
import { visibleText } from '../trafficFormat.ts';
import type { Wording } from '../trafficFormat.ts';
import { bodyKind, bodyText, prettyText } from './bodyFormat.ts';
import { bodyTitle, hint, pairTable, positionLine, problemList, shortenedHint } from './detailsParts.ts';
import type { Piece } from './detailsParts.ts';

/** One half. @param onCopy gets it as it was logged, not as it is shown */
export function halfTab(
  details: ExchangeDetails,
  side: 'request' | 'response',
  words: Wording,
  onCopy: (text: string) => void,
): Piece {
  const half = details[side];
  if (half === undefined) {
    return hint(words.text(absenceOf(details, side)));
  }
  const copyLabel = words.text(side === 'request' ? 'Copy Request' : 'Copy Response');
  return html`
    <div class="startLine">
      <code>${visibleText(half.startLine)}</code>${iconButton('copy', copyLabel, () => onCopy(asText(half)))}
    </div>
    ${problemList(half.problems, words)}
    ${pairTable(words.text(side === 'request' ? 'Request headers' : 'Response headers'), half.headers)}
    ${half.bodyBytes === 0 ? hint(words.text('No body')) : bodyPiece(half, words)} ${positionLine(half.position, words)}
  `;
}

/** Why a half is not there. */
export function absenceOf(details: ExchangeDetails, side: 'request' | 'response'): string {
  if (side === 'request') {
    return 'The request did not come.';
  }
  return details.state === 'unanswered' ? 'No response came within the time limit.' : 'No response yet.';
}

function bodyPiece(half: HalfDetails, words: Wording): Piece {
  const kind = bodyKind(half.headers, new Uint8Array(half.body));
  return html`<h3>${bodyTitle(half, words)}</h3>
    ${
      kind === 'binary' || kind === 'image'
        ? hint(words.text('The body is no text; the tab Body shows it.'))
        : html`<pre tabindex="0" aria-label=${words.text('Body')}>
${visibleText(prettyText(bodyText(half), kind), true)}</pre>`
    }
    ${half.isBodyShortened ? shortenedHint(words) : nothing}`;
}

/** The half as it was sent. */
function asText(half: HalfDetails): string {
  return [half.startLine, ...half.headers.map((header) => `${header.name}: ${header.value}`), '', bodyText(half)].join(
    '\n',
  );
}
