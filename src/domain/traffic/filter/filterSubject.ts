// What a filter can ask of an exchange. The store lends one cursor for all of them, so that a filter over a hundred thousand
// makes no objects; an implementation computes each field when it is asked for.

import type { ExchangeState, Mark } from '../exchange.ts';
import type { TrafficProblem } from '../trafficProblem.ts';

/** Which half a question is about. */
export type FilterSide = 'request' | 'response';

/** One exchange as a filter sees it. */
export interface FilterSubject {
  readonly number: number;
  readonly state: ExchangeState;
  /** Empty for unreadable events. */
  readonly messageId: string;
  /** Empty when the request did not come. */
  readonly method: string;
  /** Raw target of the request: path and query; empty when the request did not come. */
  readonly target: string;
  /** Host header of the request, or the authority of an absolute target; empty when unknown. */
  readonly host: string;
  /** 0 when the response did not come. */
  readonly status: number;
  /** Milliseconds since the epoch at which the row stands. */
  readonly time: number;
  /** undefined unless completed. */
  readonly durationInMs: number | undefined;
  /** Since when the other half is awaited, milliseconds since the epoch; undefined for other states than pending and unanswered. */
  readonly waitingSince: number | undefined;
  /** Media type of the response, else of the request; where an implementation has it at hand. Else the headers are asked. */
  readonly contentType?: string | undefined;
  /** Address of the caller; empty when unknown. */
  readonly clientIp: string;
  /** Partitions in which the halves lay: one or two. */
  readonly partitionIds: readonly string[];
  /** Sequence number of the first half. */
  readonly sequenceNumber: number;
  readonly repeatCount: number;
  readonly isPinned: boolean;
  readonly mark: Mark | undefined;
  readonly note: string;
  hasProblem(problem: TrafficProblem): boolean;
  readonly hasAnyProblem: boolean;
  /** Bytes of the body as declared, else as logged; 0 when the half did not come. */
  bodySize(side: FilterSide): number;
  /** Values of a header joined by ", "; undefined when it is absent. @param name in lower case */
  header(side: FilterSide, name: string): string | undefined;
  /** The logged body; undefined when the half did not come. */
  body(side: FilterSide): Uint8Array | undefined;
  /** Head and body as logged; of unreadable events the whole event. undefined when the half did not come. */
  message(side: FilterSide): Uint8Array | undefined;
}
