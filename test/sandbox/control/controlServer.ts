// The control endpoint: plain HTTP with JSON on loopback, for tests and for people who want to see a failure happen.
// Every route is documented in test/sandbox/README.md.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Arm } from '../arm/arm.ts';
import type { SandboxInfo } from '../contract.ts';
import type { ListeningServer } from '../httpServer.ts';
import { listen, readBody, sendJson } from '../httpServer.ts';
import type { World } from '../world/world.ts';
import { alertRoutes } from './alertRoutes.ts';
import { captureRoutes } from './captureRoutes.ts';
import type { Answer, Handler } from './handler.ts';
import { ok, readNumber } from './handler.ts';
import type { FaultRule, FaultRules } from './faultRules.ts';
import type { RequestLog } from './requestLog.ts';
import { errorText } from '../../../src/base/errorText.ts';

/** What the endpoint controls. */
export interface ControlOptions {
  readonly port: number;
  readonly faults: FaultRules;
  readonly log: RequestLog;
  readonly arm: () => Arm;
  readonly world: Pick<World, 'setRate' | 'burst' | 'requestCount'>;
  readonly info: () => SandboxInfo;
  /** Passes a fault to the Event Hubs broker; gives how many things it touched. */
  readonly applyEventHubsFault: (fault: unknown) => number;
  /** State of the hubs as the broker tells it. */
  readonly eventHubs: () => unknown;
  /** Ends faults everywhere and fills ARM anew. */
  readonly reset: () => void;
}

/** Calls per second, and calls of a burst, at most. */
const maxCalls = 10_000;

/** Starts the endpoint. */
export function startControlServer(options: ControlOptions): Promise<ListeningServer> {
  const routes = createRoutes(options);
  return listen({
    port: options.port,
    optionName: '--control-port',
    listener: (request, response) => void serve(routes, request, response),
  });
}

async function serve(
  routes: ReadonlyMap<string, Handler>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    // A web page must not be able to steer the sandbox of who visits it.
    if (request.headers.origin !== undefined) {
      sendJson(response, { status: 403, body: { error: 'Browsers may not use the control endpoint.' } });
      return;
    }
    const text = await readBody(request);
    const body: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new TypeError('The body must be a JSON object.');
    }
    const { pathname } = new URL(request.url ?? '/', 'http://control.invalid');
    const [, first = '', second, ...rest] = pathname.split('/').map((part) => decodeURIComponent(part));
    const exact = routes.get(`${request.method} ${pathname}`);
    const named = routes.get(`${request.method} /${first}/{name}${rest.map((part) => `/${part}`).join('')}`);
    const handler = exact ?? named;
    const answer = await handler?.({ body: body as Record<string, unknown>, name: second ?? '' });
    sendJson(
      response,
      answer ?? { status: 404, body: { error: `No route ${request.method} ${pathname}; see README.md` } },
    );
  } catch (error) {
    sendJson(response, { status: 400, body: { error: errorText(error) } });
  }
}

function createRoutes(options: ControlOptions): ReadonlyMap<string, Handler> {
  const { faults, log, arm } = options;
  return new Map<string, Handler>([
    ['GET /', () => ok(options.info())],
    ['GET /faults', () => ok(faults.list())],
    ['POST /faults', ({ body }) => ({ status: 201, body: { id: faults.add(readRule(body)) } })],
    ['DELETE /faults', () => (faults.clear(), { status: 204 })],
    ['DELETE /faults/{name}', ({ name }) => ({ status: faults.remove(name) ? 204 : 404 })],
    ['GET /requests', () => ok(log.entries)],
    ['DELETE /requests', () => (log.clear(), { status: 204 })],
    ...captureRoutes(arm),
    ...alertRoutes(arm),
    ['GET /eventhubs', () => ok(options.eventHubs())],
    ['POST /eventhubs/faults', ({ body }) => ok({ touched: options.applyEventHubsFault(body) })],
    ['POST /world', ({ body }) => steerWorld(options.world, body)],
    ['POST /reset', () => (options.reset(), { status: 204 })],
  ]);
}

const ruleMembers = {
  method: 'string',
  pathPattern: 'string',
  apiVersion: 'string',
  status: 'number',
  code: 'string',
  message: 'string',
  retryAfter: 'number',
  headers: 'object',
  latencyInMs: 'number',
  dropSocket: 'boolean',
  contentType: 'string',
  skip: 'number',
  times: 'number',
} as const;

function readRule(body: Record<string, unknown>): FaultRule {
  for (const [name, value] of Object.entries(body)) {
    if (name === 'body') {
      continue; // anything
    }
    const wanted = (ruleMembers as Readonly<Record<string, string>>)[name];
    if (wanted === undefined) {
      throw new TypeError(`A fault rule has no member '${name}'. Known: body, ${Object.keys(ruleMembers).join(', ')}.`);
    }
    if (typeof value !== wanted) {
      throw new TypeError(`'${name}' of a fault rule must be a ${wanted}.`);
    }
  }
  return body;
}

/** Changes the rate first; answers when all calls of the burst are over. */
async function steerWorld(world: ControlOptions['world'], body: Record<string, unknown>): Promise<Answer> {
  const rate = readNumber(body, 'rate', maxCalls);
  const burst = readNumber(body, 'burst', maxCalls);
  if (rate !== undefined) {
    world.setRate(rate);
  }
  await world.burst(Math.floor(burst ?? 0));
  return ok({ requestCount: world.requestCount });
}
