// Bodies as a person reads them: which kind they are, XML with indentation, forms as pairs, bytes as hex. Pure; never repairs.

import type { HttpHeader } from '../../../src/domain/http/httpMessage.ts';
import { headerValue, mediaTypeOf } from '../../../src/domain/http/httpMessage.ts';
import type { HalfDetails } from '../../../src/domain/traffic/exchangeDetails.ts';
import { prettyJson } from '../../../src/domain/http/prettyJson.ts';

/** How a body can be shown beside raw and hex. */
export type BodyKind = 'json' | 'xml' | 'form' | 'image' | 'text' | 'binary';

/** Longer texts are not indented: it would take longer than a person waits. */
const maxPrettyLength = 300_000;
const maxPairs = 2000;
/** Deeper XML is not indented further. */
const maxIndentDepth = 40;
const imageTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/avif',
  'image/x-icon',
  'image/vnd.microsoft.icon',
]);

/** The kind of a body: by its media type, else by its first bytes. */
export function bodyKind(headers: readonly HttpHeader[], bytes: Uint8Array): BodyKind {
  const type = mediaTypeOf(headers);
  if (imageTypes.has(type)) {
    return 'image';
  }
  if (/[/+]json$/.test(type)) {
    return 'json';
  }
  if (/[/+]xml$/.test(type) || type === 'text/html') {
    return 'xml';
  }
  if (type === 'application/x-www-form-urlencoded') {
    return 'form';
  }
  if (looksBinary(bytes)) {
    return 'binary';
  }
  const first = firstSign(bytes);
  return first === '{' || first === '[' ? 'json' : first === '<' ? 'xml' : 'text';
}

/** Text of a half's body, in its own charset where the browser knows it, else as UTF-8. */
export function bodyText(half: Pick<HalfDetails, 'body' | 'headers'>): string {
  const charset = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(headerValue(half.headers, 'content-type') ?? '')?.[1];
  return decoderFor(charset).decode(half.body);
}

function decoderFor(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8', { ignoreBOM: true });
  } catch {
    // A charset that does not exist.
    return new TextDecoder('utf-8', { ignoreBOM: true });
  }
}

/** The text with indentation where that changes no content, else as it is. */
export function prettyText(text: string, kind: BodyKind): string {
  if (text.length > maxPrettyLength) {
    return text;
  }
  return kind === 'xml' ? prettyXml(text) : kind === 'binary' || kind === 'image' ? text : prettyJson(text);
}

/** XML with each tag on a line of its own; text between tags stays as it is. Not well-formed: as it came. */
export function prettyXml(text: string): string {
  const tokens = text.match(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[^<>]*>|[^<]+/g) ?? [];
  if (tokens.join('') !== text || !text.trimStart().startsWith('<')) {
    return text;
  }
  const lines: string[] = [];
  let depth = 0;
  let isOpen = false;
  for (const token of tokens) {
    const isTag = token.startsWith('<') && !token.startsWith('<!');
    const isClosing = isTag && token.startsWith('</');
    if (token.trim() === '') {
      continue;
    }
    if (isClosing) {
      depth = Math.max(0, depth - 1);
    }
    const isContent = !token.startsWith('<') || token.startsWith('<![CDATA[');
    if (lines.length > 0 && (isContent || (isClosing && isOpen))) {
      // A text and the end of its element stay on the line of its beginning.
      lines[lines.length - 1] += isContent ? token.trimEnd() : token;
      isOpen = isContent;
      continue;
    }
    lines.push('  '.repeat(Math.min(depth, maxIndentDepth)) + token.trim());
    isOpen = isTag && !isClosing && !/^<[?]|\/>$/.test(token);
    depth += isOpen ? 1 : 0;
  }
  return depth === 0 ? lines.join('\n') : text;
}

/** Pairs of a query or a form: as they stand and decoded. What cannot be decoded stays as it stands. */
export function readPairs(text: string): { readonly name: string; readonly value: string; readonly raw: string }[] {
  return text
    .split('&', maxPairs)
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      return { name: decodePart(name), value: decodePart(value), raw: part };
    });
}

function decodePart(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** The query of a request's target, without its question mark; empty when there is none. */
export function queryOf(startLine: string): string {
  const target = startLine.replace(/^\S+ /, '').replace(/ HTTP\/[\d.]+$/i, '');
  const question = target.indexOf('?');
  return question < 0 ? '' : (target.slice(question + 1).split('#')[0] ?? '');
}

/** Lines of sixteen bytes: offset, hex, and the printable ASCII. */
export function hexLines(bytes: Uint8Array, from: number, to: number): string {
  const lines: string[] = [];
  for (let at = from; at < Math.min(to, bytes.length); at += 16) {
    const line = bytes.subarray(at, Math.min(at + 16, bytes.length));
    const hex = Array.from(line, (byte, index) => (index === 8 ? ' ' : '') + byte.toString(16).padStart(2, '0')).join(
      ' ',
    );
    const text = Array.from(line, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(48)}  ${text}`);
  }
  return lines.join('\n');
}

/** A data address for an image, which the policy of the page allows. @param type one that `bodyKind` calls an image */
export function imageAddress(headers: readonly HttpHeader[], bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return `data:${mediaTypeOf(headers)};base64,${btoa(binary)}`;
}

function looksBinary(bytes: Uint8Array): boolean {
  let odd = 0;
  const head = bytes.subarray(0, 1024);
  for (const byte of head) {
    if (byte === 0) {
      return true;
    }
    odd += byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 ? 1 : 0;
  }
  return odd > head.length / 10;
}

function firstSign(bytes: Uint8Array): string {
  const first = bytes.subarray(0, 1024).find((byte) => byte > 32);
  return first === undefined ? '' : String.fromCharCode(first);
}
