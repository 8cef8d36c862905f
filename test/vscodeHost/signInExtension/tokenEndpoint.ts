// Asks the sandbox's token endpoint for access tokens. Failures carry what the endpoint said.

/** An account that can sign in: `id` is what the endpoint calls `username`, `label` what a person reads. */
export interface SandboxAccount {
  readonly id: string;
  readonly label: string;
}

/** A token for one account and one list of scopes. */
export interface AccessToken {
  readonly value: string;
  readonly expiresAtInMs: number;
}

/** Gives a fresh token. */
export type RequestToken = (account: SandboxAccount, scopes: readonly string[]) => Promise<AccessToken>;

const TENANT_SCOPE = 'VSCODE_TENANT:';
const REQUEST_TIMEOUT_IN_MS = 15_000;

/** Asks an endpoint that takes the form `username, scope, tenant` and answers `{access_token, expires_in}`. */
export function tokenEndpoint(url: string): RequestToken {
  return async (account, scopes) => {
    const form = new URLSearchParams({ username: account.id, ...splitScopes(scopes) });
    const response = await fetch(url, {
      method: 'POST',
      body: form,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_IN_MS),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`The sandbox refused a token for ${account.label}: ${response.status} ${text.slice(0, 500)}`);
    }
    const { access_token: value, expires_in: lifetime } = JSON.parse(text) as {
      access_token: string;
      expires_in: number | string;
    };
    return { value, expiresAtInMs: Date.now() + Number(lifetime) * 1000 };
  };
}

/** VS Code's Microsoft sign-in takes the tenant as a pseudo scope; other VSCODE_ scopes are words to VS Code alone. */
export function splitScopes(scopes: readonly string[]): { scope: string; tenant?: string } {
  const tenant = scopes.find((scope) => scope.startsWith(TENANT_SCOPE))?.slice(TENANT_SCOPE.length);
  const scope = scopes.filter((name) => !name.startsWith('VSCODE_')).join(' ');
  return { scope, ...(tenant ? { tenant } : {}) };
}
