// The people and programs that call the gateway: what they call, in which order, depends on the seed alone.

import type { Agent, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { subscriptionKey } from './gateway.ts';
import { pngOf } from './picture.ts';
import type { Random } from './random.ts';

/** One call of a client. */
export interface PlannedCall {
  /** Which client makes it, from 0. */
  readonly client: number;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Buffer;
  /** Whether the client tries again after a 5xx, with the same idempotency key. */
  readonly triesAgain: boolean;
}

interface Client {
  readonly host: string;
  readonly userAgent: string;
  /** Clients of HTTP/2 habit write names in lower case, which the policy does not expect. */
  readonly writesLowerCase?: boolean;
  readonly sendsKeyInQuery?: boolean;
}

const clients: readonly Client[] = [
  {
    host: 'api.contoso.example',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36',
  },
  { host: 'api.contoso.example', userAgent: 'ContosoShop/4.2 (iPhone; iOS 19.1)', writesLowerCase: true },
  { host: 'partners.contoso.example', userAgent: 'okhttp/5.1.0' },
  { host: 'partners.contoso.example', userAgent: 'python-requests/2.32.4', sendsKeyInQuery: true },
  { host: 'media.contoso.example', userAgent: 'curl/8.15.0' },
];
export const clientCount = clients.length;

const people = ['Zoë Brouwer', 'Łukasz Wójcik', '李小龍', 'Jürgen Groß', 'Åsa Öberg', 'Maria 🌻 Silva', "O'Brien"];

/** What a client wants, before its own habits are added. */
interface Wish {
  readonly method: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Buffer;
  readonly triesAgain?: boolean;
}

/** The endless series of calls of a seed. */
export function* planCalls(random: Random): Generator<PlannedCall, never> {
  for (;;) {
    const client = random.below(clients.length);
    yield plan(random, client, random.pick(wishes)(random));
  }
}

const wishes: readonly ((random: Random) => Wish)[] = [
  listOrders,
  getOrder,
  getOrder,
  createOrder,
  createOrder,
  changeOrder,
  pay,
  pay,
  getPayment,
  getImage,
  putImage,
  (random) => (random.chance(50) ? get('/catalog', { 'Accept-Encoding': 'gzip, br' }) : get('/health')),
  (random) => (random.chance(60) ? get('/wp-login.php') : { method: 'OPTIONS', target: '/orders' }),
];

function listOrders(random: Random): Wish {
  const customer = encodeURIComponent(random.pick(people));
  return get(`/orders?customer=${customer}&page=${1 + random.below(9)}&sort=-created`, {
    Accept: ['application/json', 'text/json;q=0.8'],
    ...(random.chance(50) && { 'Accept-Encoding': 'gzip' }),
  });
}

function getOrder(random: Random): Wish {
  const id = random.chance(15) ? `X-${random.below(99)}` : `A-${100 + random.below(900)}`;
  return get(`/orders/${id}`, random.chance(30) ? { 'If-None-Match': '*' } : {});
}

function createOrder(random: Random): Wish {
  const count = random.chance(8) ? 0 : 1 + random.below(random.chance(20) ? 120 : 4);
  const items = Array.from({ length: count }, () => ({
    sku: `SKU-${random.below(400)}`,
    quantity: 1 + random.below(5),
  }));
  const text = JSON.stringify({ customer: { name: random.pick(people) }, items, note: 'Bitte läuten – danke 🙏' });
  const isBroken = random.chance(4);
  const plain = Buffer.from(isBroken ? text.slice(0, -3) : text);
  return {
    method: 'POST',
    target: '/orders',
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: plain,
  };
}

function changeOrder(random: Random): Wish {
  const target = `/orders/A-${100 + random.below(900)}`;
  return random.chance(30)
    ? { method: 'DELETE', target }
    : {
        method: 'PATCH',
        target,
        headers: { 'Content-Type': 'application/merge-patch+json' },
        body: Buffer.from(JSON.stringify({ state: random.pick(['packed', 'shipped', 'cancelled']) })),
      };
}

function pay(random: Random): Wish {
  const body = { order: `A-${100 + random.below(900)}`, amount: random.below(90_000) / 100, currency: 'EUR' };
  return {
    method: 'POST',
    target: '/payments',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': random.guid() },
    body: Buffer.from(JSON.stringify(body)),
    triesAgain: true,
  };
}

function getPayment(random: Random): Wish {
  const id = random.guid();
  return get(random.chance(20) ? `/payments/${id}/receipt` : `/payments/${id}?expand=card,payer`);
}

function getImage(random: Random): Wish {
  const name = encodeURIComponent(random.pick(['logo.png', 'Übersicht.png', 'sunset 2.png']));
  return random.chance(15)
    ? { method: 'HEAD', target: `/images/${name}` }
    : get(`/images/${name}`, { Accept: 'image/*' });
}

/** Binary, or text that was compressed: both are destroyed by a policy that reads them as text. */
function putImage(random: Random): Wish {
  const picture = pngOf(random, 12 + random.below(64));
  return random.chance(60)
    ? { method: 'PUT', target: '/images/upload.png', headers: { 'Content-Type': 'image/png' }, body: picture }
    : {
        method: 'PUT',
        target: '/images/drawing.svg',
        headers: { 'Content-Type': 'image/svg+xml', 'Content-Encoding': 'gzip' },
        body: gzipSync(Buffer.from(`<svg>${'<path d="M0 0L9 9"/>'.repeat(50 + random.below(200))}</svg>`)),
      };
}

function get(target: string, headers: Wish['headers'] = {}): Wish {
  return { method: 'GET', target, headers };
}

function plan(random: Random, index: number, wish: Wish): PlannedCall {
  const client = clients[index]!;
  const forgetsKey = random.chance(3);
  const withKey = !forgetsKey && client.sendsKeyInQuery === true;
  const separator = wish.target.includes('?') ? '&' : '?';
  const headers: Record<string, string | readonly string[]> = {
    Host: client.host,
    'User-Agent': client.userAgent,
    Accept: '*/*',
    'X-Request-Id': random.guid(),
    Authorization: `Bearer eyJhbGciOiJub25lIn0.${random.guid()}.`,
    ...(!forgetsKey && client.sendsKeyInQuery !== true && { 'Ocp-Apim-Subscription-Key': subscriptionKey }),
    ...wish.headers,
  };
  const names = Object.entries(headers);
  return {
    client: index,
    method: wish.method,
    target: withKey ? `${wish.target}${separator}subscription-key=${subscriptionKey}` : wish.target,
    headers:
      client.writesLowerCase === true
        ? Object.fromEntries(names.map(([name, value]) => [name.toLowerCase(), value]))
        : headers,
    ...(wish.body && { body: wish.body }),
    triesAgain: wish.triesAgain === true,
  };
}

/** The same call once more: a new request, the same idempotency key. */
export function toRetry(call: PlannedCall, random: Random): PlannedCall {
  const headers = Object.entries(call.headers).map(([name, value]) =>
    name.toLowerCase() === 'x-request-id' ? [name, random.guid()] : [name, value],
  );
  return { ...call, headers: Object.fromEntries(headers) as PlannedCall['headers'], triesAgain: false };
}

/** Makes a call; gives its status, or 0 when the connection failed. */
export function makeCall(url: URL, agent: Agent, call: PlannedCall): Promise<number> {
  return new Promise((resolve) => {
    const headers: Record<string, string | string[] | number> = {};
    for (const [name, value] of Object.entries(call.headers)) {
      headers[name] = typeof value === 'string' ? value : [...value];
    }
    if (call.body !== undefined) {
      headers['Content-Length'] = call.body.length;
    }
    const { hostname, port } = url;
    const outgoing = httpRequest({ hostname, port, method: call.method, path: call.target, headers, agent });
    outgoing.once('response', (incoming: IncomingMessage) => {
      incoming
        .once('error', () => resolve(0))
        .once('close', () => resolve(incoming.statusCode ?? 0))
        .resume();
    });
    outgoing.once('error', () => resolve(0));
    outgoing.end(call.body);
  });
}
