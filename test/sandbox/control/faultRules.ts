// Fault rules for ARM: which requests are delayed, refused or cut off, and how often.

/** A rule as the control endpoint takes it. At least one of status, body, latencyInMs and dropSocket makes it do something. */
export interface FaultRule {
  /** HTTP method; any when left out. */
  readonly method?: string;
  /** Regular expression on the path without query, any case; every path when left out. */
  readonly pathPattern?: string;
  /** Only requests with this api-version; to play a cloud that lags behind. */
  readonly apiVersion?: string;
  /** HTTP status to answer instead of the real answer. */
  readonly status?: number;
  /** ARM error code of that answer. */
  readonly code?: string;
  readonly message?: string;
  /** Body instead of ARM's error: a text goes as it is, as HTML when it looks like it; anything else as JSON. */
  readonly body?: unknown;
  /** Media type of a text body. */
  readonly contentType?: string;
  /** Seconds for a Retry-After header of that answer. */
  readonly retryAfter?: number;
  /** Further headers of that answer, e.g. WWW-Authenticate with a claims challenge. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Wait before the answer, real or not. */
  readonly latencyInMs?: number;
  /** Cut the connection instead of answering. */
  readonly dropSocket?: boolean;
  /** How many requests are let through first. */
  readonly skip?: number;
  /** How many requests it applies to after that; without end when left out. */
  readonly times?: number;
}

/** A rule in force. */
export interface ActiveFaultRule extends FaultRule {
  readonly id: string;
  readonly timesLeft: number | undefined;
}

/** The rules in force, oldest first; the first that fits is used. */
export class FaultRules {
  #rules: {
    readonly id: string;
    readonly rule: FaultRule;
    readonly pattern: RegExp;
    timesLeft: number | undefined;
    skipsLeft: number;
  }[] = [];
  #count = 0;

  /** Adds a rule. @returns its id. @throws SyntaxError for a pattern that is not a regular expression */
  add(rule: FaultRule): string {
    this.#count += 1;
    const id = `fault-${this.#count}`;
    this.#rules.push({
      id,
      rule,
      pattern: new RegExp(rule.pathPattern ?? '', 'i'),
      timesLeft: rule.times,
      skipsLeft: rule.skip ?? 0,
    });
    return id;
  }

  /** Removes a rule; false when there is none of this id. */
  remove(id: string): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((entry) => entry.id !== id);
    return this.#rules.length < before;
  }

  /** The rules in force. */
  list(): ActiveFaultRule[] {
    return this.#rules.map(({ id, rule, timesLeft }) => ({ ...rule, id, timesLeft }));
  }

  /** Finds the rule for a request and counts it. */
  take(method: string, path: string, apiVersion: string | null = null): FaultRule | undefined {
    const entry = this.#rules.find(
      ({ rule, pattern }) =>
        (rule.method === undefined || rule.method.toUpperCase() === method) &&
        (rule.apiVersion === undefined || rule.apiVersion === apiVersion) &&
        pattern.test(path),
    );
    if (entry !== undefined && entry.skipsLeft > 0) {
      entry.skipsLeft -= 1;
      return undefined;
    }
    if (entry?.timesLeft !== undefined) {
      entry.timesLeft -= 1;
      if (entry.timesLeft <= 0) {
        this.remove(entry.id);
      }
    }
    return entry?.rule;
  }

  /** Removes all rules. */
  clear(): void {
    this.#rules = [];
  }
}
