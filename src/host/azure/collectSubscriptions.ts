// The walk over accounts and tenants: a tenant that fails keeps no other from being listed, and is not kept silent.

import type { SubscriptionList } from '../../app/azure/ports.ts';
import { signedOut } from '../../app/error/userErrors.ts';
import { isCancelled, throwIfAborted } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import type { Subscription } from '../../domain/arm/cloud.ts';

/** A signed-in account. */
export interface ListedAccount {
  readonly label: string;
  listTenants(): Promise<readonly ListedTenant[]>;
}

/** A tenant that an account is in. */
export interface ListedTenant {
  readonly id: string;
  listSubscriptions(): Promise<readonly Subscription[]>;
}

/** How failures are told apart. */
export interface CollectSubscriptionsOptions {
  readonly log: Log;
  /** True for an account or tenant that wants a sign-in of its own: no failure of the others. */
  readonly wantsSignIn: (error: unknown) => boolean;
  readonly translate: (error: unknown) => unknown;
  readonly abortSignal?: AbortSignal | undefined;
}

/** Lists what all accounts see, each subscription once. Rejects with UserError `signedOut` when every tenant wants a sign-in. */
export async function collectSubscriptions(
  accounts: readonly ListedAccount[],
  options: CollectSubscriptionsOptions,
): Promise<SubscriptionList> {
  const { log, wantsSignIn, translate, abortSignal } = options;
  const found = new Map<string, Subscription>();
  const failures: unknown[] = [];
  let readTenants = 0;
  let skipped: unknown;
  const guarded = async (what: string, list: () => Promise<void>): Promise<void> => {
    throwIfAborted(abortSignal);
    try {
      await list();
    } catch (error) {
      if (isCancelled(error)) {
        throw error;
      }
      if (wantsSignIn(error)) {
        log.info(`Not listed, for it wants a sign-in of its own: ${what}`);
        skipped = error;
      } else {
        log.warn(`Not listed: ${what}: ${errorText(error)}`);
        failures.push(translate(error));
      }
    }
  };
  for (const account of accounts) {
    await guarded(`account ${account.label}`, async () => {
      for (const tenant of await account.listTenants()) {
        await guarded(`tenant ${tenant.id}`, async () => {
          const subscriptions = await tenant.listSubscriptions();
          readTenants++;
          for (const subscription of subscriptions.filter(({ id }) => !found.has(id))) {
            found.set(subscription.id, subscription);
          }
        });
      }
    });
  }
  if (skipped !== undefined && readTenants === 0 && failures.length === 0) {
    throw signedOut(skipped);
  }
  const subscriptions = [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
  return { subscriptions, failures, isPartlyRead: readTenants > 0 };
}
