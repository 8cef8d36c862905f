// The stand-in for Entra's token endpoint: no password, because signing in is not what the sandbox is about.
// Answers the errors a client may meet (AADSTS numbers) in Entra's shape.

import type { Account, Directory, Tenant } from './directory.ts';
import { findAccount, isSameAudience } from './directory.ts';
import type { TokenAuthority } from './tokens.ts';

/** An HTTP answer of the endpoint. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What the endpoint needs. */
export interface TokenEndpointOptions {
  readonly directory: Directory;
  readonly authority: TokenAuthority;
  /** Life of a token in seconds. */
  readonly lifetimeInSeconds: number;
}

/**
 * Answers `POST <tokenUrl>` with form fields `username`, `scope`, optional `tenant` and, for tests, `lifetime_in_seconds`;
 * with `grant_type=client_credentials` the field `client_id` names the account.
 * A `VSCODE_TENANT:<id>` scope names the tenant too, as VS Code's sessions do.
 */
export function answerTokenRequest(
  options: TokenEndpointOptions,
  form: URLSearchParams,
  pathTenant: string,
): TokenAnswer {
  const scopes = (form.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== '');
  const tenantHint = scopes.find((scope) => scope.startsWith('VSCODE_TENANT:'))?.slice('VSCODE_TENANT:'.length);
  const tenantName = form.get('tenant') ?? tenantHint ?? pathTenant;
  const tenant = findTenant(options.directory, tenantName);
  if (tenant === undefined) {
    return refuse('invalid_request', `AADSTS90002: Tenant '${tenantName}' not found.`);
  }
  // An application signs in with its own id and any secret; every account is one too.
  const isApplication = form.get('grant_type') === 'client_credentials';
  const username = form.get(isApplication ? 'client_id' : 'username') ?? '';
  const account: Account | undefined = findAccount(options.directory, username);
  if (account === undefined) {
    return refuse(
      'invalid_grant',
      `AADSTS50034: The user account ${username} does not exist in the ${tenant.domain} directory.`,
    );
  }
  const resources = scopes.filter((scope) => scope.includes('://'));
  const resource = resources[0]?.replace(/\/[^/]*$/, '');
  const { managementAudience, storageAudience, eventHubsAudience } = options.directory;
  const known = [managementAudience, storageAudience, eventHubsAudience];
  if (resource === undefined || !known.some((audience) => isSameAudience(audience, resource))) {
    return refuse(
      'invalid_resource',
      `AADSTS500011: The resource principal named ${resource ?? '(none)'} was not found in the tenant named ${tenant.name}.`,
    );
  }
  if (resources.some((other) => other.replace(/\/[^/]*$/, '') !== resource)) {
    return refuse(
      'invalid_scope',
      'AADSTS28000: Provided value for the input parameter scope is not valid because it contains more than one resource.',
    );
  }
  const asked = Number(form.get('lifetime_in_seconds') ?? options.lifetimeInSeconds);
  const lifetimeInSeconds = Number.isFinite(asked) ? asked : options.lifetimeInSeconds;
  const token = options.authority.issue({ account, tenant, audience: resource, lifetimeInSeconds });
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      scope: `${resource}/user_impersonation ${resource}/.default`,
      expires_in: lifetimeInSeconds,
      ext_expires_in: lifetimeInSeconds,
      access_token: token,
    },
  };
}

function findTenant(directory: Directory, name: string): Tenant | undefined {
  // An Active Directory Federation Services, as Azure Stack has it, knows one directory and no names of tenants.
  if (['', 'organizations', 'common', 'consumers', 'adfs'].includes(name)) {
    return directory.tenants[0];
  }
  const wanted = name.toLowerCase();
  return directory.tenants.find((tenant) => tenant.id === wanted || tenant.domain === wanted);
}

function refuse(error: string, description: string): TokenAnswer {
  const code = Number(/^AADSTS(\d+)/.exec(description)?.[1]);
  return { status: 400, body: { error, error_description: description, error_codes: [code] } };
}
