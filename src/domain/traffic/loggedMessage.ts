// One Event Hub event as a gateway policy wrote it: a first line with direction and message id, then application/http bytes.

import type { HttpMessage } from '../http/httpMessage.ts';
import { parseHttpMessage } from '../http/httpMessage.ts';
import { noMetadata } from './gatewayMetadata.ts';
import type { GatewayMetadata } from './gatewayMetadata.ts';

/** An event as the tail hands it on. The bytes belong to the receiver of this value. */
export interface HubEvent {
  readonly partitionId: string;
  readonly sequenceNumber: number;
  /** When the service stored it, milliseconds since the epoch; clocks of partitions are not comparable to the millisecond. */
  readonly enqueuedAt: number;
  readonly body: Uint8Array;
  /** Opaque place in the partition; never calculated with. */
  readonly offset?: string;
  /** Application properties of the event as text. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** Which of the formats that gateways write: `http` and `httpV2` are application/http behind a first line, the others JSON. */
export type LoggedFormat = 'http' | 'httpV2' | 'moesif' | 'resurface';

/** A request or a response that could be read. */
export interface LoggedHalf {
  readonly kind: 'request' | 'response';
  readonly messageId: string;
  readonly event: HubEvent;
  readonly format: LoggedFormat;
  /** What `http` counts in: the event's body, or application/http bytes rebuilt from a JSON event or a base64 body. */
  readonly bytes: Uint8Array;
  readonly http: HttpMessage;
  readonly metadata: GatewayMetadata;
}

/** Why an event could not be read as a logged message. */
export type LoggedMessageProblem = 'noDirectionLine' | 'noMessageId';

/** A parsed event. `unreadable` keeps the raw event, so that nothing the hub carried is hidden. */
export type LoggedMessage =
  LoggedHalf | { readonly kind: 'unreadable'; readonly problem: LoggedMessageProblem; readonly event: HubEvent };

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Longest first line that is accepted; ids are short, and anything longer is not our format. */
const maxFirstLineBytes = 512;

/**
 * Reads an event that the `log-to-eventhub` policy of the API Management documentation wrote:
 * `request:<id>\n` or `response:<id>\n`, then the message. Never throws; unknown contents give `unreadable`.
 */
export function parseLoggedMessage(event: HubEvent): LoggedMessage {
  const { body } = event;
  const end = body.subarray(0, maxFirstLineBytes).indexOf(10);
  const line = end < 0 ? undefined : decoder.decode(body.subarray(0, end)).trimEnd();
  const kind = line?.startsWith('request:') ? 'request' : line?.startsWith('response:') ? 'response' : undefined;
  if (line === undefined || kind === undefined) {
    return { kind: 'unreadable', problem: 'noDirectionLine', event };
  }
  const messageId = line.slice(kind.length + 1).trim();
  if (messageId === '') {
    return { kind: 'unreadable', problem: 'noMessageId', event };
  }
  return {
    kind,
    messageId,
    event,
    format: 'http',
    bytes: body,
    http: parseHttpMessage(body, end + 1, kind),
    metadata: noMetadata,
  };
}
