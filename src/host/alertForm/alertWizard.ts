// What the wizards of activity log alerts and action groups share: names that are free, a resource group, and a review with the resource
// as Bicep before anything is created.

import { AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { alertNameProblem, suggestAlertName } from '../../domain/alert/alertName.ts';
import { formatAlertBicep } from '../../domain/alert/ruleDocument.ts';
import { parseResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import { resourceGroupsOf } from './alertFormPorts.ts';

/** What both wizards gather. Each answer is a member of its own, so that Back can take it away. */
export interface AlertWizardContext extends IActionContext {
  readonly services: SubscriptionServices;
  name?: string;
  resourceGroup?: string;
  isConfirmed?: boolean;
}

/** Asks for the resource group of a new rule or action group: one that is known, or another by its name. */
export class ResourceGroupStep<C extends AlertWizardContext> extends AzureWizardPromptStep<C> {
  override readonly id = 'resourceGroup';

  async prompt(context: C): Promise<void> {
    const { data } = await context.ui.showQuickPick(
      resourceGroupPicks(context.services, vscode.l10n.t('Another resource group...')),
      {
        placeHolder: vscode.l10n.t('Resource group to create it in'),
        loadingPlaceHolder: vscode.l10n.t('Asking Azure...'),
        suppressPersistence: true,
      },
    );
    context.resourceGroup = data ?? (await promptForText(context, vscode.l10n.t('Name of the resource group')));
  }

  shouldPrompt(context: C): boolean {
    return context.resourceGroup === undefined;
  }
}

/** Resource groups that hold something we know of; a group without is reached by the last item, which has no data. */
export async function resourceGroupPicks(
  { inventory, alerts }: SubscriptionServices,
  other: string,
): Promise<{ label: string; data: string | undefined }[]> {
  const lists = await Promise.all([
    inventory.listVirtualMachines(),
    inventory.listScaleSets(),
    alerts.listActionGroups(),
    alerts.listAlertRules(),
  ]);
  return [
    ...resourceGroupsOf(lists.flat()).map((name) => ({ label: `$(folder) ${name}`, data: name })),
    { label: `$(edit) ${other}`, data: undefined },
  ];
}

/** Asks for a text that is not empty. */
export async function promptForText(
  { ui }: Pick<IActionContext, 'ui'>,
  prompt: string,
  options: { readonly value?: string; readonly problemOf?: (text: string) => string | undefined } = {},
): Promise<string> {
  const { value, problemOf } = options;
  const text = await ui.showInputBox({
    prompt,
    ...(value === undefined ? {} : { value }),
    validateInput: (typed) =>
      (typed ?? '').trim() === '' ? vscode.l10n.t('Something is needed here') : problemOf?.((typed ?? '').trim()),
  });
  return text.trim();
}

/** Asks for a name that is free in the resource group. */
export class AlertNameStep<C extends AlertWizardContext> extends AzureWizardPromptStep<C> {
  override readonly id = 'alertName';
  readonly #wanted: (context: C) => string;
  readonly #takenIds: (context: C) => Promise<readonly string[]>;

  /** @param takenIds ids of what has a name of the kind already */
  constructor(wanted: (context: C) => string, takenIds: (context: C) => Promise<readonly string[]>) {
    super();
    this.#wanted = wanted;
    this.#takenIds = takenIds;
  }

  async prompt(context: C): Promise<void> {
    const group = context.resourceGroup?.toLowerCase();
    const taken = (await this.#takenIds(context))
      .filter((id) => parseResourceId(id)?.resourceGroup.toLowerCase() === group)
      .map(resourceName);
    context.name = await promptForText(context, vscode.l10n.t('Name'), {
      value: suggestAlertName(this.#wanted(context), taken),
      problemOf: (text) => alertNameText(text, taken),
    });
  }

  shouldPrompt(context: C): boolean {
    return context.name === undefined;
  }
}

function alertNameText(text: string, taken: readonly string[]): string | undefined {
  switch (alertNameProblem(text, taken)) {
    case 'empty':
    case 'tooLong':
      return vscode.l10n.t('1 to 260 characters');
    case 'characters':
      return vscode.l10n.t('Without * # & + : < > ? @ % slashes or braces, and not ending in a dot');
    case 'taken':
      return vscode.l10n.t('There is one of this name');
    case undefined:
      return undefined;
  }
}

/** The last page: create it, or look at it as Bicep first. */
export class ConfirmStep<C extends AlertWizardContext> extends AzureWizardPromptStep<C> {
  override readonly id = 'confirm';
  readonly #resourceOf: (context: C) => { readonly id: string; readonly value: unknown };

  /** @param resourceOf the resource without secrets in clear */
  constructor(resourceOf: (context: C) => { readonly id: string; readonly value: unknown }) {
    super();
    this.#resourceOf = resourceOf;
  }

  async prompt(context: C): Promise<void> {
    for (;;) {
      const { id, value } = this.#resourceOf(context);
      const { data } = await context.ui.showQuickPick(
        [
          {
            label: `$(check) ${vscode.l10n.t('Create "{0}"', resourceName(id))}`,
            description: parseResourceId(id)?.resourceGroup ?? '',
            data: 'create' as const,
          },
          { label: `$(copy) ${vscode.l10n.t('Copy as Bicep')}`, description: '', data: 'copy' as const },
        ],
        { placeHolder: vscode.l10n.t('Nothing was created yet'), suppressPersistence: true },
      );
      if (data === 'create') {
        context.isConfirmed = true;
        return;
      }
      await vscode.env.clipboard.writeText(formatAlertBicep(id, value) ?? '');
      vscode.window.setStatusBarMessage(vscode.l10n.t('Bicep copied'), 3000);
    }
  }

  shouldPrompt(context: C): boolean {
    return context.isConfirmed !== true;
  }
}
