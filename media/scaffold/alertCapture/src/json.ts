// Careful reading of JSON that others wrote: a member of the wrong type counts as absent, and names are found in any case of letters.

/** An object of unknown members. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; JSON inside a text is read; anything else is an object without members. */
export function fieldsOf(value: unknown): Fields {
  if (typeof value === 'string' && value.trimStart().startsWith('{')) {
    return fieldsOf(parseJson(value));
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A member, whatever the case of its name; null counts as absent. */
export function member(fields: Fields, name: string): unknown {
  const exact = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (exact !== undefined && exact !== null) {
    return exact;
  }
  const wanted = name.toLowerCase();
  const found = Object.keys(fields).find((key) => key.toLowerCase() === wanted);
  return found === undefined ? undefined : (fields[found] ?? undefined);
}

/** A member that is a text with something in it. */
export function textOf(fields: Fields, name: string): string | undefined {
  const value = member(fields, name);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A member that is a list; one value alone is a list of one. */
export function listOf(fields: Fields, name: string): readonly unknown[] {
  const value = member(fields, name);
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The value of a JSON text, or undefined for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
