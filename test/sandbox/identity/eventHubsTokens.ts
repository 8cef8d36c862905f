// Lets the Event Hubs broker ask whether a bearer token is good, and for what.

import type { Directory } from './directory.ts';
import type { TokenAuthority } from './tokens.ts';

/** What the broker wants to hear of a token; structurally its TokenVerdict. */
export type EventHubsVerdict =
  | {
      readonly isValid: true;
      readonly expiresAt: number;
      readonly rights: readonly ('Listen' | 'Send' | 'Manage')[];
    }
  | { readonly isValid: false; readonly description: string; readonly status?: 401 | 403 };

/** Checks a token for the Event Hubs data plane; owners may send and listen, readers may listen. */
export function verifyEventHubsToken(authority: TokenAuthority, directory: Directory, token: string): EventHubsVerdict {
  const verdict = authority.verify(token, [directory.eventHubsAudience]);
  if (verdict.kind !== 'valid') {
    return { isValid: false, description: descriptions[verdict.kind] };
  }
  const { role } = verdict.account;
  return role === 'none'
    ? {
        isValid: false,
        status: 401,
        description: "Unauthorized access. 'Listen' claim(s) are required to perform this operation.",
      }
    : {
        isValid: true,
        expiresAt: verdict.claims.exp * 1000,
        rights: role === 'owner' ? ['Listen', 'Send'] : ['Listen'],
      };
}

const descriptions = {
  expired: 'ExpiredToken: The token is expired.',
  wrongAudience: 'InvalidAudience: The token was issued for another audience.',
  wrongIssuer: 'InvalidIssuer: Token issuer is invalid.',
  notYetValid: 'InvalidToken: The token is not valid yet.',
  invalid: 'InvalidSignature: The token has an invalid signature.',
} as const;
