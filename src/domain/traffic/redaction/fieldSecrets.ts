// Finds secrets among `name=value` pairs: the query of a target, form bodies, cookies. Places count in bytes.

import { decodeText } from '../../http/httpMessage.ts';
import type { RedactedKind, SecretEdit } from './edits.ts';
import { matchesName, redactedText } from './redactionRules.ts';
import type { NameMatcher } from './redactionRules.ts';

/** A stretch of a message: the bytes, and the same as a text with one character per byte. */
export interface ByteText {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Longest field name that is compared; a longer one is no name. */
const maxNameLength = 300;
/** Attributes of a Set-Cookie (RFC 6265, section 4.1.1, and its successors): they are no secrets. */
const cookieAttributes: ReadonlySet<string> = new Set([
  'expires',
  'max-age',
  'domain',
  'path',
  'samesite',
  'priority',
  'version',
  'comment',
]);
const cookieFlags: ReadonlySet<string> = new Set(['secure', 'httponly', 'partitioned']);

/** Secrets among pairs joined by `&` between two offsets. */
export function findFieldSecrets(
  source: ByteText,
  range: { readonly start: number; readonly end: number; readonly kind: RedactedKind; readonly prefix?: string },
  names: NameMatcher,
): SecretEdit[] {
  const edits: SecretEdit[] = [];
  let at = range.start;
  while (at < range.end) {
    const end = nextOf(source.text, '&', at, range.end);
    const found = secretInPair(source, at, end, names);
    if (found !== undefined) {
      addEdit(edits, source.text, { ...found, kind: range.kind, name: `${range.prefix ?? ''}${found.name}` });
    }
    at = end + 1;
  }
  return edits;
}

/** Secrets in the queries and fragments of an address, and the password of one that is absolute. */
export function findAddressSecrets(
  source: ByteText,
  range: { readonly start: number; readonly end: number; readonly kind: RedactedKind; readonly prefix?: string },
  names: NameMatcher,
): SecretEdit[] {
  const edits: SecretEdit[] = [];
  const { start, end, prefix = '' } = range;
  const user = /^[^/?#\s]{0,40}:\/\/([^/?#@\s]{1,1000})@/.exec(source.text.slice(start, Math.min(end, start + 1100)));
  if (user?.[1] !== undefined) {
    const from = start + user[0].length - 1 - user[1].length;
    addEdit(edits, source.text, {
      start: from,
      end: from + user[1].length,
      kind: range.kind,
      name: `${prefix}userinfo`,
    });
  }
  let at = start;
  while (at < end && source.text[at] !== '?' && source.text[at] !== '#') {
    at++;
  }
  return [...edits, ...findFieldSecrets(source, { ...range, start: at + 1 }, names)];
}

/** The values of a Cookie header; the names stay. */
export function findCookieValues({ text }: ByteText, start: number, end: number, header: string): SecretEdit[] {
  const edits: SecretEdit[] = [];
  for (let at = start; at < end;) {
    const stop = nextOf(text, ';', at, end);
    const equals = nextOf(text, '=', at, stop);
    const from = skipSpaces(text, equals < stop ? equals + 1 : at, stop);
    addEdit(edits, text, { start: from, end: trimEnd(text, from, stop), kind: 'header', name: header });
    at = stop + 1;
  }
  return edits;
}

/** The values of a Set-Cookie header, also of several joined by commas; names, attributes and dates stay. */
export function findSetCookieValues({ text }: ByteText, start: number, end: number, header: string): SecretEdit[] {
  const edits: SecretEdit[] = [];
  let isDate = false;
  for (let at = start; at < end;) {
    const stop = nextOf(text, ';,', at, end);
    const equals = nextOf(text, '=', at, stop);
    const name = text
      .slice(skipSpaces(text, at, equals), equals)
      .trim()
      .toLowerCase();
    const isKept: boolean =
      equals < stop
        ? at !== start && cookieAttributes.has(name) && text[at - 1] === ';'
        : cookieFlags.has(name) || (isDate && isDateRest(name));
    if (!isKept) {
      const from = skipSpaces(text, equals < stop ? equals + 1 : at, stop);
      addEdit(edits, text, { start: from, end: trimEnd(text, from, stop), kind: 'header', name: header });
    }
    isDate = isKept && (name === 'expires' || isDate) && text[stop] === ',';
    at = stop + 1;
  }
  return edits;
}

/** Adds an edit unless there is nothing to hide, or it was hidden before. */
export function addEdit(edits: SecretEdit[], text: string, edit: Omit<SecretEdit, 'replacement'>): void {
  if (edit.end > edit.start && !isRedacted(text, edit.start, edit.end)) {
    edits.push({ ...edit, replacement: redactedText });
  }
}

function isRedacted(text: string, start: number, end: number): boolean {
  return end - start === redactedText.length && text.startsWith(redactedText, start);
}

/** A pair may hold further ones behind `;`, `?` and `#`: the first whose name is a secret hides all that follows it. */
function secretInPair(
  source: ByteText,
  start: number,
  end: number,
  names: NameMatcher,
): { start: number; end: number; name: string } | undefined {
  for (let at = start; at < end;) {
    const stop = nextOf(source.text, ';?#', at, end);
    const equals = nextOf(source.text, '=', at, stop);
    if (equals < stop && equals - at <= maxNameLength) {
      const name = fieldName(source.bytes, at, equals);
      if (matchesName(names, name)) {
        return { start: equals + 1, end, name };
      }
    }
    at = stop + 1;
  }
  return undefined;
}

function fieldName(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeText(bytes.subarray(start, end)).replaceAll('+', ' ');
  try {
    return decodeURIComponent(text).trim();
  } catch {
    // A broken escape: the name is compared as it stands.
    return text.trim();
  }
}

/** What follows the comma of an HTTP date (RFC 9110, section 5.6.7). */
function isDateRest(text: string): boolean {
  return /^\d{1,2}[ -][a-z]{3}[ -]\d{2,4} \d{2}:\d{2}:\d{2} [a-z]{3}$/.test(text);
}

/** The first of some characters in a stretch, else its end. Never looks beyond, or many short stretches would cost a square. */
function nextOf(text: string, characters: string, start: number, end: number): number {
  let at = start;
  while (at < end && !characters.includes(text[at] ?? '')) {
    at++;
  }
  return at;
}

function skipSpaces(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) {
    at++;
  }
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] === ' ' || text[at - 1] === '\t')) {
    at--;
  }
  return at;
}
