// Long-running operations as the network resource provider runs them in public recordings: one GUID with an `operations`
// URL (status) and an `operationResults` URL (result), both long and signed; a URL changed by the client is refused.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../src/base/clock.ts';
import type { WorkStore } from './workStore.ts';
import type { Seed } from '../seed.ts';
import { ArmError } from './armError.ts';
import type { ArmAnswer, ArmRequest } from './route.ts';

/** How an operation ended. `result` is what the operationResults URL answers. */
export type OperationOutcome =
  | { readonly status: 'Succeeded'; readonly result: ArmAnswer; readonly properties?: unknown }
  | {
      readonly status: 'Failed';
      readonly error: { readonly code: string; readonly message: string };
      /** HTTP status of the result URL; 500 by default. */
      readonly httpStatus?: number;
    };

/** What starts an operation. `run` is called when its time is over and decides how it ended. */
export interface StartOperationOptions {
  readonly subscriptionId: string;
  readonly location: string;
  /** Provider namespace in the operation's URL. */
  readonly namespace: string;
  readonly apiVersion: string;
  readonly run: () => OperationOutcome | Promise<OperationOutcome>;
  /** How long it takes; the sandbox's own duration by default. */
  readonly durationInMs?: number;
  /** Body of the result URL before the end: nothing, or JSON null as Network Watcher's diagnostics send it. */
  readonly pendingBody?: null;
}

/** Where the client polls. */
export interface OperationUrls {
  readonly status: string;
  readonly result: string;
}

interface Entry {
  readonly location: string;
  /** Compute tells name and times in a status, the network provider does not. */
  readonly isTimed: boolean;
  readonly startedAt: number;
  readonly pendingBody: null | undefined;
  endedAt: number;
  outcome: OperationOutcome | undefined;
}

