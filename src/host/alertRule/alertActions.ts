// What the commands on alert rules, fired alerts and action groups do. Each takes tree nodes; without one it asks.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { noAlertOfCapture, noAlertOfTime, resourceNotFound } from '../../app/error/userErrors.ts';
import { firedAlertNode } from '../../app/tree/alertNodes.ts';
import type { TreeNode, TreeNodeKind } from '../../app/tree/treeNode.ts';
import { isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import { asArray, asNumber, asRecord } from '../../base/json.ts';
import { mapLimited } from '../../base/mapLimited.ts';
import { payloadOfAlert } from '../../domain/alert/alertInstance.ts';
import { alertOfCapture, alertSpan } from '../../domain/alert/correlation.ts';
import { isEditableRule } from '../../domain/alert/alertRule.ts';
import type { FiredAlert, SettableState } from '../../domain/alert/firedAlert.ts';
import { parseAlertPayload } from '../../domain/alert/parseAlertPayload.ts';
import { duplicateOf, formatAlertBicep } from '../../domain/alert/ruleDocument.ts';
import { isSameResource } from '../../domain/arm/resourceId.ts';
import { nodeArgument, nodeArguments } from '../command/nodeArgument.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { withProgress } from '../progress.ts';
import { connectRule } from './connectRule.ts';
import { groupCallers } from './groupCallers.ts';
import { pickAlertNode } from './pickAlertNode.ts';
import { testActionGroup } from './testActionGroup.ts';

export { RuleFiles } from './ruleFiles.ts';

/** What a command does with its arguments. */
type AlertAction = (host: HostContext, prompts: IActionContext, args: readonly unknown[]) => Promise<void>;

/** A node of a resource, with the services of its subscription. */
interface Target {
  readonly id: string;
  readonly name: string;
  readonly node: TreeNode;
  readonly services: SubscriptionServices;
}

/** How many are changed at once. */
const concurrency = 4;

export const alertActions = {
  viewFiredAlert: async (host, prompts, args) => {
    const [target] = await targetsOf(host, prompts, { args, kinds: ['firedAlert'] });
    if (target !== undefined) {
      const value = await withProgress(vscode.l10n.t('Reading the alert "{0}"', target.name), (abortSignal) =>
        target.services.alerts.getFiredAlert(target.id, { abortSignal }),
      );
      const text = payloadOfAlert(value);
      // A node below its rule is labelled by its time.
      const title = parseAlertPayload(text).ruleName ?? target.name;
      await host.alertPayloads.open({ text, title, origin: 'firedAlert' });
    }
  },
  acknowledgeAlert: async (host, prompts, args) => setState(host, prompts, { args, state: 'Acknowledged' }),
  closeAlert: async (host, prompts, args) => setState(host, prompts, { args, state: 'Closed' }),
  enableAlertRule: async (host, prompts, args) => setEnabled(host, prompts, { args, isEnabled: true }),
  disableAlertRule: async (host, prompts, args) => setEnabled(host, prompts, { args, isEnabled: false }),
  deleteAlertRule: async (host, prompts, args) => remove(host, prompts, args),
  duplicateAlertRule: async (host, prompts, args) => duplicate(host, prompts, args),
  editAlertRule: async (host, prompts, args) => {
    const [target] = await targetsOf(host, prompts, { args, kinds: ['alertRule', 'actionGroup'], isChange: true });
    if (target !== undefined) {
      await host.ruleFiles.open(target.id);
    }
  },
  connectAlertRule: async (host, prompts, args) => {
    const [target] = await targetsOf(host, prompts, { args, kinds: ['alertRule'] });
    if (target !== undefined && (await connectRule(target))) {
      listAgain(host, [target]);
    }
  },
  copyAlertAsBicep: async (host, prompts, args) => {
    const [target] = await targetsOf(host, prompts, { args, kinds: ['alertRule', 'actionGroup'] });
    const { value } = (await target?.services.alerts.getDocument(target.id)) ?? {};
    const text = target === undefined ? undefined : formatAlertBicep(target.id, value);
    if (text !== undefined) {
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Bicep copied'), 3000);
    }
  },
  testActionGroup: async (host, prompts, args) => {
    const [target] = await targetsOf(host, prompts, { args, kinds: ['actionGroup'] });
    if (target !== undefined) {
      await testActionGroup(host, prompts, target);
    }
  },
  showTrafficOfAlert: async (host, prompts, args) => {
    const [target] = await targetsOf(host, prompts, { args, kinds: ['firedAlert'] });
    const alerts = (await target?.services.alerts.listFiredAlerts()) ?? [];
    const alert = alerts.find(({ id }) => isSameResource(id, target?.id));
    if (alert === undefined) {
      throw resourceNotFound(target?.name ?? '');
    }
    const span = alertSpan(alert);
    await vscode.commands.executeCommand(commandIds.openTraffic, span === undefined ? {} : { from: span.from });
  },
  showAlertsOfTime: async (host, prompts, [argument]) => {
    const times = asArray(asRecord(argument)['times']).flatMap((each) => asNumber(each) ?? []);
    const { subscriptions } = await host.subscriptions.knownSubscriptions();
    const failures: unknown[] = [];
    const listed = await withProgress(vscode.l10n.t('Looking for alerts of this time'), (abortSignal) =>
      mapLimited(subscriptions, concurrency, async (subscription) => {
        try {
          const alerts = await host.services.servicesOf(subscription).alerts.listFiredAlerts({ abortSignal });
          return alerts
            .filter((alert) => isOfTimes(alert, times))
            .map((alert) => firedAlertNode(alert, { subscriptionId: subscription.id }));
        } catch (error) {
          if (isCancelled(error)) {
            throw error;
          }
          host.log.warn(`The alerts of ${subscription.name} are not known: ${errorText(error)}`);
          failures.push(error);
          return [];
        }
      }),
    );
    const nodes = listed.flat();
    if (nodes.length === 0) {
      // Nothing was found where alerts can be read; where they cannot, there may be some.
      throw (failures[0] as Error | undefined) ?? noAlertOfTime();
    }
    const { data } = await prompts.ui.showQuickPick(
      nodes.map((node) => ({
        label: `$(${node.icon.id}) ${node.label}`,
        description: node.description ?? '',
        data: node,
      })),
      { placeHolder: vscode.l10n.t('Alerts of the time of the selected calls'), suppressPersistence: true },
    );
    if (!(await host.reveal(data.id))) {
      await vscode.commands.executeCommand(commandIds.viewFiredAlert, data);
    }
  },
  showAlertOfCapture: async (host, _prompts, [argument]) => {
    const node = nodeArgument(argument, 'packetCapture');
    const capture = host.captures.find(node?.resourceId ?? '');
    if (capture === undefined || node === undefined) {
      return;
    }
    const services = await host.servicesById(capture.id);
    const alerts = await withProgress(vscode.l10n.t('Looking for the alert of "{0}"', capture.name), (abortSignal) =>
      services.alerts.listFiredAlerts({ abortSignal }),
    );
    const alert = alertOfCapture(capture, alerts);
    if (alert === undefined) {
      throw noAlertOfCapture(capture.name);
    }
    host.tree.forget(`/subscriptions/${services.subscription.id}#firedAlerts`);
    if (!(await host.reveal(alert.id))) {
      await host.alertPayloads.open({
        text: payloadOfAlert(await services.alerts.getFiredAlert(alert.id)),
        title: alert.ruleName,
        origin: 'firedAlert',
      });
    }
  },
} as const satisfies Readonly<Record<string, AlertAction>>;

/** The commands here. */
export type AlertCommand = keyof typeof alertActions;

/** True for an alert that is about one of the moments. */
function isOfTimes(alert: FiredAlert, times: readonly number[]): boolean {
  const span = alertSpan(alert);
  return span !== undefined && times.some((time) => span.from <= time && time <= span.to);
}

async function targetsOf(
  host: HostContext,
  prompts: IActionContext,
  {
    args,
    kinds,
    isChange = false,
  }: { readonly args: readonly unknown[]; readonly kinds: readonly TreeNodeKind[]; readonly isChange?: boolean },
): Promise<readonly Target[]> {
  const fits = (node: TreeNode): boolean => !isChange || isEditableRule(node.resourceId ?? node.id);
  const given = kinds.flatMap((kind) => nodeArguments(args, kind)).filter(fits);
  const nodes = given.length > 0 ? given : [await pickAlertNode(host, prompts, { kinds, fits })];
  return await Promise.all(
    nodes.map(async (node) => {
      const id = node.resourceId ?? node.id;
      return { id, name: node.label, node, services: await host.servicesById(id) };
    }),
  );
}

async function setState(
  host: HostContext,
  prompts: IActionContext,
  { args, state }: { readonly args: readonly unknown[]; readonly state: SettableState },
): Promise<void> {
  const targets = await targetsOf(host, prompts, { args, kinds: ['firedAlert'] });
  await changeAll(host, targets, ({ id, services }) => services.alerts.setState(id, state));
}

async function setEnabled(
  host: HostContext,
  prompts: IActionContext,
  { args, isEnabled }: { readonly args: readonly unknown[]; readonly isEnabled: boolean },
): Promise<void> {
  const targets = await targetsOf(host, prompts, { args, kinds: ['alertRule', 'actionGroup'], isChange: true });
  await changeAll(host, targets, ({ id, services }) => services.alerts.setEnabled(id, isEnabled));
}

async function remove(host: HostContext, prompts: IActionContext, args: readonly unknown[]): Promise<void> {
  const targets = await targetsOf(host, prompts, { args, kinds: ['alertRule', 'actionGroup'], isChange: true });
  const [first] = targets;
  if (first === undefined) {
    return;
  }
  const confirm = vscode.l10n.t('Delete');
  const isGroup = targets.some(({ node }) => node.kind === 'actionGroup');
  const { callers, isSure } = isGroup ? await groupCallers(targets, host.log) : { callers: [], isSure: true };
  const chosen = await vscode.window.showWarningMessage(
    targets.length === 1
      ? vscode.l10n.t('Delete "{0}"?', first.name)
      : vscode.l10n.t('Delete {0} rules and groups?', targets.length),
    {
      modal: true,
      detail: [
        ...(targets.length > 1 ? [targets.map(({ name }) => name).join('\n')] : []),
        ...(callers.length > 0
          ? [vscode.l10n.t('Rules that call it and will call nobody: {0}', callers.join(', '))]
          : []),
        ...(isSure ? [] : [vscode.l10n.t('Not all alert rules can be read. Others may call it too.')]),
        vscode.l10n.t('Azure keeps no copy. "Copy as Bicep" makes one.'),
      ].join('\n\n'),
    },
    confirm,
  );
  if (chosen === confirm) {
    await changeAll(host, targets, ({ id, services }) => services.alerts.delete(id));
  }
}

async function duplicate(host: HostContext, prompts: IActionContext, args: readonly unknown[]): Promise<void> {
  const [target] = await targetsOf(host, prompts, { args, kinds: ['alertRule', 'actionGroup'], isChange: true });
  if (target === undefined) {
    return;
  }
  const { alerts } = target.services;
  const folder = target.id.slice(0, target.id.lastIndexOf('/') + 1);
  const taken = (await (target.node.kind === 'actionGroup' ? alerts.listActionGroups() : alerts.listAlertRules())).map(
    ({ id }) => id.toLowerCase(),
  );
  const name = await prompts.ui.showInputBox({
    prompt: vscode.l10n.t('Name of the copy. It begins disabled.'),
    value: vscode.l10n.t('{0} copy', target.name),
    validateInput: (text) => nameProblem(text ?? '', (wanted) => taken.includes(`${folder}${wanted}`.toLowerCase())),
  });
  const copyId = `${folder}${name.trim()}`;
  const { value } = await alerts.getDocument(target.id);
  await withProgress(vscode.l10n.t('Duplicating "{0}"', target.name), (abortSignal) =>
    alerts.putDocument(copyId, duplicateOf(value), { abortSignal }),
  );
  listAgain(host, [target]);
  await host.ruleFiles.open(copyId);
}

/** Names of Azure Monitor's resources: no characters that addresses and the portal refuse. */
function nameProblem(text: string, isTaken: (name: string) => boolean): string | undefined {
  const name = text.trim();
  if (name === '' || name.length > 260) {
    return vscode.l10n.t('1 to 260 characters');
  }
  if (/[*#&+:<>?@%{}\\/|]|[. ]$/.test(name)) {
    return vscode.l10n.t('Without * # & + : < > ? @ % slashes or braces, and not ending in a dot');
  }
  return isTaken(name) ? vscode.l10n.t('There is one of this name') : undefined;
}

/** What was changed is listed anew also where one of them was refused. */
async function changeAll(
  host: HostContext,
  targets: readonly Target[],
  change: (target: Target) => Promise<void>,
): Promise<void> {
  try {
    await mapLimited(targets, concurrency, change);
  } finally {
    listAgain(host, targets);
  }
}

function listAgain(host: HostContext, targets: readonly Target[]): void {
  for (const { id } of targets) {
    host.tree.listAlertsAgain(id);
  }
}
