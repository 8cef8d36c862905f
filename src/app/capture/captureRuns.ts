// Runs captures from the start to the file in blob storage, and takes up those that an earlier window of the workspace had started.

import { isCancelled } from '../../base/abort.ts';
import { delay } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import type { Secret } from '../../base/secret.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import type { SubscriptionServices } from '../azure/subscriptionServices.ts';
import { isPassingFailure } from '../error/userError.ts';
import type { CaptureRecord, CaptureRecords } from './captureRecords.ts';
import type { CaptureStore } from './captureStore.ts';
import { followCapture } from './followCapture.ts';
import type { CaptureEnd, FollowStep } from './followCapture.ts';
import { captureIdOf, startCapture, undoStart } from './startCapture.ts';
import type { StartCaptureStep } from './startCapture.ts';

/** What a run tells: the steps of the start, then those of the following. */
export type RunStep = FollowStep | { readonly kind: StartCaptureStep };

/** What is needed besides the subscription's services. */
export interface CaptureRunsPorts {
  readonly captures: CaptureStore;
  readonly records: CaptureRecords;
  readonly clock: Clock;
  readonly log: Log;
}

/** Options of a run. The signal is a person's cancelling; closing the window is none, and leaves the records. */
export interface RunOptions extends CallOptions {
  readonly onStep: (step: RunStep) => void;
  /** Told once the session has begun. */
  readonly onRunning?: ((capture: PacketCapture) => void) | undefined;
  /** See `StartCaptureOptions`. */
  readonly replace?: boolean | undefined;
  readonly isNameFree?: boolean | undefined;
}

/**
 * How a run ended. `undone`: cancelled before it ran, and nothing of it is left; the capture that it was to replace may be gone.
 * `unsure`: cancelled, and a capture of the name is there that may be this one. `released`: cancelled while it ran; it goes on in
 * Azure.
 */
export type RunEnd =
  | CaptureEnd
  | { readonly kind: 'undone'; readonly isOldGone: boolean }
  | { readonly kind: 'unsure' }
  | { readonly kind: 'released'; readonly captureId: string };

/** How far a start has come. */
interface Begun {
  readonly writes: Promise<void>[];
  step: StartCaptureStep | undefined;
  /** Present once the service has accepted. */
  operation: Secret | undefined;
  /** True when the service said that it made a new capture. */
  isNew: boolean;
}

/** Pauses between tries to hear of a start that was accepted. */
const firstPauseInMs = 5000;
const longestPauseInMs = 60_000;

/** Owns what is known of the running ones. */
export class CaptureRuns implements Disposable {
  readonly #ports: CaptureRunsPorts;
  readonly #followed = new Set<string>();
  readonly #closing = new AbortController();

  constructor(ports: CaptureRunsPorts) {
    this.#ports = ports;
  }

  /** True while the capture's end will be told by its run. */
  isFollowed(captureId: string): boolean {
    return this.#followed.has(captureId.toLowerCase());
  }

  /** What an earlier window left. */
  records(): readonly CaptureRecord[] {
    return this.#ports.records.list();
  }

  /**
   * Starts a capture and follows it.
   * Rejects as `startCapture` does; when it was cancelled and could not be taken back, with what the service says to that.
   */
  async run(services: SubscriptionServices, wanted: NewPacketCapture, options: RunOptions): Promise<RunEnd> {
    const { subscription } = services;
    const captureId = captureIdOf(wanted);
    const record = {
      captureId,
      accountId: subscription.accountId,
      subscriptionId: subscription.id,
      wanted,
      phase: 'creating',
    } as const satisfies CaptureRecord;
    const begun: Begun = { writes: [], step: undefined, operation: undefined, isNew: false };
    let running: PacketCapture;
    try {
      running = await this.#start(services, record, { options, begun });
    } catch (error) {
      await this.#settle(begun.writes);
      this.#throwIfClosing(error);
      if (!isCancelled(error)) {
        await this.#removeOwn(captureId, begun);
        throw error;
      }
      return await this.#undo(services, wanted, begun);
    }
    await this.#settle(begun.writes);
    return await this.#follow(services, { ...record, phase: 'running' }, running, options);
  }

