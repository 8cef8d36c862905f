// The packet capture operations through the official network client; its types and its pollers stay in this file.

import { restorePoller } from '@azure/arm-network';
import type { NetworkManagementClient, PacketCaptureResult } from '@azure/arm-network';
import type { CallOptions } from '../../app/azure/ports.ts';
import type { CreateCaptureOptions, PacketCaptureClient } from '../../app/capture/ports.ts';
import { captureRejected } from '../../app/error/userErrors.ts';
import { delay, systemClock } from '../../base/clock.ts';
import { asString, at, parseJson } from '../../base/json.ts';
import type { Log } from '../../base/log.ts';
import { Secret } from '../../base/secret.ts';
import { parentResourceId, parseResourceId } from '../../domain/arm/resourceId.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { armEndpoint } from './armConnection.ts';
import type { ArmConnection } from './armConnection.ts';
import { toPacketCapture, toWireCapture, toWireStatus, withStatus } from './captureWire.ts';
import { createNetworkClient, sdkOptions } from './networkClient.ts';
import { readServiceError, toUserError, translated } from './armErrors.ts';

/** Implements the port over PacketCaptures of Microsoft.Network, api-version 2026-01-01 or what the cloud offers. */
export class ArmPacketCaptures implements PacketCaptureClient {
  readonly #client: NetworkManagementClient;
  readonly #endpoint: string;
  readonly #log: Log;

  constructor(connection: ArmConnection) {
    this.#endpoint = armEndpoint(connection);
    this.#log = connection.log;
    this.#client = createNetworkClient(connection);
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
      if (readServiceError(error).statusCode === 404) {
        return undefined;
      }
      throw toUserError(error, { endpoint: this.#endpoint, resourceId: captureId });
    }
  }

  async create(capture: NewPacketCapture, options: CreateCaptureOptions = {}): Promise<PacketCapture> {
    return await this.#begun(capture, options, async () => {
      const { group, watcher } = namesOf(capture.watcherId);
      const { packetCaptures } = this.#client;
      let firstPauseInMs: number | undefined;
      const poller = packetCaptures.create(group, watcher, capture.name, toWireCapture(capture), {
        ...sdkOptions(options),
        onResponse: ({ headers }) => {
          firstPauseInMs ??= Number(headers.get('retry-after') ?? 0) * 1000 || 0;
        },
      });
      await poller.submitted();
      if (options.onAccepted !== undefined) {
        options.onAccepted(new Secret(await poller.serialize()));
      }
      if (!poller.isDone) {
        // The SDK would poll at once, which the service has just said is too early.
        await delay(systemClock, firstPauseInMs ?? 0, options.abortSignal);
      }
      return await poller.pollUntilDone(sdkOptions(options));
    });
  }

  async resume(capture: NewPacketCapture, operation: Secret, options: CallOptions = {}): Promise<PacketCapture> {
    return await this.#begun(capture, options, async () => {
      const { create } = this.#client.packetCaptures;
      const poller = restorePoller(this.#client, operation.reveal(), create, sdkOptions(options));
      return await poller.pollUntilDone(sdkOptions(options));
    });
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
      return withStatus(capture, toWireStatus(hasStatus ? first : await poller));
    });
  }

  stop(captureId: string, options: CallOptions = {}): Promise<void> {
    return this.#translated(captureId, async () => {
      const { group, watcher, capture } = namesOf(captureId);
      await this.#client.packetCaptures.stop(group, watcher, capture, sdkOptions(options));
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
    options: CallOptions,
    wait: () => Promise<PacketCaptureResult>,
  ): Promise<PacketCapture> {
    let created: PacketCapture;
    try {
      created = toPacketCapture(await wait(), capture.watcherId);
    } catch (error) {
      const facts = readServiceError(error);
      // The operation's own failure (200) and a refused request (400, 409) are both the service's judgement of this capture.
      if (facts.statusCode === 200 || facts.statusCode === 400 || facts.statusCode === 409) {
        throw captureRejected(capture.name, facts.message, error);
      }
      throw toUserError(error, { endpoint: this.#endpoint, resourceId: capture.watcherId });
    }
    try {
      return await this.getStatus(created, options);
    } catch (error) {
      // It has begun, whatever the question for its status says: who may not ask must not be told that it failed.
      this.#log.warn(`Status of the new capture ${capture.name} not available: ${readServiceError(error).message}`);
      return { ...created, state: created.state === 'unknown' ? 'running' : created.state };
    }
  }

  #translated<T>(resourceId: string, call: () => Promise<T>): Promise<T> {
    return translated({ endpoint: this.#endpoint, resourceId }, call);
  }
}

function namesOf(id: string): { group: string; watcher: string; capture: string } {
  const parsed = parseResourceId(id);
  const [watcher, capture] = parsed?.names ?? [];
  if (parsed === undefined || watcher === undefined) {
    throw new Error(`Not a network watcher or capture id: ${id}`);
  }
  return { group: parsed.resourceGroup, watcher, capture: capture ?? '' };
}
