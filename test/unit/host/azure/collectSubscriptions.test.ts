// The walk over accounts and tenants: what is skipped, what is a failure, and when nobody counts as signed in.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cancelledError } from '../../../../src/base/abort.ts';
import { collectSubscriptions } from '../../../../src/host/azure/collectSubscriptions.ts';
import type { ListedAccount } from '../../../../src/host/azure/collectSubscriptions.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { makeSubscription } from '../../../support/estate.ts';
import { KeptLog } from '../../../support/keptLog.ts';

const notSignedIn = new Error('You are not signed in');
const broken = new Error('ECONNRESET');

/** Tenants by id with the names of their subscriptions, or with an error. */
function account(label: string, tenants: Readonly<Record<string, readonly string[] | Error>> | Error): ListedAccount {
  const answer = <T>(value: T | Error): Promise<T> =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  return {
    label,
    listTenants: () =>
      answer(
        tenants instanceof Error
          ? tenants
          : Object.entries(tenants).map(([id, names]) => ({
              id,
              listSubscriptions: () =>
                answer(
                  names instanceof Error ? names : names.map((name) => makeSubscription(`${name} by ${label}`, name)),
                ),
            })),
      ),
  };
}

function collect(...accounts: readonly ListedAccount[]) {
  const log = new KeptLog();
  const list = collectSubscriptions(accounts, {
    log,
    wantsSignIn: (error) => error === notSignedIn,
    translate: (error) => `translated ${String(error)}`,
  });
  const shown = async () => {
    const { subscriptions, failures, isPartlyRead } = await list;
    return { names: subscriptions.map(({ name }) => name), failures, isPartlyRead };
  };
  return { log, list, shown };
}

describe('collectSubscriptions', () => {
  it('lists each subscription once, by name', async () => {
    const { shown } = collect(account('ana', { t1: ['b'], t2: ['a', 'b'] }), account('bo', { t1: ['a', 'c'] }));
    assert.deepEqual(await shown(), { names: ['a by ana', 'b by ana', 'c by bo'], failures: [], isPartlyRead: true });
  });

  it('skips what wants a sign-in of its own, and names it in the log', async () => {
    const { shown, log } = collect(account('ana', { t1: notSignedIn, t2: ['a'] }), account('bo', notSignedIn));
    assert.deepEqual(await shown(), { names: ['a by ana'], failures: [], isPartlyRead: true });
    assert.deepEqual(log.lines, [
      'info Not listed, for it wants a sign-in of its own: tenant t1',
      'info Not listed, for it wants a sign-in of its own: account bo',
    ]);
  });

  it('calls nobody signed out who could read a tenant, though there is nothing in it', async () => {
    const { shown } = collect(account('ana', { t1: notSignedIn, t2: [] }));
    assert.deepEqual(await shown(), { names: [], failures: [], isPartlyRead: true });
    assert.deepEqual(await collect(account('ana', {})).shown(), { names: [], failures: [], isPartlyRead: false });
  });

  it('is signed out when every tenant wants a sign-in', async () => {
    await assertUserError(collect(account('ana', { t1: notSignedIn, t2: notSignedIn })).list, 'signedOut');
    await assertUserError(collect(account('ana', notSignedIn)).list, 'signedOut');
  });

  it('keeps real failures, translated, beside what could be read', async () => {
    const { shown, log } = collect(account('ana', { t1: broken, t2: ['a'], t3: notSignedIn }), account('bo', broken));
    assert.deepEqual(await shown(), {
      names: ['a by ana'],
      failures: ['translated Error: ECONNRESET', 'translated Error: ECONNRESET'],
      isPartlyRead: true,
    });
    assert.equal(log.lines.filter((line) => line.startsWith('warn ')).length, 2);
    const alone = collect(account('ana', { t1: broken, t2: notSignedIn }));
    assert.deepEqual([(await alone.shown()).failures.length, (await alone.shown()).isPartlyRead], [1, false]);
  });

  it('passes a cancellation on', async () => {
    await assert.rejects(collect(account('ana', { t1: cancelledError() })).list, { name: 'AbortError' });
    await assert.rejects(
      collectSubscriptions([account('ana', {})], {
        log: new KeptLog(),
        wantsSignIn: () => false,
        translate: (error) => error,
        abortSignal: AbortSignal.abort(),
      }),
      { name: 'AbortError' },
    );
  });
});
