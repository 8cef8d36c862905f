// An action group that is being made: its receivers with their secrets, what is wrong with them, and the resource that Azure is asked to
// write. Source: Microsoft.Insights actionGroups 2023-01-01.

import { asArray, asRecord, asString } from '../../base/json.ts';
import type { Secret } from '../../base/secret.ts';
import { receiverKinds } from './actionGroup.ts';

/** A receiver to be made. Addresses are secrets: they hold keys. */
export type ReceiverDraft =
  | {
      readonly kind: 'webhook';
      readonly name: string;
      readonly address: Secret;
      readonly usesCommonSchema: boolean;
      /** Given for a webhook that is protected by Microsoft Entra. */
      readonly entra?: { readonly objectId: string; readonly identifierUri: string; readonly tenantId: string };
    }
  | {
      readonly kind: 'azureFunction';
      readonly name: string;
      readonly functionAppId: string;
      readonly functionName: string;
      readonly address: Secret;
      readonly usesCommonSchema: boolean;
    }
  | {
      readonly kind: 'automationRunbook';
      readonly name: string;
      readonly automationAccountId: string;
      readonly runbookName: string;
      readonly webhookName: string;
      readonly address: Secret;
      readonly usesCommonSchema: boolean;
    }
  | {
      readonly kind: 'eventHub';
      readonly name: string;
      readonly namespace: string;
      readonly hub: string;
      readonly subscriptionId: string;
      readonly tenantId: string;
      readonly usesCommonSchema: boolean;
    }
  | {
      readonly kind: 'email';
      readonly name: string;
      readonly address: string;
      readonly usesCommonSchema: boolean;
    };

/** The whole draft. */
export interface ActionGroupDraft {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** Stands in mails and text messages. */
  readonly shortName: string;
  readonly receivers: readonly ReceiverDraft[];
}

/** Longest short name (actionGroups, groupShortName). */
export const longestShortName = 12;

/** A short name from a longer one. */
export function suggestShortName(name: string): string {
  const compact = name.replaceAll(/[^\p{L}\p{N}-]+/gu, '');
  return compact.slice(0, longestShortName).replace(/-+$/, '') || 'alerts';
}

/** Why an address cannot be a receiver's; undefined when it can. Keys must not go over the wire in clear, except on this machine. */
export function receiverAddressProblem(text: string): 'notAnAddress' | 'notSecure' | undefined {
  const match = /^(https?):\/\/(?:[^/?#@\s]*@)?(\[[^\]\s]+\]|[^/?#:\s]+)(?::\d{1,5})?(?:[/?#]\S*)?$/i.exec(text.trim());
  if (match === null) {
    return 'notAnAddress';
  }
  const host = match[2]?.toLowerCase() ?? '';
  const isHere = host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
  return match[1]?.toLowerCase() === 'https' || isHere ? undefined : 'notSecure';
}

/** A name that no receiver has yet. */
export function suggestReceiverName(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let number = 2; used.has(name.toLowerCase()); number++) {
    name = `${wanted}-${number}`;
  }
  return name;
}

/** The id that the group will have. */
export function actionGroupId({ subscriptionId, resourceGroup, name }: ActionGroupDraft): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Insights/actionGroups/${name.trim()}`;
}

/** The resource, with the secrets in it: for the service only, or for a template that takes them out. */
export function actionGroupBody(draft: ActionGroupDraft): Readonly<Record<string, unknown>> {
  return {
    location: 'Global',
    properties: {
      groupShortName: draft.shortName.trim(),
      enabled: true,
      ...receiverLists(draft.receivers),
    },
  };
}

/** An existing group with more receivers; everything else stays as it is. */
export function withReceivers(
  value: Readonly<Record<string, unknown>>,
  receivers: readonly ReceiverDraft[],
): Readonly<Record<string, unknown>> {
  const properties = asRecord(value['properties']);
  const added = Object.entries(receiverLists(receivers)).map(([list, fresh]) => [
    list,
    [...asArray(properties[list]), ...fresh],
  ]);
  return { ...value, properties: { ...properties, ...(Object.fromEntries(added) as Record<string, unknown>) } };
}

/** Names of all receivers of a group as the service gives it. */
export function receiverNames(value: unknown): readonly string[] {
  const properties = asRecord(asRecord(value)['properties']);
  return receiverKinds.flatMap((kind) =>
    asArray(properties[`${kind}Receivers`]).flatMap((receiver) => asString(asRecord(receiver)['name']) ?? []),
  );
}

function receiverLists(receivers: readonly ReceiverDraft[]): Readonly<Record<string, readonly unknown[]>> {
  const lists: Record<string, unknown[]> = {};
  for (const receiver of receivers) {
    (lists[`${receiver.kind}Receivers`] ??= []).push(receiverBody(receiver));
  }
  return lists;
}

function receiverBody(receiver: ReceiverDraft): Readonly<Record<string, unknown>> {
  const common = { name: receiver.name, useCommonAlertSchema: receiver.usesCommonSchema };
  switch (receiver.kind) {
    case 'webhook':
      return {
        ...common,
        serviceUri: receiver.address.reveal().trim(),
        ...(receiver.entra === undefined ? {} : { useAadAuth: true, ...receiver.entra }),
      };
    case 'azureFunction':
      return {
        ...common,
        functionAppResourceId: receiver.functionAppId,
        functionName: receiver.functionName,
        httpTriggerUrl: receiver.address.reveal().trim(),
      };
    case 'automationRunbook':
      return {
        ...common,
        automationAccountId: receiver.automationAccountId,
        runbookName: receiver.runbookName,
        webhookResourceId: `${receiver.automationAccountId}/webhooks/${receiver.webhookName}`,
        isGlobalRunbook: false,
        serviceUri: receiver.address.reveal().trim(),
      };
    case 'eventHub':
      return {
        ...common,
        eventHubNameSpace: receiver.namespace,
        eventHubName: receiver.hub,
        subscriptionId: receiver.subscriptionId,
        tenantId: receiver.tenantId,
      };
    case 'email':
      return { ...common, emailAddress: receiver.address };
  }
}
