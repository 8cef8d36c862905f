// Finds the secrets of one application/http message: in its target, its headers and its body, as places in the bytes.

import { bodyOf } from '../../http/httpMessage.ts';
import type { HttpMessage } from '../../http/httpMessage.ts';
import { textByBytes, withoutOverlaps } from './edits.ts';
import type { SecretEdit } from './edits.ts';
import {
  addEdit,
  findAddressSecrets,
  findCookieValues,
  findFieldSecrets,
  findSetCookieValues,
} from './fieldSecrets.ts';
import type { ByteText } from './fieldSecrets.ts';
import { findJsonSecrets, looksLikeJson } from './jsonSecrets.ts';
import { matchesName } from './redactionRules.ts';
import type { CompiledRules } from './redactionRules.ts';
import { findValueSecrets } from './textSecrets.ts';
import { findXmlSecrets } from './xmlSecrets.ts';

/** Headers and body fields that tell how the body is to be read. */
interface BodyKind {
  readonly contentType: string;
}

const LF = 10;
const CR = 13;

/** The secrets in the order of their bytes. Any bytes give a value; what is redacted already is no secret. */
export function findSecrets(bytes: Uint8Array, http: HttpMessage, rules: CompiledRules): SecretEdit[] {
  const edits: SecretEdit[] = [];
  const head: ByteText = { bytes, text: textByBytes(bytes.subarray(0, http.bodyStart)) };
  edits.push(...findAddressSecrets(head, { ...targetRange(head, http), kind: 'query' }, rules.queryNames));
  const kind = findHeaderSecrets(edits, head, http, rules);
  edits.push(...findBodySecrets(bytes, http, kind, rules));
  return edits;
}

/** Where the target stands in the start line; of a line that could not be read, all of it. */
function targetRange({ bytes, text }: ByteText, { start, startLine }: HttpMessage): { start: number; end: number } {
  const end = trimCr(bytes, start, lineEnd(bytes, start));
  if (startLine?.kind !== 'request') {
    return { start, end };
  }
  const last = text.lastIndexOf(' ', end - 1);
  const first = text.indexOf(' ', start);
  return { start: first + 1, end: last > first && text.startsWith('HTTP/', last + 1) ? last : end };
}

function findHeaderSecrets(edits: SecretEdit[], head: ByteText, http: HttpMessage, rules: CompiledRules): BodyKind {
  let contentType = '';
  let isHidden = false;
  let last = '';
  for (let at = http.headersStart; at < http.headersEnd;) {
    const end = Math.min(lineEnd(head.bytes, at), http.headersEnd);
    const textEnd = trimCr(head.bytes, at, end);
    const line = head.text.slice(at, textEnd);
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim();
    const isMore = name === '' || line.startsWith(' ') || line.startsWith('\t');
    if (isMore && isHidden) {
      // A line that begins with a space continues the one before (RFC 9112, section 5.2), and one without a colon may.
      addEdit(edits, head.text, { ...trimRange(head.text, at, textEnd), kind: 'header', name: last });
    } else if (name !== '') {
      const range = trimRange(head.text, at + colon + 1, textEnd);
      isHidden = matchesName(rules.headers, name);
      last = name;
      edits.push(...headerSecrets(head, range, { name, isHidden }, rules));
      if (contentType === '' && name.toLowerCase() === 'content-type') {
        contentType = line.slice(colon + 1).trim();
      }
    }
    at = end + 1;
  }
  return { contentType };
}

function headerSecrets(
  head: ByteText,
  range: { start: number; end: number },
  { name, isHidden }: { name: string; isHidden: boolean },
  rules: CompiledRules,
): SecretEdit[] {
  const lower = name.toLowerCase();
  if (!isHidden) {
    const found = findValueSecrets(head, { ...range, kind: 'header', prefix: `${name}?` }, rules);
    const user = lower === 'host' ? /^([^@\s]{1,1000})@/.exec(head.text.slice(range.start, range.end))?.[1] : undefined;
    if (user === undefined) {
      return found;
    }
    const end = range.start + user.length;
    const edits: SecretEdit[] = [];
    addEdit(edits, head.text, { start: range.start, end, kind: 'header', name: `${name}?userinfo` });
    return withoutOverlaps([...edits, ...found]);
  }
  if (lower === 'cookie') {
    return findCookieValues(head, range.start, range.end, name);
  }
  if (lower === 'set-cookie') {
    return findSetCookieValues(head, range.start, range.end, name);
  }
  const edits: SecretEdit[] = [];
  addEdit(edits, head.text, { ...range, kind: 'header', name });
  return edits;
}

function findBodySecrets(
  bytes: Uint8Array,
  http: HttpMessage,
  { contentType }: BodyKind,
  rules: CompiledRules,
): SecretEdit[] {
  const body = bodyOf(bytes, http);
  if (body.length === 0) {
    return [];
  }
  const type = contentType.toLowerCase();
  if (type.includes('json') || looksLikeJson(body)) {
    return findJsonSecrets(bytes, http.bodyStart, rules);
  }
  const whole: ByteText = { bytes, text: textByBytes(bytes) };
  if (
    type.includes('x-www-form-urlencoded') ||
    (type === '' && /^[\w.%+[\]-]{1,100}=/.test(whole.text.slice(http.bodyStart, http.bodyStart + 200)))
  ) {
    return findFieldSecrets(whole, { start: http.bodyStart, end: bytes.length, kind: 'form' }, rules.queryNames);
  }
  if (type.includes('xml') || /^\s{0,100}</.test(whole.text.slice(http.bodyStart, http.bodyStart + 101))) {
    return findXmlSecrets(whole, http.bodyStart, rules);
  }
  const boundary = /^multipart\/.{0,200}?boundary="?([^";\s]{1,100})/i.exec(contentType)?.[1];
  return boundary === undefined ? [] : findPartSecrets(whole, http.bodyStart, `--${boundary}`, rules);
}

/** The values of parts of a form (RFC 7578) whose names are secrets. */
function findPartSecrets(whole: ByteText, from: number, delimiter: string, rules: CompiledRules): SecretEdit[] {
  const edits: SecretEdit[] = [];
  const { text } = whole;
  let at = text.indexOf(delimiter, from);
  while (at >= 0) {
    const next = text.indexOf(delimiter, at + delimiter.length);
    const end = next < 0 ? text.length : next;
    const part = text.slice(at, end);
    const blank = /\r?\n\r?\n/.exec(part);
    const name = /;[ \t]{0,20}name="?([^"\r\n;]{1,200})/i.exec(part.slice(0, Math.min(blank?.index ?? 0, 4000)))?.[1];
    if (blank !== null && name !== undefined && matchesName(rules.queryNames, name)) {
      const start = at + blank.index + blank[0].length;
      const last = trimCr(whole.bytes, start, text[end - 1] === '\n' && next >= 0 ? end - 1 : end);
      addEdit(edits, text, { start, end: Math.max(start, last), kind: 'form', name });
    }
    at = next;
  }
  return edits;
}

function trimRange(text: string, start: number, end: number): { start: number; end: number } {
  let [from, to] = [start, end];
  while (from < to && isBlank(text[from])) {
    from++;
  }
  while (to > from && isBlank(text[to - 1])) {
    to--;
  }
  return { start: from, end: to };
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 ? bytes.length : at;
}

function trimCr(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === CR ? end - 1 : end;
}
