// Action groups and their receivers as they may be shown: of an address only its host, for the rest of it may be a key.

/** Kinds of receivers (Microsoft.Insights/actionGroups), by their list's name without `Receivers`. */
export const receiverKinds = [
  'email',
  'sms',
  'webhook',
  'azureFunction',
  'automationRunbook',
  'logicApp',
  'eventHub',
  'armRole',
  'voice',
  'azureAppPush',
  'itsm',
  'incident',
] as const;

/** One of them. */
export type ReceiverKind = (typeof receiverKinds)[number];

/** Who is called. */
export interface Receiver {
  readonly kind: ReceiverKind;
  readonly name: string;
  /** Where to, without anything secret: a host, a mail address, a resource's name. */
  readonly target: string;
  /** True for the common alert schema, false for the older one; absent where the receiver has no choice. */
  readonly usesCommonSchema?: boolean;
  /** True for a webhook that is protected by Microsoft Entra. */
  readonly isSecure?: boolean;
}

/** An action group. */
export interface ActionGroup {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  readonly isEnabled: boolean;
  readonly receivers: readonly Receiver[];
}

/** The host of an address, with its scheme where that is not https; `***` when it is no address. */
export function addressHost(address: string): string {
  const match = /^(https?):\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(address);
  return match === null ? '***' : `${match[1]?.toLowerCase() === 'http' ? 'http://' : ''}${match[2]?.toLowerCase()}`;
}

/** How one receiver fared in a test (notificationStatus of the service). */
export interface ReceiverResult {
  readonly mechanism: string;
  readonly name: string;
  /** E.g. Completed, Succeeded, Failed: the service's own word. */
  readonly status: string;
  readonly detail: string;
}
