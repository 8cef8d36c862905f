// The questions of an activity log alert: where events come from, of which category, which of them, and whom the rule calls.

import { AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { activityFields, categoriesFor, parseScope } from '../../domain/alert/activityLogAlertDraft.ts';
import type { ActivityCategory, ActivityCondition, ActivityField } from '../../domain/alert/activityLogAlertDraft.ts';
import type { AlertAction, AlertActionProperty } from '../../domain/alert/alertAction.ts';
import { parseResourceId } from '../../domain/arm/resourceId.ts';
import { withOwnValues } from '../prompt/ownValues.ts';
import { promptForText, resourceGroupPicks } from './alertWizard.ts';
import type { AlertWizardContext } from './alertWizard.ts';
import { activityFieldText, categoryTexts } from './activityTexts.ts';

/** What the wizard gathers. */
export interface ActivityWizardContext extends AlertWizardContext {
  scope?: string;
  category?: ActivityCategory;
  conditions?: readonly ActivityCondition[];
  actions?: readonly AlertAction[];
}

/** Asks where the events come from. */
export class ScopeStep extends AzureWizardPromptStep<ActivityWizardContext> {
  override readonly id = 'scope';

  async prompt(context: ActivityWizardContext): Promise<void> {
    await withOwnValues(context.ui, async () => {
      const { data } = await context.ui.showQuickPick(scopePicks(context), {
        placeHolder: vscode.l10n.t('Events of what should the rule watch?'),
        loadingPlaceHolder: vscode.l10n.t('Asking Azure...'),
        matchOnDescription: true,
        suppressPersistence: true,
      });
      context.scope = data === 'group' ? await scopeOfGroup(context) : data === 'id' ? await typedScope(context) : data;
    });
    const group = parseScope(context.scope ?? '')?.resourceGroup;
    if (group !== undefined) {
      context.resourceGroup ??= group;
    }
  }

  shouldPrompt(context: ActivityWizardContext): boolean {
    return context.scope === undefined;
  }
}

async function scopePicks({
  services: { subscription, inventory },
}: ActivityWizardContext): Promise<{ label: string; description: string; data: string }[]> {
  const [machines, scaleSets] = await Promise.all([inventory.listVirtualMachines(), inventory.listScaleSets()]);
  return [
    {
      label: `$(key) ${vscode.l10n.t('The whole subscription')}`,
      description: subscription.name,
      data: `/subscriptions/${subscription.id}`,
    },
    { label: `$(folder) ${vscode.l10n.t('A resource group...')}`, description: '', data: 'group' },
    ...[...machines, ...scaleSets].map(({ id, name }) => ({
      label: `$(vm) ${name}`,
      description: parseResourceId(id)?.resourceGroup ?? '',
      data: id,
    })),
    { label: `$(edit) ${vscode.l10n.t('Another resource, by its ID...')}`, description: '', data: 'id' },
  ];
}

async function scopeOfGroup(context: ActivityWizardContext): Promise<string> {
  const { services } = context;
  const { data } = await context.ui.showQuickPick(
    resourceGroupPicks(services, vscode.l10n.t('Another resource group...')),
    { placeHolder: vscode.l10n.t('Resource group to watch'), suppressPersistence: true },
  );
  const name = data ?? (await promptForText(context, vscode.l10n.t('Name of the resource group')));
  return `/subscriptions/${services.subscription.id}/resourceGroups/${name}`;
}

async function typedScope(context: ActivityWizardContext): Promise<string> {
  const { id } = context.services.subscription;
  return await promptForText(context, vscode.l10n.t('Resource ID'), {
    problemOf: (text) =>
      parseScope(text)?.subscriptionId.toLowerCase() === id.toLowerCase()
        ? undefined
        : vscode.l10n.t('The ID of a resource of the subscription: /subscriptions/{0}/resourceGroups/...', id),
  });
}

/** Asks for the category. */
export class CategoryStep extends AzureWizardPromptStep<ActivityWizardContext> {
  override readonly id = 'category';

  async prompt(context: ActivityWizardContext): Promise<void> {
    const texts = categoryTexts();
    const { data } = await context.ui.showQuickPick(
      categoriesFor(context.scope ?? '').map((category) => ({
        label: texts[category].label,
        description: category,
        detail: texts[category].detail,
        data: category,
      })),
      { placeHolder: vscode.l10n.t('Which kind of events?'), suppressPersistence: true },
    );
    context.category = data;
  }

  shouldPrompt(context: ActivityWizardContext): boolean {
    return context.category === undefined;
  }
}

/** Asks which values each field of the category may have; none means any. */
export class ConditionsStep extends AzureWizardPromptStep<ActivityWizardContext> {
  override readonly id = 'conditions';

  async prompt(context: ActivityWizardContext): Promise<void> {
    const fields = activityFields[context.category ?? 'Administrative'];
    const conditions: ActivityCondition[] = [];
    await withOwnValues(context.ui, async () => {
      for (const field of fields) {
        const values = await promptForValues(context, field);
        if (values.length > 0) {
          conditions.push({ field: field.field, values });
        }
      }
    });
    context.conditions = conditions;
  }

  shouldPrompt(context: ActivityWizardContext): boolean {
    return context.conditions === undefined;
  }
}

async function promptForValues(
  context: ActivityWizardContext,
  { field, values, isOpen }: ActivityField,
): Promise<readonly string[]> {
  const name = activityFieldText(field);
  if (values.length === 0) {
    return readValues(
      await context.ui.showInputBox({
        prompt: vscode.l10n.t('{0}: values with commas between them; empty for any', name),
      }),
    );
  }
  const other = '';
  const picked = await context.ui.showQuickPick(
    [
      ...values.map((value) => ({ label: value, data: value })),
      ...(isOpen ? [{ label: `$(edit) ${vscode.l10n.t('Others...')}`, data: other }] : []),
    ],
    {
      placeHolder: vscode.l10n.t('{0}: choose those that count, or none for any', name),
      canPickMany: true,
      suppressPersistence: true,
    },
  );
  const chosen = picked.map(({ data }) => data).filter((value) => value !== other);
  const typed = picked.some(({ data }) => data === other)
    ? readValues(await promptForText(context, vscode.l10n.t('{0}: other values, with commas between them', name)))
    : [];
  return Array.from(new Set([...chosen, ...typed]));
}

function readValues(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Asks whom the rule calls. */
export class ActionsStep extends AzureWizardPromptStep<ActivityWizardContext> {
  override readonly id = 'actions';

  async prompt(context: ActivityWizardContext): Promise<void> {
    const groups = await context.services.alerts.listActionGroups();
    if (groups.length === 0) {
      context.actions = [];
      return;
    }
    const picked = await context.ui.showQuickPick(
      groups.map(({ id, name, receivers }) => ({
        label: `$(megaphone) ${name}`,
        description: receivers.map((receiver) => receiver.name).join(', '),
        data: id,
      })),
      {
        placeHolder: vscode.l10n.t('Action groups to call, or none'),
        canPickMany: true,
        suppressPersistence: true,
      },
    );
    const properties =
      picked.length === 0
        ? []
        : readProperties(
            await context.ui.showInputBox({
              prompt: vscode.l10n.t('Sent along to them: name=value, with commas between; empty for nothing'),
              validateInput: (text) =>
                readProperties(text ?? '') === undefined
                  ? vscode.l10n.t('Pairs such as timeLimitInSeconds=60, each name once')
                  : undefined,
            }),
          );
    context.actions = picked.map(({ data }) => ({ actionGroupId: data, properties: properties ?? [] }));
  }

  shouldPrompt(context: ActivityWizardContext): boolean {
    return context.actions === undefined;
  }
}

/** Names with their values out of `name=value, …`; undefined when the text is none of that, or has a name twice. */
function readProperties(text: string): readonly AlertActionProperty[] | undefined {
  const pairs = readValues(text).map((part) => /^([^=]+)=(.*)$/s.exec(part));
  const properties = pairs.flatMap((pair) =>
    pair === null ? [] : [{ name: pair[1]?.trim() ?? '', value: pair[2]?.trim() ?? '' }],
  );
  const names = new Set(properties.map(({ name }) => name));
  return properties.length === pairs.length && names.size === pairs.length && !names.has('') ? properties : undefined;
}
