// Commands of the tree as a view: filter, order, more of a list, and which subscriptions are shown.

import * as vscode from 'vscode';
import type { CaptureOrder } from '../../app/tree/treeArrangement.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { readSetting, writeSetting } from '../settings.ts';
import { nodeArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. @param setMessage shows a line above the tree */
export function treeCommands(host: HostContext, setMessage: (text: string) => void): vscode.Disposable[] {
  const { tree } = host;
  return [
    registerCommand(host, commandIds.showMore, (_prompts, argument) => {
      const node = nodeArgument(argument, 'more');
      if (node !== undefined) {
        const parentId = node.id.replace(/#more$/, '');
        tree.arrangement.showMore(parentId);
        tree.rearrange(parentId);
      }
    }),
    registerCommand(host, commandIds.filterExplorer, async (prompts) => {
      const text = await prompts.ui.showInputBox({
        prompt: vscode.l10n.t('Show only machines, captures and alert rules with these words; empty for all'),
        value: tree.arrangement.filter,
        validateInput: () => undefined,
      });
      tree.arrangement.filter = text.trim();
      // VS Code holds back for 200 ms what changes right after another change, and the message is one.
      tree.rearrange();
      setMessage(text.trim() === '' ? '' : vscode.l10n.t('Filter: {0}', text.trim()));
    }),
    registerCommand(host, commandIds.sortCaptures, async (prompts) => {
      const orders: readonly CaptureOrder[] = ['state', 'newest', 'name', 'machine'];
      const { data } = await prompts.ui.showQuickPick(
        orders.map((order) => ({
          label: orderText(order),
          description: order === tree.arrangement.order ? vscode.l10n.t('now') : '',
          data: order,
        })),
        { placeHolder: vscode.l10n.t('Order of captures'), suppressPersistence: true },
      );
      tree.arrangement.order = data;
      tree.rearrange();
    }),
    registerCommand(host, commandIds.selectSubscriptions, async () => selectSubscriptions(host)),
  ];
}

function orderText(order: CaptureOrder): string {
  switch (order) {
    case 'state':
      return vscode.l10n.t('Running first, then the newest');
    case 'newest':
      return vscode.l10n.t('Newest first');
    case 'name':
      return vscode.l10n.t('By name');
    case 'machine':
      return vscode.l10n.t('By machine');
  }
}

/** All checked means all, also those that come later. */
async function selectSubscriptions(host: HostContext): Promise<void> {
  const { subscriptions } = await host.subscriptions.knownSubscriptions();
  const chosen = readSetting('wirewatch.subscriptions').map((id) => id.toLowerCase());
  const picked = await vscode.window.showQuickPick(
    subscriptions.map(({ id, name, accountLabel }) => ({
      label: name,
      description: id,
      detail: accountLabel,
      picked: chosen.length === 0 || chosen.includes(id.toLowerCase()),
      id,
    })),
    {
      canPickMany: true,
      placeHolder: vscode.l10n.t('Subscriptions to show'),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  if (picked === undefined) {
    return;
  }
  const isAll = picked.length === subscriptions.length || picked.length === 0;
  await writeSetting('wirewatch.subscriptions', isAll ? [] : picked.map(({ id }) => id));
}
