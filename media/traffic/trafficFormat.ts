// How values look in the panel: times, durations, sizes and texts in the person's language. Pure functions.

import { asMoment } from '../../src/domain/traffic/gatewayMetadata.ts';

const noTime = '–';

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

  /** Time of day to the second. A time that no calendar has is a dash, here and below: files may hold any number. */
  clock(milliseconds: number): string {
    return isMoment(milliseconds) ? this.#seconds.format(milliseconds) : noTime;
  }

  /** Time of day with milliseconds, in the person's own zone. */
  time(milliseconds: number): string {
    return isMoment(milliseconds) ? this.#clock.format(milliseconds) : noTime;
  }

  /** Date and time in full, for tooltips. */
  moment(milliseconds: number): string {
    return isMoment(milliseconds) ? new Date(milliseconds).toISOString() : noTime;
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

function isMoment(milliseconds: number): boolean {
  return asMoment(milliseconds) !== undefined;
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
