// The HTTPS server of the fake ARM: faults, then identity, then routing, api-version, authorization and the provider.
// Every request ends in the request log and carries the headers that real answers carry.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../src/base/clock.ts';
import { delay } from '../../../src/base/clock.ts';
import type { FaultRule, FaultRules } from '../control/faultRules.ts';
import type { RequestLog } from '../control/requestLog.ts';
import type { ListeningServer } from '../httpServer.ts';
import { listen, readBody, sendJson, sendText } from '../httpServer.ts';
import type { Account, Directory } from '../identity/directory.ts';
import { answerTokenRequest } from '../identity/tokenEndpoint.ts';
import type { TokenAuthority } from '../identity/tokens.ts';
import type { AnsweredWrite } from '../monitor/operationEvents.ts';
import type { Seed } from '../seed.ts';
import type { Caller } from './access.ts';
import { authenticate, authorize, checkTenant } from './access.ts';
import { ArmError, badRequest } from './armError.ts';
import type { ArmState } from './armState.ts';
import { checkApiVersion, noSuchRoute } from './resolve.ts';
import type { ArmAnswer, ArmRequest, Route, Router } from './route.ts';

/** What the server needs. */
export interface ArmServerOptions {
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string };
  readonly clock: Clock;
  readonly seed: Seed;
  readonly directory: Directory;
  readonly authority: TokenAuthority;
  readonly tokenLifetimeInSeconds: number;
  readonly faults: FaultRules;
  readonly log: RequestLog;
  readonly state: ArmState;
  readonly router: Router;
  readonly endpoint: () => string;
  /** Told of every answer of a route that may have changed something. */
  readonly onWrite: (write: AnsweredWrite) => void;
}

/** Requests per subscription that the remaining-reads header starts from, and how many come back each second. */
const readBudget = { size: 1100, perSecond: 25 };

/** Starts the server. */
export function startArmServer(options: ArmServerOptions): Promise<ListeningServer> {
  const server = new ArmServer(options);
  return listen({
    port: options.port,
    optionName: '--arm-port',
    tls: options.tls,
    listener: (request, response) => void server.serve(request, response),
  });
}

class ArmServer {
  readonly #options: ArmServerOptions;
  #served = 0;
  #budget = readBudget.size;
  #budgetAt = 0;

