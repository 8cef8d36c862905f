// One connection of a client: what it may do, the links it opened, and the replies it waits for.

import type { Duplex } from 'node:stream';
import { parseAddress, parseSelector } from './address.ts';
import { Grants } from './authorization.ts';
import type { ClientConnection, FrameWriter } from './clientConnection.ts';
import type { AccessRight } from './options.ts';
import type { Hub } from './hub.ts';
import { ReceiverLink } from './receiverLink.ts';
import type {
  AmqpConnection,
  AmqpLink,
  AmqpMessage,
  AmqpProblem,
  AmqpReceiver,
  AmqpSender,
  AmqpSession,
} from './rhea.ts';
import type { Reply } from './requestNodes.ts';
import { answerManagement, answerPutToken, toReplyMessage } from './requestNodes.ts';
import { SenderLink } from './senderLink.ts';
import type { BrokerState } from './state.ts';
import { types } from './rhea.ts';

const cbsNode = '$cbs';
const managementNode = '$management';
const selectorName = 'apache.org:selector-filter:string';

export class Peer implements ClientConnection, FrameWriter {
  readonly #state: BrokerState;
  readonly #connection: AmqpConnection;
  /** The socket under TLS or websockets too: it tells when to stop writing. */
  readonly #socket: Duplex;
  readonly #grants = new Grants();
  readonly #receivers = new Set<ReceiverLink>();
  readonly #senders = new Set<SenderLink>();
  readonly #replyLinks = new Set<AmqpSender>();
  #isBlocked = false;

  constructor(state: BrokerState, connection: AmqpConnection, socket: Duplex) {
    this.#state = state;
    this.#connection = connection;
    this.#socket = socket;
    this.#listen();
    socket.on('drain', () => {
      this.#isBlocked = false;
      this.wake();
    });
    // rhea hears only a clean end; a reset must free the receivers and its timers as well.
    socket.once('close', () => {
      this.#forgetAll();
      connection.eof();
    });
    state.peers.add(this);
  }

  /** The socket is full; links wait until it has drained. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  get links(): readonly (ReceiverLink | SenderLink)[] {
    return [...this.#receivers, ...this.#senders];
  }

  /** Writes frames at once, past rhea's queue. */
  write(frames: Buffer): void {
    this.#connection.socket.write(frames);
    this.#isBlocked = this.#socket.writableNeedDrain;
  }

  wake(): void {
    for (const receiver of this.#receivers) {
      receiver.wake();
    }
  }

  /** Cuts the connection without a word. */
  drop(): void {
    this.#forgetAll();
    this.#socket.destroy();
  }

  /** Stops or goes on reading and writing, as a peer does whose machine sleeps. */
  setPaused(isPaused: boolean): void {
    if (isPaused) {
      this.#socket.cork();
      this.#socket.pause();
    } else {
      this.#socket.uncork();
      this.#socket.resume();
      this.wake();
    }
  }

  /** Ends the connection with an error the client sees. */
  close(problem: AmqpProblem): void {
    this.#connection.close(problem);
  }

