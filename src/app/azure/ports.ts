// What the use cases need of Azure's control plane, as narrow ports; the adapters implement them, tests use fakes.

import type { Cloud, Subscription } from '../../domain/arm/cloud.ts';
import type {
  EventHub,
  EventHubNamespace,
  NetworkWatcher,
  ScaleSet,
  StorageAccount,
  VirtualMachine,
} from '../../domain/arm/resource.ts';
import type { Event } from '../../base/event.ts';

/** Options that every call takes. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal | undefined;
}

/** A bearer token and when it ends, milliseconds since the epoch. */
export interface AccessToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

/** Gives tokens for an account and tenant. Asks nobody: rejects with UserError `consentRequired` or `signedOut`. */
export interface TokenSource {
  getToken(scope: string, options?: CallOptions & { readonly claims?: string | undefined }): Promise<AccessToken>;
}

/** Asks a person for their consent. */
export interface AccessRequest {
  /**
   * Asks a person to allow the use of a service in their name; only from a gesture of theirs.
   * Rejects with UserError `accessRefused` where the tenant refuses, or as cancelled.
   */
  requestAccess(subscription: Subscription, scope: string): Promise<void>;
}

/** Who is signed in and what they see. */
export interface SubscriptionSource {
  readonly onDidChange: Event<void>;
  /** The configured cloud. Throws UserError `cloudNotConfigured`. */
  cloud(): Promise<Cloud>;
  /** Lists what every signed-in account sees. Rejects with UserError `signedOut` when there is no account. */
  listSubscriptions(options?: CallOptions): Promise<SubscriptionList>;
  /** The latest list as long as nobody signed in or out since; lists when there is none. For prompts, which should not wait. */
  knownSubscriptions(options?: CallOptions): Promise<SubscriptionList>;
  tokenSourceOf(subscription: Subscription): TokenSource;
}

/** The subscriptions, and the tenants that could not be read. */
export interface SubscriptionList {
  readonly subscriptions: readonly Subscription[];
  /** One error a tenant or account that failed; shown, not swallowed. */
  readonly failures: readonly unknown[];
  /** True when at least one tenant could be read, so that the failures are not the whole answer. */
  readonly isPartlyRead?: boolean;
}

/** The resources of one subscription that the product works with. */
export interface ResourceInventory {
  listNetworkWatchers(options?: CallOptions): Promise<readonly NetworkWatcher[]>;
  listVirtualMachines(options?: CallOptions): Promise<readonly VirtualMachine[]>;
  listScaleSets(options?: CallOptions): Promise<readonly ScaleSet[]>;
  listStorageAccounts(options?: CallOptions): Promise<readonly StorageAccount[]>;
}

/** The event hubs of one subscription. */
export interface EventHubInventory {
  listNamespaces(options?: CallOptions): Promise<readonly EventHubNamespace[]>;
  listEventHubs(namespaceId: string, options?: CallOptions): Promise<readonly EventHub[]>;
  listConsumerGroups(eventHubId: string, options?: CallOptions): Promise<readonly string[]>;
}

/** Any resource as ARM gives it, for "View Properties". */
export interface ResourceReader {
  /** The raw JSON value of a resource. */
  getResource(id: string, options?: CallOptions): Promise<unknown>;
}
