// What the capture form works with in a subscription: inventory, checks with their remedies, presets, and the start.

import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { checkCapture } from '../../app/capture/checkCapture.ts';
import type { CheckedCapture } from '../../app/capture/checkCapture.ts';
import { mendCapture } from '../../app/capture/mendCapture.ts';
import { preflightItem } from '../../app/capture/preflightTexts.ts';
import { isUserError } from '../../app/error/userError.ts';
import { powerText } from '../../app/tree/machineNode.ts';
import { cancelledError } from '../../base/abort.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { StorageAccount } from '../../domain/arm/resource.ts';
import type { CapturePreset } from '../../domain/capture/capturePreset.ts';
import { suggestCaptureName } from '../../domain/capture/captureInput.ts';
import { captureTargets } from '../../domain/capture/captureTarget.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type { CaptureTarget } from '../../domain/capture/captureTarget.ts';
import type { PreflightFix } from '../../domain/capture/preflight.ts';
import type { FormTarget } from '../../protocol/captureFormContract.ts';
import type { CaptureFormPorts } from '../captureForm/captureFormPorts.ts';
import { listPresets, savePreset } from '../captureForm/savedPresets.ts';
import type { HostContext } from '../hostContext.ts';
import { confirmFix } from '../prompt/capture/confirmFix.ts';
import { lastSettings, rememberSettings } from './lastSettings.ts';
import { recentStorage, rememberStorage } from './recentStorage.ts';

/** Makes the ports of one form. The inventory is asked once; the remedies use the facts of the last check. */
export function captureFormPorts(host: HostContext, services: SubscriptionServices): CaptureFormPorts {
  const { inventory, captures, ground, groundWork } = services;
  const { globalState } = host.extension;
  let targets: Promise<readonly CaptureTarget[]> | undefined;
  let checked: CheckedCapture | undefined;
  const loadTargets = (abortSignal: AbortSignal): Promise<readonly CaptureTarget[]> => {
    targets ??= listTargets(services, abortSignal).catch((error: unknown) => {
      targets = undefined;
      throw error;
    });
    return targets;
  };
  return {
    subscriptionId: services.subscription.id,
    listTargets: async (signal) => (await loadTargets(signal)).map(formTarget),
    listInstances: async (id, abortSignal) => {
      const { instances } = await ground.getScaleSet(id, { abortSignal });
      return instances.map(({ instanceId, name, powerState }) => ({
        id: instanceId,
        name,
        ...(powerState === 'running' ? {} : { note: powerText(powerState) }),
      }));
    },
    listStorageAccounts: async (region, abortSignal) => {
      const recent = recentStorage(globalState).map((id) => id.toLowerCase());
      const rank = ({ id }: StorageAccount): number => {
        const index = recent.indexOf(id.toLowerCase());
        return index < 0 ? recent.length : index;
      };
      const accounts = (await inventory.listStorageAccounts({ abortSignal })).filter((each) => each.region === region);
      return accounts
        .toSorted((a, b) => rank(a) - rank(b))
        .map((account) => ({
          id: account.id,
          name: account.name,
          region: account.region,
          isRecent: recent.includes(account.id.toLowerCase()),
          ...storageNote(account),
        }));
    },
    suggestName: async (targetId, abortSignal) => {
      const target = (await loadTargets(abortSignal)).find(({ resource }) => resource.id === targetId);
      const taken = target?.watcher === undefined ? [] : await captures.list(target.watcher.id, { abortSignal });
      return suggestCaptureName(
        resourceName(targetId),
        taken.map(({ name }) => name),
      );
    },
    check: async (capture, abortSignal) => {
      checked = await checkCapture({ inventory, captures, ground }, capture, { abortSignal });
      return checked.findings.map(preflightItem);
    },
    fix: async (fix, capture, abortSignal) => {
      const { facts, findings } =
        checked ?? (await checkCapture({ inventory, captures, ground }, capture, { abortSignal }));
      if (!(await confirmFix(findings, fix as PreflightFix))) {
        throw cancelledError();
      }
      targets = undefined;
      const work = { work: groundWork, captures };
      return await mendCapture(work, fix as PreflightFix, { capture, facts }, { abortSignal });
    },
    start: async (capture, { replace }) => {
      await rememberChoices(host, capture);
      return await host.follower.start(services, capture, { replace });
    },
    presets: () => presetsOf(host),
    savePreset,
  };
}

/**
 * The ports of a form that is restored in a new window.
 * @returns undefined when nobody is signed in, or the account no longer sees the subscription
 * Rejects with a UserError when that could not be found out.
 */
export async function restoredFormPorts(
  host: HostContext,
  subscriptionId: string,
): Promise<CaptureFormPorts | undefined> {
  try {
    const { subscriptions } = await host.subscriptions.knownSubscriptions();
    const subscription = subscriptions.find(({ id }) => id.toLowerCase() === subscriptionId.toLowerCase());
    return subscription === undefined ? undefined : captureFormPorts(host, host.services.servicesOf(subscription));
  } catch (error) {
    if (isUserError(error) && error.code === 'signedOut') {
      return undefined;
    }
    throw error;
  }
}

/** Keeps what a capture is started with, to be proposed the next time. */
export async function rememberChoices({ extension }: HostContext, capture: NewPacketCapture): Promise<void> {
  await rememberStorage(extension.globalState, capture.destination.storageId);
  await rememberSettings(extension.workspaceState, capture);
}

/** The settings used last, then the presets that can be used; what cannot be is in the log. */
export function presetsOf(host: Pick<HostContext, 'log' | 'extension'>): readonly CapturePreset[] {
  const last = lastSettings(host.extension.workspaceState);
  const saved = savedPresets(host);
  // A preset that a person has given this name stands for itself.
  return last === undefined || saved.some(({ name }) => name === last.name) ? saved : [last, ...saved];
}

function savedPresets(host: Pick<HostContext, 'log'>): readonly CapturePreset[] {
  return listPresets((name, path) => host.log.warn(`The preset "${name}" has a part that cannot be used: ${path}`));
}

async function listTargets(
  { inventory }: SubscriptionServices,
  abortSignal: AbortSignal,
): Promise<readonly CaptureTarget[]> {
  const [machines, scaleSets, watchers] = await Promise.all([
    inventory.listVirtualMachines({ abortSignal }),
    inventory.listScaleSets({ abortSignal }),
    inventory.listNetworkWatchers({ abortSignal }),
  ]);
  return captureTargets([...machines, ...scaleSets], watchers);
}

function formTarget({ resource, watcher, obstacle }: CaptureTarget): FormTarget {
  const { id, name, region, system } = resource;
  const isMachine = 'powerState' in resource;
  const note =
    obstacle === 'noWatcher'
      ? vscode.l10n.t('no network watcher')
      : isMachine && obstacle !== undefined
        ? powerText(resource.powerState)
        : undefined;
  return {
    id,
    name,
    kind: isMachine ? 'virtualMachine' : 'scaleSet',
    region,
    watcherId: watcher?.id ?? '',
    ...(system === undefined ? {} : { system }),
    ...(note === undefined ? {} : { note }),
  };
}

function storageNote({ isPremium, allowsSharedKey }: StorageAccount): { readonly note?: string } {
  if (isPremium) {
    return { note: vscode.l10n.t('premium, takes no captures') };
  }
  return allowsSharedKey ? {} : { note: vscode.l10n.t('forbids keys, takes no captures') };
}
