// Values that must never be shown: wrapped so that printing, JSON and template strings give `***`.

/** A connection string, key, SAS, webhook URL or token. Only `reveal` gives the text, at the one place that needs it. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret text. Call it only where the text goes to the service it belongs to. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}
