// What differs between two JSON values, by the places of single values, so that a person can be told before something is written.

/** A value that is there in one of both, or differs. Texts are JSON; absent where there is none. */
export interface JsonChange {
  /** E.g. `properties.criteria.allOf[0].threshold`. */
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** All differences, in the order of the new value; the order of members does not count, that of lists does. */
export function jsonChanges(from: unknown, to: unknown, path = ''): readonly JsonChange[] {
  if (isBranch(from) && isBranch(to) && Array.isArray(from) === Array.isArray(to)) {
    const names = [...new Set([...Object.keys(to), ...Object.keys(from)])];
    return names.flatMap((name) =>
      jsonChanges(
        from[name],
        to[name],
        Array.isArray(to) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`,
      ),
    );
  }
  const [before, after] = [textOf(from), textOf(to)];
  return before === after
    ? []
    : [{ path, ...(before === undefined ? {} : { from: before }), ...(after === undefined ? {} : { to: after }) }];
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
