// Finds keys and signatures of Azure, which name themselves wherever they stand: `SharedAccessKey=...` within any text.

import type { CompiledRules } from './redactionRules.ts';

/** A value within a text, and the name before it. */
export interface KeyText {
  readonly start: number;
  /** Just past the last character. */
  readonly end: number;
  readonly name: string;
}

/** The values, in order; also as JSON and addresses escape them. */
export function findKeyTexts(text: string, { keyPattern }: CompiledRules): readonly KeyText[] {
  if (keyPattern === undefined || text.length < 5) {
    return [];
  }
  return Array.from(text.matchAll(keyPattern), (match) => {
    const end = match.index + match[0].length;
    return { start: end - (match[2] ?? '').length, end, name: match[1] ?? '' };
  });
}
