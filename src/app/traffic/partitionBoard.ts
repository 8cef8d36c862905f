// What is known of each partition of a tail: its state as the tail told it, and what came from it.

import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';
import type { PartitionState, PartitionStatus } from '../../domain/traffic/trafficStatus.ts';

/** A line in the making: changed in place, for every event touches one. */
interface Line extends Omit<
  PartitionStatus,
  'state' | 'lag' | 'receivedEvents' | 'missingEvents' | 'lastSequenceNumber'
> {
  state: PartitionState;
  lag: number;
  receivedEvents: number;
  missingEvents: number;
  lastSequenceNumber?: number;
}

/** One line for each partition, in the order in which they were named. */
export class PartitionBoard {
  readonly #lines = new Map<string, Line>();
  readonly #positions = new Map<string, number>();

  get all(): readonly PartitionStatus[] {
    return Array.from(this.#lines.values(), (line) => ({ ...line }));
  }

  /** Last sequence number read on each partition, or the place where its reading began; of partitions where either is known. */
  get positions(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#positions);
  }

  /** @param lag events between the last one read and the partition's end */
  set(id: string, state: PartitionState, lag: number): void {
    const line = this.#line(id);
    line.state = state;
    line.lag = lag;
  }

  addMissing(id: string, missing: number): void {
    this.#line(id).missingEvents += missing;
  }

  /** @param last the sequence number behind which the partition is read; -1 before its very first event */
  place(id: string, last: number): void {
    this.#positions.set(id, last);
  }

  noteEvent({ partitionId, sequenceNumber }: HubEvent): void {
    const line = this.#line(partitionId);
    line.receivedEvents++;
    line.lastSequenceNumber = sequenceNumber;
    this.#positions.set(partitionId, sequenceNumber);
  }

  /** Forgets the states, for a new attachment names its partitions anew; what was read stays known. */
  reset(): void {
    for (const line of this.#lines.values()) {
      line.state = 'connecting';
      line.lag = 0;
    }
  }

  clear(): void {
    this.#lines.clear();
    this.#positions.clear();
  }

  #line(id: string): Line {
    const known = this.#lines.get(id);
    if (known !== undefined) {
      return known;
    }
    const line: Line = { id, state: 'connecting', lag: 0, receivedEvents: 0, missingEvents: 0 };
    this.#lines.set(id, line);
    return line;
  }
}
