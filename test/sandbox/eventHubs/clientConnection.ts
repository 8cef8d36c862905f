// A client's connection as the rest of the broker sees it. Types only, so that the state, the faults and the links need
// not know the class that owns the connection.

import type { LinkProblem } from './hub.ts';

/** Takes frames of a link. */
export interface FrameWriter {
  /** The socket is full; links wait until it has drained. */
  readonly isBlocked: boolean;
  /** Writes frames at once. */
  write(frames: Buffer): void;
}

/** A link of a client, whichever way its events go. */
export interface ClientLink {
  readonly hub: { readonly name: string };
  readonly partitionId: string | undefined;
  /** Only receivers have one. */
  readonly consumerGroup?: string;
  /** Ends the link with an error the client sees. */
  detach(problem: LinkProblem): void;
}

/** One connection and what can be done to it as a whole. */
export interface ClientConnection {
  readonly links: readonly ClientLink[];
  /** Cuts the connection without a word. */
  drop(): void;
  /** Ends the connection with an error the client sees. */
  close(problem: LinkProblem): void;
  /** Stops or goes on reading and writing. */
  setPaused(isPaused: boolean): void;
}
