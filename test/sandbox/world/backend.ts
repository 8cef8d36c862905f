// The APIs behind the gateway: orders, payments and media. What they answer depends on the call alone, and a little on
// whether an idempotency key was seen, so that the same series of calls gives the same series of answers.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import { DisposableStore } from '../../../src/base/disposable.ts';
import type { Running } from '../contract.ts';
import { pngOf } from './picture.ts';
import { guidOf, numberOf, Random } from './random.ts';

/** Keys remembered; older ones are forgotten, as a real service forgets them. */
const maxKeys = 5000;

/** What an API answers. */
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: Buffer | string | object;
  readonly delayInMs?: number;
  /** `hang` never answers, `crash` closes the connection. */
  readonly fault?: 'hang' | 'crash';
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** The same for the same call, from 0 to 999: what chance would decide. */
  readonly dice: number;
}

export interface Backend extends Running {
  readonly port: number;
}

export async function startBackend(options: { readonly clock: Clock }): Promise<Backend> {
  const timers = new DisposableStore();
  const keys = new Set<string>();
  const server = createServer((request, response) => {
    serve({ request, response, keys, timers, clock: options.clock }).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, stop: () => stopServer(server, timers) };
}

function stopServer(server: Server, timers: Disposable): Promise<void> {
  timers.dispose();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(parts: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly keys: Set<string>;
  readonly timers: DisposableStore;
  readonly clock: Clock;
}): Promise<void> {
  const { request, response, clock } = parts;
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const call: Call = {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://backend'),
    headers: request.headers,
    body: Buffer.concat(chunks),
    dice: numberOf(String(request.headers['x-request-id'] ?? request.url), 1000),
  };
  const answer = route(call, parts.keys);
  const send = (): void => write(call, answer, response, clock.now());
  if (answer.fault === 'crash') {
    request.socket.destroy();
  } else if (answer.fault === undefined && answer.delayInMs !== undefined) {
    const timer = parts.timers.add(
      clock.after(answer.delayInMs, () => {
        parts.timers.remove(timer);
        send();
      }),
    );
  } else if (answer.fault === undefined) {
    send();
  }
}

function write(call: Call, answer: Answer, response: ServerResponse, now: number): void {
  const { body } = answer;
  const isJson = body !== undefined && typeof body === 'object' && !Buffer.isBuffer(body);
  const plain = isJson ? JSON.stringify(body) : (body ?? '');
  let bytes = Buffer.isBuffer(plain) ? plain : Buffer.from(plain);
  response.sendDate = false;
  response.setHeader('Date', new Date(now).toUTCString());
  response.setHeader('Server', 'Kestrel');
  response.setHeader('X-Request-Id', String(call.headers['x-request-id'] ?? ''));
  if (call.dice % 25 === 0) {
    // Now and then a worker is replaced and gives its connection up.
    response.setHeader('Connection', 'close');
  }
  if (isJson) {
    response.setHeader(
      'Content-Type',
      answer.status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8',
    );
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, value);
  }
  if (isJson && bytes.length > 4096 && String(call.headers['accept-encoding']).includes('gzip')) {
    bytes = gzipSync(bytes);
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
  }
  response.statusCode = answer.status;
  if (answer.status === 204 || answer.status === 304) {
    response.end();
  } else if (bytes.length > 16_384) {
    response.write(bytes.subarray(0, 8192)); // no Content-Length: chunked
    response.end(call.method === 'HEAD' ? undefined : bytes.subarray(8192));
  } else {
    response.setHeader('Content-Length', bytes.length);
    response.end(call.method === 'HEAD' ? undefined : bytes);
  }
}

function route(call: Call, keys: Set<string>): Answer {
  if (call.method === 'OPTIONS') {
    return {
      status: 204,
      headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET, POST' },
    };
  }
  const [, area, id, part] = call.url.pathname.split('/');
  switch (area ?? '') {
    case 'orders':
      return id === undefined ? orders(call) : order(call, id);
    case 'payments':
      return id === undefined ? pay(call, keys) : payment(id, part);
    case 'images':
      return image(call, decodeURIComponent(id ?? ''));
    case 'catalog':
      return { status: 200, headers: { 'Cache-Control': 'max-age=60' }, body: catalog() };
    case 'health':
      return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'Healthy' };
    default:
      return problem(404, 'Not Found', `There is nothing at ${call.url.pathname}.`);
  }
}

