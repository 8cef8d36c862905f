// The questions of "Start Packet Capture": machine, storage account, time limit, name; with Back, and only choices that can work.

import { AzureWizard, AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import type { IActionContext, IAzureQuickPickItem } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { noMachine, noStorageAccount, noWatcher, noWatcherInRegion } from '../../app/error/userErrors.ts';
import { captureNameProblem, parseTimeLimit, suggestCaptureName } from '../../domain/capture/captureInput.ts';
import type { CaptureNameProblem } from '../../domain/capture/captureInput.ts';
import { wholeTarget } from '../../domain/capture/captureSettings.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import { captureTargets } from '../../domain/capture/captureTarget.ts';
import type { CaptureObstacle, CaptureTarget } from '../../domain/capture/captureTarget.ts';
import type { NetworkWatcher, PowerState, StorageAccount, VirtualMachine } from '../../domain/arm/resource.ts';

/** What the wizard gathers. */
interface CaptureWizardContext extends IActionContext {
  readonly services: SubscriptionServices;
  readonly watchers: readonly NetworkWatcher[];
  readonly isWatcherGiven: boolean;
  machine?: VirtualMachine;
  watcher?: NetworkWatcher | undefined;
  takenNames?: readonly string[];
  storageAccount?: StorageAccount;
  timeLimitInSeconds?: number;
  captureName?: string;
}

/**
 * Asks for a new capture.
 * @param watcherId restricts the machines to the watcher's region
 * Rejects with UserError `noWatcher`, `noMachine`, `noStorageAccount`, or as cancelled.
 */
export async function promptForCapture(
  prompts: IActionContext,
  services: SubscriptionServices,
  watcherId?: string,
): Promise<NewPacketCapture> {
  const all = await services.inventory.listNetworkWatchers();
  const watchers =
    watcherId === undefined ? all : all.filter((watcher) => watcher.id.toLowerCase() === watcherId.toLowerCase());
  if (watchers.length === 0) {
    throw noWatcher(services.subscription.name);
  }
  const context: CaptureWizardContext = { ...prompts, services, watchers, isWatcherGiven: watcherId !== undefined };
  const wizard = new AzureWizard(context, {
    title: vscode.l10n.t('Start Packet Capture'),
    promptSteps: [new MachineStep(), new StorageStep(), new TimeLimitStep(), new NameStep()],
    showLoadingPrompt: true,
  });
  await wizard.prompt();
  const { machine, watcher, storageAccount, timeLimitInSeconds, captureName } = context;
  if (
    machine === undefined ||
    watcher === undefined ||
    storageAccount === undefined ||
    timeLimitInSeconds === undefined ||
    captureName === undefined
  ) {
    throw new Error('The capture wizard ended without all its answers');
  }
  return {
    watcherId: watcher.id,
    name: captureName,
    targetId: machine.id,
    scope: wholeTarget,
    destination: { storageId: storageAccount.id },
    filters: [],
    limits: { timeLimitInSeconds },
  };
}

class MachineStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'machine';

  async prompt(context: CaptureWizardContext): Promise<void> {
    // What stands in the way of a machine is said where the next one is chosen, and not in a message beside it.
    let placeHolder = vscode.l10n.t('Virtual machine to capture');
    for (;;) {
      const { data: target } = await context.ui.showQuickPick(this.#picks(context), {
        placeHolder,
        loadingPlaceHolder: vscode.l10n.t('Loading virtual machines...'),
      });
      if (target.obstacle === undefined) {
        context.machine = target.machine;
        context.watcher = target.watcher;
        return;
      }
      placeHolder = obstacleText(target.obstacle, target.machine);
    }
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.machine === undefined;
  }

  /** With a watcher given, only its region's machines; else all, so that a missing watcher is seen and explained. */
  async #picks(context: CaptureWizardContext): Promise<IAzureQuickPickItem<CaptureTarget>[]> {
    const { watchers, services, isWatcherGiven } = context;
    const all = captureTargets(await services.inventory.listVirtualMachines(), watchers);
    const targets = isWatcherGiven ? all.filter((target) => target.watcher !== undefined) : all;
    if (targets.length === 0) {
      throw noMachine(services.subscription.name);
    }
    return targets.map((target) => ({
      label: `$(${target.obstacle === undefined ? 'vm-running' : 'vm-outline'}) ${target.machine.name}`,
      description: [
        powerText(target.machine.powerState),
        target.machine.region,
        ...(target.obstacle === 'noWatcher' ? [vscode.l10n.t('no network watcher')] : []),
      ].join(' · '),
      data: target,
    }));
  }
}

class StorageStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'storageAccount';

  async prompt(context: CaptureWizardContext): Promise<void> {
    const region = context.machine?.region ?? '';
    const picked = await context.ui.showQuickPick(this.#picks(context, region), {
      placeHolder: vscode.l10n.t('Storage account for the capture file, in {0}', region),
      loadingPlaceHolder: vscode.l10n.t('Loading storage accounts...'),
    });
    context.storageAccount = picked.data;
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.storageAccount === undefined;
  }

  /** Network Watcher writes with a key-based SAS into a standard account of the same region; others would fail late. */
  async #picks(context: CaptureWizardContext, region: string): Promise<IAzureQuickPickItem<StorageAccount>[]> {
    const accounts = await context.services.inventory.listStorageAccounts();
    const fitting = accounts.filter(
      (account) => account.region === region && !account.isPremium && account.allowsSharedKey,
    );
    if (fitting.length === 0) {
      throw noStorageAccount(region);
    }
    return fitting.map((account) => ({ label: account.name, description: account.region, data: account }));
  }
}

class TimeLimitStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'timeLimit';

  async prompt(context: CaptureWizardContext): Promise<void> {
    const text = await context.ui.showInputBox({
      prompt: vscode.l10n.t('How long to capture: seconds, or with a unit such as 90s, 5m or 1h (at most 5h)'),
      value: '5m',
      validateInput: (value) =>
        parseTimeLimit(value ?? '') === undefined
          ? vscode.l10n.t('Enter a time from 1 second to 5 hours, for example 90s, 5m or 1h.')
          : undefined,
    });
    const seconds = parseTimeLimit(text);
    if (seconds !== undefined) {
      context.timeLimitInSeconds = seconds;
    }
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.timeLimitInSeconds === undefined;
  }
}

class NameStep extends AzureWizardPromptStep<CaptureWizardContext> {
  override readonly id = 'captureName';

  async prompt(context: CaptureWizardContext): Promise<void> {
    const { watcher, machine, services } = context;
    const captures = watcher === undefined ? [] : await services.captures.list(watcher.id);
    const taken = captures.map((capture) => capture.name);
    context.captureName = await context.ui.showInputBox({
      prompt: vscode.l10n.t('Name of the capture'),
      value: suggestCaptureName(machine?.name ?? 'capture', taken),
      validateInput: (value) => nameProblemText(captureNameProblem(value ?? '', taken)),
    });
  }

  shouldPrompt(context: CaptureWizardContext): boolean {
    return context.captureName === undefined;
  }
}

function obstacleText(obstacle: CaptureObstacle, machine: VirtualMachine): string {
  switch (obstacle) {
    case 'notRunning':
      return vscode.l10n.t('"{0}" is not running. Start the machine first; a capture runs inside it.', machine.name);
    case 'noWatcher':
      return noWatcherInRegion(machine.region).message;
  }
}

function powerText(state: PowerState): string {
  switch (state) {
    case 'running':
      return vscode.l10n.t('running');
    case 'starting':
      return vscode.l10n.t('starting');
    case 'stopping':
    case 'deallocating':
      return vscode.l10n.t('stopping');
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'deallocated':
      return vscode.l10n.t('deallocated');
    case 'unknown':
      return vscode.l10n.t('state unknown');
  }
}

function nameProblemText(problem: CaptureNameProblem | undefined): string | undefined {
  switch (problem) {
    case undefined:
      return undefined;
    case 'empty':
      return vscode.l10n.t('Enter a name.');
    case 'tooLong':
      return vscode.l10n.t('A name has at most 80 characters.');
    case 'badStart':
      return vscode.l10n.t('A name begins with a letter or a digit.');
    case 'badCharacter':
      return vscode.l10n.t('Use letters, digits, ".", "-" and "_" only.');
    case 'taken':
      return vscode.l10n.t('A capture of this name exists in this region.');
  }
}
