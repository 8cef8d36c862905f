// The captures that are known now, by watcher, kept fresh: it lists on demand and asks for the status of the active ones.

import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/event.ts';
import { Emitter } from '../../base/event.ts';
import { isCancelled } from '../../base/abort.ts';
import { mapLimited } from '../../base/mapLimited.ts';
import type { Log } from '../../base/log.ts';
import { isCaptureActive, nextStatusDelayInMs } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { parentResourceId } from '../../domain/arm/resourceId.ts';
import type { CallOptions } from '../azure/ports.ts';
import { isUserError } from '../error/userError.ts';
import type { PacketCaptureClient } from './ports.ts';

/** Status questions at a time: a watcher may hold hundreds of ended captures. */
const statusConcurrency = 6;

/** A capture that changed; `ended` is true for the step from active to an end. */
export interface CaptureChange {
  readonly capture: PacketCapture;
  readonly ended: boolean;
}

interface Entry {
  capture: PacketCapture;
  readonly client: PacketCaptureClient;
  timer: Disposable | undefined;
  failures: number;
}

/** Owns the latest status of every capture that was listed or started, and the timers that renew it. */
export class CaptureStore implements Disposable {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new Emitter<CaptureChange>();
  readonly #removals = new Emitter<PacketCapture>();
  readonly #abort = new AbortController();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Fires when a capture's status changed. */
  readonly onDidChangeCapture: Event<CaptureChange> = (listener) => this.#changes.event(listener);
  /** Fires when a capture was deleted. */
  readonly onDidRemoveCapture: Event<PacketCapture> = (listener) => this.#removals.event(listener);

  /** The latest known value of a capture. */
  find(captureId: string): PacketCapture | undefined {
    return this.#entries.get(captureId.toLowerCase())?.capture;
  }

  /** Lists a watcher's captures with their status; the active ones are watched from now on. */
  async list(
    client: PacketCaptureClient,
    watcherId: string,
    options: CallOptions = {},
  ): Promise<readonly PacketCapture[]> {
    const listed = await client.list(watcherId, options);
    // A list carries no status. What has not ended before the service's eyes is asked for, a few at a time.
    const captures = await mapLimited(listed, statusConcurrency, async (capture) => {
      const known = this.find(capture.id);
      return known?.state === 'stopped' ? known : await client.getStatus(capture, options);
    });
    const ids = new Set(captures.map((capture) => capture.id.toLowerCase()));
    for (const [id, entry] of this.#entries) {
      if (!ids.has(id) && parentResourceId(entry.capture.id)?.toLowerCase() === watcherId.toLowerCase()) {
        this.#forget(id);
      }
    }
    for (const capture of captures) {
      this.#put(client, capture);
    }
    return captures;
  }

  /** Takes a capture that was just started. */
  add(client: PacketCaptureClient, capture: PacketCapture): void {
    this.#put(client, capture);
    this.#changes.fire({ capture, ended: false });
  }

  /** Stops a capture and resolves when the service has stopped it. */
  async stop(captureId: string, options: CallOptions = {}): Promise<void> {
    const entry = this.#entry(captureId);
    this.#update(entry, { ...entry.capture, state: 'stopping' });
    try {
      await entry.client.stop(captureId, options);
    } finally {
      await this.#refresh(entry);
    }
  }

  /** Deletes a capture; its file in blob storage stays. */
  async delete(captureId: string, options: CallOptions = {}): Promise<void> {
    const entry = this.#entry(captureId);
    await entry.client.delete(captureId, options);
    this.#forget(captureId.toLowerCase());
    this.#removals.fire(entry.capture);
  }

  dispose(): void {
    this.#abort.abort();
    for (const id of Array.from(this.#entries.keys())) {
      this.#forget(id);
    }
    this.#changes.dispose();
    this.#removals.dispose();
  }

  #entry(captureId: string): Entry {
    const entry = this.#entries.get(captureId.toLowerCase());
    if (entry === undefined) {
      throw new Error(`The capture ${captureId} was not listed`);
    }
    return entry;
  }

  #put(client: PacketCaptureClient, capture: PacketCapture): void {
    if (this.#abort.signal.aborted) {
      return;
    }
    const id = capture.id.toLowerCase();
    const known = this.#entries.get(id);
    if (known === undefined) {
      const entry: Entry = { capture, client, timer: undefined, failures: 0 };
      this.#entries.set(id, entry);
      this.#schedule(entry);
    } else {
      this.#update(known, capture);
    }
  }

  #forget(id: string): void {
    this.#entries.get(id)?.timer?.dispose();
    this.#entries.delete(id);
  }

  #update(entry: Entry, capture: PacketCapture): void {
    const ended = isCaptureActive(entry.capture.state) && !isCaptureActive(capture.state);
    const changed = JSON.stringify(entry.capture) !== JSON.stringify(capture);
    entry.capture = capture;
    this.#schedule(entry);
    if (changed) {
      this.#changes.fire({ capture, ended });
    }
  }

  #schedule(entry: Entry): void {
    entry.timer?.dispose();
    entry.timer = undefined;
    if (isCaptureActive(entry.capture.state) && this.#entries.get(entry.capture.id.toLowerCase()) === entry) {
      const delay = nextStatusDelayInMs(entry.capture, this.#clock.now()) * 2 ** Math.min(entry.failures, 5);
      entry.timer = this.#clock.after(delay, () => void this.#refresh(entry));
    }
  }

  /** Never rejects: a failed question is logged and asked again later, with growing pauses. */
  async #refresh(entry: Entry): Promise<void> {
    try {
      const capture = await entry.client.getStatus(entry.capture, { abortSignal: this.#abort.signal });
      entry.failures = 0;
      if (this.#entries.get(capture.id.toLowerCase()) === entry) {
        this.#update(entry, capture);
      }
    } catch (error) {
      if (isUserError(error) && error.code === 'resourceNotFound') {
        this.#forget(entry.capture.id.toLowerCase());
        this.#removals.fire(entry.capture);
      } else if (!isCancelled(error) && !this.#abort.signal.aborted) {
        entry.failures++;
        this.#log.warn(
          `Status of capture ${entry.capture.name} not available: ${error instanceof Error ? error.message : String(error)}`,
        );
        this.#schedule(entry);
      }
    }
  }
}
