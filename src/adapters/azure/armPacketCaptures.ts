// The packet capture operations through the official network client; its types and its pollers stay in this file.

import { restorePoller } from '@azure/arm-network';
import type { NetworkManagementClient, PacketCaptureResult } from '@azure/arm-network';
import type { CallOptions } from '../../app/azure/ports.ts';
import type { CreateCaptureOptions, PacketCaptureClient } from '../../app/capture/ports.ts';
import { captureNameTaken, captureRejected, resourceNotFound } from '../../app/error/userErrors.ts';
import { delay, systemClock } from '../../base/clock.ts';
import { asString, at, parseJson } from '../../base/json.ts';
import type { Log } from '../../base/log.ts';
import { Secret } from '../../base/secret.ts';
import { isSameResource, parentResourceId, parseResourceId } from '../../domain/arm/resourceId.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { armEndpoint } from './armConnection.ts';
import type { ArmConnection } from './armConnection.ts';
import { toPacketCapture, toWireCapture, toWireStatus, withStatus } from './captureWire.ts';
import { apiVersionPolicy } from './apiVersionPolicy.ts';
import { createNetworkClient, sdkOptions, withoutBlindRetries } from './networkClient.ts';
import { ServiceClock } from './serviceClock.ts';
import { isGone, isPassing, readServiceError, toUserError, translated } from './armErrors.ts';
import type { ServiceErrorFacts } from './armErrors.ts';

/** Implements the port over PacketCaptures of Microsoft.Network, api-version 2026-01-01 or what the cloud offers. */
export class ArmPacketCaptures implements PacketCaptureClient {
  readonly #client: NetworkManagementClient;
  /** Creates captures. */
  readonly #creator: NetworkManagementClient;
  readonly #endpoint: string;
  readonly #log: Log;
  readonly #serviceClock: ServiceClock;

  constructor(connection: ArmConnection) {
    this.#endpoint = armEndpoint(connection);
    this.#log = connection.log;
    this.#serviceClock = new ServiceClock(connection.clock);
    const versions = apiVersionPolicy();
    this.#client = createNetworkClient(connection, versions);
    this.#creator = withoutBlindRetries(createNetworkClient(connection, versions));
    for (const { pipeline } of [this.#client, this.#creator]) {
      pipeline.addPolicy(this.#serviceClock.policy(), { afterPhase: 'Retry' });
    }
  }

  list(watcherId: string, options: CallOptions = {}): Promise<readonly PacketCapture[]> {
    return this.#translated(watcherId, async () => {
      const { group, watcher } = namesOf(watcherId);
      const captures: PacketCapture[] = [];
      for await (const result of this.#client.packetCaptures.list(group, watcher, sdkOptions(options))) {
        captures.push(toPacketCapture(result, watcherId));
      }
      return captures;
    });
  }

  async get(captureId: string, options: CallOptions = {}): Promise<PacketCapture | undefined> {
    const { group, watcher, capture } = namesOf(captureId);
    try {
      const result = await this.#client.packetCaptures.get(group, watcher, capture, sdkOptions(options));
      return toPacketCapture(result, parentResourceId(captureId) ?? '');
    } catch (error) {
      if (isGone(readServiceError(error))) {
        return undefined;
      }
      throw toUserError(error, { endpoint: this.#endpoint, resourceId: captureId });
    }
  }

  async create(capture: NewPacketCapture, options: CreateCaptureOptions = {}): Promise<PacketCapture> {
    let isAccepted = false;
    return await this.#begun(capture, { ...options, isAccepted: () => isAccepted }, async () => {
      const { group, watcher } = namesOf(capture.watcherId);
      const { packetCaptures } = this.#creator;
      let firstPauseInMs: number | undefined;
      let firstStatus: number | undefined;
      const poller = packetCaptures.create(group, watcher, capture.name, toWireCapture(capture), {
        ...sdkOptions(options),
        onResponse: ({ headers, status }) => {
          firstStatus ??= status;
          firstPauseInMs ??= Number(headers.get('retry-after') ?? 0) * 1000 || 0;
        },
      });
      try {
        await poller.submitted();
      } catch (error) {
        // Nobody knows whether a request without an answer was carried out: the service does.
        if (readServiceError(error).statusCode === undefined && (await this.#isMade(capture, options))) {
          return await this.#client.packetCaptures.get(group, watcher, capture.name, sdkOptions(options));
        }
        throw error;
      }
      isAccepted = true;
      if (options.onAccepted !== undefined) {
        options.onAccepted(new Secret(await poller.serialize()), firstStatus === 201);
      }
      if (!poller.isDone) {
        // The SDK would poll at once, which the service has just said is too early.
        await delay(systemClock, firstPauseInMs ?? 0, options.abortSignal);
      }
      return await poller.pollUntilDone(sdkOptions(options));
    });
  }

  async resume(capture: NewPacketCapture, operation: Secret, options: CallOptions = {}): Promise<PacketCapture> {
    const state = operation.reveal();
    // What cannot be read must not come near the SDK, which would put the whole into its error.
    if (!this.#isOwnOperation(at(parseJson(state), 'state', 'config'))) {
      return await this.#foundAgain(capture, options);
    }
    return await this.#begun(capture, { ...options, isAccepted: () => true }, async () => {
      const { create } = this.#client.packetCaptures;
      const poller = restorePoller(this.#client, state, create, sdkOptions(options));
      return await poller.pollUntilDone(sdkOptions(options));
    });
  }