function orders(call: Call): Answer {
  if (call.method === 'GET') {
    const page = Number(call.url.searchParams.get('page') ?? 1);
    const items = Array.from({ length: 20 }, (_, index) => orderBody(`A-${page * 100 + index}`));
    return { status: 200, body: { page, items, next: `/orders?page=${page + 1}` }, delayInMs: call.dice % 40 };
  }
  let given: { customer?: { name?: string }; items?: unknown[] };
  try {
    given = JSON.parse(call.body.toString('utf8')) as typeof given;
  } catch {
    return problem(400, 'Bad Request', 'The body is not valid JSON.');
  }
  if (given.items === undefined || given.items.length === 0) {
    return problem(422, 'Unprocessable Content', 'An order needs at least one item.');
  }
  const id = `A-${numberOf(guidOf(call.body.toString('utf8')), 90_000) + 10_000}`;
  return {
    status: 201,
    headers: { Location: `/orders/${id}`, 'Set-Cookie': ['session=abc123; Path=/; HttpOnly', `last=${id}; Path=/`] },
    body: { ...orderBody(id), customer: given.customer },
    delayInMs: 20 + (call.dice % 60),
  };
}

function order(call: Call, id: string): Answer {
  const etag = `"${guidOf(id).slice(0, 8)}"`;
  if (id.startsWith('X-')) {
    return problem(404, 'Not Found', `There is no order ${id}.`);
  }
  if (call.method === 'DELETE' || call.method === 'PATCH') {
    return call.dice < 80
      ? problem(409, 'Conflict', 'The order was changed by someone else.')
      : { status: 204, headers: { ETag: etag } };
  }
  if (call.headers['if-none-match'] === etag || call.headers['if-none-match'] === '*') {
    return { status: 304, headers: { ETag: etag } };
  }
  return { status: 200, headers: { ETag: etag }, body: orderBody(id), delayInMs: call.dice > 950 ? 1200 : 0 };
}

/** A payment with a key may fail at first; the second try with the same key goes through. */
function pay(call: Call, keys: Set<string>): Answer {
  const key = String(call.headers['idempotency-key'] ?? '');
  const isFirst = !keys.has(key);
  keys.add(key);
  if (keys.size > maxKeys) {
    keys.delete(keys.values().next().value ?? '');
  }
  const chance = numberOf(key, 100);
  if (isFirst && chance < 15) {
    return { ...problem(503, 'Service Unavailable', 'The card network is busy.'), headers: { 'Retry-After': '1' } };
  }
  if (isFirst && chance < 20) {
    return { status: 0, fault: 'crash' };
  }
  if (chance > 92) {
    return problem(402, 'Payment Required', 'The card was declined.');
  }
  const id = guidOf(key);
  return { status: 201, headers: { Location: `/payments/${id}` }, body: { id, state: 'captured' }, delayInMs: 150 };
}

function payment(id: string, part: string | undefined): Answer {
  if (part === 'receipt') {
    return numberOf(id, 3) === 0
      ? { status: 0, fault: 'hang' }
      : problem(500, 'Internal Server Error', 'The printer is on fire.');
  }
  return { status: 200, body: { id, state: 'captured', amount: numberOf(id, 50_000) / 100, currency: 'EUR' } };
}

function image(call: Call, name: string): Answer {
  if (call.method === 'PUT') {
    return { status: call.body.length > 200_000 ? 413 : 204, headers: { ETag: `"${guidOf(name).slice(0, 8)}"` } };
  }
  return {
    status: 200,
    headers: { 'Content-Type': 'image/png', 'Accept-Ranges': 'bytes' },
    body: pngOf(new Random(numberOf(name, 2 ** 32)), 64),
  };
}

function orderBody(id: string): object {
  const names = ['Zoë Brouwer', 'Łukasz Wójcik', '李小龍', 'Jürgen Groß', 'Åsa Öberg', 'Maria 🌻 Silva'];
  return {
    id,
    customer: { name: names[numberOf(id, names.length)] },
    items: [{ sku: `SKU-${numberOf(`${id}s`, 500)}`, quantity: 1 + numberOf(`${id}q`, 4) }],
    total: numberOf(`${id}t`, 100_000) / 100,
  };
}

function catalog(): object {
  return Array.from({ length: 400 }, (_, index) => ({
    sku: `SKU-${index}`,
    title: `Café crème № ${index}`,
    price: index / 10,
  }));
}

function problem(status: number, title: string, detail: string): Answer {
  return { status, body: { type: 'about:blank', title, status, detail } };
}
