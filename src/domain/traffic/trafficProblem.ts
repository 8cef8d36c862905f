// Everything that a row can be marked for, with a bit for each so that a row carries them in one number.

import { httpProblems } from '../http/httpProblem.ts';

/**
 * All problems in the order of their bits; the order is part of the row format between host and view.
 * hubGap: events were lost while the other half was awaited. negativeDuration: clocks differ. repeated: the id came again.
 */
export const trafficProblems = [...httpProblems, 'hubGap', 'negativeDuration', 'repeated'] as const;

/** See trafficProblems. */
export type TrafficProblem = (typeof trafficProblems)[number];

/** The bit of one problem. */
export function problemBit(problem: TrafficProblem): number {
  return 1 << trafficProblems.indexOf(problem);
}

/** The problems whose bits are set. */
export function problemsOf(bits: number): TrafficProblem[] {
  return bits === 0 ? [] : trafficProblems.filter((_problem, index) => (bits & (1 << index)) !== 0);
}
