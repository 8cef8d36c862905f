// What the routes of the control endpoint share: the shape of a handler, and readers that refuse what they do not expect.

/** An answer of the control endpoint. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** Answers one route; `name` is the second segment of the path, decoded. */
export type Handler = (request: {
  readonly body: Record<string, unknown>;
  readonly name: string;
}) => Answer | Promise<Answer>;

/** A 200 with a body. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Reads an optional text. @throws TypeError for anything else */
export function readText(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value !== undefined && typeof value !== 'string') {
    throw new TypeError(`'${name}' must be a string.`);
  }
  return value;
}

/** Reads an optional number from 0 to `max`. @throws TypeError for anything else */
export function readNumber(body: Record<string, unknown>, name: string, max = Infinity): number | undefined {
  const value = body[name];
  if (value !== undefined && (typeof value !== 'number' || value < 0 || value > max)) {
    throw new TypeError(`'${name}' must be a number from 0${max === Infinity ? '' : ` to ${max}`}.`);
  }
  return value;
}
