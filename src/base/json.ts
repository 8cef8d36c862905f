// Careful reading of JSON values that came from outside: each function gives the wanted type or undefined, never throws.

/** A JSON object as a record, or an empty one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A JSON array, or an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A text, or undefined. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A finite number, or undefined. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Follows a path of property names, e.g. `at(value, 'properties', 'storageLocation')`. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((current, name) => asRecord(current)[name], value);
}

/** Parses JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The caller treats "not JSON" like "nothing there".
    return undefined;
  }
}