  /** True for what the SDK's poller keeps of an operation of this cloud; the token goes nowhere else. */
  #isOwnOperation(config: unknown): boolean {
    const [request = '', operation = ''] = ['initialRequestUrl', 'operationLocation'].map((name) =>
      asString(at(config, name)),
    );
    const { origin } = new URL(this.#endpoint);
    return (
      asString(at(config, 'requestMethod')) !== undefined &&
      [request, operation].every((address) => URL.parse(address)?.origin === origin)
    );
  }

  /** The first answer (202) usually carries the whole status; the operation is followed only when it does not. */
  getStatus(capture: PacketCapture, options: CallOptions = {}): Promise<PacketCapture> {
    return this.#translated(capture.id, async () => {
      const { group, watcher, capture: name } = namesOf(capture.id);
      let first: unknown;
      const poller = this.#client.packetCaptures.getStatus(group, watcher, name, {
        ...sdkOptions(options),
        onResponse: (response) => {
          first ??= response.parsedBody ?? parseJson(response.bodyAsText ?? '');
        },
      });
      await poller.submitted();
      const hasStatus = asString(at(first, 'packetCaptureStatus')) !== undefined;
      const status = toWireStatus(hasStatus ? first : await poller);
      return withStatus(capture, status, this.#serviceClock.aheadInMs);
    });
  }

  stop(captureId: string, options: CallOptions = {}): Promise<void> {
    return this.#translated(captureId, async () => {
      const { group, watcher, capture } = namesOf(captureId);
      try {
        await this.#client.packetCaptures.stop(group, watcher, capture, sdkOptions(options));
      } catch (error) {
        // The official client takes a result of 200 only; one without content is an end as well.
        if (readServiceError(error).statusCode !== 204) {
          throw error;
        }
      }
    });
  }

  delete(captureId: string, options: CallOptions = {}): Promise<void> {
    return this.#translated(captureId, async () => {
      const { group, watcher, capture } = namesOf(captureId);
      await this.#client.packetCaptures.delete(group, watcher, capture, sdkOptions(options));
    });
  }

  /** Waits until the session has begun, and asks how it is. */
  async #begun(
    capture: NewPacketCapture,
    options: CallOptions & { readonly isAccepted: () => boolean },
    wait: () => Promise<PacketCaptureResult>,
  ): Promise<PacketCapture> {
    let created: PacketCapture;
    try {
      created = toPacketCapture(await wait(), capture.watcherId);
    } catch (error) {
      const facts = readServiceError(error);
      if (options.isAccepted() && facts.statusCode === 404) {
        // Azure forgets operations after some time, not what they made.
        return await this.#foundAgain(capture, options);
      }
      throw (
        refusalOf(capture, facts, error) ??
        toUserError(error, { endpoint: this.#endpoint, resourceId: capture.watcherId })
      );
    }
    return await this.#withStatus(created, options);
  }

  /** True when the service has a capture of the name that was asked for what this one was. */
  async #isMade(capture: NewPacketCapture, options: CallOptions): Promise<boolean> {
    if (options.abortSignal?.aborted) {
      return false;
    }
    const found = await this.get(`${capture.watcherId}/packetCaptures/${capture.name}`, options);
    const { targetId, limits, filters, destination } = capture;
    return (
      found !== undefined &&
      isSameResource(found.targetId, targetId) &&
      isSameResource(found.storageId ?? '', destination.storageId ?? '') &&
      found.filters.length === filters.length &&
      (limits.timeLimitInSeconds ?? found.limits.timeLimitInSeconds) === found.limits.timeLimitInSeconds
    );
  }

  /** A capture whose operation can no longer be asked. */
  async #foundAgain(capture: NewPacketCapture, options: CallOptions): Promise<PacketCapture> {
    const found = await this.get(`${capture.watcherId}/packetCaptures/${capture.name}`, options);
    if (found === undefined) {
      throw resourceNotFound(capture.name);
    }
    return await this.#withStatus(found, options);
  }

  async #withStatus(created: PacketCapture, options: CallOptions): Promise<PacketCapture> {
    try {
      return await this.getStatus(created, options);
    } catch (error) {
      // It has begun, whatever the question for its status says: who may not ask must not be told that it failed.
      this.#log.warn(`Status of the new capture ${created.name} not available: ${readServiceError(error).message}`);
      return { ...created, state: created.state === 'unknown' ? 'running' : created.state };
    }
  }

  #translated<T>(resourceId: string, call: () => Promise<T>): Promise<T> {
    return translated({ endpoint: this.#endpoint, resourceId }, call);
  }
}

/** The service's judgement of this capture: a refused request (400, 409), or the operation's own failure (200). */
function refusalOf({ name }: NewPacketCapture, facts: ServiceErrorFacts, error: unknown): Error | undefined {
  const { statusCode, code = '', message } = facts;
  if (statusCode !== 200 && statusCode !== 400 && statusCode !== 409) {
    return undefined;
  }
  // No document says with which code a name in use is refused.
  if (/AlreadyExists$/i.test(code) || (/already exists/i.test(message) && message.includes(name))) {
    return captureNameTaken(name, error);
  }
  return isPassing(facts) ? undefined : captureRejected(name, message, error);
}

function namesOf(id: string): { group: string; watcher: string; capture: string } {
  const parsed = parseResourceId(id);
  const [watcher, capture] = parsed?.names ?? [];
  if (parsed === undefined || watcher === undefined) {
    throw new Error(`Not a network watcher or capture id: ${id}`);
  }
  return { group: parsed.resourceGroup, watcher, capture: capture ?? '' };
}
