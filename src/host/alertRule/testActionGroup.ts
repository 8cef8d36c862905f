// Lets an action group call its receivers with a made-up alert, and says how each fared.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import type { ReceiverResult } from '../../domain/alert/actionGroup.ts';
import type { HostContext } from '../hostContext.ts';
import { noticeText } from '../noticeText.ts';
import { withProgress } from '../progress.ts';

/** Kinds of alerts that the service makes up (createNotifications, alertType). */
const alertTypes = [
  'metricstaticthreshold',
  'metricsdynamicthreshold',
  'logalertv2',
  'activitylog',
  'servicehealth',
  'resourcehealth',
  'budget',
] as const;

/** Asks for the kind of alert and calls. Rejects as cancelled. */
export async function testActionGroup(
  host: HostContext,
  prompts: IActionContext,
  { id, name, services }: { readonly id: string; readonly name: string; readonly services: SubscriptionServices },
): Promise<void> {
  const { data: alertType } = await prompts.ui.showQuickPick(
    alertTypes.map((type) => ({ label: typeText(type), description: type, data: type })),
    {
      placeHolder: vscode.l10n.t('Which kind of alert should "{0}" tell its receivers, as a test?', name),
      suppressPersistence: true,
    },
  );
  const results = await withProgress(vscode.l10n.t('Testing the action group "{0}"', name), (abortSignal) =>
    services.alerts.testActionGroup(id, alertType, { abortSignal }),
  );
  const failed = results.filter((result) => !isGood(result));
  for (const { mechanism, name: receiver, status, detail } of results) {
    host.log.info(`Test of ${name}: ${receiver} (${mechanism}): ${[status, detail].filter(Boolean).join(', ')}`);
  }
  const lines = results.map((result) =>
    noticeText(`${isGood(result) ? '✓' : '✗'} ${result.name} (${result.mechanism}): ${wordsOf(result)}`),
  );
  if (failed.length === 0) {
    void vscode.window.showInformationMessage(
      results.length === 0
        ? vscode.l10n.t('"{0}" has no receivers that can be tested.', name)
        : vscode.l10n.t('All receivers of "{0}" were called: {1}', name, lines.join(' · ')),
    );
    return;
  }
  const show = vscode.l10n.t('Show Log');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} of {1} receivers of "{2}" were not reached: {3}',
      failed.length,
      results.length,
      name,
      lines.join(' · '),
    ),
    show,
  );
  if (chosen === show) {
    host.showLog();
  }
}

function wordsOf({ status, detail }: ReceiverResult): string {
  return detail === '' ? status : `${status}, ${detail}`;
}

function isGood({ status }: ReceiverResult): boolean {
  return /^(?:completed|succeeded|success|sent|delivered)$/i.test(status);
}

function typeText(type: (typeof alertTypes)[number]): string {
  switch (type) {
    case 'metricstaticthreshold':
      return vscode.l10n.t('Metric, static threshold');
    case 'metricsdynamicthreshold':
      return vscode.l10n.t('Metric, dynamic threshold');
    case 'logalertv2':
      return vscode.l10n.t('Log search');
    case 'activitylog':
      return vscode.l10n.t('Activity log');
    case 'servicehealth':
      return vscode.l10n.t('Service health');
    case 'resourcehealth':
      return vscode.l10n.t('Resource health');
    case 'budget':
      return vscode.l10n.t('Budget');
  }
}
