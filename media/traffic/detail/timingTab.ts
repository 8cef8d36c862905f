// The tab Timing: the moments of a call on one line each, every clock named, and nothing that is not known.

import { html, nothing } from 'lit/html.js';
import type { ExchangeDetails, ExchangeTiming } from '../../../src/domain/traffic/exchangeDetails.ts';
import type { Wording } from '../trafficFormat.ts';
import { hint } from './detailsParts.ts';
import type { Piece } from './detailsParts.ts';

/** A moment with the clock that said it. */
export interface TimingEntry {
  readonly label: string;
  readonly clock: string;
  readonly at: number;
}

/** The known moments, earliest first. Pure. */
export function timingEntries(timing: ExchangeTiming): TimingEntry[] {
  const { requestAt, responseAt, requestEnqueuedAt, responseEnqueuedAt, firstSeenAt } = timing;
  const all: readonly (readonly [string, string, number | undefined])[] = [
    ['Request at the gateway', 'clock of the gateway', requestAt],
    ['Request stored by the hub', 'clock of the hub', requestEnqueuedAt],
    ['Response at the gateway', 'clock of the gateway', responseAt],
    ['Response stored by the hub', 'clock of the hub', responseEnqueuedAt],
    ['First seen here', 'clock of this computer', firstSeenAt === 0 ? undefined : firstSeenAt],
  ];
  return all
    .flatMap(([label, clock, at]) => (at === undefined ? [] : [{ label, clock, at }]))
    .toSorted((a, b) => a.at - b.at);
}

/** The tab. */
export function timingTab({ timing }: ExchangeDetails, words: Wording): Piece {
  const entries = timingEntries(timing);
  const first = entries[0]?.at ?? 0;
  const whole = Math.max(1, (entries.at(-1)?.at ?? first) - first);
  const { duration, skewInMs } = timing;
  return html`
    ${
      duration === undefined
        ? hint(words.text('There is no duration without both halves.'))
        : html`<p class="duration">
              <span class="value">${words.duration(duration.milliseconds)}</span>
              ${words.text(duration.source === 'gateway' ? 'measured by the gateway' : 'between the times at which the hub stored both halves')}
            </p>
            ${
              duration.milliseconds < 0
                ? html`<p class="warning">
                    <span class="codicon codicon-warning" aria-hidden="true"></span
                    >${words.text('The duration is negative: the clocks of two partitions differ. It is shown as it was measured.')}
                  </p>`
                : nothing
            }`
    }
    ${
      skewInMs === undefined
        ? nothing
        : hint(
            words.text(
              'The clock of the sender of the response is {0} off that of the hub, to the second.',
              words.duration(skewInMs),
            ),
          )
    }
    <table class="timing" aria-label=${words.text('Timing')}>
      <tbody>
        ${entries.map(
          ({ label, clock, at }) =>
            html`<tr>
              <th scope="row">${words.text(label)}<span class="clock">${words.text(clock)}</span></th>
              <td class="at" title=${words.moment(at)}>${words.time(at)}</td>
              <td class="offset">+${words.duration(at - first)}</td>
              <td class="line">
                <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="way" x="0" y="1.5" width=${((at - first) / whole) * 97} height="1"></rect>
                  <rect class="point" x=${((at - first) / whole) * 97} y="0" width="3" height="4"></rect>
                </svg>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  `;
}
