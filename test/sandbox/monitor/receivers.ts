// The receivers of an action group as something to call: an address with or without a token, an event hub, or one of
// those that the sandbox cannot play (mail, text messages, telephones).

import { asList, asRecord, asText } from './read.ts';

/** One receiver. */
export interface Receiver {
  /** The word of test notifications for its kind. */
  readonly mechanism: string;
  readonly name: string;
  readonly usesCommonSchema: boolean;
  /** Address to post to, with its key. */
  readonly url?: string;
  /** Audience of the token that a secure webhook is sent. */
  readonly audience?: string;
  readonly hub?: { readonly namespace: string; readonly name: string };
}

const kinds = [
  { list: 'webhookReceivers', mechanism: 'Webhook', address: 'serviceUri' },
  { list: 'azureFunctionReceivers', mechanism: 'AzureFunction', address: 'httpTriggerUrl' },
  { list: 'logicAppReceivers', mechanism: 'LogicApp', address: 'callbackUrl' },
  { list: 'automationRunbookReceivers', mechanism: 'AutomationRunbook', address: 'serviceUri' },
  { list: 'eventHubReceivers', mechanism: 'EventHub', address: undefined },
  { list: 'emailReceivers', mechanism: 'Email', address: undefined },
  { list: 'smsReceivers', mechanism: 'Sms', address: undefined },
  { list: 'voiceReceivers', mechanism: 'Voice', address: undefined },
  { list: 'azureAppPushReceivers', mechanism: 'AzureAppPush', address: undefined },
  { list: 'itsmReceivers', mechanism: 'Itsm', address: undefined },
  { list: 'armRoleReceivers', mechanism: 'ArmRole', address: undefined },
] as const;

/** Names of the lists of receivers a group has. */
export const receiverLists: readonly string[] = kinds.map(({ list }) => list);

/** Receivers among the properties of a group, or in the body of a test notification. */
export function receiversOf(properties: Readonly<Record<string, unknown>>): readonly Receiver[] {
  return kinds.flatMap(({ list, mechanism, address }) =>
    asList(properties[list]).map((one): Receiver => {
      const given = asRecord(one);
      const isSecure = given['useAadAuth'] === true;
      return {
        mechanism: isSecure ? 'SecureWebhook' : mechanism,
        name: asText(given['name']),
        usesCommonSchema: given['useCommonAlertSchema'] === true,
        ...(address === undefined ? {} : { url: asText(given[address]) }),
        ...(isSecure ? { audience: asText(given['identifierUri']) } : {}),
        ...(list === 'eventHubReceivers'
          ? { hub: { namespace: asText(given['eventHubNameSpace']), name: asText(given['eventHubName']) } }
          : {}),
      };
    }),
  );
}
