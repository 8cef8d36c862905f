// Finds secrets in JSON by scanning its tokens, never by parsing the whole: cut and damaged texts are searched as far as they go,
// and the text around a secret stays as it was sent.

import { parseJson } from '../../../base/json.ts';
import { decodeText } from '../../http/httpMessage.ts';
import { textByBytes, withoutOverlaps } from './edits.ts';
import type { SecretEdit } from './edits.ts';
import { readInnerJson } from './innerJson.ts';
import { findKeyTexts } from './keyTexts.ts';
import { matchesStep } from './jsonPath.ts';
import type { JsonPlace } from './jsonPath.ts';
import { matchesGlob, matchesName, redactedText } from './redactionRules.ts';
import type { CompiledRules } from './redactionRules.ts';

/** A path that has come as far as step `at` at some value. */
interface Progress {
  readonly path: number;
  readonly at: number;
}

interface Frame {
  readonly isArray: boolean;
  readonly place: JsonPlace | undefined;
  readonly progress: readonly Progress[];
  /** Place of the next value in it. */
  index: number;
  key: string | undefined;
}

const QUOTE = 34;
const BACKSLASH = 92;
const noProgress: readonly Progress[] = [];
const quotedRedaction = JSON.stringify(redactedText);
/** Longest path that is told; deeper places are told by their end. */
const maxToldSteps = 12;
/** JSON within strings of JSON is searched this deep. */
const maxInnerDepth = 2;

/** True when the text may be JSON: its first character that counts opens an object, an array or a string. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  for (const byte of bytes.subarray(0, 4096)) {
    if (!isSpace(byte) && byte !== 0xef && byte !== 0xbb && byte !== 0xbf) {
      return byte === 0x7b || byte === 0x5b || byte === QUOTE;
    }
  }
  return false;
}

/** The secrets from offset `from` on, in order. Values that are null, empty or redacted already are none. */
export function findJsonSecrets(bytes: Uint8Array, from: number, rules: CompiledRules): SecretEdit[] {
  if (
    rules.keyPattern === undefined &&
    rules.jsonPaths.length === 0 &&
    rules.jsonNames.exact.size === 0 &&
    rules.jsonNames.globs.length === 0
  ) {
    return [];
  }
  return new JsonScan(bytes, rules).run(from);
}

/** One pass over one text; its cost grows with the length alone. */
class JsonScan {
  readonly #bytes: Uint8Array;
  readonly #rules: CompiledRules;
  readonly #edits: SecretEdit[] = [];
  readonly #stack: Frame[];
  /** Strings around this text. */
  readonly #depth: number;

  constructor(bytes: Uint8Array, rules: CompiledRules, depth = 0) {
    this.#depth = depth;
    this.#bytes = bytes;
    this.#rules = rules;
    const progress = rules.jsonPaths.map((_, path) => ({ path, at: 0 }));
    this.#stack = [{ isArray: false, place: undefined, progress, index: 0, key: undefined }];
  }

