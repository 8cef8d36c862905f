// A listener that keeps everything a tail tells, for the tests of the tail.

import assert from 'node:assert/strict';
import { isUserError } from '../../src/app/error/userError.ts';
import type { TailListener } from '../../src/app/traffic/ports.ts';
import { delay, systemClock } from '../../src/base/clock.ts';
import type { HubEvent } from '../../src/domain/traffic/loggedMessage.ts';
import type { PartitionState } from '../../src/domain/traffic/trafficStatus.ts';

/** Something that was told of a partition. */
export interface ToldState {
  readonly partitionId: string;
  readonly state: PartitionState;
  readonly lag: number;
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
}

/** Keeps events, states, problems and gaps. */
export class KeptEvents implements TailListener {
  readonly events: HubEvent[] = [];
  /** The present state of each partition. */
  readonly states = new Map<string, PartitionState>();
  readonly told: ToldState[] = [];
  readonly problems: { readonly code: string; readonly isFinal: boolean }[] = [];
  readonly gaps: { readonly partitionId: string; readonly missing: number }[] = [];

  onEvents(events: readonly HubEvent[]): void {
    this.events.push(...events.map((event) => ({ ...event, body: event.body.slice() })));
  }

  onPartition(partitionId: string, state: PartitionState, lag: number): void {
    this.states.set(partitionId, state);
    this.told.push({ partitionId, state, lag, at: performance.now() });
  }

  onProblem(error: unknown, isFinal: boolean): void {
    this.problems.push({ code: isUserError(error) ? error.code : String(error), isFinal });
  }

  onGap(partitionId: string, missing: number): void {
    this.gaps.push({ partitionId, missing });
  }

  get isLive(): boolean {
    return this.states.size > 0 && [...this.states.values()].every((state) => state === 'live');
  }

  texts(partitionId?: string): string[] {
    const events = this.events.filter((event) => partitionId === undefined || event.partitionId === partitionId);
    return events.map((event) => new TextDecoder().decode(event.body));
  }
}

/** Waits until something is so; fails with its name when it takes too long. */
export async function until(what: string, isSo: () => boolean, limitInMs = 20_000): Promise<void> {
  const end = performance.now() + limitInMs;
  while (!isSo()) {
    assert.ok(performance.now() < end, `gave up waiting for: ${what}`);
    await delay(systemClock, 20);
  }
}
