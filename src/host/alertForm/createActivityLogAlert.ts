// "Create Activity Log Alert" step by step, and the creation.

import { AzureWizard } from '@microsoft/vscode-azext-utils';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { createAlertResource } from '../../app/alert/createAlert.ts';
import { asRecord, asString } from '../../base/json.ts';
import { activityLogAlertBody, activityLogAlertId, parseScope } from '../../domain/alert/activityLogAlertDraft.ts';
import type { ActivityLogAlertDraft } from '../../domain/alert/activityLogAlertDraft.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { HostContext } from '../hostContext.ts';
import { withProgress } from '../progress.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { ActionsStep, CategoryStep, ConditionsStep, ScopeStep } from './activitySteps.ts';
import type { ActivityWizardContext } from './activitySteps.ts';
import { categoryTexts } from './activityTexts.ts';
import { AlertNameStep, ConfirmStep, ResourceGroupStep } from './alertWizard.ts';
import { tellCreated } from './tellCreated.ts';

/** Asks and creates. Rejects with a UserError of createAlertResource, or as cancelled. */
export async function createActivityLogAlert(
  host: HostContext,
  prompts: IActionContext,
  [argument]: readonly unknown[],
): Promise<void> {
  const { resourceId, subscriptionId } = asRecord(argument);
  const scope = asString(resourceId);
  const given = parseScope(scope ?? '');
  const subscription = await pickSubscription(host, prompts, given?.subscriptionId ?? asString(subscriptionId));
  const services = host.services.servicesOf(subscription);
  const context: ActivityWizardContext = {
    ...prompts,
    services,
    ...(scope === undefined || given === undefined ? {} : { scope }),
    ...(given?.resourceGroup === undefined ? {} : { resourceGroup: given.resourceGroup }),
  };
  const wizard = new AzureWizard(context, {
    title: vscode.l10n.t('Create Activity Log Alert'),
    promptSteps: [
      new ScopeStep(),
      new CategoryStep(),
      new ConditionsStep(),
      new ActionsStep(),
      new ResourceGroupStep<ActivityWizardContext>(),
      new AlertNameStep<ActivityWizardContext>(wantedName, async () =>
        (await services.alerts.listAlertRules()).filter(({ kind }) => kind === 'activityLog').map(({ id }) => id),
      ),
      new ConfirmStep<ActivityWizardContext>((answers) => resourceOf(answers)),
    ],
    showLoadingPrompt: true,
  });
  await wizard.prompt();
  const resource = resourceOf(context);
  await withProgress(vscode.l10n.t('Creating "{0}"', resourceName(resource.id)), (abortSignal) =>
    createAlertResource(services.alerts, resource, { abortSignal }),
  );
  tellCreated(host, resource.id);
}

function wantedName({ scope = '', category = 'Administrative' }: ActivityWizardContext): string {
  const place = parseScope(scope)?.isWhole === true ? '' : resourceName(scope);
  return `${place} ${categoryTexts()[category].label}`.trim();
}

function resourceOf(context: ActivityWizardContext): { readonly id: string; readonly value: unknown } {
  const draft: ActivityLogAlertDraft = {
    scope: context.scope ?? '',
    resourceGroup: context.resourceGroup ?? '',
    name: context.name ?? '',
    description: '',
    category: context.category ?? 'Administrative',
    conditions: context.conditions ?? [],
    actions: context.actions ?? [],
  };
  return { id: activityLogAlertId(draft), value: activityLogAlertBody(draft) };
}
