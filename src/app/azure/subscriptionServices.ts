// All control-plane services of one subscription in one value; the composition root makes it, use cases take what they need.

import type { Subscription } from '../../domain/arm/cloud.ts';
import type { AlertHistory, AlertInventory, AlertRuleWork, MetricSource } from '../alert/ports.ts';
import type { CaptureGround, GroundWork } from '../capture/groundPorts.ts';
import type { PacketCaptureClient, CaptureFileStore } from '../capture/ports.ts';
import type { NetworkDiagnostics } from '../diagnostic/ports.ts';
import type { EventHubInventory, ResourceInventory, ResourceReader, TokenSource } from './ports.ts';

/** The services of one subscription. Each loads its SDK at its first call. */
export interface SubscriptionServices {
  readonly subscription: Subscription;
  readonly tokens: TokenSource;
  readonly inventory: ResourceInventory;
  readonly eventHubs: EventHubInventory;
  readonly alerts: AlertInventory & AlertHistory & AlertRuleWork;
  readonly metrics: MetricSource;
  readonly captures: PacketCaptureClient;
  readonly ground: CaptureGround;
  readonly groundWork: GroundWork;
  readonly diagnostics: NetworkDiagnostics;
  readonly files: CaptureFileStore;
  readonly resources: ResourceReader;
}

/** Gives the services of a subscription; the same subscription gives the same services until the sign-in changes. */
export interface SubscriptionServicesSource {
  servicesOf(subscription: Subscription): SubscriptionServices;
}