  #listen(): void {
    const connection = this.#connection;
    connection.on('session_open', ({ session }) => this.#onSession(session));
    connection.on('session_close', ({ session }) => this.#forgetSession(session));
    connection.on('sender_open', ({ sender }) => this.#onSender(sender));
    connection.on('receiver_open', ({ receiver }) => this.#onReceiver(receiver));
    connection.on('connection_close', () => this.#forgetAll());
    connection.on('disconnected', () => this.#forgetAll());
    for (const event of ['sender_error', 'receiver_error', 'session_error', 'connection_error', 'settled'] as const) {
      connection.on(event, () => undefined); // the close event that follows does the work
    }
    for (const event of ['protocol_error', 'error'] as const) {
      connection.on(event, (error) => {
        this.#state.log?.warn(`A client broke the protocol: ${String(error)}`);
        this.drop();
      });
    }
  }

  #onSession(session: AmqpSession): void {
    session.local.begin.handle_max = 255; // as the service says
    const onFlow = session.on_flow.bind(session);
    // A session's flow opens its window without any event of rhea.
    session.on_flow = (frame) => {
      onFlow(frame);
      this.wake();
    };
  }

  /** The client wants to receive: events of a partition, or replies of a node. */
  #onSender(sender: AmqpSender): void {
    sender.set_source(sender.source ?? {});
    sender.set_target(sender.target ?? {});
    const address = sender.source?.address ?? '';
    if (address === cbsNode || parseAddress(address).isManagement || address === managementNode) {
      this.#replyLinks.add(sender);
      sender.on('sender_close', () => this.#replyLinks.delete(sender));
      return;
    }
    const problem = this.#openReceiver(sender, address);
    if (problem !== undefined) {
      sender.close(problem);
    }
  }

  #openReceiver(sender: AmqpSender, path: string): AmqpProblem | undefined {
    const address = parseAddress(path);
    const hub = this.#state.hub(address.hub);
    const partition = hub?.partition(address.partitionId ?? '');
    const consumerGroup = address.consumerGroup ?? '$Default';
    if (hub === undefined || !hub.hasGroup(consumerGroup)) {
      return notFound(path);
    }
    if (partition === undefined) {
      return noSuchPartition(hub);
    }
    const refusal = this.#checkRight(hub, 'Listen', path, partition.id);
    if (refusal !== undefined) {
      return refusal;
    }
    const selector = readSelector(sender);
    const position = selector === undefined ? { kind: 'earliest' as const } : parseSelector(selector);
    if (position === undefined) {
      return { condition: 'com.microsoft:argument-error', description: `The filter '${selector}' is invalid.` };
    }
    const located = partition.locate(position);
    if ('problem' in located) {
      return { condition: 'com.microsoft:argument-error', description: located.problem };
    }
    const receiver: ReceiverLink = new ReceiverLink({
      state: this.#state,
      writer: this,
      sender,
      hub,
      partition,
      consumerGroup,
      name: textOf(sender.properties?.['com.microsoft:receiver-name']) ?? sender.name,
      epoch: numberOf(sender.properties?.['com.microsoft:epoch']),
      next: located.next,
      wantsMetrics: hasCapability(sender, 'com.microsoft:enable-receiver-runtime-metric'),
      onClosed: () => this.#receivers.delete(receiver),
    });
    const problem = hub.attach(receiver);
    if (problem === undefined) {
      this.#receivers.add(receiver);
      sender.on('sender_close', () => receiver.close());
    }
    return problem;
  }

  /** The client wants to send: events to a hub, or requests to a node. */
  #onReceiver(receiver: AmqpReceiver): void {
    receiver.set_source(receiver.source ?? {});
    receiver.set_target(receiver.target ?? {});
    receiver.local.attach.max_message_size = this.#state.maxMessageSize;
    const path = receiver.target?.address ?? '';
    if (path === cbsNode) {
      receiver.on('message', ({ message, delivery }) => {
        delivery.accept();
        const request = message as AmqpMessage;
        answerPutToken(this.#state, this.#grants, request)
          .catch((error: unknown): Reply => ({
            status: 500,
            description: String(error),
            condition: 'amqp:internal-error',
          }))
          .then((reply) => this.#reply(cbsNode, receiver, request, reply))
          .catch((error: unknown) => this.#state.log?.warn(`A reply was lost: ${String(error)}`));
      });
      return;
    }
    if (path === managementNode || parseAddress(path).isManagement) {
      receiver.on('message', ({ message, delivery }) => {
        delivery.accept();
        const request = message as AmqpMessage;
        this.#reply(managementNode, receiver, request, answerManagement(this.#state, this.#grants, request));
      });
      return;
    }
    const problem = this.#openSender(receiver, path);
    if (problem !== undefined) {
      receiver.close(problem);
    }
  }

  #openSender(receiver: AmqpReceiver, path: string): AmqpProblem | undefined {
    const address = parseAddress(path);
    const hub = this.#state.hub(address.hub);
    if (hub === undefined) {
      return notFound(path);
    }
    const partition = address.partitionId === undefined ? undefined : hub.partition(address.partitionId);
    if (address.partitionId !== undefined && partition === undefined) {
      return noSuchPartition(hub);
    }
    const refusal = this.#checkRight(hub, 'Send', path);
    if (refusal !== undefined) {
      return refusal;
    }
    const link = new SenderLink({ state: this.#state, receiver, hub, partition });
    this.#senders.add(link);
    receiver.on('receiver_close', () => this.#senders.delete(link));
    return undefined;
  }

  #checkRight(hub: Hub, right: AccessRight, path: string, partitionId = ''): AmqpProblem | undefined {
    const { isUnauthorized, unauthorizedPartitions } = this.#state.faults;
    const isAllowed = this.#grants.expiryOf(hub.name, right, this.#state.clock.now()) !== undefined;
    return isAllowed && !isUnauthorized && !unauthorizedPartitions.has(partitionId)
      ? undefined
      : {
          condition: 'amqp:unauthorized-access',
          description: `Unauthorized access. '${right}' claim(s) are required to perform this operation. Resource: '${path}'.`,
        };
  }

  /** Finds where a reply goes: the link the request names, else the one of the same session (old clients name none). */
  #reply(node: string, from: AmqpReceiver, request: AmqpMessage, reply: Reply): void {
    const candidates = [...this.#replyLinks].filter((link) => (link.source?.address ?? '').endsWith(node));
    const target =
      candidates.find((link) => link.name === request.reply_to || link.target?.address === request.reply_to) ??
      candidates.find((link) => link.session === from.session);
    if (target?.is_open() === true) {
      // Settled, so that nothing of it stays in the queue whose numbers the fast path moves on.
      target.send(toReplyMessage(request, reply)).settled = true;
    }
  }

  #forgetSession(session: AmqpSession): void {
    for (const link of this.#replyLinks) {
      if (link.session === session) {
        this.#replyLinks.delete(link);
      }
    }
    for (const receiver of this.#receivers) {
      if (receiver.isOn(session)) {
        receiver.close();
      }
    }
  }

  #forgetAll(): void {
    for (const receiver of this.#receivers) {
      receiver.close();
    }
    this.#senders.clear();
    this.#replyLinks.clear();
    this.#state.peers.delete(this);
  }
}

function readSelector(link: AmqpLink): string | undefined {
  const filter: unknown = link.source?.filter?.[selectorName];
  const value: unknown = types.unwrap(filter);
  return filter === undefined || filter === null ? undefined : String(value);
}

function hasCapability(link: AmqpLink, name: string): boolean {
  const wanted = link.desired_capabilities;
  return (Array.isArray(wanted) ? wanted : [wanted]).some((capability) => String(capability) === name);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : Number(value);
}

function notFound(path: string): AmqpProblem {
  return { condition: 'amqp:not-found', description: `The messaging entity '${path}' could not be found.` };
}

function noSuchPartition(hub: Hub): AmqpProblem {
  return {
    condition: 'com.microsoft:argument-out-of-range',
    description: `The specified partition is invalid for an EventHub partition sender or receiver. It should be between 0 and ${hub.partitions.length - 1}. Parameter name: PartitionId`,
  };
}
