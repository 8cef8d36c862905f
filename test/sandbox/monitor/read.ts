// Reading of what clients wrote: rules and groups are kept as they came, so every part is looked at as if it could be anything.

/** A JSON object, or an empty one for anything else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** A JSON array, or an empty one for anything else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** A text, or an empty one for anything else. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A member by its name in any case. */
export function member(record: Readonly<Record<string, unknown>>, name: string): unknown {
  const key = Object.keys(record).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : record[key];
}

/** True when two texts are the same in any case. */
export function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** True when an id is the scope itself or something below it. */
export function isWithin(id: string, scope: string): boolean {
  const [own, whole] = [id.toLowerCase(), scope.toLowerCase().replace(/\/+$/, '')];
  return own === whole || own.startsWith(`${whole}/`);
}
