// The scaffolded client of ARM: a list that has no end ends with the time of the answer.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { ArmClient } from '../../../../media/scaffold/alertCapture/src/armClient.ts';

describe('ArmClient', () => {
  it('follows no further page once its time is over', async () => {
    let pages = 0;
    const server = createServer((_request, response) => {
      pages++;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ value: [{}], nextLink: `${endpoint}/list?page=${pages}` }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = new ArmClient(endpoint, () => Promise.resolve('token'));
    const call = { method: 'GET', path: '/list', apiVersion: '1', action: 'read', until: Date.now() } as const;
    await assert.rejects(client.list(call), { code: 'NoTime', isTransient: true });
    assert.equal(pages, 1);
    server.closeAllConnections();
    server.close();
  });
});
