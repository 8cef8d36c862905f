// Tokens for Azure Resource Manager: in Azure from the managed identity's own endpoint, on a developer's machine from the Azure CLI.
// A token is kept until five minutes before its end, and is asked for once however many calls wait for it.

import { execFile } from 'node:child_process';
import { ArmError } from './armError.ts';
import { fieldsOf, member, parseJson, textOf } from './json.ts';

/** Gives tokens; `renew` leaves out the one that is kept. */
export type GetToken = (renew?: boolean) => Promise<string>;

interface Token {
  readonly text: string;
  readonly endsAt: number;
}

const marginInMs = 300_000;

/** Tokens for an audience, from what the environment offers. */
export function tokensFor(audience: string, env: Readonly<Record<string, string | undefined>>): GetToken {
  const endpoint = env['IDENTITY_ENDPOINT'];
  const identity = { header: env['IDENTITY_HEADER'] ?? '', audience, clientId: env['AZURE_CLIENT_ID'] };
  const fetchToken = (): Promise<Token> =>
    endpoint === undefined ? fromCli(audience) : fromIdentity({ endpoint, ...identity });
  let kept: Promise<Token> | undefined;
  const ask = (): Promise<Token> => {
    const asked = fetchToken();
    kept = asked;
    // A failure must not be kept: the next call asks again. Whoever waits here hears of it.
    asked.catch(() => {
      if (kept === asked) {
        kept = undefined;
      }
    });
    return asked;
  };
  return async (renew = false) => {
    const current = kept;
    if (!renew && current !== undefined) {
      const token = await current;
      if (token.endsAt - marginInMs > Date.now()) {
        return token.text;
      }
      kept = kept === current ? undefined : kept;
    }
    return (await (renew ? ask() : (kept ?? ask()))).text;
  };
}

/** https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
async function fromIdentity(options: {
  readonly endpoint: string;
  readonly header: string;
  readonly audience: string;
  readonly clientId: string | undefined;
}): Promise<Token> {
  const url = new URL(options.endpoint);
  url.searchParams.set('api-version', '2019-08-01');
  url.searchParams.set('resource', options.audience);
  if (options.clientId !== undefined && options.clientId !== '') {
    url.searchParams.set('client_id', options.clientId);
  }
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { 'X-IDENTITY-HEADER': options.header },
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    });
  } catch {
    throw noToken('its endpoint does not answer', true);
  }
  const body = fieldsOf(parseJson(await response.text()));
  const text = textOf(body, 'access_token');
  if (!response.ok || text === undefined) {
    throw noToken(`its endpoint answered ${response.status}`, response.status === 429 || response.status >= 500);
  }
  return { text, endsAt: Number(member(body, 'expires_on')) * 1000 };
}

function noToken(detail: string, isTransient: boolean): ArmError {
  return new ArmError({
    status: 0,
    code: 'NoToken',
    detail: `The managed identity gave no token: ${detail}.`,
    isTransient,
  });
}

/** `az login` on a developer's machine is enough to try the function. */
async function fromCli(audience: string): Promise<Token> {
  // On Windows `az` is a batch file; a shell runs it, and the audience is an https address by settings.ts.
  const isWindows = process.platform === 'win32';
  const resource = new URL(audience).href;
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      'az',
      ['account', 'get-access-token', '--output', 'json', '--resource', isWindows ? `"${resource}"` : resource],
      { shell: isWindows, timeout: 30_000 },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
  }).catch((error: unknown) => {
    const detail = 'No managed identity here, and the Azure CLI gave no token; run `az login`.';
    throw new ArmError({ status: 0, code: 'NoToken', detail, isTransient: false, cause: error });
  });
  const body = fieldsOf(parseJson(output));
  const text = textOf(body, 'accessToken') ?? '';
  return { text, endsAt: Number(member(body, 'expires_on')) * 1000 };
}
