// Which rules call action groups that are about to be deleted: who may not read all rules may still delete, and is told.

import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import { mapLimited } from '../../base/mapLimited.ts';

/** Subscriptions that are asked at once. */
const concurrency = 4;

/** Names of rules that call one of the groups, and whether all rules could be read. Never rejects. */
export async function groupCallers(
  groups: readonly { readonly id: string; readonly services: SubscriptionServices }[],
  log: Log,
): Promise<{ readonly callers: readonly string[]; readonly isSure: boolean }> {
  const ids = new Set(groups.map(({ id }) => id.toLowerCase()));
  const sources = new Map(groups.map(({ services }) => [services.subscription.id, services.alerts]));
  let isSure = true;
  const onFailure = (error: unknown): void => {
    isSure = false;
    log.warn(`Which rules call an action group is not known whole: ${errorText(error)}`);
  };
  const rules = await mapLimited(Array.from(sources.values()), concurrency, async (alerts) => {
    try {
      return await alerts.listAlertRules({ onFailure });
    } catch (error) {
      onFailure(error);
      return [];
    }
  });
  const callers = rules
    .flat()
    .filter(({ actionGroupIds }) => actionGroupIds.some((id) => ids.has(id.toLowerCase())))
    .map(({ name }) => name);
  return { callers, isSure };
}
