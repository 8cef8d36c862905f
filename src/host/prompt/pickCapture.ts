// Chooses a capture: the node's own, or one picked from all watchers of a subscription.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { captureDescription } from '../../app/tree/captureNode.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { HostContext } from '../hostContext.ts';
import { nodeArgument } from '../command/nodeArgument.ts';
import { pickSubscription } from './pickSubscription.ts';

/** @param fits which captures the command can work on; a node's own is taken as it is, and the command says what is wrong */
export async function pickCapture(
  host: HostContext,
  prompts: IActionContext,
  argument: unknown,
  fits: (capture: PacketCapture) => boolean,
): Promise<PacketCapture> {
  const node = nodeArgument(argument, 'packetCapture');
  const known = node === undefined ? undefined : host.captures.find(node.id);
  if (known !== undefined) {
    return known;
  }
  const subscription = await pickSubscription(host, prompts);
  const services = host.services.servicesOf(subscription);
  const load = async (): Promise<{ label: string; description: string; data: PacketCapture }[]> => {
    const watchers = await services.inventory.listNetworkWatchers();
    const lists = await Promise.all(watchers.map((watcher) => host.captures.list(services.captures, watcher.id)));
    return lists
      .flat()
      .filter(fits)
      .map((capture) => ({
        label: capture.name,
        description: captureDescription(capture, host.clock.now()),
        data: capture,
      }));
  };
  const picked = await prompts.ui.showQuickPick(load(), {
    placeHolder: vscode.l10n.t('Select a capture'),
    loadingPlaceHolder: vscode.l10n.t('Loading captures...'),
    noPicksMessage: vscode.l10n.t('There is no capture for this command.'),
  });
  return picked.data;
}
