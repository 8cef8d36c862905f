// What can be wrong with a message, with a bit for each so that a scan carries them in one number.

/** All problems in the order of their bits. */
export const httpProblems = [
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
] as const;

/**
 * Each is shown, none stops the row. truncatedBody: the gateway cut the body. surplusBody: the body is longer than declared.
 * damagedText: bytes that were no text were replaced. cutCharacter: the cut split a character, so that its half was replaced.
 * chunkedPlainBody: declared as chunked, logged without chunks. joinedSetCookie: several cookies in one line, as policies join them.
 */
export type HttpProblem = (typeof httpProblems)[number];

/** Bits of the problems, for scans. */
export const problemBits = {
  empty: 1 << 0,
  badStartLine: 1 << 1,
  noBlankLine: 1 << 2,
  badHeaderLine: 1 << 3,
  truncatedBody: 1 << 4,
  surplusBody: 1 << 5,
  damagedText: 1 << 6,
  cutCharacter: 1 << 7,
  chunkedPlainBody: 1 << 8,
  joinedSetCookie: 1 << 9,
} as const satisfies Readonly<Record<HttpProblem, number>>;

/** The problems whose bits are set. */
export function httpProblemsOf(bits: number): HttpProblem[] {
  return bits === 0 ? [] : httpProblems.filter((_problem, index) => (bits & (1 << index)) !== 0);
}
