// One event as the Event Hubs client gives it, turned into ours: bytes where they are one section, the rest as text.

import type { ReceivedEventData } from '@azure/event-hubs';
import type { HubEvent } from '../../domain/traffic/loggedMessage.ts';

/** The body is a view into the client's socket chunk of 64 KB: whoever keeps the event copies it. */
export function toHubEvent(partitionId: string, event: ReceivedEventData): HubEvent {
  const properties = Object.entries(event.properties ?? {});
  return {
    partitionId,
    sequenceNumber: event.sequenceNumber,
    enqueuedAt: event.enqueuedTimeUtc.getTime(),
    body: toBytes(event.body),
    offset: event.offset,
    ...(properties.length === 0
      ? {}
      : { properties: Object.fromEntries(properties.map(([name, value]) => [name, toText(value)])) }),
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A body may be a data section (bytes), several of them, or an AMQP value; all become bytes. */
function toBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) {
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  }
  if (Array.isArray(body) && body.every((part) => part instanceof Uint8Array)) {
    const joined = new Uint8Array(body.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of body) {
      joined.set(part, offset);
      offset += part.length;
    }
    return joined;
  }
  return encoder.encode(toText(body));
}

/** Application properties are of simple AMQP types. */
function toText(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof Uint8Array) {
    return decoder.decode(value);
  }
  return value instanceof Date ? value.toISOString() : (JSON.stringify(value) ?? '');
}
