// A Network Watcher in memory: captures that tests put in, and answers that tests can replace by failures.

import type { CallOptions } from '../../src/app/azure/ports.ts';
import type { CreateCaptureOptions, PacketCaptureClient } from '../../src/app/capture/ports.ts';
import { resourceNotFound } from '../../src/app/error/userErrors.ts';
import { Secret } from '../../src/base/secret.ts';
import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../src/domain/capture/packetCapture.ts';

/** The subscription of all unit tests. */
export const subscriptionId = '11111111-2222-3333-4444-555555555555';

/** A watcher's id. */
export const watcherId = `/subscriptions/${subscriptionId}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope`;

/** A machine's id. */
export const machineId = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-1`;

/** A storage account's id. */
export const storageId = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Storage/storageAccounts/captures1`;

/** A running capture, with whatever a test wants otherwise. */
export function makeCapture(name: string, parts: Partial<PacketCapture> = {}): PacketCapture {
  return {
    id: `${watcherId}/packetCaptures/${name}`,
    name,
    watcherId,
    targetId: machineId,
    scope: { include: [], exclude: [] },
    filters: [],
    state: 'running',
    problems: [],
    limits: {},
    storageId,
    storagePath: `https://captures1.blob.core.windows.net/network-watcher-logs/${name}.cap`,
    ...parts,
  };
}

/** A capture to be created, with whatever a test wants otherwise. */
export function makeNewCapture(name: string, parts: Partial<NewPacketCapture> = {}): NewPacketCapture {
  return {
    watcherId,
    name,
    targetId: machineId,
    scope: { include: [], exclude: [] },
    destination: { storageId },
    limits: {},
    filters: [],
    ...parts,
  };
}

/** The service's side of the captures. */
export class FakeCaptures implements PacketCaptureClient {
  /** What `getStatus` answers, by name; the order is the list's. */
  readonly now = new Map<string, PacketCapture>();
  /** What is done instead of answering, by call (`getStatus web-1`) or operation (`getStatus`). */
  readonly instead = new Map<string, (capture: PacketCapture | undefined) => unknown>();
  readonly calls: string[] = [];
  /** False when the request never arrives. */
  isAccepting = true;
  /** What the service says of a capture that it accepts: made, or there already. */
  isNew = true;

  put(...captures: readonly PacketCapture[]): void {
    for (const capture of captures) {
      this.now.set(capture.name, capture);
    }
  }

  /** The list carries no status, so its captures are `unknown`. */
  async list(watcher: string): Promise<readonly PacketCapture[]> {
    const all = [...this.now.values()].filter((capture) => capture.watcherId === watcher);
    await this.#called('list', '', undefined);
    return all.map((capture) => ({ ...capture, state: 'unknown' }));
  }

  async get(captureId: string): Promise<PacketCapture | undefined> {
    const name = captureId.split('/').at(-1) ?? '';
    await this.#called('get', name, undefined);
    return this.now.get(name);
  }

  /** The service accepts before it works, so that is told before what stands in for the work. */
  async create(capture: NewPacketCapture, options: CreateCaptureOptions = {}): Promise<PacketCapture> {
    options.abortSignal?.throwIfAborted();
    if (this.isAccepting) {
      options.onAccepted?.(new Secret(`operation of ${capture.name}`), this.isNew);
    }
    const replaced = await this.#called('create', capture.name, undefined);
    const { targetId, scope, limits, filters } = capture;
    const created = replaced ?? makeCapture(capture.name, { targetId, scope, limits, filters });
    this.now.set(capture.name, created);
    return created;
  }

  async resume(capture: NewPacketCapture): Promise<PacketCapture> {
    const replaced = await this.#called('resume', capture.name, undefined);
    return replaced ?? this.now.get(capture.name) ?? makeCapture(capture.name, { limits: capture.limits });
  }

  async getStatus(capture: PacketCapture, options: CallOptions = {}): Promise<PacketCapture> {
    options.abortSignal?.throwIfAborted();
    const known = this.now.get(capture.name);
    const replaced = await this.#called('getStatus', capture.name, known);
    if (replaced !== undefined) {
      return replaced;
    }
    if (known === undefined) {
      throw resourceNotFound(capture.name);
    }
    return known;
  }

  async stop(captureId: string): Promise<void> {
    const name = captureId.split('/').at(-1) ?? '';
    await this.#called('stop', name, this.now.get(name));
    const known = this.now.get(name);
    if (known !== undefined) {
      this.now.set(name, { ...known, state: 'stopped', stopReason: 'UserStopped' });
    }
  }

  async delete(captureId: string): Promise<void> {
    const name = captureId.split('/').at(-1) ?? '';
    await this.#called('delete', name, this.now.get(name));
    this.now.delete(name);
  }

  async #called(
    operation: string,
    name: string,
    capture: PacketCapture | undefined,
  ): Promise<PacketCapture | undefined> {
    const call = `${operation} ${name}`.trim();
    this.calls.push(call);
    const instead = this.instead.get(call) ?? this.instead.get(operation);
    return (await instead?.(capture)) as PacketCapture | undefined;
  }
}

/** Something to put into `instead`. */
export function failing(error: unknown): () => never {
  return () => {
    throw error;
  };
}
