// What a gateway says of a call besides the message itself: the pairs behind `v2` on the first line, or fields of a JSON event.

/** Facts of the gateway about one half. `pairs` holds everything as it was logged, also what we give no meaning. */
export interface GatewayMetadata {
  /** When the gateway handled this half, milliseconds since the epoch, by its own clock. */
  readonly timestamp?: number;
  /** Time the call took in the gateway, milliseconds; on responses. */
  readonly elapsedInMs?: number;
  /** Address of the caller. */
  readonly clientIp?: string;
  /** Bytes of the body before it was cut. */
  readonly originalBodyBytes?: number;
  readonly pairs: readonly (readonly [key: string, value: string])[];
}

/** A half whose gateway said nothing. */
export const noMetadata: Readonly<GatewayMetadata> = { pairs: [] };