  constructor(options: ArmServerOptions) {
    this.#options = options;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { clock, log, faults } = this.#options;
    const startedAt = clock.now();
    const url = new URL(request.url ?? '/', 'https://arm.invalid');
    const method = request.method ?? 'GET';
    const who: { account: Account | undefined } = { account: undefined };
    const fault = faults.take(method, url.pathname, url.searchParams.get('api-version'));
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    let answer: ArmAnswer;
    let body = '';
    try {
      if (fault?.latencyInMs !== undefined) {
        await delay(clock, fault.latencyInMs, closed.signal);
      }
      body = await readBody(request);
      if (fault?.dropSocket === true) {
        request.socket.destroy();
        return;
      }
      answer =
        fault?.status === undefined && fault?.body === undefined
          ? await this.#answer({ request, url, body, who })
          : toFaultAnswer(fault);
    } catch (error) {
      if (closed.signal.aborted) {
        return;
      }
      answer = toErrorAnswer(error);
    }
    log.add({
      at: new Date(startedAt).toISOString(),
      method,
      path: url.pathname,
      apiVersion: url.searchParams.get('api-version'),
      status: answer.status,
      account: who.account?.id ?? null,
      durationInMs: clock.now() - startedAt,
      ...toLoggedBody(body),
    });
    const headers = { ...this.#commonHeaders(request, url), ...answer.headers };
    if (typeof fault?.body === 'string' && answer.body === fault.body) {
      const { body: text, contentType = mediaTypeOf(text) } = fault;
      sendText(response, { status: answer.status, text, headers: { 'content-type': contentType, ...headers } });
      return;
    }
    sendJson(response, { ...answer, headers });
  }

  async #answer(options: {
    readonly request: IncomingMessage;
    readonly url: URL;
    readonly body: string;
    readonly who: { account: Account | undefined };
  }): Promise<ArmAnswer> {
    const { request, url, body, who } = options;
    const method = request.method ?? 'GET';
    const identityAnswer = this.#answerIdentity(method, url, body);
    if (identityAnswer !== undefined) {
      return identityAnswer;
    }
    const { authority, directory, router, state } = this.#options;
    const caller = authenticate(authority, directory, request.headers.authorization);
    who.account = caller.account;
    const matches = router.match(url.pathname);
    const match = matches.find((one) => one.route.method === method);
    const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(url.pathname)?.[1];
    if (subscriptionId !== undefined) {
      this.#checkSubscription(caller, subscriptionId);
    }
    if (match === undefined) {
      throw noSuchRoute({ router, method, path: url.pathname, isOtherMethod: matches.length > 0 });
    }
    const { route, params } = match;
    const apiVersion = checkApiVersion(route, url.searchParams.get('api-version'));
    authorize(caller.account, route.action, url.pathname);
    const group = params['resourceGroupName'];
    if (group !== undefined && state.group(subscriptionId ?? '', group) === undefined) {
      throw new ArmError({
        status: 404,
        code: 'ResourceGroupNotFound',
        message: `Resource group '${group}' could not be found.`,
      });
    }
    return this.#handle(route, {
      ...caller,
      method,
      path: url.pathname,
      query: url.searchParams,
      params,
      body: parseJson(body),
      apiVersion,
    });
  }

  /** Runs a route, and tells the activity log what came of it. */
  async #handle(route: Route, request: ArmRequest): Promise<ArmAnswer> {
    const { method, path, account } = request;
    const tell = (status: number, operationUrl?: string): void =>
      this.#options.onWrite({ method, path, action: route.action, caller: account.username, status, operationUrl });
    try {
      const answer = await route.handle(request);
      tell(answer.status, answer.headers?.['Azure-AsyncOperation']);
      return answer;
    } catch (error) {
      if (error instanceof ArmError) {
        tell(error.status);
      }
      throw error;
    }
  }

  /** The identity platform shares the port: token endpoint, discovery document, keys. */
  #answerIdentity(method: string, url: URL, body: string): ArmAnswer | undefined {
    const found =
      /^\/([^/]+)(\/oauth2\/(?:v2\.0\/)?token|(?:\/v2\.0)?\/\.well-known\/openid-configuration|\/discovery\/v2\.0\/keys)$/i.exec(
        url.pathname,
      );
    const [, tenant = '', kind = ''] = found ?? [];
    if (found === null) {
      return undefined;
    }
    const { authority, directory, tokenLifetimeInSeconds: lifetimeInSeconds, endpoint } = this.#options;
    if (kind.endsWith('token')) {
      return method === 'POST'
        ? answerTokenRequest({ directory, authority, lifetimeInSeconds }, new URLSearchParams(body), tenant)
        : {
            status: 405,
            body: {
              error: 'invalid_request',
              error_description: 'AADSTS900561: The endpoint only accepts POST requests.',
            },
          };
    }
    if (kind.endsWith('keys')) {
      return { status: 200, body: authority.keySet };
    }
    const root = `${endpoint()}/${tenant}`;
    return {
      status: 200,
      body: {
        issuer: `https://sts.windows.net/${directory.tenants[0]?.id}/`,
        authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
        token_endpoint: `${root}/oauth2/v2.0/token`,
        jwks_uri: `${root}/discovery/v2.0/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      },
    };
  }

  #checkSubscription(caller: Caller, subscriptionId: string): void {
    const subscription = this.#options.state.subscription(subscriptionId);
    if (subscription === undefined) {
      throw new ArmError({
        status: 404,
        code: 'SubscriptionNotFound',
        message: `The subscription '${subscriptionId}' could not be found.`,
      });
    }
    checkTenant(caller, subscription.tenantId);
  }

  #commonHeaders(request: IncomingMessage, url: URL): Record<string, string> {
    this.#served += 1;
    const { seed, clock } = this.#options;
    const id = seed.guid(`request ${this.#served}`);
    const given = request.headers['x-ms-correlation-request-id'];
    const correlationId = typeof given === 'string' ? given : id;
    const stamp = `${new Date(clock.now()).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
    const isRead = request.method === 'GET';
    const scope = /^\/subscriptions\/[^/]+/i.test(url.pathname) ? 'subscription' : 'tenant';
    const remaining = String(this.#takeBudget());
    const clientRequestId = request.headers['x-ms-client-request-id'];
    const isEchoed = request.headers['x-ms-return-client-request-id'] === 'true' && typeof clientRequestId === 'string';
    return {
      'cache-control': 'no-cache',
      pragma: 'no-cache',
      expires: '-1',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'x-ms-request-id': id,
      'x-ms-correlation-request-id': correlationId,
      'x-ms-routing-request-id': `SANDBOX:${stamp}:${id}`,
      [`x-ms-ratelimit-remaining-${scope}-${isRead ? 'reads' : 'writes'}`]: remaining,
      [`x-ms-ratelimit-remaining-${scope}-global-${isRead ? 'reads' : 'writes'}`]: String(Number(remaining) * 15),
      ...(isEchoed ? { 'x-ms-client-request-id': clientRequestId } : {}),
    };
  }

  /** A token bucket as the headers show it. It never refuses: a 429 comes from a fault rule only. */
  #takeBudget(): number {
    const now = this.#options.clock.now();
    const back = ((now - this.#budgetAt) / 1000) * readBudget.perSecond;
    this.#budget = Math.max(0, Math.min(readBudget.size, this.#budget + back) - 1);
    this.#budgetAt = now;
    return Math.floor(this.#budget);
  }
}

/** The body of a request for the log; forms of the token endpoint are no JSON and are left out. */
function toLoggedBody(text: string): { readonly body?: unknown } {
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    // Empty, a form, or nonsense, which is answered with a 400.
    return {};
  }
}

function parseJson(body: string): unknown {
  if (body === '') {
    return undefined;
  }
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw badRequest(
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: '${String(error)}'.`,
    );
  }
}

function toFaultAnswer(fault: FaultRule): ArmAnswer {
  const status = fault.status ?? 200;
  const code = fault.code ?? (status === 429 ? 'TooManyRequests' : 'InternalServerError');
  const error = new ArmError({
    status,
    code,
    message: fault.message ?? `The sandbox was told to answer ${status} here.`,
    details: [],
  });
  const retryAfter = fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) };
  const body = fault.body === undefined ? error.toBody() : fault.body;
  return { status, body, headers: { ...retryAfter, ...fault.headers } };
}

/** Of a text that something on the way answers instead of ARM. */
function mediaTypeOf(text: string): string {
  return text.trimStart().startsWith('<') ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
}

function toErrorAnswer(error: unknown): ArmAnswer {
  const known =
    error instanceof ArmError
      ? error
      : new ArmError({ status: 500, code: 'InternalServerError', message: `Bug in the sandbox: ${String(error)}` });
  return { status: known.status, body: known.toBody(), headers: known.headers };
}
