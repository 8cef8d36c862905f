// What the commands of live traffic do: choose a hub found in Azure, or give a connection string that is kept as a secret.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import { connectionStringInvalid, noEventHub } from '../../app/error/userErrors.ts';
import { Secret } from '../../base/secret.ts';
import { EVENT_HUBS_SCOPE } from '../../domain/arm/cloud.ts';
import { amqpHostOf } from '../../domain/arm/resource.ts';
import { parentResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import { parseConnectionString } from '../../domain/traffic/connectionString.ts';
import type { ConnectionStringProblem } from '../../domain/traffic/connectionString.ts';
import type { HostContext } from '../hostContext.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { promptForTraffic } from '../prompt/trafficWizard.ts';
import type { TrafficAnswers, TrafficQuestions } from '../prompt/trafficWizard.ts';
import { trafficTransport } from './trafficTransport.ts';
import type { ConnectionStrings } from '../connectionStrings.ts';

/** What is known of the hub before anybody is asked. */
export interface HubRequest {
  readonly resourceId?: string;
  readonly consumerGroup?: string;
  /** Begin at what was stored from this moment on, milliseconds since 1970. With it and a hub nothing is asked. */
  readonly from?: number;
}

/** Opens a panel for a hub of Azure; asks for what the request does not tell. */
export async function openFound(host: HostContext, prompts: IActionContext, request: HubRequest): Promise<void> {
  const subscription = await pickSubscription(host, prompts, request.resourceId?.split('/')[2]);
  const services = host.services.servicesOf(subscription);
  const hubId = request.resourceId ?? (await pickHub(host, prompts, subscription.id));
  const namespaceId = parentResourceId(hubId) ?? '';
  const [namespaces, hubs, groups] = await Promise.all([
    services.eventHubs.listNamespaces(),
    services.eventHubs.listEventHubs(namespaceId),
    services.eventHubs.listConsumerGroups(hubId),
  ]);
  const namespace = namespaces.find((each) => isSameId(each.id, namespaceId));
  const address = amqpHostOf(namespace?.serviceBusEndpoint ?? '');
  if (address === undefined) {
    throw noEventHub();
  }
  const answers = await answersFor(host, prompts, {
    request,
    hub: resourceName(hubId),
    groups,
    partitionIds: hubs.find((each) => isSameId(each.id, hubId))?.partitionIds,
  });
  await host.signIn.requestAccess(subscription, EVENT_HUBS_SCOPE);
  await host.panels.open(
    {
      ...answers,
      host: address,
      transport: trafficTransport(),
      credential: { kind: 'token', tokens: services.tokens },
    },
    { kind: 'subscription', subscriptionId: subscription.id, accountId: subscription.accountId },
  );
}

async function answersFor(
  host: HostContext,
  prompts: IActionContext,
  {
    request: { from, consumerGroup },
    hub,
    groups,
    partitionIds,
  }: Pick<TrafficQuestions, 'groups' | 'partitionIds'> & { readonly request: HubRequest; readonly hub: string },
): Promise<TrafficAnswers> {
  if (from === undefined) {
    return await promptForTraffic(prompts, { ...questionsOf(host), hub, groups, partitionIds });
  }
  const group = consumerGroup ?? (groups?.includes('$Default') === false ? groups[0] : undefined) ?? '$Default';
  return { hub, consumerGroup: group, start: { kind: 'time', enqueuedAt: from } };
}

function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function questionsOf(host: HostContext): Pick<TrafficQuestions, 'memory' | 'now'> {
  return { memory: host.extension.globalState, now: () => host.clock.now() };
}

async function pickHub(host: HostContext, prompts: IActionContext, subscriptionId: string): Promise<string> {
  const { subscriptions } = await host.subscriptions.knownSubscriptions();
  const subscription = subscriptions.find((each) => each.id === subscriptionId);
  if (subscription === undefined) {
    throw noEventHub();
  }
  const { eventHubs } = host.services.servicesOf(subscription);
  const load = async (): Promise<{ label: string; description: string; data: string }[]> => {
    const namespaces = await eventHubs.listNamespaces();
    const hubs = await Promise.all(
      namespaces.map(async (namespace) =>
        (await eventHubs.listEventHubs(namespace.id)).map((hub) => ({
          label: hub.name,
          description: namespace.name,
          data: hub.id,
        })),
      ),
    );
    if (hubs.flat().length === 0) {
      throw noEventHub();
    }
    return hubs.flat();
  };
  const picked = await prompts.ui.showQuickPick(load(), {
    placeHolder: vscode.l10n.t('Select the event hub your gateway logs to'),
    loadingPlaceHolder: vscode.l10n.t('Loading event hubs...'),
  });
  return picked.data;
}

/** Opens a panel by a connection string, a kept one or a new one. */
export async function openByConnectionString(
  host: HostContext,
  prompts: IActionContext,
  secrets: ConnectionStrings,
): Promise<void> {
  const known = await secrets.list();
  const enterNew = vscode.l10n.t('Enter a connection string...');
  let text: Secret | undefined;
  let knownHub: string | undefined;
  if (known.length > 0) {
    const picked = await prompts.ui.showQuickPick(
      [
        ...known.map((each) => ({ label: each.hub, description: each.host, data: each })),
        { label: enterNew, data: undefined },
      ],
      { placeHolder: vscode.l10n.t('Event hub to watch') },
    );
    text = picked.data === undefined ? undefined : await secrets.read(picked.data.key);
    // Of a string for a whole namespace the hub was asked for when it was stored.
    knownHub = picked.data?.hub;
  }
  text ??= new Secret(await askForConnectionString(prompts));
  const parsed = parseConnectionString(text.reveal(), { needsHub: false });
  if ('problem' in parsed) {
    throw connectionStringInvalid(problemText(parsed.problem));
  }
  const answers = await promptForTraffic(prompts, { ...questionsOf(host), hub: parsed.parts.hub ?? knownHub });
  const { host: address } = parsed.parts;
  const isOpen = await host.panels.open(
    { ...answers, host: address, transport: trafficTransport(), credential: { kind: 'connectionString', text } },
    { kind: 'connectionString' },
  );
  if (isOpen) {
    // Only what works is worth keeping.
    await secrets.store({ host: address, hub: answers.hub }, text);
  }
}

async function askForConnectionString(prompts: IActionContext): Promise<string> {
  const text = await prompts.ui.showInputBox({
    prompt: vscode.l10n.t('Connection string with Listen rights; it is kept in the secret storage of VS Code'),
    password: true,
    validateInput: (value) => {
      const parsed = parseConnectionString(value ?? '', { needsHub: false });
      return 'problem' in parsed ? problemText(parsed.problem) : undefined;
    },
  });
  return text.trim();
}

function problemText(problem: ConnectionStringProblem): string {
  switch (problem) {
    case 'noEndpoint':
      return vscode.l10n.t('"Endpoint=sb://..." is missing');
    case 'badEndpoint':
      return vscode.l10n.t('the Endpoint is no sb:// address');
    case 'noCredential':
      return vscode.l10n.t('the shared access key or signature is missing');
    case 'noEntityPath':
      return vscode.l10n.t('"EntityPath=<event hub>" is missing; take the string from the hub itself, or add it');
  }
}
