// A client's sender on a hub or partition: unpacks batches, checks size, and accepts or rejects each delivery.

import type { ClientLink } from './clientConnection.ts';
import type { Hub } from './hub.ts';
import type { PartitionLog } from './partitionLog.ts';
import type { AmqpMessage, AmqpProblem, AmqpReceiver, MessageContext } from './rhea.ts';
import { messages } from './rhea.ts';
import type { BrokerState } from './state.ts';
import type { BareMessage } from './wire.ts';
import { splitMessage } from './wire.ts';

/** Message format of a batch: its data sections are whole encoded messages. */
const batchFormat = 0x80013700;
const partitionKeyName = 'x-opt-partition-key';

export interface SenderLinkOptions {
  readonly state: BrokerState;
  readonly receiver: AmqpReceiver;
  readonly hub: Hub;
  /** Undefined when the hub chooses. */
  readonly partition: PartitionLog | undefined;
}

export class SenderLink implements ClientLink {
  readonly hub: Hub;
  readonly partitionId: string | undefined;
  readonly #options: SenderLinkOptions;

  constructor(options: SenderLinkOptions) {
    this.#options = options;
    this.hub = options.hub;
    this.partitionId = options.partition?.id;
    options.receiver.on('message', (context) => this.#onMessage(context));
  }

  detach(problem: AmqpProblem): void {
    this.#options.receiver.close(problem);
  }

  #onMessage({ message, delivery, format }: MessageContext): void {
    const { state } = this.#options;
    const { refusals } = state.faults;
    if (refusals.left > 0) {
      refusals.left -= 1;
      delivery.reject({ condition: refusals.condition, description: 'The server was unable to process the request.' });
      return;
    }
    const encoded = Buffer.isBuffer(message) ? message : Buffer.from(messages.encode(message));
    if (encoded.length > state.maxMessageSize) {
      delivery.reject({
        condition: 'amqp:link:message-size-exceeded',
        description: `The received message (delivery-id:0, size:${encoded.length} bytes) exceeds the limit (${state.maxMessageSize} bytes) currently allowed on the link.`,
      });
      return;
    }
    this.#append(format === batchFormat ? unpackBatch(encoded) : [toBare(encoded)]);
    delivery.accept();
  }

  /** All events of a batch go to one partition, as they share the key or the lack of one. */
  #append(events: readonly BareMessage[]): void {
    const { state, hub } = this.#options;
    const partition = this.#options.partition ?? hub.choosePartition(events[0]?.partitionKey);
    for (const event of events) {
      state.append(hub, partition, event);
    }
  }
}

/** The messages of a batch. A batch of one is a single data section; the envelope's partition key holds for all. */
function unpackBatch(envelope: Buffer): BareMessage[] {
  const message = messages.decode(envelope) as unknown as AmqpMessage;
  const content = (message.body as { content?: Buffer | Buffer[] } | undefined)?.content ?? [];
  const key = partitionKeyOf(message);
  return (Array.isArray(content) ? content : [content]).map((encoded) => {
    const event = toBare(encoded);
    return key === undefined ? event : { ...event, partitionKey: key };
  });
}

function toBare(encoded: Buffer): BareMessage {
  const { annotations, bare } = splitMessage(encoded);
  const key =
    annotations === undefined ? undefined : partitionKeyOf(messages.decode(annotations) as unknown as AmqpMessage);
  // A copy, or the log would keep the whole chunk of the socket alive.
  return { bytes: Buffer.from(bare), partitionKey: key };
}

function partitionKeyOf(message: AmqpMessage): string | undefined {
  const key = message.message_annotations?.[partitionKeyName];
  return typeof key === 'string' ? key : undefined;
}
