// Values and ports that are made at first use.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deferredPort, lazy } from '../../../src/base/deferred.ts';

describe('lazy', () => {
  it('makes the value once, also for callers at the same time', async () => {
    let made = 0;
    const get = lazy(() => Promise.resolve(++made));
    assert.deepEqual(await Promise.all([get(), get()]), [1, 1]);
    assert.equal(await get(), 1);
  });

  it('does not keep a failure', async () => {
    let tries = 0;
    const get = lazy(() => (++tries === 1 ? Promise.reject(new Error('offline')) : Promise.resolve('here')));
    await assert.rejects(get(), /offline/);
    assert.equal(await get(), 'here');
  });
});

describe('deferredPort', () => {
  interface Port {
    greet(name: string): Promise<string>;
    fail(): Promise<never>;
  }
  class Greeter implements Port {
    readonly #word = 'Hello';
    async greet(name: string): Promise<string> {
      return `${this.#word}, ${name}`;
    }
    async fail(): Promise<never> {
      throw new Error('no');
    }
  }

  it('loads at the first call only, keeps `this`, passes arguments and failures on', async () => {
    let loads = 0;
    const port = deferredPort<Port>(() => {
      loads++;
      return Promise.resolve(new Greeter());
    });
    assert.equal(loads, 0);
    assert.equal(await port.greet('Ana'), 'Hello, Ana');
    await assert.rejects(port.fail(), /^Error: no$/);
    assert.equal(loads, 1);
  });

  it('survives being awaited and being printed', async () => {
    const port = deferredPort<Port>(() => Promise.reject(new Error('not loadable')));
    assert.equal(await Promise.resolve(port), port);
    assert.equal(Object.prototype.toString.call(port), '[object Object]');
    await assert.rejects(port.greet('Ana'), /not loadable/);
  });
});
