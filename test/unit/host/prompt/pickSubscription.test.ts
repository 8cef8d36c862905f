// A subscription that is asked for by id: found in any letter case, and never replaced by another one.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import type { HostContext } from '../../../../src/host/hostContext.ts';
import { assertUserError } from '../../../support/assertUserError.ts';
import { standInForVscode } from '../../../support/fakeVscode.ts';

const standIn = standInForVscode();
const { pickSubscription } = await import('../../../../src/host/prompt/pickSubscription.ts');
after(() => standIn.dispose());

const only = { id: 'aaaaaaaa-0000-0000-0000-000000000001', name: 'Only' };
const host = {
  subscriptions: { knownSubscriptions: () => Promise.resolve({ subscriptions: [only] }) },
} as unknown as HostContext;
const prompts = {} as IActionContext;

describe('pickSubscription', () => {
  it('takes the one of the id, however it is written', async () => {
    assert.equal(await pickSubscription(host, prompts, only.id.toUpperCase()), only);
  });

  it('takes no other when the account does not see it', async () => {
    await assertUserError(
      pickSubscription(host, prompts, 'bbbbbbbb-0000-0000-0000-000000000002'),
      'subscriptionNotSeen',
    );
  });
});
