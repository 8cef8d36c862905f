// Finds secrets in any text: keys and signatures of Azure, which name themselves wherever they stand, and those of JSON and addresses.

import { decodeText } from '../../http/httpMessage.ts';
import { applyEdits, textByBytes, withoutOverlaps } from './edits.ts';
import type { RedactedKind, SecretEdit } from './edits.ts';
import { addEdit, findAddressSecrets } from './fieldSecrets.ts';
import type { ByteText } from './fieldSecrets.ts';
import { findJsonSecrets, looksLikeJson } from './jsonSecrets.ts';
import { findKeyTexts } from './keyTexts.ts';
import type { CompiledRules } from './redactionRules.ts';

const encoder = new TextEncoder();

/** Secrets of an address between two offsets, and of keys that stand there. */
export function findValueSecrets(
  source: ByteText,
  range: { readonly start: number; readonly end: number; readonly kind: RedactedKind; readonly prefix?: string },
  rules: CompiledRules,
): SecretEdit[] {
  const edits = findAddressSecrets(source, range, rules.queryNames);
  for (const key of findKeyTexts(source.text.slice(range.start, range.end), rules)) {
    const place = { start: range.start + key.start, end: range.start + key.end };
    addEdit(edits, source.text, { ...place, kind: range.kind, name: `${range.prefix ?? ''}${key.name}` });
  }
  return withoutOverlaps(edits);
}

/** The text without its secrets, be it JSON, an address or neither; the same text when there are none. */
export function redactText(text: string, rules: CompiledRules): string {
  const bytes = encoder.encode(text);
  const source: ByteText = { bytes, text: textByBytes(bytes) };
  const edits = looksLikeJson(bytes)
    ? findJsonSecrets(bytes, 0, rules)
    : findValueSecrets(source, { start: 0, end: bytes.length, kind: 'metadata' }, rules);
  return edits.length === 0 ? text : decodeText(applyEdits(bytes, edits));
}
