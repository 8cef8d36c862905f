// Chooses captures: those of the nodes, or one picked from all watchers of a subscription.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { captureDescription } from '../../app/tree/captureNode.ts';
import { mapLimited } from '../../base/mapLimited.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { HostContext } from '../hostContext.ts';
import { nodeArguments } from '../command/nodeArgument.ts';
import { pickSubscription } from './pickSubscription.ts';

/** Watchers asked at a time: a subscription may have one in each of many regions. */
const listConcurrency = 6;

/**
 * The captures a command is meant for.
 * @param fits which captures the command can work on: of several nodes the others are left out, one alone is taken as it is, and
 * the command says what is wrong
 */
export async function pickCaptures(
  host: HostContext,
  prompts: IActionContext,
  { args, fits }: { readonly args: readonly unknown[]; readonly fits: (capture: PacketCapture) => boolean },
): Promise<readonly PacketCapture[]> {
  const nodes = nodeArguments(args, 'packetCapture');
  const known = nodes.flatMap((node) => host.captures.find(node.resourceId ?? node.id) ?? []);
  const distinct = known.filter((capture, index) => known.findIndex(({ id }) => id === capture.id) === index);
  if (distinct.length > 1) {
    const fitting = distinct.filter(fits);
    return fitting.length === 0 ? distinct.slice(0, 1) : fitting;
  }
  return distinct.length === 1 ? distinct : [await pickFromList(host, prompts, fits)];
}

async function pickFromList(
  host: HostContext,
  prompts: IActionContext,
  fits: (capture: PacketCapture) => boolean,
): Promise<PacketCapture> {
  const subscription = await pickSubscription(host, prompts);
  const services = host.services.servicesOf(subscription);
  const load = async (): Promise<{ label: string; description: string; data: PacketCapture }[]> => {
    const watchers = await services.inventory.listNetworkWatchers();
    const lists = await mapLimited(watchers, listConcurrency, (watcher) =>
      host.captures.list(services.captures, watcher.id),
    );
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
