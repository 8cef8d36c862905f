// Who may come in: bearer tokens, then roles. Answers are worded as ARM words them, because clients show them.

import type { Account, Directory, Tenant } from '../identity/directory.ts';
import type { TokenAuthority } from '../identity/tokens.ts';
import { ArmError } from './armError.ts';
import { isAllowed } from './roles.ts';

/** Who sends a request. */
export interface Caller {
  readonly account: Account;
  readonly tenant: Tenant;
}

/** Reads and verifies the Authorization header, or throws ARM's 401 with its challenge. */
export function authenticate(authority: TokenAuthority, directory: Directory, header: string | undefined): Caller {
  const home = directory.tenants[0]?.id ?? '';
  if (header === undefined || header === '') {
    throw unauthorized(home, 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  }
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  if (token === undefined) {
    throw unauthorized(
      home,
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is provided in an invalid format.",
    );
  }
  const verdict = authority.verify(token, [directory.managementAudience]);
  switch (verdict.kind) {
    case 'valid': {
      const tenant = directory.tenants.find((one) => one.id === verdict.claims.tid);
      if (tenant !== undefined) {
        return { account: verdict.account, tenant };
      }
      break;
    }
    case 'expired': {
      const ended = new Date(verdict.claims.exp * 1000).toISOString();
      throw unauthorized(
        home,
        'ExpiredAuthenticationToken',
        `The access token expiry UTC time '${ended}' is earlier than current UTC time.`,
      );
    }
    case 'wrongAudience':
      throw unauthorized(
        home,
        'InvalidAuthenticationTokenAudience',
        `The access token has been obtained for wrong audience or resource '${verdict.claims.aud}'. It should exactly match with one of the allowed audiences '${directory.managementAudience}'.`,
      );
    case 'wrongIssuer':
      throw unauthorized(
        home,
        'InvalidAuthenticationTokenTenant',
        `The access token is from the wrong issuer '${verdict.claims.iss}'.`,
      );
    case 'notYetValid':
    case 'invalid':
      break;
  }
  throw unauthorized(home, 'InvalidAuthenticationToken', 'The access token is invalid.');
}

/** Throws ARM's 401 when a subscription belongs to another tenant than the token's. */
export function checkTenant(caller: Caller, subscriptionTenantId: string): void {
  if (caller.tenant.id !== subscriptionTenantId) {
    throw unauthorized(
      subscriptionTenantId,
      'InvalidAuthenticationTokenTenant',
      `The access token is from the wrong issuer 'https://sts.windows.net/${caller.tenant.id}/'. It must match the tenant 'https://sts.windows.net/${subscriptionTenantId}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${subscriptionTenantId}' to get the token.`,
    );
  }
}

/** Throws ARM's 403 when the account's role does not allow an action over a path. */
export function authorize(account: Account, action: string, path: string): void {
  if (isAllowed(account.role, action)) {
    return;
  }
  throw new ArmError({
    status: 403,
    code: 'AuthorizationFailed',
    message: `The client '${account.username}' with object id '${account.objectId}' does not have authorization to perform action '${action}' over scope '${scopeOf(path)}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  });
}

/** Throws ARM's 403 when an account may write a resource, but may not do what that needs at another one. */
export function authorizeLinked(
  account: Account,
  options: {
    readonly action: string;
    readonly scope: string;
    readonly linkedActions: readonly string[];
    readonly linkedScope: string;
  },
): void {
  const refused = options.linkedActions.filter((action) => !isAllowed(account.role, action));
  if (refused.length === 0) {
    return;
  }
  throw new ArmError({
    status: 403,
    code: 'LinkedAuthorizationFailed',
    message: `The client '${account.username}' with object id '${account.objectId}' has permission to perform action '${options.action}' on scope '${options.scope}'; however, it does not have permission to perform action(s) '${refused.join(',')}' on the linked scope(s) '${options.linkedScope}' (respectively) or the linked scope(s) are invalid.`,
  });
}

/** The scope an error names: the resource for an action on it, the parent for a collection. */
function scopeOf(path: string): string {
  const [before, after] = splitOnce(path.replace(/\/$/, ''), /\/providers\//i);
  if (after === undefined) {
    return before;
  }
  const [namespace, ...rest] = after.split('/');
  const whole = rest.slice(0, rest.length - (rest.length % 2));
  return whole.length === 0 ? before : `${before}/providers/${namespace}/${whole.join('/')}`;
}

function splitOnce(text: string, separator: RegExp): [string, string | undefined] {
  const found = separator.exec(text);
  return found === null ? [text, undefined] : [text.slice(0, found.index), text.slice(found.index + found[0].length)];
}

function unauthorized(tenantId: string, code: string, message: string): ArmError {
  const challenge = [
    `Bearer authorization_uri="https://login.windows.net/${tenantId}"`,
    'error="invalid_token"',
    `error_description="${message.replaceAll('"', "'")}"`,
  ].join(', ');
  return new ArmError({ status: 401, code, message, headers: { 'WWW-Authenticate': challenge } });
}
