// Plain helpers for the sandbox's HTTP and HTTPS servers: listening, reading a limited body, answering JSON.

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** The largest request body the sandbox reads. */
const bodyLimit = 4 * 1024 * 1024;

/** A port that somebody else has; the message says which and what to do. */
export class PortTakenError extends Error {}

/** Checks that ports can be had before anything slow is started; 0 is always free. @throws PortTakenError */
export async function assertPortsFree(
  ports: readonly { readonly port: number; readonly optionName: string }[],
): Promise<void> {
  for (const { port, optionName } of ports) {
    if (port !== 0) {
      const probe = await listen({ port, optionName, listener: () => {} });
      await probe.stop();
    }
  }
}

/** A listening server. */
export interface ListeningServer {
  readonly port: number;
  /** Ends the server and every open connection. */
  stop(): Promise<void>;
}

/** Where and how to listen; with `tls` it is an HTTPS server. `optionName` names the port's option in errors. */
export interface ListenOptions {
  readonly port: number;
  readonly optionName: string;
  readonly listener: RequestListener;
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts to listen on loopback; port 0 takes any free port. */
export async function listen(options: ListenOptions): Promise<ListeningServer> {
  const server: Server =
    options.tls === undefined
      ? createServer(options.listener)
      : createTlsServer({ cert: options.tls.cert, key: options.tls.key }, options.listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new PortTakenError(
              `Port ${options.port} cannot be used (${error.code}). Give another one with ${options.optionName}, or 0 for any free port.`,
            )
          : error,
      ),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads the whole body as text; a body over the limit is refused with an error. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) {
      throw new Error('The request body is too large.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Answers with a text as it is. */
export function sendText(
  response: ServerResponse,
  answer: { readonly status: number; readonly text: string; readonly headers: Readonly<Record<string, string>> },
): void {
  response.writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.text), ...answer.headers });
  response.end(answer.text);
}

/** Answers with JSON. `body` undefined sends no body, null sends `null`. */
export function sendJson(
  response: ServerResponse,
  answer: { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
): void {
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': Buffer.byteLength(text),
    ...answer.headers,
  });
  response.end(text);
}
