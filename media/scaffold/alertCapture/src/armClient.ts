// A thin client of Azure Resource Manager: one call at a time over fetch, with the identity's token, short repeats of what may work
// a moment later, and errors that name the missing action. Nothing here waits longer than the caller's `until`.

import { setTimeout as wait } from 'node:timers/promises';
import { ArmError, withoutSecrets } from './armError.ts';
import type { MissingPermission } from './armError.ts';
import type { Fields } from './json.ts';
import { fieldsOf, listOf, parseJson, textOf } from './json.ts';
import type { GetToken } from './token.ts';

/** One call. */
export interface ArmCall {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** A resource id or a list below one, without query. */
  readonly path: string;
  readonly apiVersion: string;
  readonly query?: string;
  readonly body?: unknown;
  /** The action that the identity needs, for the answer to a 403. */
  readonly action: string;
  /** Milliseconds since 1970 after which nothing is repeated. */
  readonly until: number;
}

/** What came back. */
export interface ArmAnswer {
  readonly status: number;
  readonly body: Fields;
  readonly retryAfterInMs: number | undefined;
}

const transientStatuses: readonly number[] = [408, 429, 500, 502, 503, 504];
const repeats = 2;

/** Calls of one cloud. */
export class ArmClient {
  readonly #endpoint: string;
  readonly #getToken: GetToken;

  constructor(endpoint: string, getToken: GetToken) {
    this.#endpoint = endpoint;
    this.#getToken = getToken;
  }

  /** Rejects with ArmError for any answer but a success. */
  async send(call: ArmCall): Promise<ArmAnswer> {
    const address = new URL(`${this.#endpoint}${call.path}?api-version=${call.apiVersion}${call.query ?? ''}`);
    return await this.#sendTo(address, call);
  }

  /** The members of a list, page by page; a next page elsewhere than at ARM is refused, since the token would go there. */
  async list(call: ArmCall): Promise<readonly Fields[]> {
    const found: Fields[] = [];
    let page = await this.send(call);
    for (;;) {
      found.push(...listOf(page.body, 'value').map((each) => fieldsOf(each)));
      const next = textOf(page.body, 'nextLink');
      if (next === undefined) {
        return found;
      }
      if (!URL.canParse(next) || new URL(next).origin !== new URL(this.#endpoint).origin) {
        throw new ArmError({
          status: 502,
          code: 'ForeignAddress',
          detail: 'A list goes on at another host, where the token does not belong.',
          isTransient: false,
        });
      }
      if (Date.now() >= call.until) {
        const detail = 'A list of Azure Resource Manager does not come to its end in time.';
        throw new ArmError({ status: 0, code: 'NoTime', detail, isTransient: true });
      }
      page = await this.#sendTo(new URL(next), call);
    }
  }

  async #sendTo(address: URL, call: ArmCall): Promise<ArmAnswer> {
    let renewsToken = false;
    for (let tries = 0; ; tries++) {
      const outcome = await this.#once(address, call, renewsToken).catch((error: unknown) => asNoAnswer(error, call));
      if (!(outcome instanceof ArmError)) {
        return outcome;
      }
      const pause = outcome.retryAfterInMs ?? 200 * 2 ** tries;
      const hasTime = Date.now() + pause < call.until;
      if (outcome.status === 401 && !renewsToken) {
        // A role or identity that was changed meanwhile: a token of before is refused once.
        renewsToken = true;
      } else if (outcome.isTransient && tries < repeats && hasTime) {
        await wait(pause);
      } else {
        throw outcome;
      }
    }
  }

  async #once(address: URL, call: ArmCall, renewsToken: boolean): Promise<ArmAnswer | ArmError> {
    const token = await this.#getToken(renewsToken);
    const response = await fetch(address, {
      method: call.method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      redirect: 'error',
      signal: AbortSignal.timeout(Math.max(500, call.until - Date.now())),
    });
    const text = await response.text();
    const body = fieldsOf(parseJson(text));
    const retryAfterInMs = retryAfterOf(response.headers.get('retry-after'));
    if (response.ok && (text === '' || text === 'null' || Object.keys(body).length > 0)) {
      return { status: response.status, body, retryAfterInMs };
    }
    return refusalOf(call, { status: response.status, body, retryAfterInMs });
  }
}

/** An answer that is none of ARM's successes. */
function refusalOf(
  call: ArmCall,
  {
    status,
    body,
    retryAfterInMs,
  }: { readonly status: number; readonly body: Fields; readonly retryAfterInMs?: number | undefined },
): ArmError {
  const error = fieldsOf(body['error']);
  const message = textOf(error, 'message') ?? 'The answer is none of Azure Resource Manager.';
  // A conflict of a PUT has a meaning of its own; elsewhere something else goes on at the resource.
  const isConflict = status === 409 && call.method !== 'PUT';
  return new ArmError({
    status,
    code: withoutSecrets(textOf(error, 'code') ?? `Http${status}`),
    detail: withoutSecrets(message),
    isTransient: transientStatuses.includes(status) || isConflict || status < 300,
    missing: status === 403 ? missingOf(message, call) : undefined,
    retryAfterInMs,
  });
}

/** ARM names action and scope in its text, for linked resources too; else they are those of the call. */
function missingOf(message: string, call: ArmCall): MissingPermission {
  const linked =
    /permission to perform action\(?s?\)? '([^']{3,300})' on the linked scope\(?s?\)? '([^']{3,500})'/i.exec(message);
  const own = /perform action '([^']{3,300})' over scope '([^']{3,500})'/i.exec(message);
  const [, action = call.action, scope = call.path] = linked ?? own ?? [];
  return { action: withoutSecrets(action), scope: withoutSecrets(scope) };
}

/** fetch says nothing but "fetch failed"; whatever it was, a person looks at the network first. */
function asNoAnswer(error: unknown, call: ArmCall): ArmError {
  if (error instanceof ArmError) {
    throw error;
  }
  const body = { error: { code: 'NoAnswer', message: 'Azure Resource Manager did not answer.' } };
  return refusalOf(call, { status: 0, body });
}

function retryAfterOf(header: string | null): number | undefined {
  const seconds = Number(header ?? 'none');
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