/** Starts operations and answers their polls. */
export class Operations {
  readonly #entries = new Map<string, Entry>();
  /** By the path of a status URL: who wants to know how it ends. */
  readonly #waiting = new Map<string, (isSucceeded: boolean) => void>();
  readonly #options: {
    readonly clock: Clock;
    readonly seed: Seed;
    readonly store: WorkStore;
    readonly endpoint: () => string;
    readonly durationInMs: number;
    readonly retryAfterInSeconds: number;
  };
  #count = 0;

  constructor(options: {
    readonly clock: Clock;
    readonly seed: Seed;
    /** Owns the timers of running operations. */
    readonly store: WorkStore;
    readonly endpoint: () => string;
    readonly durationInMs: number;
    readonly retryAfterInSeconds: number;
  }) {
    this.#options = options;
  }

  /** The Retry-After header of every answer about an unfinished operation. */
  get retryAfter(): { readonly 'Retry-After': string } {
    return { 'Retry-After': String(this.#options.retryAfterInSeconds) };
  }

  /** Starts an operation and gives its signed URLs. */
  start(options: StartOperationOptions): OperationUrls {
    this.#count += 1;
    const id = this.#options.seed.guid(`operation ${this.#count}`);
    const startedAt = this.#options.clock.now();
    const entry: Entry = {
      location: options.location,
      isTimed: options.namespace === 'Microsoft.Compute',
      startedAt,
      endedAt: startedAt,
      pendingBody: options.pendingBody,
      outcome: undefined,
    };
    this.#entries.set(id, entry);
    const timer = this.#options.clock.after(options.durationInMs ?? this.#options.durationInMs, () => {
      this.#options.store.remove(timer);
      void this.#finish(entry, options.run, id);
    });
    this.#options.store.add(timer);
    const { endpoint, clock } = this.#options;
    const base = `${endpoint()}/subscriptions/${options.subscriptionId}/providers/${options.namespace}/locations/${options.location}`;
    // Ticks of .NET, as the service writes them.
    const ticks = `63${Math.floor(clock.now() / 1000)}0000000`;
    const url = (kind: string): string => {
      const unsigned = `api-version=${options.apiVersion}&t=${ticks}&c=${this.#certificate}`;
      const signature = this.#sign(`${kind} ${id} ${ticks}`);
      return `${base}/${kind}/${id}?${unsigned}&s=${signature}&h=${this.#hash(id)}`;
    };
    return { status: url('operations'), result: url('operationResults') };
  }

  /** Tells once whether the operation of a status URL succeeded, when it is over. */
  whenOver(statusUrl: string, tell: (isSucceeded: boolean) => void): void {
    this.#waiting.set(idIn(statusUrl), tell);
  }

  /** Answers the status URL. */
  pollStatus(request: ArmRequest): ArmAnswer {
    const entry = this.#find(request, 'operations');
    const { outcome } = entry;
    const common = { ...toTimes(entry), ...(entry.isTimed ? { name: request.params['operationId'] } : {}) };
    if (outcome === undefined) {
      return { status: 200, headers: this.retryAfter, body: { ...common, status: 'InProgress' } };
    }
    if (outcome.status === 'Failed') {
      return { status: 200, body: { ...common, status: 'Failed', error: { ...outcome.error, details: [] } } };
    }
    const properties = outcome.properties === undefined ? {} : { properties: outcome.properties };
    return { status: 200, body: { ...common, status: 'Succeeded', ...properties } };
  }

  /** Answers the result URL. */
  pollResult(request: ArmRequest): ArmAnswer {
    const { outcome, pendingBody } = this.#find(request, 'operationResults');
    if (outcome === undefined) {
      const url = `${this.#options.endpoint()}${request.path}?${request.query.toString()}`;
      return { status: 202, headers: { Location: url, ...this.retryAfter }, body: pendingBody };
    }
    if (outcome.status === 'Failed') {
      throw new ArmError({ status: outcome.httpStatus ?? 500, ...outcome.error, details: [] });
    }
    return outcome.result;
  }

  /** Forgets all operations. */
  clear(): void {
    this.#waiting.clear();
    this.#entries.clear();
  }

  async #finish(entry: Entry, run: StartOperationOptions['run'], id: string): Promise<void> {
    try {
      entry.outcome = await run();
    } catch (error) {
      entry.outcome = {
        status: 'Failed',
        error: { code: 'InternalServerError', message: `An error occurred. ${String(error)}` },
      };
    }
    entry.endedAt = this.#options.clock.now();
    this.#waiting.get(id)?.(entry.outcome.status === 'Succeeded');
    this.#waiting.delete(id);
  }

  #find(request: ArmRequest, kind: string): Entry {
    const id = (request.params['operationId'] ?? '').toLowerCase();
    const entry = this.#entries.get(id);
    const given = request.query.get('s') ?? '';
    const expected = this.#sign(`${kind} ${id} ${request.query.get('t') ?? ''}`);
    const isSigned = given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
    const isWhole = request.query.get('c') === this.#certificate && request.query.get('h') === this.#hash(id);
    if (entry === undefined || entry.location.toLowerCase() !== request.params['location']?.toLowerCase()) {
      throw new ArmError({ status: 404, code: 'NotFound', message: `Operation ${id} was not found.`, details: [] });
    }
    if (!isSigned || !isWhole) {
      throw new ArmError({
        status: 403,
        code: 'InvalidOperationSignature',
        message: 'The signature of the operation URL does not match. Poll the URL exactly as it was given.',
      });
    }
    return entry;
  }

  /** About as long as the certificate in a real URL. */
  get #certificate(): string {
    return this.#options.seed.bytes('operation certificate', 1900).toString('base64url');
  }

  #sign(text: string): string {
    const key = this.#options.seed.bytes('operation key', 32);
    const block = createHmac('sha512', key).update(text).digest();
    return Buffer.concat([block, block, block, block]).toString('base64url');
  }

  #hash(id: string): string {
    return this.#options.seed.bytes(`operation hash ${id}`, 32).toString('base64url');
  }
}

/** The GUID in a status URL. */
function idIn(url: string): string {
  return /\/operations\/([^/?]+)/.exec(url)?.[1] ?? '';
}

function toTimes(entry: Entry): Record<string, string> {
  if (!entry.isTimed) {
    return {};
  }
  const startTime = toOffsetTime(entry.startedAt);
  return entry.outcome === undefined ? { startTime } : { startTime, endTime: toOffsetTime(entry.endedAt) };
}

function toOffsetTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '0000+00:00');
}
