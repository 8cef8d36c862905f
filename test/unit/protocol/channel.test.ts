// The channel between host and webview: answers, failures, events, strangers' messages, and what remains when it closes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { HostChannel, RequestError, ViewChannel } from '../../../src/protocol/channel.ts';
import { settled } from '../../support/manualClock.ts';
import { pending } from '../../support/pending.ts';
import { transportPair } from '../../support/transportPair.ts';

type TestContract = {
  readonly requests: {
    readonly double: readonly [parameters: number, result: number];
    readonly wait: readonly [parameters: undefined, result: string];
    readonly fail: readonly [parameters: 'refused' | 'bug', result: undefined];
  };
  readonly events: {
    readonly tick: number;
    readonly tock: string;
  };
};

function connect(isSynchronous = false) {
  const pair = transportPair(isSynchronous);
  const gate = pending<string>();
  const host = new HostChannel<TestContract>(
    pair.host,
    {
      double: (value) => value * 2,
      wait: () => gate.promise,
      fail: async (how) => {
        throw how === 'refused' ? new RequestError('refused', 'Not today') : new TypeError('secret stack');
      },
    },
    {
      double: (value): value is number => typeof value === 'number',
      wait: (value): value is undefined => value === undefined,
      fail: (value): value is 'refused' | 'bug' => value === 'refused' || value === 'bug',
    },
    (error) => ({ code: 'unexpected', message: error instanceof TypeError ? 'Something broke' : 'Anything' }),
  );
  const view = new ViewChannel<TestContract>(pair.view);
  return { pair, gate, host, view };
}

/** Asks like a view that does not keep to the contract. */
async function askAnything(name: unknown, parameters?: unknown): Promise<unknown> {
  const { view } = connect();
  return await view.request(name as 'double', parameters as number).catch((error: unknown) => error);
}

describe('channel: requests', () => {
  for (const isSynchronous of [false, true]) {
    it(`answers each with its own result, ${isSynchronous ? 'at once' : 'later'}`, async () => {
      const { view, gate } = connect(isSynchronous);
      const waiting = view.request('wait', undefined);
      assert.deepEqual(await Promise.all([view.request('double', 2), view.request('double', 4)]), [4, 8]);
      gate.resolve('late');
      assert.equal(await waiting, 'late');
    });
  }

  it('passes a failure on with its code, and a bug with what the host says of it', async () => {
    const { view } = connect();
    await assert.rejects(view.request('fail', 'refused'), {
      name: 'RequestError',
      code: 'refused',
      message: 'Not today',
    });
    await assert.rejects(view.request('fail', 'bug'), { code: 'unexpected', message: 'Something broke' });
  });

  it('refuses what it does not know', async () => {
    const check = async (name: unknown, code: string, parameters?: unknown): Promise<void> => {
      const error = await askAnything(name, parameters);
      assert.ok(error instanceof RequestError);
      assert.equal(error.code, code);
    };
    await check('nonsense', 'unknownRequest');
    await check('toString', 'unknownRequest');
    await check('__proto__', 'unknownRequest');
    await check(7, 'unknownRequest');
    await check({ toString: [] }, 'unknownRequest');
    await check('double', 'badParameters', 'two');
    await check('double', 'badParameters');
    await check('fail', 'badParameters', { how: 'bug' });
  });

  it('fails when a message cannot be sent, and waits for nothing then', async () => {
    const { pair } = connect();
    const view = new ViewChannel<TestContract>({
      receive: (listener) => pair.view.receive(listener),
      send: () => {
        throw new Error('could not be cloned');
      },
    });
    await assert.rejects(view.request('double', 1), /could not be cloned/);
    view.dispose();
  });
});

describe('channel: events', () => {
  it('reach their own listeners until those leave', async () => {
    const { host, view } = connect();
    const heard: unknown[] = [];
    const first = view.on('tick', (value) => heard.push(['first', value]));
    view.on('tick', (value) => heard.push(['second', value]));
    view.on('tock', (value) => heard.push(['tock', value]));
    host.emit('tick', 1);
    await settled();
    first.dispose();
    host.emit('tock', 'x');
    host.emit('tick', 2);
    await settled();
    assert.deepEqual(heard, [
      ['first', 1],
      ['second', 1],
      ['tock', 'x'],
      ['second', 2],
    ]);
  });
});

describe('channel: the end', () => {
  it('rejects what waits, and what is asked afterwards', async () => {
    const { view, pair } = connect();
    const waiting = view.request('wait', undefined);
    view.dispose();
    await assert.rejects(waiting, { code: 'closed' });
    await assert.rejects(view.request('double', 1), { code: 'closed' });
    assert.equal(pair.listeners(), 1);
  });

  it('sends nothing more from a closed host, not even a late answer', async () => {
    const { host, view, pair, gate } = connect();
    const waiting = view.request('wait', undefined);
    await settled();
    host.dispose();
    const before = pair.sent.length;
    gate.resolve('late');
    host.emit('tick', 1);
    await settled();
    assert.equal(pair.sent.length, before);
    view.dispose();
    await assert.rejects(waiting, { code: 'closed' });
    assert.equal(pair.listeners(), 0);
  });
});

describe('channel: strangers', () => {
  it('stands any message on either side', async () => {
    const message = fc.oneof(
      fc.anything(),
      fc.record({
        type: fc.constantFrom('request', 'answer', 'failure', 'event', 'other'),
        id: fc.oneof(fc.nat(3), fc.string()),
        name: fc.oneof(fc.constantFrom('double', 'tick', '__proto__', 'constructor'), fc.anything()),
        parameters: fc.anything(),
        value: fc.anything(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 5 }), async (messages) => {
        const listeners: ((message: unknown) => void)[] = [];
        const transport = {
          send: () => undefined,
          receive: (listener: (message: unknown) => void) => {
            listeners.push(listener);
            return { dispose: () => undefined };
          },
        };
        const view = new ViewChannel<TestContract>(transport);
        const host = new HostChannel<TestContract>(
          transport,
          { double: (value) => value, wait: () => '', fail: () => undefined },
          {
            double: (value): value is number => typeof value === 'number',
            wait: (value): value is undefined => value === undefined,
            fail: (value): value is 'bug' => value === 'bug',
          },
          () => ({ code: 'x', message: 'x' }),
        );
        messages.forEach((each) => listeners.forEach((listener) => listener(each)));
        await settled();
        view.dispose();
        host.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('rejects with a failure whose words are none', async () => {
    const { view, pair } = connect();
    const waiting = view.request('wait', undefined);
    pair.host.send({ type: 'event', name: { toString: [] } });
    pair.host.send({ type: 'failure', id: 1, code: { toString: [] }, message: 7 });
    await assert.rejects(waiting, { name: 'RequestError', code: '', message: '' });
  });

  it('takes no foreign message for an answer', async () => {
    const { view, pair, gate } = connect();
    const waiting = view.request('wait', undefined);
    pair.host.send({ id: 1, type: 'vscode-scroll' });
    pair.host.send({ id: 1 });
    await settled();
    gate.resolve('mine');
    assert.equal(await waiting, 'mine');
  });
});
