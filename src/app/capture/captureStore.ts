// The captures that are known now, by watcher, kept fresh: it lists on demand and asks for the status of the active ones.

import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import type { Event } from '../../base/event.ts';
import { Emitter } from '../../base/event.ts';
import { isCancelled } from '../../base/abort.ts';
import { mapLimited } from '../../base/mapLimited.ts';
import type { Log } from '../../base/log.ts';
import {
  hasCaptureEnded,
  isCaptureActive,
  isSameRun,
  nextStatusDelayInMs,
} from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { isSameResource, parentResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import type { CallOptions } from '../azure/ports.ts';
import { isUserError } from '../error/userError.ts';
import { captureChanged, resourceNotFound } from '../error/userErrors.ts';
import type { PacketCaptureClient } from './ports.ts';
import { knowledgeAfter, statusQuestion } from './statusQuestion.ts';
import type { StatusAnswer, StatusKnowledge } from './statusQuestion.ts';

/** Status questions at a time: a watcher may hold hundreds of ended captures. */
const statusConcurrency = 6;

/** Statuses that a listing waits for; those of a longer list are asked for afterwards, one after another. */
const eagerStatuses = 24;

/** First pause before a status that the service could not give is asked for again, and what each further one waits longer. */
const owedDelayInMs = 10_000;
const owedStaggerInMs = 500;

/** Between the first questions of a long list. */
const unaskedStaggerInMs = 200;

/** A capture that changed; `ended` is true for the step to an end. */
export interface CaptureChange {
  readonly capture: PacketCapture;
  readonly ended: boolean;
  /** It was started by this product, in this window. */
  readonly isStartedHere: boolean;
}

interface Entry {
  capture: PacketCapture;
  /** The latest account's: after another sign-in the old one must not act. */
  client: PacketCaptureClient;
  timer: Disposable | undefined;
  failures: number;
  /** Grows with each value; an answer to a question from before a newer value is out of date. */
  version: number;
  /** When its status was asked for last, milliseconds since the epoch. */
  askedAt: number;
  /** Pause that the service asked for with its last refusal. */
  pauseInMs: number;
  status: StatusKnowledge;
  isStartedHere: boolean;
}

/** Owns the latest status of every capture that was listed or started, and the timers that renew it. */
export class CaptureStore implements Disposable {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new Emitter<CaptureChange>();
  readonly #removals = new Emitter<PacketCapture>();
  readonly #abort = new AbortController();
  #isShown: (capture: PacketCapture) => boolean = () => true;
  /** Grows when all is forgotten: a listing from before must not bring the old back. */
  #generation = 0;

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
    const generation = this.#generation;
    const before = new Map(this.#entries);
    const listed = await client.list(watcherId, options);
    const ask = statusQuestion(client, { log: this.#log, find: (id) => this.find(id) }, options);
    // A list carries no status. What has not ended before the service's eyes is asked for, a few at a time.
    const numbered = listed.map((capture, index) => ({ capture, index }));
    const answers = await mapLimited(numbered, statusConcurrency, async ({ capture, index }) => {
      const id = capture.id.toLowerCase();
      const entry = this.#entries.get(id);
      const version = entry?.version;
      const isSame = entry !== undefined && isSameRun(entry.capture, capture);
      const answer: StatusAnswer | undefined =
        isSame && (entry.capture.state === 'stopped' || (index >= eagerStatuses && entry.status !== 'unasked'))
          ? { capture: entry.capture }
          : index >= eagerStatuses
            ? { capture: entry !== undefined && isSame ? entry.capture : capture, status: 'unasked' }
            : await ask(capture);
      // What happened while the question was on its way is newer than the answer.
      const present = this.#entries.get(id);
      if (present !== undefined && (present !== entry || present.version !== version)) {
        return { capture: present.capture };
      }
      return present === undefined && before.has(id) && generation === this.#generation ? undefined : answer;
    });
    const found = answers.filter((answer) => answer !== undefined);
    if (generation === this.#generation) {
      const ids = new Set(found.map(({ capture }) => capture.id.toLowerCase()));
      for (const [id, entry] of before) {
        if (!ids.has(id) && isSameResource(parentResourceId(entry.capture.id), watcherId) && this.#has(entry)) {
          this.#forget(entry);
          // Whoever follows it must hear that it was deleted elsewhere; for the tree the list itself is the news.
          if (entry.isStartedHere) {
            this.#removals.fire(entry.capture);
          }
        }
      }
      for (const answer of found) {
        this.#put(client, answer);
      }
    }
    return found.map(({ capture }) => capture);
  }

  /**
   * Says which captures a person can see. Only those, and the ones that were started here, are asked for their status; one that
   * comes into sight again is asked at once when its status is out of date.
   */
  setShown(isShown: (capture: PacketCapture) => boolean): void {
    this.#isShown = isShown;
    for (const entry of this.#entries.values()) {
      if (!this.#isWanted(entry)) {
        entry.timer?.dispose();
        entry.timer = undefined;
      } else if (entry.timer === undefined) {
        this.#schedule(entry, this.#clock.now() - entry.askedAt);
      }
    }
  }

  /** Takes a capture that was just started; its end is told even when it has come already. */
  add(client: PacketCaptureClient, capture: PacketCapture): void {
    if (this.#abort.signal.aborted) {
      return;
    }
    const known = this.#entries.get(capture.id.toLowerCase());
    if (known !== undefined) {
      this.#forget(known);
    }
    const ended = hasCaptureEnded(capture.state);
    this.#create(client, { capture, status: capture.state === 'unknown' ? 'owed' : 'known' }, !ended);
    this.#changes.fire({ capture, ended, isStartedHere: true });
  }

  /**
   * Forgets everything, without a timer left: another account or cloud is in use.
   * @returns the captures that were started here and had not ended
   */
  clear(): readonly PacketCapture[] {
    this.#generation++;
    const all = Array.from(this.#entries.values());
    for (const entry of all) {
      this.#forget(entry);
    }
    return all.filter((entry) => entry.isStartedHere).map((entry) => entry.capture);
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
      if (entry.status === 'forbidden' && entry.capture.state === 'stopping') {
        this.#update(entry, unseen);
      }
    }
  }

  /**
   * Asks the service whether a capture is still the one that is shown: automation may have made another of the name meanwhile.
   * @returns false when it is gone
   * Rejects with UserError `captureChanged` when it is another one, and with what the client translates.
   */
  async isPresent(captureId: string, options: CallOptions = {}): Promise<boolean> {
    const entry = this.#entry(captureId);
    const present = await entry.client.get(captureId, options);
    if (present !== undefined && !isSameRun(present, entry.capture)) {
      this.#update(entry, present);
      throw captureChanged(present.name);
    }
    return present !== undefined;
  }

  /** Deletes a capture that is still the one that is shown; its file in blob storage stays. Rejects as `isPresent` does. */
  async delete(captureId: string, options: CallOptions = {}): Promise<void> {
    const entry = this.#entry(captureId);
    try {
      if (await this.isPresent(captureId, options)) {
        await entry.client.delete(captureId, options);
      }
    } catch (error) {
      // Whatever came of it, what is shown must be so.
      await this.#refresh(entry);
      throw error;
    }
    if (this.#has(entry)) {
      this.#forget(entry);
      this.#removals.fire(entry.capture);
    }
  }

  /** Lets a capture go that is known to be gone. */
  forget(captureId: string): void {
    const entry = this.#entries.get(captureId.toLowerCase());
    if (entry !== undefined) {
      this.#forget(entry);
      this.#removals.fire(entry.capture);
    }
  }

  dispose(): void {
    this.#abort.abort();
    this.clear();
    this.#changes.dispose();
    this.#removals.dispose();
  }

  #entry(captureId: string): Entry {
    const entry = this.#entries.get(captureId.toLowerCase());
    if (entry === undefined) {
      throw resourceNotFound(resourceName(captureId));
    }
    return entry;
  }

  #put(client: PacketCaptureClient, answer: StatusAnswer): void {
    if (this.#abort.signal.aborted) {
      return;
    }
    const known = this.#entries.get(answer.capture.id.toLowerCase());
    if (known === undefined) {
      this.#create(client, answer);
    } else {
      known.client = client;
      known.status = answer.status ?? known.status;
      this.#update(known, answer.capture);
    }
  }

  #create(client: PacketCaptureClient, { capture, status = 'known' }: StatusAnswer, isStartedHere = false): Entry {
    const entry: Entry = {
      capture,
      client,
      timer: undefined,
      failures: 0,
      version: 0,
      askedAt: this.#clock.now(),
      pauseInMs: 0,
      status,
      isStartedHere,
    };
    this.#entries.set(capture.id.toLowerCase(), entry);
    this.#schedule(entry);
    return entry;
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
    if (!this.#has(entry)) {
      return;
    }
    const { isStartedHere } = entry;
    const changed = JSON.stringify(entry.capture) !== JSON.stringify(capture);
    const ended = hasCaptureEnded(capture.state) && (isStartedHere || isCaptureActive(entry.capture.state));
    entry.capture = capture;
    entry.isStartedHere &&= !ended;
    entry.version++;
    this.#schedule(entry);
    if (changed) {
      this.#changes.fire({ capture, ended, isStartedHere });
    }
  }

  #isWanted(entry: Entry): boolean {
    // What runs may stand far down a long list: only its status brings it into sight, so each is asked for once.
    const isOpen = entry.status === 'unasked' || entry.isStartedHere || this.#isShown(entry.capture);
    const canChange = isCaptureActive(entry.capture.state) || entry.status === 'owed' || entry.status === 'unasked';
    return canChange && entry.status !== 'forbidden' && isOpen && this.#has(entry);
  }

  /** @param sinceInMs how long ago the status was asked for */
  #schedule(entry: Entry, sinceInMs = 0): void {
    entry.timer?.dispose();
    entry.timer = undefined;
    if (this.#isWanted(entry)) {
      const delay = Math.max(this.#delayInMs(entry) * 2 ** Math.min(entry.failures, 5), entry.pauseInMs);
      entry.timer = this.#clock.after(Math.max(0, delay - sinceInMs), () => void this.#refresh(entry));
    }
  }

  /** How many captures have their status in this state. */
  #numberOf(status: StatusKnowledge): number {
    let count = 0;
    for (const entry of this.#entries.values()) {
      count += entry.status === status ? 1 : 0;
    }
    return count;
  }

  /** What the service could not tell of many captures is asked for one after another, or it would refuse again. */
  #delayInMs(entry: Entry): number {
    if (entry.status === 'unasked') {
      return (this.#numberOf('unasked') + 1) * unaskedStaggerInMs;
    }
    if (entry.status !== 'owed' || isCaptureActive(entry.capture.state)) {
      return nextStatusDelayInMs(entry.capture, this.#clock.now());
    }
    return owedDelayInMs + (this.#numberOf('owed') - 1) * owedStaggerInMs;
  }

  /** Never rejects: a failed question is logged and asked again later, with growing pauses. */
  async #refresh(entry: Entry): Promise<void> {
    const { version } = entry;
    entry.timer?.dispose();
    entry.timer = undefined;
    entry.askedAt = this.#clock.now();
    try {
      const capture = await entry.client.getStatus(entry.capture, { abortSignal: this.#abort.signal });
      entry.failures = 0;
      entry.pauseInMs = 0;
      entry.status = 'known';
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
      } else if (!isCancelled(error) && this.#has(entry)) {
        entry.failures++;
        entry.pauseInMs = (isUserError(error) ? (error.retryAfterInSeconds ?? 0) : 0) * 1000;
        entry.status = knowledgeAfter(error) ?? 'known';
        this.#log.warn(`Status of capture ${entry.capture.name} not available: ${errorText(error)}`);
        this.#schedule(entry);
      }
    }
  }
}
