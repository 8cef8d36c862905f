// Tests that a text term makes of its values: contained or equal, in any case, with wildcards, or a regular expression. Built once,
// run on every exchange, so they make no new texts.

import { createByteSearch, isByteSearchable } from './byteSearch.ts';
import type { FilterValue } from './filterExpression.ts';
import { createPatternTest } from './pattern/linearPattern.ts';

/** Whether the value may stand anywhere in the text, or must be all of it. A regular expression may always match anywhere. */
export type TextMatch = 'contains' | 'equals';

/** A test on a text. */
export type TextTest = (text: string) => boolean;

/** A test on bytes that may be a message's. */
export type BytesTest = (bytes: Uint8Array) => boolean;

/** True for a text that any of the values matches. */
export function createTextTest(values: readonly FilterValue[], match: TextMatch): TextTest {
  const plain = values.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  const tests: TextTest[] = plain.length === 0 ? [] : [createPlainTest(plain, match)];
  for (const value of values) {
    if (value.kind === 'wildcard') {
      tests.push(createWildcardTest(value.text, match));
    } else if (value.kind === 'regex') {
      tests.push(createPatternTest(value.source, value.flags));
    }
  }
  return anyOf(tests);
}

/** The same on bytes: ASCII values are looked for in the bytes, for others UTF-8 is decoded. */
export function createBytesTest(values: readonly FilterValue[], match: TextMatch): BytesTest {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const tests: BytesTest[] = [];
  const decoded: FilterValue[] = [];
  for (const value of values) {
    if (match === 'contains' && value.kind === 'text' && isByteSearchable(value.text)) {
      tests.push(createByteSearch(value.text));
    } else {
      decoded.push(value);
    }
  }
  if (decoded.length > 0) {
    const test = createTextTest(decoded, match);
    const mayMatch = createForerunner(decoded);
    tests.push((bytes) => mayMatch(bytes) && test(decoder.decode(bytes)));
  }
  return anyOf(tests);
}

/** A quick test that all bytes pass which one of the values matches: by their longest run of ASCII. */
function createForerunner(values: readonly FilterValue[]): BytesTest {
  const searches: BytesTest[] = [];
  for (const value of values) {
    const runs =
      value.kind === 'regex' || value.kind === 'flag' || !('text' in value) ? [] : value.text.split(/[^\0-\x7f]|\*/);
    const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
    // Some other letters are another case of an ASCII one (the Kelvin sign): a run of two is no proof against them, so case
    // variants of k, s and i are left to the decoder.
    if (longest.length < 2 || /[ksi]/i.test(longest)) {
      return () => true;
    }
    searches.push(createByteSearch(longest));
  }
  return anyOf(searches);
}

function createPlainTest(texts: readonly string[], match: TextMatch): TextTest {
  const choices = texts.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  const pattern = new RegExp(match === 'equals' ? `^(?:${choices})$` : choices, flagsFor(choices));
  return (text) => pattern.test(text);
}

/** Folding as Unicode does is dearer and only told apart by letters beyond ASCII. */
function flagsFor(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? 'i' : 'iu';
}

/** The parts between the stars, found one after another from the left: the first place for each is as good as any other. */
function createWildcardTest(text: string, match: TextMatch): TextTest {
  const parts = text.split('*');
  const [head = '', tail = ''] = match === 'equals' ? [parts[0], parts.at(-1)] : [];
  const inner = (match === 'equals' ? parts.slice(1, -1) : parts).filter((part) => part !== '');
  const startsRight = createPlainTest([head], 'equals');
  const endsRight = createPlainTest([tail], 'equals');
  const searches = inner.map(createFinder);
  return (candidate) => {
    if (candidate.length < head.length + tail.length || !startsRight(candidate.slice(0, head.length))) {
      return false;
    }
    const end = candidate.length - tail.length;
    let at = head.length;
    for (const find of searches) {
      at = find(candidate, at);
      if (at < 0 || at > end) {
        return false;
      }
    }
    return endsRight(candidate.slice(end));
  };
}

/** Finds a text from a place on. @returns the place just past it, or -1 */
function createFinder(text: string): (candidate: string, from: number) => number {
  const pattern = new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), `g${flagsFor(text)}`);
  return (candidate, from) => {
    pattern.lastIndex = from;
    return pattern.test(candidate) ? pattern.lastIndex : -1;
  };
}

function anyOf<T>(tests: readonly ((value: T) => boolean)[]): (value: T) => boolean {
  const [first, ...others] = tests;
  return first === undefined ? () => false : others.length === 0 ? first : (value) => tests.some((test) => test(value));
}
