// Bicep as text: string literals that hold any text, and objects and lists laid out as its formatter does.

/** A value that can be written: absent members of objects are left out. */
export type BicepValue =
  | string
  | number
  | boolean
  | null
  | BicepExpression
  | readonly BicepValue[]
  | { readonly [name: string]: BicepValue | undefined };

/** A piece of Bicep that stands in a value as it is, e.g. the name of a parameter. */
export class BicepExpression {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A string literal (Bicep documentation, "Data types", strings): backslash, quote and `${` are escaped, and so is every
 * character that is not seen, so that no text can end the literal or its line.
 */
export function quoteBicep(text: string): string {
  const escaped = text
    .replaceAll(/[\\']/g, '\\$&')
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${codeOf(character).toString(16)}}`);
  return `'${escaped}'`;
}

/** Half of a surrogate pair has no place in a literal; the replacement character stands for it. */
function codeOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
}

/** Writes a value whose first line stands at a place already indented by `depth` steps of two blanks. */
export function formatBicepValue(value: BicepValue, depth = 0): string {
  const inner = '  '.repeat(depth + 1);
  const outer = '  '.repeat(depth);
  if (typeof value === 'string') {
    return quoteBicep(value);
  }
  if (typeof value === 'number' && !Number.isInteger(value)) {
    // Bicep has whole numbers alone.
    return `json(${quoteBicep(String(value))})`;
  }
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  if (value instanceof BicepExpression) {
    return value.text;
  }
  if (isList(value)) {
    const items = value.map((each) => `${inner}${formatBicepValue(each, depth + 1)}\n`);
    return items.length === 0 ? '[]' : `[\n${items.join('')}${outer}]`;
  }
  const members = Object.entries(value).flatMap(([name, each]) =>
    each === undefined ? [] : `${inner}${memberName(name)}: ${formatBicepValue(each, depth + 1)}\n`,
  );
  return members.length === 0 ? '{}' : `{\n${members.join('')}${outer}}`;
}

/** Names that are no identifiers are literals. */
function memberName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : quoteBicep(name);
}

function isList(value: BicepValue): value is readonly BicepValue[] {
  return Array.isArray(value);
}
