// Lets the receiver start captures for the alerts of a rule from now on: a person says where the files go, and agrees in so many words.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { noStorageAccount } from '../../app/error/userErrors.ts';
import { asArray, asRecord } from '../../base/json.ts';
import type { AlertPayload } from '../../domain/alert/alertPayload.ts';
import { machinesOf } from '../../domain/alert/receiverRule.ts';
import { isSameResource, resourceName } from '../../domain/arm/resourceId.ts';
import type { HostContext } from '../hostContext.ts';
import { readSetting, writeSetting } from '../settings.ts';

/** How long a capture lasts. */
const timeLimitInSeconds = 300;

/** @returns true when the rule is written. Rejects with UserError `noStorageAccount`, or as cancelled. */
export async function allowCaptures(
  host: HostContext,
  prompts: IActionContext,
  payload: AlertPayload,
): Promise<boolean> {
  const [machine] = machinesOf(payload.targets);
  const rule = payload.ruleName;
  // A `*` would make it a rule for every alert.
  if (machine === undefined || rule === undefined || rule.includes('*')) {
    return false;
  }
  const { inventory } = await host.servicesById(machine);
  const accounts = async (): Promise<{ label: string; description: string; data: string }[]> => {
    const [machines, scaleSets, all] = await Promise.all([
      inventory.listVirtualMachines(),
      inventory.listScaleSets(),
      inventory.listStorageAccounts(),
    ]);
    const place = [...machines, ...scaleSets].find(({ id }) => isSameResource(id, machine))?.region ?? '';
    const usable = all.filter(
      ({ isPremium, allowsSharedKey, region }) => !isPremium && allowsSharedKey && region === place,
    );
    if (usable.length === 0) {
      throw noStorageAccount(place);
    }
    return usable.map(({ id, name, region }) => ({ label: name, description: region, data: id }));
  };
  const { data: storageAccount } = await prompts.ui.showQuickPick(accounts(), {
    placeHolder: vscode.l10n.t('Storage account for the captures of "{0}"', rule),
    loadingPlaceHolder: vscode.l10n.t('Asking Azure...'),
    suppressPersistence: true,
  });
  const confirm = vscode.l10n.t('Start Captures');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Start a capture whenever "{0}" fires?', rule),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Wirewatch will start packet captures in your name, for five minutes each, into "{0}", as long as the receiver listens: at most 6 an hour for this rule. The setting "wirewatch.alertReceiver.rules" holds it.',
        resourceName(storageAccount),
      ),
    },
    confirm,
  );
  if (chosen !== confirm) {
    return false;
  }
  const all = Object.entries(readSetting('wirewatch.alertReceiver.rules'));
  const isOwn = ([name]: readonly [string, unknown]): boolean => name.trim().toLowerCase() === rule.toLowerCase();
  const others = all.filter((each) => !isOwn(each));
  // What a person has written for this rule stays, e.g. the hub whose live panel it opens.
  const before = asRecord(all.find(isOwn)?.[1]);
  const actions = [...new Set([...asArray(before['actions'] ?? ['notify']), 'startCapture'])];
  const own = { ...before, actions, storageAccount, timeLimitInSeconds };
  // The first rule that fits decides, and patterns may stand among the others.
  await writeSetting('wirewatch.alertReceiver.rules', { [rule]: own, ...Object.fromEntries(others) });
  return true;
}
