// The ports: each takes AMQP and websockets, told apart by the first byte, in plain or under TLS.

import { createServer as createHttpServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { Peer } from './peer.ts';
import type { AmqpContainer, AmqpTransport } from './rhea.ts';
import { createContainer } from './rhea.ts';
import type { BrokerState } from './state.ts';

/** Where websockets are accepted, and the sub-protocol they must offer. */
const webSocketPath = '/$servicebus/websocket';
const webSocketProtocol = 'AMQPWSB10';

/** What the service tells of itself when a connection opens; its window and frame size as in its own frame logs. */
const connectionOptions = {
  max_frame_size: 65_536,
  channel_max: 4999,
  idle_time_out: 240_000,
  session_buffer_size: { incoming: 5000, outgoing: 2048 },
  receiver_options: { autoaccept: false, credit_window: 300 },
  properties: { product: 'Wirewatch sandbox', version: '1', platform: 'Node.js' },
};

interface Port {
  readonly server: Server;
  readonly number: number;
}

export class Listener {
  readonly #state: BrokerState;
  readonly #host: string;
  readonly #container: AmqpContainer = createContainer('wirewatch-sandbox');
  readonly #http: HttpServer;
  readonly #webSockets: WebSocketServer;
  readonly #sockets = new Set<Socket>();
  readonly #ports: Port[] = [];
  #isSuspended = false;
  #isStopped = false;

  constructor(state: BrokerState, host: string) {
    this.#state = state;
    this.#host = host;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has(webSocketProtocol) ? webSocketProtocol : false),
    });
    this.#http = createHttpServer((_request, response) => response.writeHead(404).end());
    this.#http.on('upgrade', (request, socket, head) => {
      if (request.url?.split('?')[0] !== webSocketPath) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        this.#accept(fromWebSocket(webSocket), socket as Socket),
      );
    });
  }

  /** Opens a port, with TLS when a certificate is given; gives its number. */
  async open(port: number, tls?: { readonly key: string; readonly cert: string }): Promise<number> {
    const server =
      tls === undefined
        ? createServer({ noDelay: true }, (socket) => this.#sniff(socket))
        : createTlsServer({ ...tls, noDelay: true }, (socket) => this.#sniff(socket));
    server.on('connection', (socket: Socket) => this.#track(socket));
    server.on('tlsClientError', (error) => this.#state.log?.debug(`TLS refused: ${error.message}`));
    await listen(server, port, this.#host);
    const { port: number } = server.address() as AddressInfo;
    this.#ports.push({ server, number });
    return number;
  }

  /** Gives the ports free; those who knock get a refusal. */
  suspend(): void {
    if (!this.#isSuspended) {
      this.#isSuspended = true;
      for (const { server } of this.#ports) {
        server.close();
      }
    }
  }

  /** Takes the same ports again. */
  resume(): void {
    if (this.#isSuspended && !this.#isStopped) {
      this.#isSuspended = false;
      for (const { server, number } of this.#ports) {
        listen(server, number, this.#host).catch((error: unknown) => {
          this.#state.log?.error(`Port ${number} cannot be taken again: ${String(error)}`);
        });
      }
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const closed = this.#ports.map(({ server }) => new Promise((resolve) => server.close(resolve)));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#webSockets.close();
    this.#http.close();
    await Promise.all(closed);
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', (error) => this.#state.log?.debug(`A connection ended: ${error.message}`));
  }

  /** AMQP begins with an A, an upgrade request with a G; the bytes are put back for whoever takes the socket. */
  #sniff(socket: Socket): void {
    socket.on('error', (error) => this.#state.log?.debug(`A connection ended: ${error.message}`));
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === 0x41) {
        this.#accept(socket, socket);
      } else {
        this.#http.emit('connection', socket);
      }
      if (!this.#state.faults.isPaused) {
        socket.resume();
      }
    });
  }

  #accept(transport: AmqpTransport, socket: Socket): void {
    const connection = this.#container.create_connection(connectionOptions);
    const peer = new Peer(this.#state, connection, socket);
    connection.accept(transport);
    if (this.#state.faults.isPaused) {
      peer.setPaused(true);
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

/** A websocket as rhea's connection wants its socket. */
function fromWebSocket(webSocket: WebSocket): AmqpTransport {
  return {
    write: (bytes) => webSocket.send(bytes),
    end: () => webSocket.close(),
    on(event, listener) {
      const heard = listener as (value?: unknown) => void;
      if (event === 'data') {
        webSocket.on('message', (bytes: Buffer) => heard(bytes));
      } else if (event === 'end') {
        webSocket.on('close', () => heard());
      } else if (event === 'error') {
        webSocket.on('error', (error) => heard(error));
      }
    },
  };
}
