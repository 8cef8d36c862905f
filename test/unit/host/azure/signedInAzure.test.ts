// The known subscriptions: kept while nobody signs in or out, and never those of before.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SubscriptionList } from '../../../../src/app/azure/ports.ts';
import { Emitter } from '../../../../src/base/event.ts';
import type { Authentication } from '../../../../src/host/azure/signedInAzure.ts';
import { SignedInAzure } from '../../../../src/host/azure/signedInAzure.ts';
import { makeSubscription } from '../../../support/estate.ts';
import { settled } from '../../../support/manualClock.ts';
import type { Pending } from '../../../support/pending.ts';
import { pending } from '../../../support/pending.ts';

const listOf = (name: string): SubscriptionList => ({ subscriptions: [makeSubscription(name)], failures: [] });

function setUp() {
  const changes = new Emitter<void>();
  const listings: Pending<SubscriptionList>[] = [];
  let disposals = 0;
  const authentication: Authentication = {
    onDidChange: changes.event,
    cloud: () => assert.fail(),
    listSubscriptions: () => {
      const listing = pending<SubscriptionList>();
      listings.push(listing);
      return listing.promise;
    },
    tokenSourceOf: () => assert.fail(),
    signIn: () => assert.fail(),
    requestAccess: () => assert.fail(),
    dispose: () => {
      disposals++;
    },
  };
  const azure = new SignedInAzure(() => Promise.resolve(authentication));
  const known = async (): Promise<string | undefined> => (await azure.knownSubscriptions()).subscriptions[0]?.name;
  return { azure, changes, listings, known, disposals: () => disposals };
}

describe('SignedInAzure', () => {
  it('lists once while nothing changes', async () => {
    const { listings, known } = setUp();
    const first = known();
    await settled();
    listings[0]?.resolve(listOf('Contoso'));
    assert.deepEqual([await first, await known(), listings.length], ['Contoso', 'Contoso', 1]);
  });

  it('does not keep a list that was asked for before a change', async () => {
    const { azure, changes, listings, known } = setUp();
    const old = azure.listSubscriptions();
    await settled();
    changes.fire();
    const fresh = azure.listSubscriptions();
    await settled();
    listings[1]?.resolve(listOf('of the new account'));
    await fresh;
    listings[0]?.resolve(listOf('of the old account'));
    assert.equal((await old).subscriptions[0]?.name, 'of the old account');
    assert.deepEqual([await known(), listings.length], ['of the new account', 2]);
  });

  it('tells of a change and gives the authentication back', async () => {
    const { azure, changes, listings, disposals } = setUp();
    let heard = 0;
    azure.onDidChange(() => heard++);
    void azure.listSubscriptions();
    await settled();
    changes.fire();
    azure.dispose();
    changes.fire();
    assert.deepEqual([heard, listings.length, disposals(), changes.size], [1, 1, 1, 0]);
  });
});
