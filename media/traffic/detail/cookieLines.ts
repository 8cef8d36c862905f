// Cookies out of header values. A gateway may join several Set-Cookie lines by ", "; they are split again where that is certain
// enough, and said to be reconstructed. Pure.

import type { HttpHeader } from '../../../src/domain/http/httpMessage.ts';

const maxCookies = 500;

/** A cookie that a request sent. */
export interface SentCookie {
  readonly name: string;
  readonly value: string;
}

/** A cookie that a response set (RFC 6265, section 4.1). */
export interface SetCookie extends SentCookie {
  /** Everything behind the first semicolon, one attribute each. */
  readonly attributes: readonly string[];
  /** True when the line held several cookies and was split here. */
  readonly isReconstructed: boolean;
}

/** The cookies of the Cookie headers. */
export function sentCookies(headers: readonly HttpHeader[]): SentCookie[] {
  return valuesOf(headers, 'cookie')
    .flatMap((value) => value.split(';'))
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, maxCookies)
    .map(readPair);
}

/** The cookies of the Set-Cookie headers, joined ones apart. */
export function setCookies(headers: readonly HttpHeader[]): SetCookie[] {
  return valuesOf(headers, 'set-cookie')
    .flatMap((value) => {
      const parts = splitJoined(value);
      return parts.map((part) => {
        const [first = '', ...attributes] = part.split(';').map((each) => each.trim());
        return {
          ...readPair(first),
          attributes: attributes.filter((each) => each !== ''),
          isReconstructed: parts.length > 1,
        };
      });
    })
    .slice(0, maxCookies);
}

/** A comma begins a new cookie where a name and "=" follow; the comma of a date is followed by a day, and no "=". */
export function splitJoined(value: string): string[] {
  return value.split(/,\s*(?=[\w!#$%&'*+.^`|~-]{1,200}=)/).filter((part) => part.trim() !== '');
}

function readPair(text: string): SentCookie {
  const equals = text.indexOf('=');
  return equals < 0
    ? { name: text, value: '' }
    : { name: text.slice(0, equals).trim(), value: text.slice(equals + 1).trim() };
}

function valuesOf(headers: readonly HttpHeader[], name: string): string[] {
  return headers.filter((header) => header.name.toLowerCase() === name).map((header) => header.value);
}
