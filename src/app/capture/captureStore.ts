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
import type { UserErrorCode } from '../error/userError.ts';
import type { PacketCaptureClient } from './ports.ts';

/** Status questions at a time: a watcher may hold hundreds of ended captures. */
const statusConcurrency = 6;

/** Refusals of one status question that do not spoil the whole list. */
const survivable: ReadonlySet<UserErrorCode> = new Set(['forbidden', 'resourceNotFound', 'serviceFailed']);

/** A capture that changed; `ended` is true for the step from active to an end. */
export interface CaptureChange {
  readonly capture: PacketCapture;
  readonly ended: boolean;
}

/** A capture as the service answered; the flag is absent where the status was not asked for. */
interface StatusAnswer {
  readonly capture: PacketCapture;
  readonly isForbidden?: boolean;
}

interface Entry {
  capture: PacketCapture;
  readonly client: PacketCaptureClient;
  timer: Disposable | undefined;
  failures: number;
  /** Grows with each value; an answer to a question from before a newer value is out of date. */
  version: number;
  /** The account may list captures but not ask for their status, as Azure's Reader. */
  isStatusForbidden: boolean;
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

  /**
   * Lists a watcher's captures with their status; the active ones are watched from now on.
   * Where the status is refused, a capture stays as it is known or as the list has it.
   */
  async list(
    client: PacketCaptureClient,
    watcherId: string,
    options: CallOptions = {},
  ): Promise<readonly PacketCapture[]> {
    const before = new Map(this.#entries);
    const listed = await client.list(watcherId, options);
    const ask = this.#statusQuestion(client, options);
    // A list carries no status. What has not ended before the service's eyes is asked for, a few at a time.
    const answers = await mapLimited(listed, statusConcurrency, async (capture) => {
      const id = capture.id.toLowerCase();
      const entry = this.#entries.get(id);
      const version = entry?.version;
      const answer = entry?.capture.state === 'stopped' ? { capture: entry.capture } : await ask(capture);
      // What happened while the question was on its way is newer than the answer.
      const present = this.#entries.get(id);
      if (present !== undefined && (present !== entry || present.version !== version)) {
        return { capture: present.capture };
      }
      return present === undefined && before.has(id) ? undefined : answer;
    });
    const found = answers.filter((answer) => answer !== undefined);
    const ids = new Set(found.map(({ capture }) => capture.id.toLowerCase()));
    for (const [id, entry] of before) {
      if (!ids.has(id) && parentResourceId(entry.capture.id)?.toLowerCase() === watcherId.toLowerCase()) {
        this.#forget(entry);
      }
    }
    for (const answer of found) {
      this.#put(client, answer);
    }
    return found.map(({ capture }) => capture);
  }

  /** Takes a capture that was just started. */
  add(client: PacketCaptureClient, capture: PacketCapture): void {
    this.#put(client, { capture });
    this.#changes.fire({ capture, ended: false });
  }

  /** Stops a capture and resolves when the service has stopped it. */
  async stop(captureId: string, options: CallOptions = {}): Promise<void> {
    const entry = this.#entry(captureId);
    const before = entry.capture;
    let unseen = before;
    this.#update(entry, { ...before, state: 'stopping' });
    try {
      await entry.client.stop(captureId, options);
      unseen = { ...before, state: 'stopped' };
    } finally {
      await this.#refresh(entry);
      if (entry.isStatusForbidden && entry.capture.state === 'stopping') {
        this.#update(entry, unseen);
      }
    }
  }

  /** Deletes a capture; its file in blob storage stays. */
  async delete(captureId: string, options: CallOptions = {}): Promise<void> {
    const entry = this.#entry(captureId);
    await entry.client.delete(captureId, options);
    this.#forget(entry);
    this.#removals.fire(entry.capture);
  }

  dispose(): void {
    this.#abort.abort();
    for (const entry of Array.from(this.#entries.values())) {
      this.#forget(entry);
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

  /** Asks for the status of one listed capture after another. Being refused once is enough: it is logged and nothing more asked. */
  #statusQuestion(
    client: PacketCaptureClient,
    options: CallOptions,
  ): (capture: PacketCapture) => Promise<StatusAnswer | undefined> {
    let isForbidden = false;
    return async (capture) => {
      try {
        if (!isForbidden) {
          return { capture: await client.getStatus(capture, options), isForbidden };
        }
      } catch (error) {
        if (!isUserError(error) || !survivable.has(error.code)) {
          throw error;
        }
        if (error.code === 'resourceNotFound') {
          return undefined;
        }
        if (!isForbidden) {
          this.#log.warn(`Status of capture ${capture.name} not available: ${error.message}`);
        }
        isForbidden ||= error.code === 'forbidden';
      }
      return { capture: this.find(capture.id) ?? capture, isForbidden };
    };
  }

  #put(client: PacketCaptureClient, { capture, isForbidden }: StatusAnswer): void {
    if (this.#abort.signal.aborted) {
      return;
    }
    const id = capture.id.toLowerCase();
    const known = this.#entries.get(id);
    if (known === undefined) {
      const isStatusForbidden = isForbidden ?? false;
      const entry: Entry = { capture, client, timer: undefined, failures: 0, version: 0, isStatusForbidden };
      this.#entries.set(id, entry);
      this.#schedule(entry);
    } else {
      known.isStatusForbidden = isForbidden ?? known.isStatusForbidden;
      this.#update(known, capture);
    }
  }

  #has(entry: Entry): boolean {
    return this.#entries.get(entry.capture.id.toLowerCase()) === entry;
  }

  #forget(entry: Entry): void {
    entry.timer?.dispose();
    if (this.#has(entry)) {
      this.#entries.delete(entry.capture.id.toLowerCase());
    }
  }

  #update(entry: Entry, capture: PacketCapture): void {
    const ended = isCaptureActive(entry.capture.state) && !isCaptureActive(capture.state);
    const changed = JSON.stringify(entry.capture) !== JSON.stringify(capture);
    entry.capture = capture;
    entry.version++;
    this.#schedule(entry);
    if (changed) {
      this.#changes.fire({ capture, ended });
    }
  }

  #schedule(entry: Entry): void {
    entry.timer?.dispose();
    entry.timer = undefined;
    if (isCaptureActive(entry.capture.state) && !entry.isStatusForbidden && this.#has(entry)) {
      const delay = nextStatusDelayInMs(entry.capture, this.#clock.now()) * 2 ** Math.min(entry.failures, 5);
      entry.timer = this.#clock.after(delay, () => void this.#refresh(entry));
    }
  }

  /** Never rejects: a failed question is logged and asked again later, with growing pauses. */
  async #refresh(entry: Entry): Promise<void> {
    const { version } = entry;
    try {
      const capture = await entry.client.getStatus(entry.capture, { abortSignal: this.#abort.signal });
      entry.failures = 0;
      entry.isStatusForbidden = false;
      if (this.#has(entry) && entry.version === version) {
        this.#update(entry, capture);
      }
    } catch (error) {
      const code = isUserError(error) ? error.code : undefined;
      if (code === 'resourceNotFound') {
        if (this.#has(entry)) {
          this.#forget(entry);
          this.#removals.fire(entry.capture);
        }
      } else if (!isCancelled(error) && !this.#abort.signal.aborted) {
        entry.failures++;
        entry.isStatusForbidden = code === 'forbidden';
        this.#log.warn(
          `Status of capture ${entry.capture.name} not available: ${error instanceof Error ? error.message : String(error)}`,
        );
        this.#schedule(entry);
      }
    }
  }
}
