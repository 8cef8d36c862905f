// The API gateway: checks the subscription key, logs each request and response to the hub, and forwards to a backend
// machine over kept-alive connections whose bytes it taps. It has no on-error section: what fails leaves no response event.

import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo, NetConnectOpts, Socket } from 'node:net';
import { connect } from 'node:net';
import type { Clock } from '../../../src/base/clock.ts';
import type { EventSink, Running } from '../contract.ts';
import { formatRequest, formatResponse } from './logToEventHub.ts';
import { guidOf, numberOf } from './random.ts';
import type { WireTap } from './wireTap.ts';

/** The one key of the world's product. */
export const subscriptionKey = '5d41402abc4b2a76b9719d911017c592';
/** Requests go to one partition and responses to another, as in the policy. */
const requestPartition = '0';
const responsePartition = '1';
const backendPort = 8080;
const hopHeaders: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);

export interface GatewayOptions {
  readonly sink: EventSink;
  readonly hub: string;
  readonly port: number;
  readonly backendPort: number;
  readonly vmCount: number;
  readonly forwardTimeoutInMs: number;
  readonly clock: Clock;
  readonly tap: WireTap;
}

export interface Gateway extends Running {
  readonly url: string;
  readonly requestCount: number;
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new RunningGateway(options);
  await gateway.start();
  return gateway;
}

/** Bytes that passed a backend connection since the current call began. */
interface Recording {
  readonly sent: Buffer[];
  readonly received: Buffer[];
}

/** An agent whose sockets remember what passes; calls on one socket follow each other, so the bytes are one call's. */
class TappedAgent extends Agent {
  readonly #recordings = new WeakMap<Socket, Recording>();

  override createConnection(options: NetConnectOpts): Socket {
    const socket = connect({ ...options, noDelay: true } as NetConnectOpts);
    const recording: Recording = { sent: [], received: [] };
    this.#recordings.set(socket, recording);
    const write = socket.write.bind(socket) as (...values: unknown[]) => boolean;
    socket.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
      const encoding = typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8';
      recording.sent.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
      return write(chunk, ...rest);
    };
    socket.on('data', (chunk: Buffer) => recording.received.push(Buffer.from(chunk)));
    return socket;
  }

  /** Gives what passed and begins anew. */
  take(socket: Socket): { sent: Buffer; received: Buffer } {
    const recording = this.#recordings.get(socket);
    return {
      sent: Buffer.concat(recording?.sent.splice(0) ?? []),
      received: Buffer.concat(recording?.received.splice(0) ?? []),
    };
  }
}

