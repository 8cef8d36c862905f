// The part of rhea 3.0.5 the broker uses, with types for what its own typings leave open. The counters of a session
// are internals: the fast path keeps them in step, so this file and receiverLink.ts change with rhea's version.

import rhea from 'rhea';

/** An error as rhea writes it on a link or connection. */
export interface AmqpProblem {
  readonly condition: string;
  readonly description: string;
}

/** Sent and still expected transfers of a session, as rhea counts them. */
export interface OutgoingCounters {
  next_delivery_id: number;
  next_pending_delivery: number;
  next_transfer_id: number;
  window: number;
  transfer_window(): number;
}

export interface AmqpSession {
  readonly connection: AmqpConnection;
  readonly local: { readonly channel: number; readonly begin: { handle_max: number } };
  readonly outgoing: OutgoingCounters;
  readonly state: { readonly open_requests: number };
  on_flow(frame: unknown): void;
}

export interface AmqpDelivery {
  settled: boolean;
  accept(): void;
  reject(problem: AmqpProblem): void;
}

export interface AmqpLink {
  readonly name: string;
  readonly session: AmqpSession;
  readonly connection: AmqpConnection;
  readonly source: { readonly address?: string | null; readonly filter?: Readonly<Record<string, unknown>> } | null;
  readonly target: { readonly address?: string | null } | null;
  readonly properties: Readonly<Record<string, unknown>> | undefined;
  readonly desired_capabilities: unknown;
  readonly local: { readonly handle: number; readonly attach: { max_message_size?: number; properties?: unknown } };
  readonly state: { readonly open_requests: number };
  set_source(fields: unknown): void;
  set_target(fields: unknown): void;
  is_open(): boolean;
  close(problem?: AmqpProblem): void;
}

/** A link on which we send: the peer is the receiver. */
export interface AmqpSender extends AmqpLink {
  credit: number;
  delivery_count: number;
  send(message: unknown): AmqpDelivery;
  set_drained(isDrained: boolean): void;
  on(event: 'sendable' | 'sender_draining' | 'sender_close' | 'sender_error', listener: () => void): void;
}

/** A message as rhea decodes it; a batch stays a Buffer. */
export interface AmqpMessage {
  readonly body?: unknown;
  readonly message_id?: unknown;
  readonly reply_to?: string;
  readonly application_properties?: Readonly<Record<string, unknown>>;
  readonly message_annotations?: Readonly<Record<string, unknown>>;
}

export interface MessageContext {
  readonly message: AmqpMessage | Buffer;
  readonly delivery: AmqpDelivery;
  readonly format?: number;
}

/** A link on which we receive: the peer is the sender. */
export interface AmqpReceiver extends AmqpLink {
  on(event: 'message', listener: (context: MessageContext) => void): void;
  on(event: 'receiver_close' | 'receiver_error', listener: () => void): void;
}

export interface ConnectionEvents {
  session_open: { readonly session: AmqpSession };
  session_close: { readonly session: AmqpSession };
  session_error: unknown;
  sender_open: { readonly sender: AmqpSender };
  receiver_open: { readonly receiver: AmqpReceiver };
  sender_error: unknown;
  receiver_error: unknown;
  connection_open: unknown;
  connection_close: unknown;
  connection_error: unknown;
  disconnected: unknown;
  protocol_error: unknown;
  error: unknown;
  settled: unknown;
}

/** What a connection reads from and writes to: a socket, or rhea's wrapper of a websocket. */
export interface AmqpTransport {
  write(data: Buffer): unknown;
  end(): void;
  on(event: string, listener: (...values: never[]) => void): unknown;
}

export interface AmqpConnection {
  readonly socket: AmqpTransport;
  readonly amqp_transport: { readonly pending: readonly unknown[] };
  /** The peer's largest frame in bytes. */
  readonly max_frame_size?: number;
  on<K extends keyof ConnectionEvents>(event: K, listener: (context: ConnectionEvents[K]) => void): void;
  accept(socket: AmqpTransport): unknown;
  close(problem?: AmqpProblem): void;
  /** What rhea does at the end of the socket; it stops its timers. */
  eof(): void;
}

/** What the broker needs of the library. */
export interface AmqpContainer {
  readonly sasl_server_mechanisms: Record<string, () => SaslMechanism> & { enable_anonymous(): void };
  create_connection(options: object): AmqpConnection;
}

/** The server's side of a SASL mechanism without challenges. */
export interface SaslMechanism {
  outcome: boolean | undefined;
  username: string | undefined;
  start(response: Buffer | undefined): void;
}

/** Type wrappers and the codec of rhea. */
export const types = rhea.types;
export const messages = rhea.message;

/** A container that offers the two SASL mechanisms of the service. */
export function createContainer(id: string): AmqpContainer {
  const container = rhea.create_container({ id }) as unknown as AmqpContainer;
  container.sasl_server_mechanisms.enable_anonymous();
  container.sasl_server_mechanisms['MSSBCBS'] = () => ({
    outcome: undefined,
    username: undefined,
    start(response) {
      this.username = response?.toString('utf8') ?? 'anonymous';
      this.outcome = true;
    },
  });
  return container;
}
