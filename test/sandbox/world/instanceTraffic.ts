// What instances of scale sets do besides their background: those of the API subnet answer calls of the gateway's second
// unit, workers fetch jobs and report them. Plain HTTP over short connections; both peers are no machines of ours.

import type { Packet } from './packet.ts';
import type { Random } from './random.ts';
import { numberOf } from './random.ts';
import { TcpStream } from './tcpStream.ts';

const gatewayUnit = '10.1.2.5';
const jobService = { ip: '10.1.6.10', port: 8080 } as const;

interface Call {
  readonly request: string;
  readonly response: string;
  readonly delayInUs: number;
}

/** Packets of the calls an instance takes part in during a second; none for any other machine. */
export function playInstance(random: Random, ownIp: string, startInUs: number): readonly Packet[] {
  if (ownIp.startsWith('10.1.3.')) {
    const client = { ip: gatewayUnit, port: 32_769 + 2 * random.below(14_000) };
    return play(random, { client, server: { ip: ownIp, port: 8080 }, startInUs }, [catalogCall(random)]);
  }
  if (ownIp.startsWith('10.1.4.')) {
    const client = { ip: ownIp, port: 32_768 + random.below(28_000) };
    return play(random, { client, server: jobService, startInUs }, jobCalls(random, ownIp));
  }
  return [];
}

function play(
  random: Random,
  about: Pick<ConstructorParameters<typeof TcpStream>[0], 'client' | 'server'> & { readonly startInUs: number },
  calls: readonly Call[],
): readonly Packet[] {
  const { startInUs, ...ends } = about;
  const stream = new TcpStream({ ...ends, seed: random.below(2 ** 32) });
  stream.moveTo(startInUs);
  stream.open();
  for (const { request, response, delayInUs } of calls) {
    stream.send('client', Buffer.from(request));
    stream.moveTo(stream.timeInUs + delayInUs);
    stream.send('server', Buffer.from(response));
    stream.acknowledgeNow('client');
  }
  stream.close('client');
  return stream.take();
}

function catalogCall(random: Random): Call {
  const sku = `SKU-${random.below(500)}`;
  const isMissing = random.chance(10);
  return {
    request: toRequest('GET', `/catalog/${sku}`, { host: 'catalog.internal', random }),
    response: isMissing
      ? toResponse('404 Not Found', { title: 'Not Found', status: 404 })
      : toResponse('200 OK', { sku, title: `Café crème № ${sku.slice(4)}`, price: random.below(9000) / 100 }),
    delayInUs: 2000 + random.below(30_000),
  };
}

/** A job is fetched; when there is one, its result is reported on the same connection. */
function jobCalls(random: Random, ownIp: string): readonly Call[] {
  const host = 'jobs.internal';
  const fetchJob = toRequest('GET', `/jobs/next?worker=${ownIp}`, { host, random });
  if (random.chance(35)) {
    return [{ request: fetchJob, response: 'HTTP/1.1 204 No Content\r\nServer: Kestrel\r\n\r\n', delayInUs: 4000 }];
  }
  const id = `J-${numberOf(`${ownIp} ${random.below(1_000_000)}`, 90_000) + 10_000}`;
  const isFailed = random.chance(8);
  return [
    {
      request: fetchJob,
      response: toResponse('200 OK', { id, kind: random.pick(['resize', 'invoice', 'export'] as const) }),
      delayInUs: 4000 + random.below(8000),
    },
    {
      request: toRequest('POST', `/jobs/${id}/result`, { host, random, body: { state: isFailed ? 'failed' : 'done' } }),
      response: isFailed
        ? toResponse('409 Conflict', { title: 'The job was given to another worker.', status: 409 })
        : toResponse('202 Accepted', { id }),
      delayInUs: 6000 + random.below(40_000),
    },
  ];
}

function toRequest(
  method: string,
  path: string,
  about: { readonly host: string; readonly random: Random; readonly body?: unknown },
): string {
  const body = about.body === undefined ? '' : JSON.stringify(about.body);
  return [
    `${method} ${path} HTTP/1.1`,
    `Host: ${about.host}`,
    `X-Request-Id: ${about.random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0')}`,
    ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
    '',
    body,
  ].join('\r\n');
}

function toResponse(status: string, body: unknown): string {
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${status}`,
    'Server: Kestrel',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    '',
    text,
  ].join('\r\n');
}
