// Gives a remembered session its right again: the stored connection string, or tokens of the account that is signed in by then.

import type { SubscriptionSource, TokenSource } from '../../app/azure/ports.ts';
import { connectionStringForgotten, signedOut } from '../../app/error/userErrors.ts';
import type { TailSource } from '../../app/traffic/ports.ts';
import type { ConnectionStrings } from '../connectionStrings.ts';
import { trafficTransport } from '../traffic/trafficTransport.ts';
import type { SessionOrigin, SessionRecord } from './sessionRecords.ts';

/** Builds the source of a session that begins behind its oldest kept events. Rejects with a UserError where no right is left. */
export async function restoredSource(
  record: SessionRecord,
  { connectionStrings, subscriptions }: { connectionStrings: ConnectionStrings; subscriptions: SubscriptionSource },
): Promise<TailSource> {
  const { host, hub, consumerGroup, partitionIds, origin, positions } = record;
  return {
    host,
    hub,
    consumerGroup,
    ...(partitionIds === undefined ? {} : { partitionIds }),
    start: { kind: 'after', positions },
    transport: trafficTransport(),
    credential:
      origin.kind === 'connectionString'
        ? { kind: 'connectionString', text: await storedText(connectionStrings, host, hub) }
        : { kind: 'token', tokens: tokensOf(origin, subscriptions) },
  };
}

async function storedText(connectionStrings: ConnectionStrings, host: string, hub: string) {
  const known = (await connectionStrings.list()).find((each) => each.host === host && each.hub === hub);
  const text = known === undefined ? undefined : await connectionStrings.read(known.key);
  if (text === undefined) {
    throw connectionStringForgotten(hub);
  }
  return text;
}

/** Looked up when a token is needed: right after a reload nobody may be signed in yet, and a later try finds the account. */
function tokensOf(
  { subscriptionId, accountId }: Extract<SessionOrigin, { kind: 'subscription' }>,
  source: SubscriptionSource,
): TokenSource {
  return {
    async getToken(scope, options) {
      const { subscriptions } = await source.knownSubscriptions(options);
      const subscription =
        subscriptions.find((each) => each.id === subscriptionId && each.accountId === accountId) ??
        subscriptions.find((each) => each.id === subscriptionId);
      if (subscription === undefined) {
        throw signedOut();
      }
      return await source.tokenSourceOf(subscription).getToken(scope, options);
    },
  };
}
