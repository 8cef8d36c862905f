// "Create Metric Alert": finds out for which machines, and opens the form.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { alertTargetsDiffer, noMachine, resourceNotFound } from '../../app/error/userErrors.ts';
import { asRecord, asString } from '../../base/json.ts';
import { isSameResource, parseResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import type { AlertFormTarget } from '../../protocol/alertFormContract.ts';
import { nodeArguments } from '../command/nodeArgument.ts';
import { alertFormType } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { mediaRoot } from '../panel/webviewHtml.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { AlertFormPanel } from './alertFormPanel.ts';
import { alertFormPorts } from './alertFormPorts.ts';
import { tellCreated } from './tellCreated.ts';

/** Opens a form. Rejects with UserError `noMachine`, `resourceNotFound`, `alertTargetsDiffer`, or as cancelled. */
export async function createMetricAlert(
  host: HostContext,
  prompts: IActionContext,
  args: readonly unknown[],
): Promise<void> {
  const { services, targets } = await findTargets(host, prompts, args);
  const names = targets.map(({ name }) => name).join(', ');
  const extensionUri = host.extension.extensionUri;
  const panel = vscode.window.createWebviewPanel(
    alertFormType,
    vscode.l10n.t('New Metric Alert: {0}', names),
    vscode.ViewColumn.Active,
    { enableScripts: true, localResourceRoots: [mediaRoot(extensionUri)] },
  );
  const form = new AlertFormPanel({
    panel,
    extensionUri,
    ports: alertFormPorts(services, host.clock, targets),
    onCreated: (ruleId) => tellCreated(host, ruleId),
  });
  panel.onDidDispose(() => form.dispose());
}

interface Found {
  readonly services: SubscriptionServices;
  readonly targets: readonly AlertFormTarget[];
}

async function findTargets(host: HostContext, prompts: IActionContext, args: readonly unknown[]): Promise<Found> {
  const nodes = [...nodeArguments(args, 'virtualMachine'), ...nodeArguments(args, 'scaleSet')];
  const argument = asRecord(args[0]);
  const ids =
    nodes.length > 0 ? nodes.flatMap(({ resourceId }) => resourceId ?? []) : machineIds(argument['resourceId']);
  const subscription = await pickSubscription(
    host,
    prompts,
    parseResourceId(ids[0] ?? '')?.subscriptionId ?? asString(argument['subscriptionId']),
  );
  const services = host.services.servicesOf(subscription);
  if (ids.length === 0) {
    return { services, targets: [await pickTarget(prompts, services)] };
  }
  const all = await listTargets(services);
  const targets = ids.map((id) => {
    const found = all.find((each) => isSameResource(each.id, id));
    if (found === undefined) {
      throw resourceNotFound(resourceName(id));
    }
    return found;
  });
  const kinds = new Set(targets.map(({ id, region }) => `${parseResourceId(id)?.type.toLowerCase()} ${region}`));
  if (kinds.size > 1) {
    throw alertTargetsDiffer();
  }
  return { services, targets };
}

/** What other callers name, when it is a machine or scale set. */
function machineIds(value: unknown): readonly string[] {
  const id = asString(value) ?? '';
  return /^microsoft\.compute\/virtualmachine(?:s|scalesets)$/i.test(parseResourceId(id)?.type ?? '') ? [id] : [];
}

async function listTargets({ inventory }: SubscriptionServices): Promise<readonly AlertFormTarget[]> {
  const [machines, scaleSets] = await Promise.all([inventory.listVirtualMachines(), inventory.listScaleSets()]);
  return [...machines, ...scaleSets].map(({ id, name, region }) => ({ id, name, region }));
}

async function pickTarget(prompts: IActionContext, services: SubscriptionServices): Promise<AlertFormTarget> {
  const load = async (): Promise<{ label: string; description: string; data: AlertFormTarget }[]> => {
    const targets = await listTargets(services);
    if (targets.length === 0) {
      throw noMachine(services.subscription.name);
    }
    return targets.map((data) => ({
      label: data.name,
      description: `${parseResourceId(data.id)?.resourceGroup ?? ''} · ${data.region}`,
      data,
    }));
  };
  const picked = await prompts.ui.showQuickPick(load(), {
    placeHolder: vscode.l10n.t('Which machine or scale set should the rule watch?'),
    loadingPlaceHolder: vscode.l10n.t('Loading virtual machines...'),
    matchOnDescription: true,
    suppressPersistence: true,
  });
  return picked.data;
}
