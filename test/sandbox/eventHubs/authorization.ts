// Who may do what: checks SAS and bearer tokens and keeps, per connection, what they granted until it expires.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseAddress } from './address.ts';
import type { AccessRight, SharedKey, TokenVerdict } from './options.ts';

/** The token types of put-token. */
export const sasTokenType = 'servicebus.windows.net:sastoken';
export const bearerTokenType = 'jwt';

/** Checks a shared access signature: its HMAC, its expiry, and that it covers the audience. */
export function verifySas(options: {
  readonly token: string;
  readonly audience: string;
  readonly keys: readonly SharedKey[];
  /** Milliseconds since 1970. */
  readonly now: number;
}): TokenVerdict {
  const fields = new Map(
    options.token
      .replace(/^SharedAccessSignature\s+/, '')
      .split('&')
      .map((pair): [string, string] => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), pair.slice(at + 1)];
      }),
  );
  const [resource, signature, expiry, keyName] = ['sr', 'sig', 'se', 'skn'].map((name) => fields.get(name));
  if (resource === undefined || signature === undefined || expiry === undefined || keyName === undefined) {
    return refuse('InvalidSignature: The token is malformed; sr, sig, se and skn are required.');
  }
  const rule = options.keys.find((key) => key.name === keyName);
  const expected = createHmac('sha256', rule?.key ?? '')
    .update(`${resource}\n${expiry}`, 'utf8')
    .digest();
  const given = Buffer.from(decodeURIComponent(signature), 'base64');
  if (rule === undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return refuse('InvalidSignature: The token has an invalid signature.');
  }
  const expiresAt = Number(expiry) * 1000;
  if (!(expiresAt > options.now)) {
    return refuse('ExpiredToken: The token is expired.');
  }
  if (!covers(decodeURIComponent(resource), options.audience)) {
    return refuse(`InvalidAudience: The token's resource does not cover '${options.audience}'.`);
  }
  return { isValid: true, expiresAt, rights: rule.rights ?? ['Listen', 'Send'] };
}

function refuse(description: string): TokenVerdict {
  return { isValid: false, description };
}

/** Whether a token for `resource` is good for `audience`: the same path or one above it. Hosts and case are not compared. */
function covers(resource: string, audience: string): boolean {
  const above = pathOf(resource);
  const path = pathOf(audience);
  return above === '' || path === above || path.startsWith(`${above}/`);
}

function pathOf(uri: string): string {
  return uri
    .replace(/^[a-z]+:\/\/[^/]*/i, '')
    .replace(/^\/+|\/+$/g, '')
    .toLowerCase();
}

/** What one connection may do now, by hub; the empty name stands for the whole namespace. */
export class Grants {
  readonly #byAudience = new Map<string, { readonly rights: readonly AccessRight[]; readonly expiresAt: number }>();

  add(audience: string, rights: readonly AccessRight[], expiresAt: number): void {
    this.#byAudience.set(pathOf(audience), { rights, expiresAt });
  }

  /** When the right to a hub ends, or undefined when there is none at `now`. */
  expiryOf(hub: string, right: AccessRight, now: number): number | undefined {
    let latest: number | undefined;
    for (const [path, grant] of this.#byAudience) {
      const isFor = path === '' || parseAddress(path).hub === hub.toLowerCase();
      const isAllowed = grant.rights.includes(right) || grant.rights.includes('Manage');
      if (isFor && isAllowed && grant.expiresAt > now) {
        latest = Math.max(latest ?? 0, grant.expiresAt);
      }
    }
    return latest;
  }
}
