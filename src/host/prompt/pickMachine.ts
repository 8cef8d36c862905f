// Chooses the machine that a diagnostic is about: the node's own, or one picked from a subscription; with the watcher of its region.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { completeMachine, findMachines, readMachineArgument } from '../../app/diagnostic/findMachines.ts';
import { noMachine } from '../../app/error/userErrors.ts';
import { parseResourceId } from '../../domain/arm/resourceId.ts';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { HostContext } from '../hostContext.ts';
import { pickSubscription } from './pickSubscription.ts';

/** A machine with the services of its subscription. */
export interface PickedMachine {
  readonly machine: DiagnosticMachine;
  readonly services: SubscriptionServices;
}

/**
 * @param argument see readMachineArgument; without one a person is asked
 * Rejects with UserError `noMachine`, `noWatcherInRegion`, `resourceNotFound`, or as cancelled.
 */
export async function pickMachine(
  host: HostContext,
  prompts: IActionContext,
  argument: unknown,
): Promise<PickedMachine> {
  const given = readMachineArgument(argument);
  const subscription = await pickSubscription(host, prompts, parseResourceId(given?.id ?? '')?.subscriptionId);
  const services = host.services.servicesOf(subscription);
  const machine =
    given === undefined ? await pick(prompts, services) : await completeMachine(services.inventory, given);
  return { machine, services };
}

async function pick(
  prompts: IActionContext,
  { inventory, subscription }: SubscriptionServices,
): Promise<DiagnosticMachine> {
  const load = async (): Promise<{ label: string; description: string; data: DiagnosticMachine }[]> => {
    const machines = await findMachines(inventory);
    if (machines.length === 0) {
      throw noMachine(subscription.name);
    }
    return machines.map((data) => ({ label: data.name, description: data.region, data }));
  };
  const picked = await prompts.ui.showQuickPick(load(), {
    placeHolder: vscode.l10n.t('Virtual machine to ask about'),
    loadingPlaceHolder: vscode.l10n.t('Loading virtual machines...'),
  });
  return picked.data;
}
