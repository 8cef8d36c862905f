// Asks for one receiver of an action group. Addresses are asked for like passwords, and become secrets at once.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { noEventHub } from '../../app/error/userErrors.ts';
import { Secret } from '../../base/secret.ts';
import { receiverAddressProblem, suggestReceiverName } from '../../domain/alert/actionGroupDraft.ts';
import type { ReceiverDraft } from '../../domain/alert/actionGroupDraft.ts';
import { parseResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import { promptForText } from './alertWizard.ts';

/** What can be added. `editor` is this editor's own receiver. */
export type ReceiverChoice = ReceiverDraft['kind'] | 'secureWebhook' | 'editor';

/** What a receiver is asked with. */
export interface ReceiverQuestions {
  readonly services: SubscriptionServices;
  /** Names of receivers that the group has. */
  readonly taken: readonly string[];
  /** The address of the editor's receiver while it listens. */
  readonly editorAddress: Secret | undefined;
}

/** The kinds, in words. */
export function receiverChoices(
  hasEditor: boolean,
): readonly { readonly label: string; readonly data: ReceiverChoice }[] {
  return [
    ...(hasEditor
      ? [{ label: `$(bell) ${vscode.l10n.t('The alert receiver of this editor')}`, data: 'editor' as const }]
      : []),
    { label: `$(plug) ${vscode.l10n.t('Webhook')}`, data: 'webhook' },
    { label: `$(shield) ${vscode.l10n.t('Webhook protected by Microsoft Entra')}`, data: 'secureWebhook' },
    { label: `$(symbol-function) ${vscode.l10n.t('Azure Function')}`, data: 'azureFunction' },
    { label: `$(terminal) ${vscode.l10n.t('Automation runbook')}`, data: 'automationRunbook' },
    { label: `$(pulse) ${vscode.l10n.t('Event hub')}`, data: 'eventHub' },
    { label: `$(mail) ${vscode.l10n.t('Mail')}`, data: 'email' },
  ];
}

/** Asks for everything that a kind needs. Rejects with UserError `noEventHub`, or as cancelled. */
export async function promptForReceiver(
  prompts: Pick<IActionContext, 'ui'>,
  choice: ReceiverChoice,
  questions: ReceiverQuestions,
): Promise<ReceiverDraft> {
  switch (choice) {
    case 'editor': {
      const name = await promptForName(prompts, 'vscode', questions);
      const address = questions.editorAddress ?? new Secret('');
      return { kind: 'webhook', name, address, usesCommonSchema: true };
    }
    case 'webhook':
      return await promptForWebhook(prompts, questions);
    case 'secureWebhook': {
      const webhook = await promptForWebhook(prompts, questions);
      return { ...webhook, entra: await promptForEntra(prompts, questions) };
    }
    case 'azureFunction':
      return await promptForFunction(prompts, questions);
    case 'automationRunbook':
      return await promptForRunbook(prompts, questions);
    case 'eventHub':
      return await promptForHub(prompts, questions);
    case 'email': {
      const address = await promptForText(prompts, vscode.l10n.t('Mail address'), {
        problemOf: (text) => (/^[^\s@]+@[^\s@]+$/.test(text) ? undefined : vscode.l10n.t('This is no mail address')),
      });
      const name = await promptForName(prompts, address.split('@')[0] ?? 'mail', questions);
      return { kind: 'email', name, address, usesCommonSchema: await promptForSchema(prompts) };
    }
  }
}

async function promptForWebhook(
  prompts: Pick<IActionContext, 'ui'>,
  questions: ReceiverQuestions,
): Promise<Extract<ReceiverDraft, { kind: 'webhook' }>> {
  const address = await promptForAddress(prompts, vscode.l10n.t('Address of the webhook. It is kept by Azure only.'));
  const name = await promptForName(prompts, 'webhook', questions);
  return { kind: 'webhook', name, address, usesCommonSchema: await promptForSchema(prompts) };
}

/** Why a text is no id of Microsoft Entra; undefined when it is one. */
function idProblem(text: string): string | undefined {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
    ? undefined
    : vscode.l10n.t('An ID such as 00000000-0000-0000-0000-000000000000');
}

async function promptForEntra(
  prompts: Pick<IActionContext, 'ui'>,
  { services }: ReceiverQuestions,
): Promise<{ readonly objectId: string; readonly identifierUri: string; readonly tenantId: string }> {
  return {
    objectId: await promptForText(prompts, vscode.l10n.t('Object ID of the application that protects the webhook'), {
      problemOf: idProblem,
    }),
    identifierUri: await promptForText(prompts, vscode.l10n.t('Identifier URI of the application, e.g. api://...')),
    tenantId: await promptForText(prompts, vscode.l10n.t('Tenant ID'), {
      value: services.subscription.tenantId,
      problemOf: idProblem,
    }),
  };
}

async function promptForFunction(
  prompts: Pick<IActionContext, 'ui'>,
  questions: ReceiverQuestions,
): Promise<ReceiverDraft> {
  const functionAppId = await promptForId(
    prompts,
    vscode.l10n.t('Resource ID of the function app'),
    'Microsoft.Web/sites',
  );
  const functionName = await promptForText(prompts, vscode.l10n.t('Name of the function'));
  const address = await promptForAddress(prompts, vscode.l10n.t('Address of the function, with its key'));
  const name = await promptForName(prompts, functionName, questions);
  const usesCommonSchema = await promptForSchema(prompts);
  return { kind: 'azureFunction', name, functionAppId, functionName, address, usesCommonSchema };
}

async function promptForRunbook(
  prompts: Pick<IActionContext, 'ui'>,
  questions: ReceiverQuestions,
): Promise<ReceiverDraft> {
  const type = 'Microsoft.Automation/automationAccounts';
  const automationAccountId = await promptForId(prompts, vscode.l10n.t('Resource ID of the Automation account'), type);
  const runbookName = await promptForText(prompts, vscode.l10n.t('Name of the runbook'));
  const webhookName = await promptForText(prompts, vscode.l10n.t('Name of its webhook'));
  const address = await promptForAddress(
    prompts,
    vscode.l10n.t('Address of the webhook, which Azure showed once when it was created'),
  );
  const name = await promptForName(prompts, runbookName, questions);
  const usesCommonSchema = await promptForSchema(prompts);
  return { kind: 'automationRunbook', name, automationAccountId, runbookName, webhookName, address, usesCommonSchema };
}

async function promptForHub(prompts: Pick<IActionContext, 'ui'>, questions: ReceiverQuestions): Promise<ReceiverDraft> {
  const { eventHubs, subscription } = questions.services;
  const load = async (): Promise<
    { label: string; description: string; data: { namespace: string; hub: string } }[]
  > => {
    const namespaces = await eventHubs.listNamespaces();
    const hubs = await Promise.all(
      namespaces.map(async ({ id, name }) =>
        (await eventHubs.listEventHubs(id)).map((hub) => ({
          label: `$(pulse) ${hub.name}`,
          description: name,
          data: { namespace: name, hub: hub.name },
        })),
      ),
    );
    if (hubs.flat().length === 0) {
      throw noEventHub();
    }
    return hubs.flat();
  };
  const { data } = await prompts.ui.showQuickPick(load(), {
    placeHolder: vscode.l10n.t('Event hub to send alerts to'),
    loadingPlaceHolder: vscode.l10n.t('Asking Azure...'),
    suppressPersistence: true,
  });
  const name = await promptForName(prompts, data.hub, questions);
  const usesCommonSchema = await promptForSchema(prompts);
  return {
    kind: 'eventHub',
    name,
    ...data,
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId,
    usesCommonSchema,
  };
}

/** A resource id of a type. */
async function promptForId(prompts: Pick<IActionContext, 'ui'>, prompt: string, type: string): Promise<string> {
  return await promptForText(prompts, prompt, {
    problemOf: (text) =>
      parseResourceId(text)?.type.toLowerCase() === type.toLowerCase() && resourceName(text) !== ''
        ? undefined
        : vscode.l10n.t('An ID of the type {0}', type),
  });
}

async function promptForName(
  prompts: Pick<IActionContext, 'ui'>,
  wanted: string,
  { taken }: ReceiverQuestions,
): Promise<string> {
  return await promptForText(prompts, vscode.l10n.t('Name of the receiver'), {
    value: suggestReceiverName(wanted, taken),
    problemOf: (text) =>
      taken.some((each) => each.toLowerCase() === text.toLowerCase())
        ? vscode.l10n.t('There is one of this name')
        : undefined,
  });
}

async function promptForAddress({ ui }: Pick<IActionContext, 'ui'>, prompt: string): Promise<Secret> {
  const text = await ui.showInputBox({
    prompt,
    password: true,
    validateInput: (typed) => {
      switch (receiverAddressProblem(typed ?? '')) {
        case 'notAnAddress':
          return vscode.l10n.t('An address that begins with https://');
        case 'notSecure':
          return vscode.l10n.t('Only https: the address holds a key that others could read on the way');
        case undefined:
          return undefined;
      }
    },
  });
  return new Secret(text.trim());
}

async function promptForSchema({ ui }: Pick<IActionContext, 'ui'>): Promise<boolean> {
  const { data } = await ui.showQuickPick(
    [
      {
        label: vscode.l10n.t('Common alert schema'),
        description: vscode.l10n.t('recommended: one shape for all kinds of alerts'),
        data: true,
      },
      {
        label: vscode.l10n.t('Older schemas'),
        description: vscode.l10n.t('another shape for each kind of alert'),
        data: false,
      },
    ],
    { placeHolder: vscode.l10n.t('What should the receiver be sent?'), suppressPersistence: true },
  );
  return data;
}
