// An Azure account in memory for the tree: subscriptions with watchers, captures, alert rules and event hubs.

import type {
  EventHubInventory,
  ResourceInventory,
  ResourceReader,
  SubscriptionList,
  SubscriptionSource,
  TokenSource,
} from '../../src/app/azure/ports.ts';
import type { SubscriptionServices, SubscriptionServicesSource } from '../../src/app/azure/subscriptionServices.ts';
import type { CaptureFileStore } from '../../src/app/capture/ports.ts';
import { Emitter } from '../../src/base/event.ts';
import type { Cloud, Subscription } from '../../src/domain/arm/cloud.ts';
import type {
  EventHub,
  EventHubNamespace,
  NetworkWatcher,
  ScaleSet,
  StorageAccount,
  VirtualMachine,
} from '../../src/domain/arm/resource.ts';
import { FakeAlerts } from './alerts.ts';
import { FakeCaptures, subscriptionId } from './captures.ts';
import { FakeGround } from './ground.ts';
import { FakeDiagnostics } from './diagnostics.ts';

/** Tokens that open nothing. */
export const fakeTokens: TokenSource = {
  getToken: () => Promise.resolve({ token: 'TOKEN', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/** A subscription of one account. */
export function makeSubscription(name: string, id = subscriptionId): Subscription {
  return { id, name, tenantId: 'tenant-1', accountId: 'account-1', accountLabel: 'ana@contoso.com' };
}

/** Who is signed in, as a test wants it. */
export class FakeSubscriptions implements SubscriptionSource {
  readonly changes = new Emitter<void>();
  readonly onDidChange = this.changes.event;
  answer: () => SubscriptionList | Promise<SubscriptionList>;
  /** How often Azure was asked. */
  listed = 0;

  constructor(...subscriptions: readonly Subscription[]) {
    this.answer = () => ({ subscriptions, failures: [] });
  }

  cloud(): Promise<Cloud> {
    return Promise.reject(new Error('The tree asks for no cloud'));
  }

  async listSubscriptions(): Promise<SubscriptionList> {
    this.listed++;
    return await this.answer();
  }

  async knownSubscriptions(): Promise<SubscriptionList> {
    return await this.answer();
  }

  tokenSourceOf(): TokenSource {
    return fakeTokens;
  }
}

/** Everything of one subscription; each list can be replaced by a failure. */
export class FakeEstate implements ResourceInventory, EventHubInventory, ResourceReader {
  watchers: () => readonly NetworkWatcher[] = () => [];
  machines: readonly VirtualMachine[] = [];
  scaleSets: readonly ScaleSet[] = [];
  accounts: readonly StorageAccount[] = [];
  namespaces: () => readonly EventHubNamespace[] = () => [];
  hubs: () => readonly EventHub[] = () => [];
  readonly captures = new FakeCaptures();
  readonly alerts = new FakeAlerts();
  readonly ground = new FakeGround();

  async listNetworkWatchers(): Promise<readonly NetworkWatcher[]> {
    return this.watchers();
  }
  async listVirtualMachines(): Promise<readonly VirtualMachine[]> {
    return this.machines;
  }
  async listScaleSets(): Promise<readonly ScaleSet[]> {
    return this.scaleSets;
  }
  async listStorageAccounts(): Promise<readonly StorageAccount[]> {
    return this.accounts;
  }
  async listNamespaces(): Promise<readonly EventHubNamespace[]> {
    return this.namespaces();
  }
  async listEventHubs(): Promise<readonly EventHub[]> {
    return this.hubs();
  }
  async listConsumerGroups(): Promise<readonly string[]> {
    return ['$Default'];
  }
  async getResource(id: string): Promise<unknown> {
    return { id };
  }
}

const noFiles: CaptureFileStore = {
  download: () => Promise.reject(new Error('There are no files')),
  exists: () => Promise.resolve(false),
  list: () => Promise.resolve([]),
  delete: () => Promise.resolve(false),
};

/** The services over one estate for every subscription. */
export function servicesOver(estate: FakeEstate): SubscriptionServicesSource {
  const made = new Map<string, SubscriptionServices>();
  return {
    servicesOf(subscription) {
      const known = made.get(subscription.id) ?? {
        subscription,
        tokens: fakeTokens,
        inventory: estate,
        eventHubs: estate,
        alerts: estate.alerts,
        metrics: estate.alerts,
        captures: estate.captures,
        ground: estate.ground,
        groundWork: estate.ground,
        diagnostics: new FakeDiagnostics(),
        files: noFiles,
        resources: estate,
      };
      made.set(subscription.id, known);
      return known;
    },
  };
}
