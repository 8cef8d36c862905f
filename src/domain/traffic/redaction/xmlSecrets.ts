// Finds secrets in XML, SOAP messages above all: contents of elements and values of attributes whose local names are secrets. Scans
// tags, parses nothing: cut and damaged texts are searched as far as they go.

import type { SecretEdit } from './edits.ts';
import { addEdit } from './fieldSecrets.ts';
import type { ByteText } from './fieldSecrets.ts';
import { matchesName } from './redactionRules.ts';
import type { CompiledRules } from './redactionRules.ts';

/** Longest name that is compared. */
const maxNameLength = 200;

/** The secrets from offset `from` on, in order. The names of the rules for JSON count, at any depth. */
export function findXmlSecrets({ text }: ByteText, from: number, rules: CompiledRules): SecretEdit[] {
  const edits: SecretEdit[] = [];
  let at = text.indexOf('<', from);
  while (at >= 0 && at < text.length) {
    const skipped = skipMarkup(text, at);
    if (skipped >= 0) {
      at = text.indexOf('<', skipped);
      continue;
    }
    const name = nameAt(text, at + 1);
    const end = tagEnd(text, at + 1 + name.length);
    addAttributes(edits, text, { start: at + 1 + name.length, end, element: localName(name) }, rules);
    at = end + 1;
    if (text[end - 1] !== '/' && name !== '' && matchesName(rules.jsonNames, localName(name))) {
      const close = text.indexOf(`</${name}`, at);
      const stop = close < 0 ? text.length : close;
      if (text.slice(at, stop).trim() !== '') {
        addEdit(edits, text, { start: at, end: stop, kind: 'xml', name: `//${localName(name)}` });
      }
      at = stop;
    }
    at = text.indexOf('<', at);
  }
  return edits;
}

/** Where a comment, a CDATA section, an instruction or a closing tag ends; -1 for an opening tag. */
function skipMarkup(text: string, at: number): number {
  const ending = text.startsWith('<!--', at)
    ? '-->'
    : text.startsWith('<![CDATA[', at)
      ? ']]>'
      : '!?/'.includes(text[at + 1] ?? ' ')
        ? '>'
        : undefined;
  if (ending === undefined) {
    return -1;
  }
  const end = text.indexOf(ending, at + 1);
  return end < 0 ? text.length : end + ending.length;
}

function addAttributes(
  edits: SecretEdit[],
  text: string,
  { start, end, element }: { start: number; end: number; element: string },
  rules: CompiledRules,
): void {
  let at = start;
  while (at < end) {
    const name = nameAt(text, at);
    at += name.length;
    const value = /^\s{0,20}=\s{0,20}["']/.exec(text.slice(at, at + 45))?.[0];
    if (name === '' || value === undefined) {
      at += name === '' ? 1 : 0;
      continue;
    }
    const from = at + value.length;
    const close = text.indexOf(value.at(-1) ?? '"', from);
    const stop = close < 0 || close > end ? end : close;
    if (matchesName(rules.jsonNames, localName(name))) {
      addEdit(edits, text, { start: from, end: stop, kind: 'xml', name: `//${element}/@${localName(name)}` });
    }
    at = stop + 1;
  }
}

/** The `>` that ends the tag, outside of quotes; the end of the text when there is none. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      quote = character === quote ? '' : quote;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '>') {
      return at;
    }
  }
  return text.length;
}

function nameAt(text: string, at: number): string {
  return /^[^\s<>/="']+/.exec(text.slice(at, at + maxNameLength))?.[0] ?? '';
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
