// The lines of a session file: a header, each event exactly as the hub gave it, what a person added, and an end that tells whether
// all of it is there. One JSON value a line, so that a file that was cut or damaged gives everything around the damage.

import { decodeBase64 } from '../../../base/base64.ts';
import { asNumber, asRecord, asString, at, parseJson } from '../../../base/json.ts';
import type { Annotation, Exchange, Mark } from '../exchange.ts';
import { asMoment } from '../gatewayMetadata.ts';
import type { HubEvent } from '../loggedMessage.ts';
import { encodeBase64 } from './base64Text.ts';

/** Where a session was read; never with what right. */
export interface SessionSource {
  readonly host: string;
  readonly hub: string;
  readonly consumerGroup: string;
}

/**
 * notSession: the file is something else. newerVersion: a later Wirewatch wrote it. badLine: a line could not be read and is left
 * out. cut: the file ends before its end, or events are missing in it. tooLong: a line is longer than any event.
 */
export type SessionProblemKind = 'notSession' | 'newerVersion' | 'badLine' | 'cut' | 'tooLong';

/** What is wrong with a file, and where. */
export interface SessionProblem {
  readonly kind: SessionProblemKind;
  /** From 1. */
  readonly line: number;
}

/** What one line says. */
export type SessionLine =
  | { readonly kind: 'header'; readonly version: number; readonly source?: SessionSource }
  | { readonly kind: 'event'; readonly event: HubEvent }
  | { readonly kind: 'annotation'; readonly key: string; readonly annotation: Annotation }
  | { readonly kind: 'end'; readonly events: number };

/** Version of the format that is written, and the latest that can be read. */
export const sessionFileVersion = 1;

const marks: ReadonlySet<string> = new Set<Mark>(['red', 'yellow', 'green', 'blue']);

/** The first line. */
export function headerLine(source: SessionSource | undefined): string {
  return JSON.stringify({ wirewatchSession: sessionFileVersion, ...(source === undefined ? {} : { source }) });
}

/** The line of one event. */
export function eventLine({ partitionId, sequenceNumber, enqueuedAt, offset, properties, body }: HubEvent): string {
  return JSON.stringify({
    event: { partition: partitionId, sequence: sequenceNumber, enqueued: enqueuedAt, offset, properties },
    size: body.length,
    body: encodeBase64(body),
  });
}

/** The line for what a person added to an exchange; undefined when nothing was. */
export function annotationLine(exchange: Exchange): string | undefined {
  const { isPinned, mark, note } = exchange.annotation;
  return !isPinned && mark === undefined && note === ''
    ? undefined
    : JSON.stringify({ annotation: { isPinned, mark, note }, key: annotationKey(exchange) });
}

/** The last line. */
export function endLine(events: number): string {
  return JSON.stringify({ end: { events } });
}

/** By what an annotation finds its exchange again: the message id, or the place in the hub of an event that could not be read. */
export function annotationKey({ messageId, unreadable }: Exchange): string {
  return unreadable === undefined
    ? `id ${messageId}`
    : `event ${unreadable.event.partitionId} ${unreadable.event.sequenceNumber}`;
}

/** The events of an exchange, each once, so that reading them in this order makes the exchange again. */
export function eventsOf({ request, response, unreadable, repeats }: Exchange): HubEvent[] {
  const events = [request, response, unreadable, ...repeats].flatMap((half) => half?.event ?? []);
  return events.filter((event, index) => !events.slice(0, index).some((earlier) => isSameEvent(earlier, event)));
}

/** Reads one line; undefined when it says nothing that is known. */
export function parseSessionLine(text: string): SessionLine | undefined {
  const value = parseJson(text);
  const { wirewatchSession, event, annotation, end } = asRecord(value);
  if (typeof wirewatchSession === 'number') {
    const source = sourceOf(at(value, 'source'));
    return { kind: 'header', version: wirewatchSession, ...(source === undefined ? {} : { source }) };
  }
  if (event !== undefined) {
    return parseEvent(asRecord(event), asString(at(value, 'body')), asNumber(at(value, 'size')));
  }
  if (annotation !== undefined) {
    return parseAnnotation(asRecord(annotation), asString(at(value, 'key')));
  }
  const events = asNumber(at(end, 'events'));
  return events === undefined ? undefined : { kind: 'end', events };
}

/** One event may hold both halves of a call; of an exchange from another file both may have one place. */
function isSameEvent(a: HubEvent, b: HubEvent): boolean {
  return (
    a === b ||
    (a.partitionId === b.partitionId &&
      a.sequenceNumber === b.sequenceNumber &&
      a.body.length === b.body.length &&
      a.body.every((byte, index) => byte === b.body[index]))
  );
}

function parseEvent(
  event: Readonly<Record<string, unknown>>,
  text: string | undefined,
  size: number | undefined,
): SessionLine | undefined {
  const partitionId = asString(event['partition']);
  const sequenceNumber = asNumber(event['sequence']);
  const enqueuedAt = asMoment(event['enqueued']);
  const offset = asString(event['offset']);
  const body = text === undefined ? undefined : decodeBase64(text);
  if (
    partitionId === undefined ||
    sequenceNumber === undefined ||
    enqueuedAt === undefined ||
    body?.length !== size ||
    body === undefined
  ) {
    return undefined;
  }
  const properties = Object.entries(asRecord(event['properties'])).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  );
  return {
    kind: 'event',
    event: {
      partitionId,
      sequenceNumber,
      enqueuedAt,
      body,
      ...(offset === undefined ? {} : { offset }),
      ...(event['properties'] === undefined ? {} : { properties: Object.fromEntries(properties) }),
    },
  };
}

function parseAnnotation(
  { isPinned, mark, note }: Readonly<Record<string, unknown>>,
  key: string | undefined,
): SessionLine | undefined {
  return key === undefined
    ? undefined
    : {
        kind: 'annotation',
        key,
        annotation: {
          isPinned: isPinned === true,
          ...(typeof mark === 'string' && marks.has(mark) ? { mark: mark as Mark } : {}),
          note: asString(note) ?? '',
        },
      };
}

function sourceOf(value: unknown): SessionSource | undefined {
  const { host, hub, consumerGroup } = asRecord(value);
  return typeof host === 'string' && typeof hub === 'string' && typeof consumerGroup === 'string'
    ? { host, hub, consumerGroup }
    : undefined;
}
