// Commands that every ARM node has: Copy Resource ID, Copy as az CLI and Bicep, Open in Portal, View Properties.

import { openReadOnlyJson } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { noRecipe } from '../../app/error/userErrors.ts';
import { portalResourceUrl, resourceName } from '../../domain/arm/resourceId.ts';
import { formatResourceAzCli, formatResourceBicep } from '../../domain/arm/resourceRecipe.ts';
import { withoutSecrets } from '../../domain/arm/withoutSecrets.ts';
import { formatAzCli, formatBicep } from '../../domain/capture/captureRecipe.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import { settingsOf } from '../../domain/capture/packetCapture.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { resourceArgument } from './nodeArgument.ts';
import { registerCommand } from './registerCommand.ts';

/** Registers them. They are in menus of nodes only, so a call without a node is a mistake of the caller. */
export function resourceCommands(host: HostContext): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.copyResourceId, async (_prompts, argument) => {
      const node = wanted(argument);
      await vscode.env.clipboard.writeText(node.resourceId);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Resource ID copied'), 3000);
    }),
    registerCommand(host, commandIds.copyAsAzCli, (_prompts, argument) =>
      copyRecipe(host, argument, {
        capture: formatAzCli,
        resource: formatResourceAzCli,
        done: vscode.l10n.t('Azure CLI command copied'),
      }),
    ),
    registerCommand(host, commandIds.copyAsBicep, (_prompts, argument) =>
      copyRecipe(host, argument, {
        capture: formatBicep,
        resource: formatResourceBicep,
        done: vscode.l10n.t('Bicep copied'),
      }),
    ),
    registerCommand(host, commandIds.openInPortal, async (prompts, argument) => {
      const node = wanted(argument);
      const subscription = await pickSubscription(host, prompts, node.resourceId.split('/')[2]);
      const { portalUrl } = await host.subscriptions.cloud();
      await vscode.env.openExternal(
        vscode.Uri.parse(portalResourceUrl(portalUrl, subscription.tenantId, node.resourceId), true),
      );
    }),
    registerCommand(host, commandIds.viewProperties, async (prompts, argument) => {
      const node = wanted(argument);
      const subscription = await pickSubscription(host, prompts, node.resourceId.split('/')[2]);
      const properties = await host.services.servicesOf(subscription).resources.getResource(node.resourceId);
      await openReadOnlyJson({ label: node.label, fullId: node.resourceId }, withoutSecrets(properties) as object);
    }),
  ];
}

/**
 * Copies a node as a command or a template. A capture gives what creates one like it; anything else refers to the resource.
 */
async function copyRecipe(
  host: HostContext,
  argument: unknown,
  recipes: {
    readonly capture: (capture: NewPacketCapture) => string;
    readonly resource: (id: string) => string | undefined;
    readonly done: string;
  },
): Promise<void> {
  const { resourceId } = wanted(argument);
  const capture = host.captures.find(resourceId);
  const text =
    capture === undefined
      ? recipes.resource(resourceId)
      : recipes.capture({ ...settingsOf(capture), watcherId: capture.watcherId, name: capture.name });
  if (text === undefined) {
    throw noRecipe(resourceName(resourceId));
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(recipes.done, 3000);
}

function wanted(argument: unknown): { readonly resourceId: string; readonly label: string } {
  const node = resourceArgument(argument);
  if (node === undefined) {
    throw new Error('This command needs a resource of the tree');
  }
  return node;
}
