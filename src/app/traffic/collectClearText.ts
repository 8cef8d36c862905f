// Looks through a session for secrets that arrived in clear, in slices, so that nothing else is held up.

import { throwIfAborted } from '../../base/abort.ts';
import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { clearTextFindings } from '../../domain/traffic/redaction/clearTextReport.ts';
import type { ClearTextFinding } from '../../domain/traffic/redaction/clearTextReport.ts';
import type { RedactionRules } from '../../domain/traffic/redaction/redactionRules.ts';
import type { TrafficSession } from './trafficSession.ts';

/** How a session is looked through. */
export interface CollectClearTextOptions {
  readonly rules: RedactionRules;
  readonly clock: Clock;
  readonly abortSignal: AbortSignal;
  /** Told with the share that is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

const sliceInMs = 8;
const stride = 16;

/** The findings over all kept exchanges, the most frequent first. Rejects with the cancellation. */
export async function collectClearText(
  session: TrafficSession,
  { rules, clock, abortSignal, onProgress }: CollectClearTextOptions,
): Promise<ClearTextFinding[]> {
  const found = new Map<string, ClearTextFinding>();
  const numbers = [...session.exchanges.numbers()];
  let end = clock.now() + sliceInMs;
  for (let from = 0; from < numbers.length; from += stride) {
    const exchanges = numbers
      .slice(from, from + stride)
      .map((number) => session.find(number))
      .filter((each) => each !== undefined);
    for (const finding of clearTextFindings(exchanges, rules)) {
      const key = `${finding.side} ${finding.kind} ${finding.name.toLowerCase()}`;
      const known = found.get(key);
      found.set(key, known === undefined ? finding : { ...known, exchanges: known.exchanges + finding.exchanges });
    }
    if (clock.now() >= end) {
      onProgress(from / numbers.length);
      await delay(clock, 0, abortSignal);
      throwIfAborted(abortSignal);
      end = clock.now() + sliceInMs;
    }
  }
  return [...found.values()].toSorted((a, b) => b.exchanges - a.exchanges);
}
