// How values look in the panel: times, durations, sizes and texts in the person's language. Pure functions.

/** Words and numbers in one language. */
export class Wording {
  readonly #texts: Readonly<Record<string, string>>;
  readonly #clock: Intl.DateTimeFormat;
  readonly #numbers: Intl.NumberFormat;
  readonly #percents: Intl.NumberFormat;
  readonly #seconds: Intl.DateTimeFormat;

  constructor(texts: Readonly<Record<string, string>>, language: string) {
    this.#texts = texts;
    this.#clock = new Intl.DateTimeFormat(language, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hour12: false,
    });
    this.#numbers = new Intl.NumberFormat(language);
    this.#percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    this.#seconds = new Intl.DateTimeFormat(language, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hour12: false,
    });
  }

  /** The text with `{0}`, `{1}` … replaced; the English original where there is no translation. */
  text(key: string, ...values: readonly (string | number)[]): string {
    const text = Object.hasOwn(this.#texts, key) ? (this.#texts[key] ?? key) : key;
    return text.replaceAll(/\{(\d)\}/g, (whole, index: string) => {
      const value = values[Number(index)];
      return value === undefined ? whole : typeof value === 'number' ? this.#numbers.format(value) : value;
    });
  }

  /** The text for one or for any other number. */
  count(number: number, one: string, many: string): string {
    return this.text(number === 1 ? one : many, number);
  }

  number(value: number): string {
    return this.#numbers.format(value);
  }

  /** A share of one. */
  percent(share: number): string {
    return this.#percents.format(share);
  }

  /** Time of day to the second. */
  clock(milliseconds: number): string {
    return this.#seconds.format(milliseconds);
  }

  /** Time of day with milliseconds, in the person's own zone. */
  time(milliseconds: number): string {
    return this.#clock.format(milliseconds);
  }

  /** Date and time in full, for tooltips. */
  moment(milliseconds: number): string {
    return new Date(milliseconds).toISOString();
  }

  /** `12 ms`, `1.24 s`; negative values, from clocks that differ, keep their sign. */
  duration(milliseconds: number): string {
    return Math.abs(milliseconds) < 1000
      ? `${this.#numbers.format(Math.round(milliseconds))} ms`
      : `${this.#numbers.format(Math.round(milliseconds / 10) / 100)} s`;
  }

  /** `512 B`, `1.4 KiB`. */
  bytes(count: number): string {
    const units = ['B', 'KiB', 'MiB', 'GiB'];
    let value = count;
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return `${this.#numbers.format(unit === 0 ? value : Math.round(value * 10) / 10)} ${units[unit] ?? ''}`;
  }
}

/**
 * Text from the wire as it may be shown: control characters and those that turn the direction of writing are spelled out,
 * as the editor does it, so that none can hide or rearrange what stands beside it. Tabs stay, and line ends where `isBlock`.
 */
export function visibleText(text: string, isBlock = false): string {
  return text.replaceAll(hidden, (char) => {
    if (char === '\t' || (isBlock && (char === '\n' || char === '\r'))) {
      return char;
    }
    return `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}

const hidden = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Class of a status code: never shown by colour alone, the code stands beside it. */
export function statusClass(
  status: number,
): 'none' | 'information' | 'success' | 'redirect' | 'clientError' | 'serverError' {
  if (status >= 500) {
    return 'serverError';
  }
  if (status >= 400) {
    return 'clientError';
  }
  if (status >= 300) {
    return 'redirect';
  }
  if (status >= 200) {
    return 'success';
  }
  return status >= 100 ? 'information' : 'none';
}

/**
 * JSON with two spaces of indentation where the text is whole JSON, else the text as it is. Only the space between the tokens
 * changes: numbers keep their digits and objects their repeated names, for this is what was sent.
 */
export function prettyBody(body: string): string {
  const first = body.trimStart()[0];
  if (first !== '{' && first !== '[') {
    return body;
  }
  try {
    JSON.parse(body);
  } catch {
    // Cut by the gateway, or not JSON after all: shown as it came, never repaired.
    return body;
  }
  const tokens = body.match(/"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+|[{}[\],:]/g) ?? [];
  let depth = 0;
  const parts: string[] = [];
  const newLine = (): void => {
    parts.push('\n', '  '.repeat(Math.min(depth, maxIndentDepth)));
  };
  for (const [index, token] of tokens.entries()) {
    const isClosing = token === '}' || token === ']';
    const isEmpty = isClosing && (tokens[index - 1] === '{' || tokens[index - 1] === '[');
    if (isClosing) {
      depth--;
      if (!isEmpty) {
        newLine();
      }
    }
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') {
      depth++;
      const next = tokens[index + 1];
      if (next !== '}' && next !== ']') {
        newLine();
      }
    } else if (token === ',') {
      newLine();
    }
  }
  return parts.join('');
}

/** Deeper JSON is not indented further: a hostile body of brackets must not grow by its square. */
const maxIndentDepth = 40;
