// Whether the agent on a machine gets through to a storage account: it writes the file from the machine's own subnet, so
// that the account's network rules decide, and the bypass for trusted services does not help.

import type { ArmState, Resource } from '../armState.ts';
import { cardOf, configurationOf } from '../network/cards.ts';

interface NetworkRules {
  readonly defaultAction: 'Allow' | 'Deny';
  readonly virtualNetworkRules: readonly { readonly id: string }[];
}

/** True when a machine, or an instance of a scale set, may write to an account. */
export function reachesStorage(state: ArmState, account: Resource, machine: Resource | undefined): boolean {
  const { publicNetworkAccess, networkAcls } = account.properties;
  if (publicNetworkAccess === 'Disabled') {
    return false;
  }
  const rules = networkAcls as NetworkRules;
  if (rules.defaultAction === 'Allow') {
    return true;
  }
  const card = machine === undefined ? undefined : cardOf(state, machine);
  const subnetId = card === undefined ? undefined : configurationOf(card)?.properties.subnet?.id;
  return rules.virtualNetworkRules.some(({ id }) => id.toLowerCase() === subnetId?.toLowerCase());
}
