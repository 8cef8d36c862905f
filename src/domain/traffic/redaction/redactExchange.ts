// Takes the secrets out of an exchange: the same exchange with `[redacted]` in their places, and a list of what was replaced.

import { parseHttpMessage } from '../../http/httpMessage.ts';
import type { Exchange } from '../exchange.ts';
import type { GatewayMetadata } from '../gatewayMetadata.ts';
import type { HubEvent, LoggedHalf } from '../loggedMessage.ts';
import { applyEdits, concatBytes } from './edits.ts';
import type { RedactedKind } from './edits.ts';
import { findSecrets } from './findSecrets.ts';
import { redactText } from './textSecrets.ts';
import { compileRules, matchesName, redactedText } from './redactionRules.ts';
import type { CompiledRules, RedactionRules } from './redactionRules.ts';

/** Which half held a secret; `event` for one that could not be read as either. */
export type RedactedSide = 'request' | 'response' | 'event';

/** A place that held secrets. The name is of the header or field, or the JSON path; never a value. */
export interface RedactedPlace {
  readonly side: RedactedSide;
  readonly kind: RedactedKind;
  readonly name: string;
  /** Values replaced there. */
  readonly count: number;
}

/** An exchange without its secrets. */
export interface RedactedExchange {
  /** The same value when nothing had to be replaced. */
  readonly exchange: Exchange;
  readonly replaced: readonly RedactedPlace[];
}

/** Takes secrets out of exchanges, by rules that were compiled once. */
export type Redactor = (exchange: Exchange) => RedactedExchange;

const encoder = new TextEncoder();

/**
 * Replaces the secrets of one exchange. The bytes around them stay as they are, `http` is read anew so that its offsets fit,
 * and the declared length and the problems stay those of the original message. The message id is no secret.
 */
export function redactExchange(exchange: Exchange, rules: RedactionRules): RedactedExchange {
  return createRedactor(rules)(exchange);
}

/** A redactor for many exchanges. */
export function createRedactor(rules: RedactionRules): Redactor {
  const compiled = compileRules(rules);
  return (exchange) => {
    const places = new PlaceCount();
    const half = (each: LoggedHalf): LoggedHalf => redactHalf(each, compiled, places);
    const changed: Exchange = {
      ...exchange,
      ...(exchange.request === undefined ? {} : { request: half(exchange.request) }),
      ...(exchange.response === undefined ? {} : { response: half(exchange.response) }),
      ...(exchange.unreadable === undefined
        ? {}
        : { unreadable: { ...exchange.unreadable, event: hideEvent(exchange.unreadable.event, places) } }),
      repeats: exchange.repeats.map(half),
    };
    return isSame(exchange, changed) ? { exchange, replaced: [] } : { exchange: changed, replaced: places.list() };
  };
}

/** Counts values by place. */
export class PlaceCount {
  readonly #counts = new Map<string, RedactedPlace>();

  add(side: RedactedSide, kind: RedactedKind, name: string, count = 1): void {
    const key = `${side} ${kind} ${name.toLowerCase()}`;
    const known = this.#counts.get(key);
    this.#counts.set(key, known === undefined ? { side, kind, name, count } : { ...known, count: known.count + count });
  }

  /** In the order in which they were first met. */
  list(): RedactedPlace[] {
    return [...this.#counts.values()];
  }
}

function redactHalf(half: LoggedHalf, rules: CompiledRules, places: PlaceCount): LoggedHalf {
  const edits = findSecrets(half.bytes, half.http, rules);
  for (const { kind, name } of edits) {
    places.add(half.kind, kind, name);
  }
  const metadata = redactMetadata(half, rules, places);
  const properties = redactProperties(half, rules, places);
  const isWhole = half.bytes === half.event.body;
  if (edits.length === 0 && isWhole && metadata === half.metadata) {
    return properties === undefined ? half : { ...half, event: { ...half.event, properties } };
  }
  const message = applyEdits(half.bytes, edits).subarray(half.http.start);
  // An event in another form is written anew as application/http, for its own bytes hold the secrets too.
  const keepsForm = isWhole && metadata === half.metadata;
  const prefix = keepsForm
    ? half.bytes.subarray(0, half.http.start)
    : encoder.encode(`${half.kind}:${half.messageId.replaceAll(/\p{Cc}/gu, ' ')}\n`);
  const bytes = concatBytes([prefix, message]);
  return {
    ...half,
    format: keepsForm ? half.format : 'http',
    event: { ...half.event, body: bytes, ...(properties === undefined ? {} : { properties }) },
    bytes,
    // What is wrong with a message is said of the message as it was logged: a replaced value makes no body cut or too long.
    http: { ...parseHttpMessage(bytes, prefix.length, half.kind), problems: half.http.problems },
    metadata,
  };
}

function redactMetadata(half: LoggedHalf, rules: CompiledRules, places: PlaceCount): GatewayMetadata {
  const { metadata } = half;
  const pairs = metadata.pairs.map(([key, value]) => [key, redactValue(key, value, rules)] as const);
  const changed = pairs.filter(([, value], at) => value !== metadata.pairs[at]?.[1]);
  for (const [key] of changed) {
    places.add(half.kind, 'metadata', key);
  }
  return changed.length === 0 ? metadata : { ...metadata, pairs };
}

function redactProperties(
  { kind, event }: LoggedHalf,
  rules: CompiledRules,
  places: PlaceCount,
): Record<string, string> | undefined {
  const entries = Object.entries(event.properties ?? {});
  const hidden = entries.map(([key, value]) => [key, redactValue(key, value, rules)] as const);
  const changed = hidden.filter(([, value], at) => value !== entries[at]?.[1]);
  for (const [key] of changed) {
    places.add(kind, 'metadata', key);
  }
  return changed.length === 0 ? undefined : Object.fromEntries(hidden);
}

function redactValue(key: string, value: string, rules: CompiledRules): string {
  return isSecretName(rules, key) ? redactedText : redactText(value, rules);
}

function isSecretName(rules: CompiledRules, name: string): boolean {
  return matchesName(rules.headers, name) || matchesName(rules.queryNames, name) || matchesName(rules.jsonNames, name);
}

/** Of an event that could not be read nobody knows where its secrets are: all of it goes. */
function hideEvent(event: HubEvent, places: PlaceCount): HubEvent {
  const body = encoder.encode(redactedText);
  if (
    event.properties === undefined &&
    event.body.length === body.length &&
    event.body.every((byte, at) => byte === body[at])
  ) {
    return event;
  }
  places.add('event', 'event', 'body');
  const { properties: _hidden, ...rest } = event;
  return { ...rest, body };
}

function isSame(before: Exchange, after: Exchange): boolean {
  return (
    before.request === after.request &&
    before.response === after.response &&
    before.unreadable?.event === after.unreadable?.event &&
    before.repeats.every((half, at) => half === after.repeats[at])
  );
}
