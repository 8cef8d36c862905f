// What ARM was asked, for protocol checks in tests. Neither tokens nor signed query values are kept.

/** One answered request. */
export interface LoggedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly apiVersion: string | null;
  readonly status: number;
  /** Account id, when the token was good. */
  readonly account: string | null;
  readonly durationInMs: number;
  /** What was sent, when that was JSON. */
  readonly body?: unknown;
}

/** The latest requests, oldest first. */
export class RequestLog {
  readonly #limit: number;
  #entries: LoggedRequest[] = [];

  /** @param limit how many requests are kept */
  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  /** The kept requests. */
  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  /** Adds a request; the oldest goes when the limit is reached. */
  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit) {
      this.#entries.shift();
    }
  }

  /** Forgets all. */
  clear(): void {
    this.#entries = [];
  }
}
