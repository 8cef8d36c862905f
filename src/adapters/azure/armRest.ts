// Thin REST calls to ARM for what is only listed: one pipeline with token, retries and paging, no SDK client per provider.

import { createHttpPoller } from '@azure/core-lro';
import type { OperationResponse } from '@azure/core-lro';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import type { HttpMethods, Pipeline, PipelineResponse } from '@azure/core-rest-pipeline';
import type { CallOptions } from '../../app/azure/ports.ts';
import { asArray, asRecord, asString, parseJson } from '../../base/json.ts';
import { answerPolicy } from './answerPolicy.ts';
import { apiVersionPolicy } from './apiVersionPolicy.ts';
import { armEndpoint, armScope, retryOptions, toCredential } from './armConnection.ts';
import type { ArmConnection } from './armConnection.ts';
import { translated } from './armErrors.ts';
import { ownHostPolicy } from './ownHostPolicy.ts';
import { patiencePolicy } from './patiencePolicy.ts';
import { requestLogPolicy } from './requestLogPolicy.ts';

/** A person does not page: a list that long is cut with a line in the log. */
const maxPages = 200;

/** What ARM answered. */
export interface ArmAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly etag: string | undefined;
  readonly location: string | undefined;
  /** 0 where the service asks for no pause. */
  readonly retryAfterInSeconds: number;
}

/** GET, POST and paged lists below the management endpoint. All errors are translated. */
export class ArmRest {
  readonly #connection: ArmConnection;
  readonly #pipeline: Pipeline;
  readonly #client = createDefaultHttpClient();

  constructor(connection: ArmConnection) {
    this.#connection = connection;
    this.#pipeline = createPipelineFromOptions({ retryOptions });
    this.#pipeline.addPolicy(answerPolicy());
    this.#pipeline.addPolicy(apiVersionPolicy());
    this.#pipeline.addPolicy(ownHostPolicy(armEndpoint(connection)), { afterPhase: 'Retry' });
    this.#pipeline.addPolicy(patiencePolicy(), { afterPhase: 'Retry' });
    this.#pipeline.addPolicy(requestLogPolicy(connection.log), { afterPhase: 'Retry' });
    this.#pipeline.addPolicy(
      bearerTokenAuthenticationPolicy({ credential: toCredential(connection.tokens), scopes: armScope(connection) }),
      { phase: 'Sign' },
    );
  }

  /** @param path begins with a slash and carries no api-version */
  get(path: string, apiVersion: string, options: CallOptions = {}): Promise<unknown> {
    return this.#send('GET', this.#url(path, apiVersion), undefined, options);
  }

  post(path: string, apiVersion: string, body: unknown, options: CallOptions = {}): Promise<unknown> {
    return this.#send('POST', this.#url(path, apiVersion), body, options);
  }

  /** Changes parts of a resource that is written at once. @returns the resource as it is then */
  patch(path: string, apiVersion: string, body: unknown, options: CallOptions = {}): Promise<unknown> {
    return this.#send('PATCH', this.#url(path, apiVersion), body, options);
  }

  /** Deletes a resource and waits until that is done; one that is not there counts as deleted. */
  async delete(path: string, apiVersion: string, options: CallOptions = {}): Promise<void> {
    await this.#operate('DELETE', this.#url(path, apiVersion), undefined, options);
  }

  /** The answer with its headers, for what they tell: an ETag, where to ask on. `path` may be such an address of ARM. */
  exchange(
    method: HttpMethods,
    path: string,
    apiVersion: string,
    { body, ifMatch, ...options }: CallOptions & { readonly body?: unknown; readonly ifMatch?: string } = {},
  ): Promise<ArmAnswer> {
    const url = path.startsWith('/') ? this.#url(path, apiVersion) : this.#absolute(path);
    return translated(contextOf(url), async () => {
      const response = await this.#request(method, url, body, {
        ...options,
        ...(ifMatch === undefined ? {} : { ifMatch }),
      });
      return {
        status: response.status,
        body: parseJson(response.bodyAsText ?? ''),
        etag: response.headers.get('etag'),
        location: response.headers.get('location'),
        retryAfterInSeconds: Number(response.headers.get('retry-after') ?? 0) || 0,
      };
    });
  }

  /** Writes a resource and waits until that is done. @returns the resource as it is then */
  put(path: string, apiVersion: string, body: unknown, options: CallOptions = {}): Promise<unknown> {
    return this.#operate('PUT', this.#url(path, apiVersion), body, options);
  }

  /** Runs an action and waits until it is done. */
  run(path: string, apiVersion: string, body: unknown, options: CallOptions = {}): Promise<unknown> {
    return this.#operate('POST', this.#url(path, apiVersion), body, options);
  }

  /** Follows `nextLink` to the end. */
  async list(path: string, apiVersion: string, options: CallOptions = {}): Promise<unknown[]> {
    const values: unknown[] = [];
    let url: string | undefined = this.#url(path, apiVersion);
    for (let page = 0; url !== undefined; page++) {
      if (page === maxPages) {
        this.#connection.log.warn(`List ${path} has more than ${maxPages} pages; the rest is left out`);
        break;
      }
      const answer = asRecord(await this.#send('GET', url, undefined, options));
      values.push(...asArray(answer['value']));
      const next = asString(answer['nextLink']);
      url = next === undefined || next === '' ? undefined : this.#absolute(next);
    }
    return values;
  }

  #url(path: string, apiVersion: string): string {
    return `${armEndpoint(this.#connection)}${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`;
  }

  /** Links may be relative. That they stay on ARM's host is the pipeline's part. */
  #absolute(link: string): string {
    return new URL(link, armEndpoint(this.#connection)).toString();
  }

  #send(method: HttpMethods, url: string, body: unknown, options: CallOptions): Promise<unknown> {
    return translated(contextOf(url), async () => {
      const response = await this.#request(method, url, body, options);
      return parseJson(response.bodyAsText ?? '');
    });
  }

  /**
   * Sends a request that may begin a long-running operation, and polls as the service says (Azure-AsyncOperation, Location,
   * Retry-After) until it has ended.
   */
  #operate(method: HttpMethods, url: string, body: unknown, options: CallOptions): Promise<unknown> {
    return translated(contextOf(url), async () => {
      const send = async (verb: HttpMethods, to: string, content: unknown): Promise<OperationResponse> => {
        const response = await this.#request(verb, to, content, options);
        const parsed = parseJson(response.bodyAsText ?? '');
        return {
          flatResponse: parsed,
          rawResponse: {
            statusCode: response.status,
            headers: response.headers.toJSON(),
            body: parsed,
            request: { method: verb, url: to, body: content },
          },
        };
      };
      return await createHttpPoller({
        sendInitialRequest: () => send(method, url, body),
        sendPollRequest: (path) => send('GET', this.#absolute(path), undefined),
      });
    });
  }

  async #request(
    method: HttpMethods,
    url: string,
    body: unknown,
    options: CallOptions & { readonly ifMatch?: string },
  ): Promise<PipelineResponse> {
    const request = createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders({
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
      }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.abortSignal === undefined ? {} : { abortSignal: options.abortSignal }),
    });
    return await this.#pipeline.sendRequest(this.#client, request);
  }
}

function contextOf(url: string): { readonly endpoint: string; readonly resourceId?: string } {
  const resourceId = /\/subscriptions\/[^/]+\/resourceGroups\/.+$/i.exec(new URL(url).pathname)?.[0];
  return { endpoint: url, ...(resourceId === undefined ? {} : { resourceId }) };
}