interface BackendAnswer {
  readonly statusCode: number;
  readonly statusReason: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

class RunningGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });
  /** One agent per machine, as each has connections of its own. */
  readonly #agents: readonly TappedAgent[];
  #requestCount = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#agents = Array.from({ length: options.vmCount }, () => new TappedAgent({ keepAlive: true, maxSockets: 32 }));
    this.#server.keepAliveTimeout = 30_000;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get requestCount(): number {
    return this.#requestCount;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    for (const agent of this.#agents) {
      agent.destroy();
    }
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requestCount += 1;
    const body = await readAll(request);
    const requestId = request.headers['x-request-id'];
    // The gateway's own id; it belongs to the request, so that runs with one seed give the same ids.
    const messageId = guidOf(`message ${String(requestId ?? this.#requestCount)}`);
    const target = request.url ?? '/';
    const { sink, hub } = this.#options;
    const method = request.method ?? 'GET';
    sink.append(hub, requestPartition, {
      body: formatRequest({ messageId, method, target, rawHeaders: request.rawHeaders, body }),
    });
    if (!hasKey(request)) {
      refuse(response, 401, 'Access denied due to missing subscription key.');
      return;
    }
    let answer: BackendAnswer;
    try {
      answer = await this.#forward(request, body);
    } catch (error) {
      const isTimeout = error instanceof ForwardTimeout;
      refuse(
        response,
        isTimeout ? 504 : 502,
        isTimeout ? 'The backend did not answer in time.' : 'The backend failed.',
      );
      return;
    }
    const { statusCode, statusReason, rawHeaders } = answer;
    sink.append(hub, responsePartition, {
      body: formatResponse({ messageId, statusCode, statusReason, rawHeaders, body: answer.body }),
    });
    response.writeHead(statusCode, statusReason, forwardHeaders(rawHeaders));
    response.end(method === 'HEAD' ? undefined : answer.body);
  }

  /** Sends the call to a machine and reports the bytes. */
  #forward(request: IncomingMessage, body: Buffer): Promise<BackendAnswer> {
    const { clock, vmCount } = this.#options;
    const requestedAt = clock.now();
    const vmIndex = numberOf(String(request.headers['x-request-id'] ?? request.url), vmCount);
    const agent = this.#agents[vmIndex]!;
    const host = `${(request.headers.host ?? 'api').split('.')[0]}.internal`;
    const headers = forwardHeaders(request.rawHeaders);
    headers['Host'] = host;
    headers['X-Forwarded-For'] = '203.0.113.7';
    if (body.length > 0) {
      headers['Content-Length'] = body.length;
    }
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({
        host: '127.0.0.1',
        port: this.#options.backendPort,
        method: request.method,
        path: request.url,
        headers,
        agent,
      });
      let socket: Socket | undefined;
      let clientPort = 0;
      outgoing.once('socket', (given) => {
        socket = given;
        clientPort = given.localPort ?? 0;
        if (given.connecting) {
          given.once('connect', () => (clientPort = given.localPort ?? 0));
        }
      });
      const report = (failure?: 'closed' | 'timeout'): void => {
        const { sent, received } =
          socket === undefined ? { sent: Buffer.alloc(0), received: undefined } : agent.take(socket);
        this.#options.tap.report({
          clientIp: `10.1.2.${4 + (clientPort % 2)}`,
          clientPort,
          serverIp: `10.1.0.${4 + vmIndex}`,
          serverPort: backendPort,
          host,
          requestBytes: sent,
          requestedAt,
          vmIndex,
          ...(failure === undefined && received !== undefined
            ? { responseBytes: received, respondedAt: clock.now() }
            : { failure: failure ?? 'closed' }),
        });
      };
      const timer = clock.after(this.#options.forwardTimeoutInMs, () => outgoing.destroy(new ForwardTimeout()));
      const settle = (): void => timer.dispose();
      outgoing.once('response', (incoming) => {
        readAll(incoming)
          .then((bytes) => {
            settle();
            report();
            return resolve(toAnswer(incoming, bytes));
          })
          .catch((error: Error) => outgoing.destroy(error));
      });
      outgoing.once('error', (error) => {
        settle();
        report(error instanceof ForwardTimeout ? 'timeout' : 'closed');
        reject(error);
      });
      send(outgoing, body);
    });
  }
}

class ForwardTimeout extends Error {}

function send(outgoing: ClientRequest, body: Buffer): void {
  outgoing.end(body.length > 0 ? body : undefined);
}

function toAnswer(incoming: IncomingMessage, body: Buffer): BackendAnswer {
  return {
    statusCode: incoming.statusCode ?? 502,
    statusReason: incoming.statusMessage ?? '',
    rawHeaders: incoming.rawHeaders,
    body,
  };
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The key may come as a header or, as many clients do, in the query. */
function hasKey(request: IncomingMessage): boolean {
  const query = new URL(request.url ?? '/', 'http://gateway').searchParams.get('subscription-key');
  return request.headers['ocp-apim-subscription-key'] === subscriptionKey || query === subscriptionKey;
}

/** Headers for the other side, in their own case; those of one hop stay behind. */
function forwardHeaders(rawHeaders: readonly string[]): OutgoingHttpHeaders {
  const headers: Record<string, string[] | string | number> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (!hopHeaders.has(name.toLowerCase())) {
      const before = headers[name];
      const value = rawHeaders[index + 1]!;
      headers[name] = Array.isArray(before)
        ? [...before, value]
        : before === undefined
          ? value
          : [String(before), value];
    }
  }
  return headers;
}

function refuse(response: ServerResponse, statusCode: number, message: string): void {
  const body = JSON.stringify({ statusCode, message });
  response.writeHead(statusCode, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
