// "Create Action Group" step by step, and "Add Receiver" to one that is there.

import { AzureWizard, AzureWizardPromptStep } from '@microsoft/vscode-azext-utils';
import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { createAlertResource } from '../../app/alert/createAlert.ts';
import { asRecord, asString } from '../../base/json.ts';
import { Secret } from '../../base/secret.ts';
import {
  actionGroupBody,
  actionGroupId,
  longestShortName,
  receiverNames,
  suggestShortName,
  withReceivers,
} from '../../domain/alert/actionGroupDraft.ts';
import type { ActionGroupDraft, ReceiverDraft } from '../../domain/alert/actionGroupDraft.ts';
import { writablePart } from '../../domain/alert/ruleDocument.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { pickAlertNode } from '../alertRule/pickAlertNode.ts';
import { nodeArgument } from '../command/nodeArgument.ts';
import type { HostContext } from '../hostContext.ts';
import { withProgress } from '../progress.ts';
import { withOwnValues } from '../prompt/ownValues.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { AlertNameStep, ConfirmStep, promptForText, ResourceGroupStep } from './alertWizard.ts';
import type { AlertWizardContext } from './alertWizard.ts';
import { promptForReceiver, receiverChoices } from './receiverPrompts.ts';
import { tellCreated } from './tellCreated.ts';

/** Gives the address of the editor's receiver while it listens. */
export type EditorAddress = () => Promise<Secret | undefined>;

/** What the wizard gathers. */
export interface GroupWizardContext extends AlertWizardContext {
  readonly editorAddress: EditorAddress;
  shortName?: string;
  receivers?: readonly ReceiverDraft[];
}

/** Asks for the short name, which stands in mails. */
export class ShortNameStep extends AzureWizardPromptStep<GroupWizardContext> {
  override readonly id = 'shortName';

  async prompt(context: GroupWizardContext): Promise<void> {
    context.shortName = await promptForText(context, vscode.l10n.t('Short name, which stands in mails'), {
      value: suggestShortName(context.name ?? ''),
      problemOf: (text) =>
        text.length > longestShortName ? vscode.l10n.t('At most {0} characters', longestShortName) : undefined,
    });
  }

  shouldPrompt(context: GroupWizardContext): boolean {
    return context.shortName === undefined;
  }
}

/** Asks for receivers, one after another. */
export class ReceiversStep extends AzureWizardPromptStep<GroupWizardContext> {
  override readonly id = 'receivers';

  async prompt(context: GroupWizardContext): Promise<void> {
    const receivers: ReceiverDraft[] = [];
    const editorAddress = await context.editorAddress();
    await withOwnValues(context.ui, async () => {
      for (;;) {
        const taken = receivers.map(({ name }) => name);
        const done = `$(check) ${vscode.l10n.t('No more receivers')}`;
        const { data } = await context.ui.showQuickPick(
          [...receiverChoices(editorAddress !== undefined), { label: done, data: undefined }],
          {
            placeHolder:
              taken.length === 0
                ? vscode.l10n.t('Whom should the group call?')
                : vscode.l10n.t('It calls {0}. Whom else?', taken.join(', ')),
            suppressPersistence: true,
          },
        );
        if (data === undefined) {
          break;
        }
        receivers.push(await promptForReceiver(context, data, { services: context.services, taken, editorAddress }));
      }
    });
    context.receivers = receivers;
  }

  shouldPrompt(context: GroupWizardContext): boolean {
    return context.receivers === undefined;
  }
}

/** Asks and creates. Rejects with a UserError of createAlertResource, or as cancelled. */
export async function createActionGroup(
  host: HostContext,
  prompts: IActionContext,
  { args: [argument], editorAddress }: { readonly args: readonly unknown[]; readonly editorAddress: EditorAddress },
): Promise<void> {
  const subscription = await pickSubscription(host, prompts, asString(asRecord(argument)['subscriptionId']));
  const services = host.services.servicesOf(subscription);
  const context: GroupWizardContext = { ...prompts, services, editorAddress };
  const wizard = new AzureWizard(context, {
    title: vscode.l10n.t('Create Action Group'),
    promptSteps: [
      new ResourceGroupStep<GroupWizardContext>(),
      new AlertNameStep<GroupWizardContext>(
        () => 'ag-wirewatch',
        async () => (await services.alerts.listActionGroups()).map(({ id }) => id),
      ),
      new ShortNameStep(),
      new ReceiversStep(),
      new ConfirmStep<GroupWizardContext>((answers) => {
        const draft = withHiddenAddresses(draftOf(answers));
        return { id: actionGroupId(draft), value: actionGroupBody(draft) };
      }),
    ],
    showLoadingPrompt: true,
  });
  await wizard.prompt();
  const draft = draftOf(context);
  const id = actionGroupId(draft);
  await withProgress(vscode.l10n.t('Creating "{0}"', resourceName(id)), (abortSignal) =>
    createAlertResource(services.alerts, { id, value: actionGroupBody(draft) }, { abortSignal }),
  );
  tellCreated(host, id, { isGroup: true });
}

/** Adds a receiver to a group that is there, in the version that was read. */
export async function addAlertReceiver(
  host: HostContext,
  prompts: IActionContext,
  { args: [argument], editorAddress }: { readonly args: readonly unknown[]; readonly editorAddress: EditorAddress },
): Promise<void> {
  const node =
    nodeArgument(argument, 'actionGroup') ??
    (await pickAlertNode(host, prompts, { kinds: ['actionGroup'], fits: () => true }));
  const id = node.resourceId ?? node.id;
  const services = await host.servicesById(id);
  const { value, etag } = await services.alerts.getDocument(id);
  const address = await editorAddress();
  const { data } = await prompts.ui.showQuickPick(
    receiverChoices(address !== undefined).map((each) => ({ ...each })),
    { placeHolder: vscode.l10n.t('Whom else should "{0}" call?', node.label), suppressPersistence: true },
  );
  const receiver = await promptForReceiver(prompts, data, {
    services,
    taken: receiverNames(value),
    editorAddress: address,
  });
  await withProgress(vscode.l10n.t('Adding "{0}" to "{1}"', receiver.name, node.label), (abortSignal) =>
    services.alerts.putDocument(id, withReceivers(writablePart(value), [receiver]), {
      abortSignal,
      ...(etag === undefined ? {} : { etag }),
    }),
  );
  host.tree.listAlertsAgain(id);
}

function draftOf(context: GroupWizardContext): ActionGroupDraft {
  return {
    subscriptionId: context.services.subscription.id,
    resourceGroup: context.resourceGroup ?? '',
    name: context.name ?? '',
    shortName: context.shortName ?? '',
    receivers: context.receivers ?? [],
  };
}

/** For a template: an address in a form that becomes a parameter, whatever part of it is the key. */
function withHiddenAddresses(draft: ActionGroupDraft): ActionGroupDraft {
  const hidden = new Secret('https://hidden.invalid/?key');
  return {
    ...draft,
    receivers: draft.receivers.map((receiver) =>
      receiver.kind === 'email' || receiver.kind === 'eventHub' ? receiver : { ...receiver, address: hidden },
    ),
  };
}
