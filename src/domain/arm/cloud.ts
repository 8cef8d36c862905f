// A cloud as configured in VS Code: every endpoint and audience that the product uses comes from here or from ARM's answers.

/** The addresses of one Azure cloud (public, sovereign, Azure Stack, sandbox). URLs end with a slash or not, as configured. */
export interface Cloud {
  readonly name: string;
  readonly portalUrl: string;
  readonly resourceManagerUrl: string;
  /** Audience of tokens for ARM; in some clouds not the same as `resourceManagerUrl`. */
  readonly managementUrl: string;
  readonly isCustom: boolean;
  /** Domain of storage accounts without a leading dot, e.g. `core.windows.net`; custom clouds may not say. */
  readonly storageSuffix?: string;
}

/** A subscription that a signed-in account can see. */
export interface Subscription {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly accountId: string;
  readonly accountLabel: string;
}

/** Scope for ARM tokens: always `<audience>/.default`, with exactly one slash. */
export function managementScope(cloud: Cloud): string {
  return defaultScope(cloud.managementUrl);
}

/** The `.default` scope of an audience URL. */
export function defaultScope(audience: string): string {
  return `${audience.replace(/\/+$/, '')}/.default`;
}

/** Scope for blob data. The audience is the same in every Azure cloud (Azure docs, "Authorize access with Entra ID"). */
export const STORAGE_SCOPE = 'https://storage.azure.com/.default';

/** Scope that the Event Hubs client asks for (constant in @azure/event-hubs, with a double slash there). */
export const EVENT_HUBS_SCOPE = 'https://eventhubs.azure.net/.default';
