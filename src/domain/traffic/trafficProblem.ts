// Everything that a row can be marked for, with a bit for each so that a row carries them in one number.

import type { HttpProblem } from '../http/httpMessage.ts';

/** `hubGap`: events were lost while the other half was awaited. `negativeDuration`: clocks differ. `repeated`: the id came again. */
export type TrafficProblem = HttpProblem | 'hubGap' | 'negativeDuration' | 'repeated';

/** All problems in the order of their bits; the order is part of the row format between host and view. */
export const trafficProblems = [
  'empty',
  'badStartLine',
  'noBlankLine',
  'badHeaderLine',
  'truncatedBody',
  'surplusBody',
  'damagedText',
  'cutCharacter',
  'chunkedPlainBody',
  'joinedSetCookie',
  'hubGap',
  'negativeDuration',
  'repeated',
] as const satisfies readonly TrafficProblem[];

/** The bit of one problem. */
export function problemBit(problem: TrafficProblem): number {
  return 1 << trafficProblems.indexOf(problem);
}

/** The problems whose bits are set. */
export function problemsOf(bits: number): TrafficProblem[] {
  return trafficProblems.filter((_problem, index) => (bits & (1 << index)) !== 0);
}
