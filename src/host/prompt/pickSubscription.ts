// Chooses a subscription: the node's own, the only one, or one picked from the list.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { isUserError } from '../../app/error/userError.ts';
import { noSubscription, subscriptionNotSeen } from '../../app/error/userErrors.ts';
import { chosenOf } from '../../app/tree/chosenSubscriptions.ts';
import type { Subscription } from '../../domain/arm/cloud.ts';
import type { HostContext } from '../hostContext.ts';
import { readSetting } from '../settings.ts';

/**
 * @param subscriptionId the one to use without asking, from a resource's id
 * Rejects with UserError `subscriptionNotSeen` when the account does not see that one, for another would be a surprise,
 * `noSubscription`, or as cancelled.
 */
export async function pickSubscription(
  host: HostContext,
  prompts: IActionContext,
  subscriptionId?: string,
): Promise<Subscription> {
  const all = await listOrSignIn(host);
  if (subscriptionId !== undefined) {
    const given = all.find(({ id }) => id.toLowerCase() === subscriptionId.toLowerCase());
    if (given === undefined) {
      throw subscriptionNotSeen(subscriptionId);
    }
    return given;
  }
  if (all.length === 0) {
    throw noSubscription();
  }
  const shown = chosenOf(all, readSetting('wirewatch.subscriptions'));
  const choice = shown.length === 0 ? all : shown;
  if (choice.length === 1 && choice[0] !== undefined) {
    return choice[0];
  }
  const picked = await prompts.ui.showQuickPick(
    choice.map((subscription) => ({ label: subscription.name, description: subscription.id, data: subscription })),
    { placeHolder: vscode.l10n.t('Select a subscription') },
  );
  return picked.data;
}

async function listOrSignIn(host: HostContext): Promise<readonly Subscription[]> {
  try {
    return (await host.subscriptions.knownSubscriptions()).subscriptions;
  } catch (error) {
    if (!isUserError(error) || error.code !== 'signedOut' || !(await host.signIn.signIn())) {
      throw error;
    }
    return (await host.subscriptions.knownSubscriptions()).subscriptions;
  }
}