  /** Starts, and waits on for a start that the service has accepted when it cannot be reached for a while. */
  async #start(
    { captures: client }: SubscriptionServices,
    record: CaptureRecord,
    { options, begun }: { readonly options: RunOptions; readonly begun: Begun },
  ): Promise<PacketCapture> {
    const { records, clock, log } = this.#ports;
    const abortSignal = this.#signal(options);
    try {
      return await startCapture(client, record.wanted, {
        abortSignal,
        replace: options.replace,
        isNameFree: options.isNameFree,
        onProgress: (kind) => {
          begun.step = kind;
          options.onStep({ kind });
        },
        onAccepted: (operation, isNew) => {
          begun.operation = operation;
          begun.isNew = isNew;
          begun.writes.push(records.writeOperation(record.captureId, operation), this.#write(record));
        },
      });
    } catch (error) {
      if (begun.operation === undefined || !isPassingFailure(error)) {
        throw error;
      }
      log.warn(
        `The start of capture ${record.wanted.name} was accepted; its end is not known yet: ${errorText(error)}`,
      );
    }
    for (let pauseInMs = firstPauseInMs; ; pauseInMs = Math.min(pauseInMs * 2, longestPauseInMs)) {
      await delay(clock, pauseInMs, abortSignal);
      try {
        return await client.resume(record.wanted, begun.operation, { abortSignal });
      } catch (error) {
        if (!isPassingFailure(error)) {
          throw error;
        }
        log.warn(`Still not known: ${errorText(error)}`);
      }
    }
  }

  /** What a cancelled start leaves. */
  async #undo(services: SubscriptionServices, wanted: NewPacketCapture, begun: Begun): Promise<RunEnd> {
    const { captures: client } = services;
    const { clock, captures } = this.#ports;
    const { signal: abortSignal } = this.#closing;
    const captureId = captureIdOf(wanted);
    const wasReplacing = begun.step === 'replacing';
    const isOldGone = wasReplacing && (await client.get(captureId, { abortSignal })) === undefined;
    if (begun.step !== 'starting') {
      if (isOldGone) {
        captures.forget(captureId);
      }
      return { kind: 'undone', isOldGone };
    }
    const left = await undoStart(client, wanted, { wasAccepted: begun.isNew, clock, abortSignal });
    await this.#removeOwn(captureId, begun);
    return left === 'clean' ? { kind: 'undone', isOldGone: false } : { kind: left };
  }

  /**
   * Takes up a record: waits on for a creation, or follows what runs.
   * Rejects with what the client translates; the record goes unless the service could not be reached or nobody is signed in.
   */
  async resume(services: SubscriptionServices, record: CaptureRecord, options: RunOptions): Promise<RunEnd> {
    const { captures: client } = services;
    const { records } = this.#ports;
    const call: CallOptions = { abortSignal: this.#signal(options) };
    const operation = record.phase === 'creating' ? await records.operationOf(record.captureId) : undefined;
    let running: PacketCapture | undefined;
    try {
      if (operation === undefined) {
        const listed = await client.get(record.captureId, call);
        running = listed === undefined ? undefined : await client.getStatus(listed, call);
      } else {
        options.onStep({ kind: 'starting' });
        running = await client.resume(record.wanted, operation, call);
      }
    } catch (error) {
      this.#throwIfClosing(error);
      if (isCancelled(error)) {
        await this.#remove(record.captureId);
        // The store does not hold it, so nobody would tell its end.
        return { kind: 'unsure' };
      }
      throw error;
    }
    if (running === undefined) {
      await this.#remove(record.captureId);
      return { kind: 'removed' };
    }
    return await this.#follow(services, { ...record, phase: 'running' }, running, options);
  }

  /** Forgets a record that cannot be taken up. */
  async forget(record: CaptureRecord): Promise<void> {
    await this.#remove(record.captureId);
  }

  async #follow(
    services: SubscriptionServices,
    record: CaptureRecord,
    running: PacketCapture,
    options: RunOptions,
  ): Promise<RunEnd> {
    const { captures, clock } = this.#ports;
    const key = running.id.toLowerCase();
    await this.#write(record);
    this.#followed.add(key);
    try {
      captures.add(services.captures, running);
      options.onRunning?.(running);
      const end = await followCapture(
        running.id,
        { captures, files: services.files, clock },
        { abortSignal: this.#signal(options), onStep: options.onStep },
      );
      // What this account cannot see now, another sign-in may.
      if (end.kind !== 'lost') {
        await this.#remove(record.captureId);
      }
      return end;
    } catch (error) {
      this.#throwIfClosing(error);
      if (!isCancelled(error)) {
        throw error;
      }
      await this.#remove(record.captureId);
      return { kind: 'released', captureId: running.id };
    } finally {
      this.#followed.delete(key);
    }
  }

  /** Ends the waiting without a trace: the records stay for the next window. */
  dispose(): void {
    this.#closing.abort();
  }

  #signal({ abortSignal }: RunOptions): AbortSignal {
    const { signal } = this.#closing;
    return abortSignal === undefined ? signal : AbortSignal.any([abortSignal, signal]);
  }

  #throwIfClosing(error: unknown): void {
    if (this.#closing.signal.aborted) {
      throw error;
    }
  }

  /** A record that cannot be written costs the resume after a reload, not the capture. */
  async #write(record: CaptureRecord): Promise<void> {
    await this.#settle([this.#ports.records.write(record)]);
  }

  /** Another run may have records under the same id: only what this one wrote goes. */
  async #removeOwn(captureId: string, { writes }: Begun): Promise<void> {
    if (writes.length > 0) {
      await this.#remove(captureId);
    }
  }

  async #remove(captureId: string): Promise<void> {
    await this.#settle([this.#ports.records.remove(captureId)]);
  }

  async #settle(writes: readonly Promise<void>[]): Promise<void> {
    for (const result of await Promise.allSettled(writes)) {
      if (result.status === 'rejected') {
        this.#ports.log.warn(`The record of a capture could not be kept: ${errorText(result.reason)}`);
      }
    }
  }
}