  run(from: number): SecretEdit[] {
    const bytes = this.#bytes;
    let at = from;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        at = this.#string(at);
      } else if (byte === 0x7b || byte === 0x5b) {
        at = this.#value(at, byte);
      } else if (byte === 0x7d || byte === 0x5d) {
        this.#close();
        at++;
      } else if (byte === 0x2c) {
        this.#comma();
        at++;
      } else if (isSpace(byte) || byte === 0x3a) {
        at++;
      } else {
        at = this.#value(at, byte);
      }
    }
    return this.#edits;
  }

  get #top(): Frame {
    return this.#stack.at(-1)!;
  }

  /** A string is a name when a colon follows, wherever it stands: damaged texts are read the same way. */
  #string(at: number): number {
    const end = stringEnd(this.#bytes, at);
    let next = end;
    while (isSpace(this.#bytes[next] ?? 0)) {
      next++;
    }
    if (this.#bytes[next] !== 0x3a) {
      return this.#value(at, QUOTE);
    }
    const inner = decodeText(this.#bytes.subarray(at + 1, end - 1));
    const name = inner.includes('\\') ? parseJson(`"${inner}"`) : inner;
    this.#top.key = typeof name === 'string' ? name : inner;
    return next + 1;
  }

  #value(at: number, first: number): number {
    const top = this.#top;
    const place = top.key ?? (top.isArray ? top.index : undefined);
    top.key = undefined;
    const progress = place === undefined ? top.progress : this.#advance(top.progress, place);
    if (place !== undefined && this.#isSecret(progress, place)) {
      const end = this.#valueEnd(at, first);
      this.#add(at, end, place);
      return end;
    }
    if (first === 0x7b || first === 0x5b) {
      this.#stack.push({ isArray: first === 0x5b, place, progress, index: 0, key: undefined });
      return at + 1;
    }
    const end = this.#valueEnd(at, first);
    if (first === QUOTE) {
      this.#searchString(at, end, place);
    }
    return end;
  }

  /** A string that is no secret by its name may hold JSON, or a key that names itself. */
  #searchString(start: number, end: number, place: JsonPlace | undefined): void {
    const bytes = this.#bytes;
    const contentEnd = isClosedString(bytes, start, end) ? end - 1 : end;
    if (isRedacted(decodeText(bytes.subarray(start, Math.min(end, start + 20))))) {
      return;
    }
    const edits = this.#depth < maxInnerDepth ? this.#innerEdits(start + 1, contentEnd, place) : [];
    const text = textByBytes(bytes.subarray(start + 1, contentEnd));
    for (const key of findKeyTexts(text, this.#rules)) {
      if (text.slice(key.start, key.end) !== redactedText) {
        const [from, to] = [start + 1 + key.start, start + 1 + key.end];
        edits.push({ start: from, end: to, replacement: redactedText, kind: 'json', name: this.#path(place) });
      }
    }
    for (const edit of edits.length > 1 ? withoutOverlaps(edits) : edits) {
      this.#edits.push(edit);
    }
  }

  #innerEdits(start: number, end: number, place: JsonPlace | undefined): SecretEdit[] {
    const inner = readInnerJson(this.#bytes, start, end);
    const found = inner === undefined ? [] : new JsonScan(inner.bytes, this.#rules, this.#depth + 1).run(0);
    if (found.length === 0) {
      return [];
    }
    const path = this.#path(place);
    return found.map((edit) => ({
      start: inner?.places[edit.start] ?? end,
      end: inner?.places[edit.end] ?? end,
      replacement: JSON.stringify(edit.replacement).slice(1, -1),
      kind: 'json',
      name: `${path}${edit.name.slice(1)}`,
    }));
  }

  #close(): void {
    if (this.#stack.length > 1) {
      this.#stack.pop();
    }
    this.#top.key = undefined;
  }

  #comma(): void {
    this.#top.key = undefined;
    this.#top.index++;
  }

  #advance(progress: readonly Progress[], place: JsonPlace): readonly Progress[] {
    if (progress.length === 0) {
      return noProgress;
    }
    const next: Progress[] = [];
    for (const each of progress) {
      const step = this.#rules.jsonPaths[each.path]?.[each.at];
      if (step === undefined) {
        continue;
      }
      if (step.isDeep) {
        addOnce(next, each);
      }
      if (matchesStep(step, place, matchesGlob)) {
        addOnce(next, { path: each.path, at: each.at + 1 });
      }
    }
    return next;
  }

  #isSecret(progress: readonly Progress[], place: JsonPlace): boolean {
    return (
      (typeof place === 'string' && matchesName(this.#rules.jsonNames, place)) ||
      progress.some(({ path, at }) => at === this.#rules.jsonPaths[path]?.length)
    );
  }

  #valueEnd(at: number, first: number): number {
    const bytes = this.#bytes;
    if (first === QUOTE) {
      return stringEnd(bytes, at);
    }
    return first === 0x7b || first === 0x5b ? containerEnd(bytes, at) : scalarEnd(bytes, at);
  }

  #add(start: number, end: number, place: JsonPlace): void {
    const value = decodeText(this.#bytes.subarray(start, Math.min(end, start + 20)));
    if (value === 'null' || value === '""' || value === '"' || value === '{}' || value === '[]' || isRedacted(value)) {
      return;
    }
    // A string that was cut stays open, so that the text does not look whole.
    const isOpen = value.startsWith('"') && !isClosedString(this.#bytes, start, end);
    const replacement = isOpen ? quotedRedaction.slice(0, -1) : quotedRedaction;
    this.#edits.push({ start, end, replacement, kind: 'json', name: this.#path(place) });
  }

  #path(place: JsonPlace | undefined): string {
    const isShortened = this.#stack.length > maxToldSteps;
    const around = this.#stack.slice(isShortened ? 1 - maxToldSteps : 1).flatMap((frame) => frame.place ?? []);
    return `$${isShortened ? '.' : ''}${[...around, ...(place === undefined ? [] : [place])].map(stepText).join('')}`;
  }
}

/** Without it `$..a..b` would gain an entry with every level of nesting. */
function addOnce(list: Progress[], progress: Progress): void {
  if (!list.some(({ path, at }) => path === progress.path && at === progress.at)) {
    list.push(progress);
  }
}

function isRedacted(value: string): boolean {
  return value.startsWith(quotedRedaction) || value === quotedRedaction.slice(0, -1);
}

/** How a place is told; a name that would not read as one is quoted. */
function stepText(place: JsonPlace): string {
  if (typeof place === 'number') {
    return '[*]';
  }
  return /^[\w-]{1,100}$/.test(place) ? `.${place}` : `[${JSON.stringify(place.slice(0, 100).toWellFormed())}]`;
}

/** Just past the closing quote, or the end of the bytes. */
function stringEnd(bytes: Uint8Array, open: number): number {
  for (let at = open + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) {
      at++;
    } else if (bytes[at] === QUOTE) {
      return at + 1;
    }
  }
  return bytes.length;
}

function isClosedString(bytes: Uint8Array, start: number, end: number): boolean {
  let backslashes = 0;
  while (bytes[end - 2 - backslashes] === BACKSLASH) {
    backslashes++;
  }
  return end - start >= 2 && bytes[end - 1] === QUOTE && backslashes % 2 === 0;
}

function containerEnd(bytes: Uint8Array, open: number): number {
  let depth = 0;
  for (let at = open; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = stringEnd(bytes, at) - 1;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
    } else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) {
      return at + 1;
    }
  }
  return bytes.length;
}

function scalarEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (isSpace(byte) || byte === 0x2c || byte === QUOTE || isBracket(byte)) {
      break;
    }
    at++;
  }
  return Math.max(at, from + 1);
}

function isBracket(byte: number): boolean {
  return byte === 0x7b || byte === 0x7d || byte === 0x5b || byte === 0x5d;
}

function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
