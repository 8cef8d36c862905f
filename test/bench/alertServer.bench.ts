// The receiver's endpoint under a hostile sender, seen from the process that it shares with the rest of an extension host: how long the
// event loop stands still, and how soon an honest alert is answered in the midst of it. The peer is a bare node:http server that
// collects a body and answers, which is what one writes first.
// Run: node test/bench/alertServer.bench.ts [seconds]

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { AlertServer } from '../../src/adapters/webhook/alertServer.ts';
import { AlertReceiver } from '../../src/app/alert/alertReceiver.ts';
import { systemClock } from '../../src/base/clock.ts';
import { Secret } from '../../src/base/secret.ts';
import { alertFixture } from '../support/alertFixtures.ts';

const seconds = Number(process.argv[2] ?? 5);
const token = 'bench-token';
const honest = alertFixture('commonMetricStatic');
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} } as const;

/** In a thread of its own: bodies of 100 MB, a flood of guesses, senders that dawdle, and lines of noise. */
const attack = `
const net = require('node:net');
const http = require('node:http');
const { workerData } = require('node:worker_threads');
const { port, token } = workerData;
const quietly = (socket) => socket.on('error', () => {});
const big = Buffer.alloc(1 << 20, 0x61);
function sendBig() {
  const socket = quietly(net.connect(port, '127.0.0.1'));
  socket.write('POST /alerts/' + token + ' HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 104857600\\r\\n\\r\\n');
  let sent = 0;
  const more = () => { while (sent < 100 && socket.writable) { sent++; if (!socket.write(big)) { socket.once('drain', more); return; } } socket.end(); };
  more();
  socket.on('close', () => setTimeout(sendBig, 50));
}
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
function guess() {
  const request = http.request({ port, host: '127.0.0.1', path: '/alerts/guess' + Math.random(), method: 'POST', agent }, (response) => {
    response.resume();
    response.on('end', () => setImmediate(guess));
  });
  request.on('error', () => setTimeout(guess, 5));
  request.end('{}');
}
function dawdle() {
  const socket = quietly(net.connect(port, '127.0.0.1'));
  socket.write('POST /alerts/x HTTP/1.1\\r\\nHost: x\\r\\nX-A: ');
  const timer = setInterval(() => socket.writable && socket.write('a'), 500);
  socket.on('close', () => { clearInterval(timer); setTimeout(dawdle, 200); });
}
function noise() {
  const socket = quietly(net.connect(port, '127.0.0.1'));
  socket.end(Buffer.from(Array.from({ length: 300 }, () => Math.floor(Math.random() * 256))));
  socket.on('close', () => setTimeout(noise, 20));
}
for (let index = 0; index < 2; index++) sendBig();
for (let index = 0; index < 8; index++) guess();
for (let index = 0; index < 8; index++) dawdle();
noise();
`;

/** Answers of an honest sender, in milliseconds; a failure counts as the whole wait. */
async function sendHonestly(port: number): Promise<number> {
  const startedAt = performance.now();
  await new Promise<void>((resolve) => {
    const request = http.request(
      { port, host: '127.0.0.1', path: `/alerts/${token}`, method: 'POST', agent: false, timeout: 2000 },
      (response) => {
        response.resume();
        response.on('end', resolve);
      },
    );
    request.on('error', () => resolve());
    request.on('timeout', () => request.destroy());
    request.end(honest);
  });
  return performance.now() - startedAt;
}

async function measure(name: string, port: number, isAttacked: boolean): Promise<Record<string, string>> {
  const worker = isAttacked ? new Worker(attack, { eval: true, workerData: { port, token } }) : undefined;
  const delays = monitorEventLoopDelay({ resolution: 5 });
  const memoryBefore = process.memoryUsage.rss();
  let memory = memoryBefore;
  delays.enable();
  const waits: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    waits.push(await sendHonestly(port));
    memory = Math.max(memory, process.memoryUsage.rss());
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  delays.disable();
  await worker?.terminate();
  waits.sort((a, b) => a - b);
  return {
    what: name,
    'longest stall, ms': ((delays.max - 5e6) / 1e6).toFixed(1),
    'stall p99, ms': Math.max(0, (delays.percentile(99) - 5e6) / 1e6).toFixed(1),
    'honest answer p50, ms': (waits[Math.floor(waits.length / 2)] ?? 0).toFixed(1),
    'honest answer p99, ms': (waits[Math.floor(waits.length * 0.99)] ?? 0).toFixed(1),
    'memory, MB more': ((memory - memoryBefore) / 1e6).toFixed(0),
  };
}

const receiver = new AlertReceiver({
  rules: () => [{ rule: '*', actions: [] }],
  clock: systemClock,
  log: quiet,
  kept: { read: () => Promise.resolve([]), write: () => Promise.resolve() },
  hands: {
    show: () => Promise.resolve(),
    notify: () => Promise.resolve(),
    openTraffic: () => Promise.resolve(),
    startCaptures: () => Promise.resolve([]),
  },
});
const endpoint = await new AlertServer(quiet).open({
  address: '127.0.0.1',
  port: 0,
  token: new Secret(token),
  receive: receiver.receive,
});
const bare = http.createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    Buffer.concat(pieces).toString('utf8');
    response.end('{}');
  });
});
await new Promise<void>((resolve) => {
  bare.listen(0, '127.0.0.1', resolve);
});
const barePort = (bare.address() as AddressInfo).port;
console.table([
  await measure('Wirewatch, calm', endpoint.port, false),
  await measure('Wirewatch, attacked', endpoint.port, true),
  await measure('bare node:http, attacked', barePort, true),
]);
endpoint.dispose();
receiver.dispose();
bare.close();
bare.closeAllConnections();
