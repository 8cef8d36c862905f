// The absolute address of a logged request. Only http and https come out of it, whatever the target says: a tool that gets the
// address must not read a file or speak another protocol.

import { headerValue } from '../../http/httpMessage.ts';
import type { HttpHeader } from '../../http/httpMessage.ts';

/** An address in parts, percent-encoded so that it is a URI (RFC 3986). */
export interface RequestAddress {
  /** `https://host:port`; the placeholder's when the host is not known. */
  readonly origin: string;
  /** Path and query, from the first slash on. */
  readonly path: string;
  readonly isHostKnown: boolean;
  /** True when the target could not be kept in meaning: user and password left out, or a form that has no address. */
  readonly isChanged: boolean;
}

/** Stands for a host that was not logged; the domain never resolves (RFC 6761, section 6.4). */
export const placeholderOrigin = 'https://unknown-host.invalid';

const encoder = new TextEncoder();
const plainHost = /^(?:[a-z\d_][a-z\d_.-]{0,252}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;
/** Characters of a URI that stay: unreserved ones, and delimiters that mean something in paths and queries. */
const plainCharacter = /[\w.~!$&'()*+,;=:@/?-]/;

/** The address of a target: of its own host when it is absolute (RFC 9112, section 3.2.2), else of the Host header. */
export function requestAddress(target: string, headers: readonly HttpHeader[]): RequestAddress {
  const absolute = /^(https?):\/\/([^/?#]{0,1000})(.*)$/is.exec(target);
  if (absolute !== null) {
    const [, scheme = 'https', authority = '', rest = ''] = absolute;
    const host = authority.slice(authority.lastIndexOf('@') + 1);
    const origin = originOf(scheme.toLowerCase(), host);
    return {
      origin: origin ?? placeholderOrigin,
      path: encodeTarget(withSlash(rest)),
      isHostKnown: origin !== undefined,
      isChanged: host.length !== authority.length,
    };
  }
  const host = headerValue(headers, 'host') ?? '';
  const origin = originOf(host.endsWith(':80') ? 'http' : 'https', host);
  return {
    origin: origin ?? placeholderOrigin,
    path: encodeTarget(withSlash(target)),
    isHostKnown: origin !== undefined,
    isChanged: !target.startsWith('/'),
  };
}

/** Percent-encodes what may not stand in a URI; escapes that are there stay. Braces and brackets are encoded, as tools give them a meaning. */
export function encodeTarget(target: string): string {
  let encoded = '';
  for (let at = 0; at < target.length; at++) {
    const character = target[at] ?? '';
    if (plainCharacter.test(character) || (character === '%' && isHex(target[at + 1]) && isHex(target[at + 2]))) {
      encoded += character;
    } else {
      const whole = String.fromCodePoint(target.codePointAt(at) ?? 0xfffd);
      at += whole.length - 1;
      encoded += percentEncode(whole);
    }
  }
  return encoded;
}

function percentEncode(text: string): string {
  return [...encoder.encode(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function originOf(scheme: string, host: string): string | undefined {
  const origin = `${scheme}://${host}`;
  return plainHost.test(host) && URL.canParse(origin) ? origin : undefined;
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function isHex(character: string | undefined): boolean {
  return character !== undefined && /^[\da-f]$/i.test(character);
}
