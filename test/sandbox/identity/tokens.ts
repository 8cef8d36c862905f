// Signs and verifies access tokens (JWT, RFC 7519, RS256) in the shape Entra ID gives them for version 1 audiences.
// The verifier trusts nothing but its own key; the clock is the sandbox's.

import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Clock } from '../../../src/base/clock.ts';
import type { Seed } from '../seed.ts';
import type { Account, Directory, Tenant } from './directory.ts';
import { isSameAudience } from './directory.ts';

/** The claims of a token, as far as the sandbox reads them. */
export interface Claims {
  readonly aud: string;
  readonly iss: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly oid: string;
  readonly tid: string;
  readonly upn: string;
}

/** A good token, or why it is not good. */
export type Verdict =
  | { readonly kind: 'valid'; readonly claims: Claims; readonly account: Account }
  | { readonly kind: 'expired' | 'notYetValid' | 'wrongAudience' | 'wrongIssuer'; readonly claims: Claims }
  | { readonly kind: 'invalid' };

/** Issues tokens and says whether one is good. */
export class TokenAuthority {
  readonly #directory: Directory;
  readonly #clock: Clock;
  readonly #seed: Seed;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #keyId: string;
  #issued = 0;

  constructor(options: { readonly directory: Directory; readonly clock: Clock; readonly seed: Seed }) {
    this.#directory = options.directory;
    this.#clock = options.clock;
    this.#seed = options.seed;
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#privateKey = pair.privateKey;
    this.#publicKey = pair.publicKey;
    this.#keyId = createHash('sha1')
      .update(pair.publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64url');
  }

  /** The public key as a JSON Web Key set, for the discovery document. */
  get keySet(): { readonly keys: readonly object[] } {
    return { keys: [{ ...this.#publicKey.export({ format: 'jwk' }), kid: this.#keyId, use: 'sig', alg: 'RS256' }] };
  }

  /** Signs a token. `lifetimeInSeconds` may be negative, for a token that has ended already. */
  issue(options: {
    readonly account: Account;
    readonly tenant: Tenant;
    readonly audience: string;
    readonly lifetimeInSeconds: number;
  }): string {
    const now = Math.floor(this.#clock.now() / 1000);
    const home = this.#directory.tenants[0];
    const { account, tenant } = options;
    const issuer = `https://sts.windows.net/${tenant.id}/`;
    this.#issued += 1;
    const payload = {
      aud: options.audience,
      iss: issuer,
      iat: now - 5,
      nbf: Math.min(now, now + options.lifetimeInSeconds) - 5,
      exp: now + options.lifetimeInSeconds,
      acr: '1',
      amr: ['pwd'],
      appid: this.#seed.guid('application'),
      appidacr: '0',
      name: account.label,
      oid: account.objectId,
      // A guest carries the issuer of its home.
      ...(home !== undefined && home.id !== tenant.id ? { idp: `https://sts.windows.net/${home.id}/` } : {}),
      scp: 'user_impersonation',
      sub: createHash('sha256').update(`${account.objectId} ${options.audience}`).digest('base64url'),
      tid: tenant.id,
      unique_name: account.username,
      upn: account.username,
      uti: this.#seed.bytes(`uti ${this.#issued}`, 16).toString('base64url'),
      ver: '1.0',
    };
    const head = encode({ typ: 'JWT', alg: 'RS256', x5t: this.#keyId, kid: this.#keyId });
    const signed = `${head}.${encode(payload)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#privateKey).toString('base64url')}`;
  }

  /** Checks signature, issuer, audience and times of a token. */
  verify(token: string, audiences: readonly string[]): Verdict {
    const claims = this.#readSigned(token);
    if (claims === undefined) {
      return { kind: 'invalid' };
    }
    const tenant = this.#directory.tenants.find((one) => one.id === claims.tid);
    const account = this.#directory.accounts.find((one) => one.objectId === claims.oid);
    if (tenant === undefined || account === undefined || claims.iss !== `https://sts.windows.net/${tenant.id}/`) {
      return { kind: 'wrongIssuer', claims };
    }
    if (!audiences.some((audience) => isSameAudience(audience, claims.aud))) {
      return { kind: 'wrongAudience', claims };
    }
    const now = Math.floor(this.#clock.now() / 1000);
    if (claims.exp <= now) {
      return { kind: 'expired', claims };
    }
    return claims.nbf > now ? { kind: 'notYetValid', claims } : { kind: 'valid', claims, account };
  }

  #readSigned(token: string): Claims | undefined {
    const [head, payload, signature, ...rest] = token.split('.');
    if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) {
      return undefined;
    }
    // The algorithm is ours to choose: a token that names another one is not looked at further.
    const header = decode(head);
    if (header?.['alg'] !== 'RS256' || header['kid'] !== this.#keyId) {
      return undefined;
    }
    const isOurs = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${payload}`),
      this.#publicKey,
      Buffer.from(signature, 'base64url'),
    );
    return isOurs ? (decode(payload) as unknown as Claims) : undefined;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    // Not JSON: the caller treats it as an invalid token.
    return undefined;
  }
}
