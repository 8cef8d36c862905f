// Wherever ARM's answers point, the token stays on ARM's host: next pages, operations, results and redirects elsewhere are refused
// before a connection is made.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FaultRule } from '../sandbox/control/faultRules.ts';
import { assertUserError } from '../support/assertUserError.ts';
import { armCalls } from './armCalls.ts';
import { SandboxAzure } from './sandboxAzure.ts';

describe('answers that point elsewhere', () => {
  let azure: SandboxAzure;
  let elsewhere: Server;
  let address = '';
  let connections = 0;

  before(async () => {
    azure = await SandboxAzure.start({ blobService: 'none' });
    elsewhere = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      elsewhere.listen(0, '127.0.0.1', resolve);
    });
    address = `https://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  after(async () => {
    elsewhere.close();
    await azure.stop();
  });
  afterEach(() => azure.control('/reset'));

  const lists = ['captures.list', 'diagnostics.listFlowLogs', 'inventory.listEventHubs', 'ground.listPermissions'];
  const operations = armCalls.filter(({ isLong, what }) => isLong === true && what !== 'captures.resume');

  /** Makes a call that is answered by a rule. */
  async function check(what: string, rule: FaultRule): Promise<void> {
    await azure.control('/faults', { pathPattern: '^/subscriptions/', ...rule });
    const call = armCalls.find((each) => each.what === what);
    assert.ok(call !== undefined, what);
    const run = call.run(azure.services(), azure.cloud.resourceManagerUrl);
    await assertUserError(run, 'foreignAddress', /127\.0\.0\.1:\d+ points to another host, 127\.0\.0\.1:\d+\./);
    assert.equal(connections, 0, 'a connection was made');
  }

  for (const what of lists) {
    it(`has no next page there: ${what}`, () => check(what, { body: { value: [], nextLink: `${address}/next` } }));
  }

  for (const { what } of operations) {
    it(`has no operation there: ${what}`, () =>
      check(what, { status: 202, body: '', headers: { 'Azure-AsyncOperation': `${address}/operations/1?s=x` } }));
  }

  for (const { what } of operations) {
    it(`has no result there: ${what}`, () =>
      check(what, { status: 202, body: '', headers: { Location: `${address}/operationResults/1?s=x` } }));
  }

  it('takes up no operation there', async () => {
    const resume = armCalls.find(({ what }) => what === 'captures.resume');
    await azure.control('/faults', { pathPattern: 'pc-1$', status: 404, code: 'NotFound', message: 'There is none.' });
    // What was kept is of another cloud, so that the capture itself is looked for.
    await assertUserError(
      resume?.run(azure.services(), address) ?? Promise.resolve(),
      'resourceNotFound',
      /"pc-1" no longer exists/,
    );
    assert.equal(connections, 0);
  });

  it('follows no redirect there', async () => {
    await azure.control('/faults', {
      pathPattern: '^/subscriptions/',
      status: 307,
      body: '',
      headers: { Location: `${address}/elsewhere` },
    });
    for (const call of [
      azure.services().captures.list(azure.watcherId),
      azure.services().inventory.getResource(azure.watcherId),
    ]) {
      await assert.rejects(call, { name: 'UserError' });
    }
    assert.equal(connections, 0);
  });
});
