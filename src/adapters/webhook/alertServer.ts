// The endpoint at which the editor receives alerts: HTTP or HTTPS, a secret in the path, and a limit for everything a stranger can send.

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { AlertEndpoint, OpenAlertEndpointOptions, OpenEndpoint } from '../../app/alert/receiverPorts.ts';
import { receiverPortTaken } from '../../app/error/userErrors.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import type { Secret } from '../../base/secret.ts';

/** Azure's payloads have at most some 256 KB; what is longer is none. */
const maxBodyBytes = 1024 * 1024;
/** Connections at once; action groups use one or two. */
const maxConnections = 32;
/** A sender who is slower is cut off. */
const headersTimeoutInMs = 5000;
const requestTimeoutInMs = 10_000;
/** Refusals are logged once in this time, with their number. */
const refusalLogPeriodInMs = 60_000;

const prefix = '/alerts/';

/** Opens endpoints. */
export class AlertServer implements AlertEndpoint {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  async open(options: OpenAlertEndpointOptions): Promise<OpenEndpoint> {
    const refusals = new RefusalCount(this.#log);
    const limits = {
      headersTimeout: headersTimeoutInMs,
      requestTimeout: requestTimeoutInMs,
      connectionsCheckingInterval: 1000,
      keepAliveTimeout: 5000,
      maxHeaderSize: 16_384,
    } as const;
    const listener = (request: IncomingMessage, response: ServerResponse): void =>
      this.#answer(request, response, { options, refusals });
    const server: Server =
      options.tls === undefined
        ? createServer(limits, listener)
        : createTlsServer(
            {
              ...limits,
              handshakeTimeout: headersTimeoutInMs,
              cert: options.tls.certificate,
              key: options.tls.key.reveal(),
            },
            listener,
          );
    server.maxConnections = maxConnections;
    server.maxRequestsPerSocket = 100;
    // Node itself knows no connection before its TLS handshake has ended.
    const sockets = new Set<Socket>();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    server.on('clientError', (_error, socket) => {
      refusals.add('malformed request');
      socket.destroy();
    });
    server.on('tlsClientError', () => refusals.add('TLS handshake'));
    await listen(server, options);
    // A failure of the listening socket later on ends nothing but itself.
    server.on('error', (error) => this.#log.warn(`The alert receiver's socket failed: ${errorText(error)}`));
    const { port } = server.address() as AddressInfo;
    return {
      port,
      dispose: () => {
        server.close();
        for (const socket of sockets) {
          socket.destroy();
        }
        refusals.dispose();
      },
    };
  }

  #answer(
    request: IncomingMessage,
    response: ServerResponse,
    { options, refusals }: { readonly options: OpenAlertEndpointOptions; readonly refusals: RefusalCount },
  ): void {
    const refuse = (status: number, why: string): void => {
      refusals.add(why);
      send(response, { status, body: {} }, true);
    };
    // A connection that breaks is the sender's affair.
    request.on('error', () => refusals.add('broken connection'));
    response.on('error', () => refusals.add('broken connection'));
    if (!isOwnPath(request.url ?? '', options.token)) {
      refuse(404, 'wrong address');
      return;
    }
    if (request.method === 'GET' || request.method === 'HEAD') {
      send(response, { status: 200, body: { status: 'listening' } });
      return;
    }
    if (request.method !== 'POST') {
      refuse(405, 'wrong method');
      return;
    }
    if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) {
      refuse(413, 'too long');
      return;
    }
    const pieces: Buffer[] = [];
    let length = 0;
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > maxBodyBytes) {
        pieces.length = 0;
        if (!response.headersSent) {
          refuse(413, 'too long');
        }
        return;
      }
      pieces.push(piece);
    });
    request.on('end', () => {
      if (!response.headersSent) {
        send(response, options.receive(Buffer.concat(pieces).toString('utf8')));
      }
    });
  }
}

/** The path has the secret and nothing else; hashes of one length are compared, so that time tells nothing. */
function isOwnPath(url: string, token: Secret): boolean {
  const path = url.split('?', 1)[0] ?? '';
  const given = path.startsWith(prefix) ? path.slice(prefix.length).replace(/\/$/, '') : '';
  return timingSafeEqual(digest(given), digest(token.reveal()));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function send(response: ServerResponse, { status, body }: { status: number; body: object }, isLast = false): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(isLast ? { connection: 'close' } : {}),
  });
  response.end(text);
  if (isLast) {
    // What else is on its way from there is not read.
    response.once('finish', () => response.socket?.destroySoon());
  }
}

function listen(server: Server, { address, port }: OpenAlertEndpointOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(receiverPortTaken(`${address}:${port}`, errorText(error), error));
    });
    server.listen(port, address, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

/** Counts what was refused, so that a flood does not become a flood of lines. */
class RefusalCount {
  readonly #log: Log;
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  add(why: string): void {
    if (this.#isDisposed) {
      // Connections that were closed from here are nobody's refusal.
      return;
    }
    const count = (this.#counts.get(why) ?? 0) + 1;
    this.#counts.set(why, count);
    if (this.#timer === undefined) {
      this.#tell();
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#tell();
      }, refusalLogPeriodInMs);
      this.#timer.unref();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tell();
  }

  #tell(): void {
    if (this.#counts.size > 0) {
      const text = Array.from(this.#counts, ([why, count]) => `${why} (${count})`).join(', ');
      this.#counts.clear();
      this.#log.warn(`The alert receiver refused: ${text}`);
    }
  }
}
