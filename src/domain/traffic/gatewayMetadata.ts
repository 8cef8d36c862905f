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

/** Pairs that are read from one line; more are no metadata of a gateway. */
const maxPairs = 100;

/** Milliseconds on either side of the epoch that a Date can hold (ECMA-262, section 21.4.1.1). */
const maxMoment = 8.64e15;

/** A number as milliseconds since the epoch; undefined for anything that no Date can hold, which would throw when it is shown. */
export function asMoment(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= maxMoment ? value : undefined;
}

/** Reads `key=value;key=value`: `ts` (ISO 8601 or milliseconds), `el` (milliseconds), `ip`, `len` (bytes); others are kept as they are. */
export function readMetadata(text: string): GatewayMetadata {
  const pairs = text
    .split(';', maxPairs)
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? ([pair.trim(), ''] as const)
        : ([pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()] as const);
    })
    .filter(([key]) => key !== '');
  return toMetadata(pairs);
}

/** Gives the known keys their meaning; the first of equal keys counts. */
export function toMetadata(pairs: GatewayMetadata['pairs']): GatewayMetadata {
  const valueOf = (wanted: string): string | undefined => pairs.find(([key]) => key === wanted)?.[1];
  const timestamp = readMoment(valueOf('ts'));
  const elapsedInMs = readNumber(valueOf('el'));
  const originalBodyBytes = readNumber(valueOf('len'));
  const clientIp = valueOf('ip');
  return {
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(elapsedInMs === undefined ? {} : { elapsedInMs }),
    ...(clientIp === undefined || clientIp === '' ? {} : { clientIp }),
    ...(originalBodyBytes === undefined ? {} : { originalBodyBytes }),
    pairs,
  };
}

function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds as such, everything else as a date with its zone (a date without one is taken as UTC). */
function readMoment(text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const milliseconds = /^\d{12,15}$/.test(text)
    ? Number(text)
    : Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
