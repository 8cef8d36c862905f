// Asks which rule, fired alert or action group a command is for, when it was called without a node.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { nothingOfKind } from '../../app/error/userErrors.ts';
import { actionGroupNode, alertRuleNode, firedAlertNode } from '../../app/tree/alertNodes.ts';
import type { TreeNode, TreeNodeKind } from '../../app/tree/treeNode.ts';
import { errorText } from '../../base/errorText.ts';
import type { HostContext } from '../hostContext.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';

/** Rejects with UserError `nothingOfKind` when there is none, or as cancelled. */
export async function pickAlertNode(
  host: HostContext,
  prompts: IActionContext,
  { kinds, fits }: { readonly kinds: readonly TreeNodeKind[]; readonly fits: (node: TreeNode) => boolean },
): Promise<TreeNode> {
  const subscription = await pickSubscription(host, prompts);
  const { alerts } = host.services.servicesOf(subscription);
  const options = { subscriptionId: subscription.id };
  const onFailure = (error: unknown): void => host.log.warn(`Some alert rules are not listed: ${errorText(error)}`);
  const list = async (): Promise<readonly TreeNode[]> => {
    const [rules, fired, groups] = await Promise.all([
      kinds.includes('alertRule') ? alerts.listAlertRules({ onFailure }) : [],
      kinds.includes('firedAlert') ? alerts.listFiredAlerts() : [],
      kinds.includes('actionGroup') ? alerts.listActionGroups() : [],
    ]);
    return [
      ...fired.map((alert) => firedAlertNode(alert, options)),
      ...rules.map((rule) => alertRuleNode(rule, { ...options, isFiring: false })),
      ...groups.map((group) => actionGroupNode(group, options)),
    ];
  };
  const load = async (): Promise<{ label: string; description: string; data: TreeNode }[]> => {
    const nodes = (await list()).filter(fits);
    if (nodes.length === 0) {
      throw nothingOfKind(subscription.name);
    }
    return nodes.map((node) => ({
      label: `$(${node.icon.id}) ${node.label}`,
      description: node.description ?? '',
      data: node,
    }));
  };
  const picked = await prompts.ui.showQuickPick(load(), {
    placeHolder: vscode.l10n.t('Which one?'),
    loadingPlaceHolder: vscode.l10n.t('Asking Azure...'),
    matchOnDescription: true,
    suppressPersistence: true,
  });
  return picked.data;
}
