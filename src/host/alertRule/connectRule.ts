// Which action groups a rule calls: chosen among those of its subscription, and written into the rule where its kind keeps them.

import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { nothingOfKind } from '../../app/error/userErrors.ts';
import { withActionGroups } from '../../domain/alert/ruleDocument.ts';
import { withProgress } from '../progress.ts';

/** Groups a rule may call (Azure Monitor limits, metric alerts: five action groups). */
const maxGroups = 5;

/** @returns true when the rule was written. Rejects with UserError `nothingOfKind`, or with what the service says. */
export async function connectRule({
  id,
  name,
  services,
}: {
  readonly id: string;
  readonly name: string;
  readonly services: SubscriptionServices;
}): Promise<boolean> {
  const { alerts, subscription } = services;
  const [groups, rules, { value }] = await Promise.all([
    alerts.listActionGroups(),
    alerts.listAlertRules(),
    alerts.getDocument(id),
  ]);
  if (groups.length === 0) {
    throw nothingOfKind(subscription.name);
  }
  const called = new Set(
    rules.find((rule) => rule.id.toLowerCase() === id.toLowerCase())?.actionGroupIds.map((each) => each.toLowerCase()),
  );
  const picked = await vscode.window.showQuickPick(
    groups.map((group) => ({
      label: group.name,
      description: group.receivers.map((receiver) => receiver.name).join(', '),
      picked: called.has(group.id.toLowerCase()),
      groupId: group.id,
    })),
    { canPickMany: true, placeHolder: vscode.l10n.t('Action groups that "{0}" calls, at most {1}', name, maxGroups) },
  );
  if (picked === undefined) {
    return false;
  }
  const wanted = picked.slice(0, maxGroups).map(({ groupId }) => groupId);
  await withProgress(vscode.l10n.t('Writing "{0}"', name), (abortSignal) =>
    alerts.putDocument(id, withActionGroups(value, wanted), { abortSignal }),
  );
  return true;
}
