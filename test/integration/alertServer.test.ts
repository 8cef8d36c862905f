// The receiver's endpoint against a hostile sender: every limit by a real socket, and the alerts of an honest one in the midst of it.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { AlertServer } from '../../src/adapters/webhook/alertServer.ts';
import type { OpenEndpoint } from '../../src/app/alert/receiverPorts.ts';
import { Secret } from '../../src/base/secret.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { ensureCertificates } from '../sandbox/tls.ts';
import { KeptLog } from '../support/keptLog.ts';

const token = 'a-secret-of-the-path';

describe('AlertServer', () => {
  const log = new KeptLog();
  const received: string[] = [];
  let endpoint: OpenEndpoint;

  before(async () => {
    endpoint = await open();
  });
  after(() => endpoint.dispose());
  afterEach(() => received.splice(0));

  const open = (port = 0): Promise<OpenEndpoint> =>
    new AlertServer(log).open({
      address: '127.0.0.1',
      port,
      token: new Secret(token),
      receive: (text) => {
        received.push(text);
        return text.startsWith('{')
          ? { status: 200, body: { status: 'received' } }
          : { status: 400, body: { status: 'refused', reason: 'no JSON' } };
      },
    });

  const send = async (
    options: { readonly path?: string; readonly method?: string; readonly body?: string | Buffer } = {},
  ): Promise<{ readonly status: number; readonly text: string }> => {
    const request = http.request({
      port: endpoint.port,
      host: '127.0.0.1',
      method: options.method ?? 'POST',
      path: options.path ?? `/alerts/${token}`,
      agent: false,
    });
    request.end(options.body ?? '{}');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const pieces: Buffer[] = [];
    for await (const piece of response) {
      pieces.push(piece as Buffer);
    }
    return { status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() };
  };

  it('takes what comes to its address, and answers at once', async () => {
    assert.deepEqual(await send({ body: '{"schemaId":"x"}' }), { status: 200, text: '{"status":"received"}' });
    assert.deepEqual(received, ['{"schemaId":"x"}']);
    assert.equal((await send({ body: 'nonsense' })).status, 400);
    assert.equal((await send({ path: `/alerts/${token}/?x=1`, method: 'GET', body: '' })).status, 200);
  });

  it('tells a stranger nothing', async () => {
    const paths = ['/', '/alerts/', '/alerts/wrong', `/alerts/${token}x`, `/other/${token}`, `/alerts/${token}/x`];
    for (const each of paths) {
      assert.deepEqual(await send({ path: each }), { status: 404, text: '{}' }, each);
    }
    assert.equal((await send({ method: 'DELETE' })).status, 405);
    assert.deepEqual(received, []);
  });

  it('takes no body beyond its limit, told or not', async () => {
    const socket = net.connect(endpoint.port, '127.0.0.1');
    socket.write(`POST /alerts/${token} HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    assert.match(first.toString(), /^HTTP\/1\.1 413 /);
    socket.destroy();

    const chunked = net.connect(endpoint.port, '127.0.0.1');
    let answer = '';
    chunked.on('data', (piece: Buffer) => (answer += piece.toString()));
    chunked.on('error', () => undefined);
    chunked.write(`POST /alerts/${token} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const piece = Buffer.alloc(65_536, 0x61);
    const closed = new Promise((resolve) => chunked.once('close', resolve));
    for (let sent = 0; sent < 1600 && !chunked.destroyed; sent++) {
      chunked.write(`${piece.length.toString(16)}\r\n`);
      chunked.write(piece);
      if (!chunked.write('\r\n')) {
        await Promise.race([new Promise((resolve) => chunked.once('drain', resolve)), closed]);
      }
    }
    await closed;
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.deepEqual(received, []);
  });

  it('stays there for an honest sender while others dawdle, flood and talk nonsense', async () => {
    const slow = Array.from({ length: 20 }, () => {
      const socket = net.connect(endpoint.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /alerts/x HTTP/1.1\r\nHost: x\r\nX-A:');
      return socket;
    });
    const garbage = net.connect(endpoint.port, '127.0.0.1');
    garbage.on('error', () => undefined);
    garbage.end(Buffer.from([0x16, 0x03, 0x01, 0xff, 0xff, 0x00]));
    const floods = Array.from({ length: 300 }, (_, index) => index);
    for (let from = 0; from < floods.length; from += 8) {
      await Promise.all(floods.slice(from, from + 8).map((index) => send({ path: `/alerts/guess-${index}` })));
      if (from % 80 === 0) {
        assert.equal((await send()).status, 200);
      }
    }
    assert.equal(received.length, 4);
    // A line a minute, not a line a guess.
    assert.ok(log.lines.filter((line) => line.includes('refused')).length < 10, log.lines.join('\n'));
    assert.ok(!log.lines.some((line) => line.includes(token)));
    for (const socket of slow) {
      socket.destroy();
    }
  });

  it('cuts off a sender who does not come to an end', async () => {
    const socket = net.connect(endpoint.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /alerts/x HTTP/1.1\r\nHost: x\r\nX-A: ');
    const timer = setInterval(() => socket.write('a'), 200);
    await once(socket, 'close');
    clearInterval(timer);
    assert.equal((await send()).status, 200);
  });

  it('closes what is open, and counts that as the fault of nobody', async () => {
    const own = new KeptLog();
    const other = await new AlertServer(own).open({
      address: '127.0.0.1',
      port: 0,
      token: new Secret(token),
      receive: () => ({ status: 200, body: { status: 'received' } }),
    });
    const half = net.connect(other.port, '127.0.0.1');
    half.on('error', () => undefined);
    half.write(`POST /alerts/${token} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n`);
    await once(half, 'data');
    const closed = once(half, 'close');
    other.dispose();
    await closed;
    assert.deepEqual(own.lines, []);
    const none = net.connect(other.port, '127.0.0.1');
    const [error] = (await once(none, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });

  it('says when its port is taken', async () => {
    await assertUserError(open(endpoint.port), 'receiverPortTaken', /127\.0\.0\.1:\d+.*EADDRINUSE/);
  });

  it('speaks HTTPS where it is given a certificate', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-receiver-'));
    const { ca, cert, key } = ensureCertificates(folder);
    const secure = await new AlertServer(log).open({
      address: '127.0.0.1',
      port: 0,
      token: new Secret(token),
      tls: { certificate: cert, key: new Secret(key) },
      receive: () => ({ status: 200, body: { status: 'received' } }),
    });
    const request = https.request({
      port: secure.port,
      host: '127.0.0.1',
      path: `/alerts/${token}`,
      method: 'POST',
      ca,
      servername: 'localhost',
      agent: false,
    });
    request.end('{}');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    assert.equal(response.statusCode, 200);
    // One that never begins its handshake is cut off with the others.
    const silent = net.connect(secure.port, '127.0.0.1');
    await once(silent, 'connect');
    const closed = once(silent, 'close');
    secure.dispose();
    await closed;
    fs.rmSync(folder, { recursive: true });
  });
});
