// The content of the side panel: subscriptions, their watchers with captures, alert rules and event hubs, and honest states.

import * as l10n from '@vscode/l10n';
import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Event } from '../../base/event.ts';
import { Emitter } from '../../base/event.ts';
import type { Log } from '../../base/log.ts';
import type { AlertRule } from '../../domain/alert/alertRule.ts';
import type { Subscription } from '../../domain/arm/cloud.ts';
import { parentResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import type { EventHub, EventHubNamespace, NetworkWatcher } from '../../domain/arm/resource.ts';
import type { CallOptions, SubscriptionSource } from '../azure/ports.ts';
import type { SubscriptionServices, SubscriptionServicesSource } from '../azure/subscriptionServices.ts';
import type { CaptureStore } from '../capture/captureStore.ts';
import { isUserError } from '../error/userError.ts';
import { captureNode } from './captureNode.ts';
import type { TreeNode } from './treeNode.ts';

/** What the panel as a whole shows; every state but `ready` has its own welcome text. */
export type TreeState =
  'loading' | 'signedOut' | 'cloudNotConfigured' | 'noSubscriptions' | 'unreachable' | 'failed' | 'ready';

/** What the tree is made from. */
export interface AzureTreePorts {
  readonly subscriptions: SubscriptionSource;
  readonly services: SubscriptionServicesSource;
  readonly captures: CaptureStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** With so few subscriptions there is nothing to choose: they open by themselves. */
const fewSubscriptions = 3;

/** Yields the nodes and says when which of them changed. */
export class AzureTree implements Disposable {
  readonly #ports: AzureTreePorts;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new Emitter<string | undefined>());
  readonly #states = this.#store.add(new Emitter<TreeState>());
  #state: TreeState = 'loading';

  constructor(ports: AzureTreePorts) {
    this.#ports = ports;
    this.#store.add(ports.subscriptions.onDidChange(() => this.refresh()));
    this.#store.add(ports.captures.onDidChangeCapture(({ capture }) => this.#changes.fire(capture.id)));
    this.#store.add(ports.captures.onDidRemoveCapture((capture) => this.#changes.fire(parentResourceId(capture.id))));
  }

  /** Fires with the id of the node that changed, or undefined for the whole tree. */
  readonly onDidChange: Event<string | undefined> = (listener) => this.#changes.event(listener);
  readonly onDidChangeState: Event<TreeState> = (listener) => this.#states.event(listener);

  get state(): TreeState {
    return this.#state;
  }

  /** Forgets what was shown and lists again. */
  refresh(): void {
    this.#changes.fire(undefined);
  }

  /** The roots. Never rejects: what goes wrong becomes the tree's state, and is logged. */
  async roots(options: CallOptions = {}): Promise<readonly TreeNode[]> {
    this.#setState('loading');
    try {
      const { subscriptions, failures, isPartlyRead } = await this.#ports.subscriptions.listSubscriptions(options);
      for (const failure of failures) {
        this.#ports.log.warn(`A tenant could not be read: ${messageOf(failure)}`);
      }
      if (subscriptions.length === 0 && failures.length === 0) {
        this.#setState('noSubscriptions');
        return [];
      }
      if (subscriptions.length === 0 && isPartlyRead !== true) {
        throw failures[0];
      }
      this.#setState('ready');
      const roots = subscriptions.map((subscription) => this.#subscriptionNode(subscription, subscriptions.length));
      return [...roots, ...failures.map((failure, index) => failureNode(`tenant-${index}`, failure))];
    } catch (error) {
      if (isCancelled(error)) {
        return [];
      }
      this.#ports.log.warn(`The subscriptions could not be listed: ${messageOf(error)}`);
      this.#setState(stateOf(error));
      return [];
    }
  }

  /** The present look of a capture that is in the tree. */
  captureNode(captureId: string): TreeNode | undefined {
    const capture = this.#ports.captures.find(captureId);
    return capture === undefined ? undefined : captureNode(capture, this.#ports.clock.now());
  }

  dispose(): void {
    this.#store.dispose();
  }

  #setState(state: TreeState): void {
    if (this.#state !== state) {
      this.#state = state;
      this.#states.fire(state);
    }
  }

  #subscriptionNode(subscription: Subscription, count: number): TreeNode {
    const id = `/subscriptions/${subscription.id}`;
    const services = this.#ports.services.servicesOf(subscription);
    return {
      kind: 'subscription',
      id,
      label: subscription.name,
      tooltip: [subscription.name, subscription.id, subscription.accountLabel],
      icon: { id: 'key' },
      contextValue: 'subscription;arm',
      resourceId: id,
      subscriptionId: subscription.id,
      isExpanded: count <= fewSubscriptions,
      children: guarded(id, this.#ports.log, (options) => this.#subscriptionChildren(services, id, options)),
    };
  }

  async #subscriptionChildren(
    services: SubscriptionServices,
    id: string,
    options: CallOptions,
  ): Promise<readonly TreeNode[]> {
    const watchers = await guarded(`${id}#watchers`, this.#ports.log, async () => {
      const found = await services.inventory.listNetworkWatchers(options);
      return found.length === 0
        ? [
            messageNode(
              `${id}#watchers`,
              l10n.t('No network watchers'),
              l10n.t('Azure makes one with the first virtual network of a region.'),
            ),
          ]
        : found.map((watcher) => this.#watcherNode(services, watcher));
    })(options);
    return [...watchers, this.#alertRulesNode(services, id), this.#eventHubsNode(services, id)];
  }

  #watcherNode(services: SubscriptionServices, watcher: NetworkWatcher): TreeNode {
    const { captures, clock, log } = this.#ports;
    return {
      kind: 'networkWatcher',
      id: watcher.id,
      label: watcher.name,
      description: watcher.region,
      tooltip: [watcher.name, watcher.id],
      icon: { id: 'radio-tower' },
      contextValue: 'networkWatcher;arm',
      resourceId: watcher.id,
      subscriptionId: services.subscription.id,
      children: guarded(watcher.id, log, async (options) => {
        const found = await captures.list(services.captures, watcher.id, options);
        return found.length === 0
          ? [
              messageNode(
                `${watcher.id}#none`,
                l10n.t('No captures'),
                l10n.t('Start one with the record button of the watcher.'),
              ),
            ]
          : found.map((capture) => ({
              ...captureNode(capture, clock.now()),
              subscriptionId: services.subscription.id,
            }));
      }),
    };
  }

  #alertRulesNode(services: SubscriptionServices, parentId: string): TreeNode {
    const id = `${parentId}#alertRules`;
    return {
      kind: 'alertRules',
      id,
      label: l10n.t('Alert Rules'),
      icon: { id: 'bell' },
      contextValue: 'alertRules',
      subscriptionId: services.subscription.id,
      children: guarded(id, this.#ports.log, async (options) => {
        const rules = await services.inventory.listAlertRules(options);
        return rules.length === 0
          ? [messageNode(`${id}#none`, l10n.t('No alert rules'))]
          : rules.map((rule) => alertRuleNode(rule, services));
      }),
    };
  }

  #eventHubsNode(services: SubscriptionServices, parentId: string): TreeNode {
    const id = `${parentId}#eventHubs`;
    return {
      kind: 'eventHubs',
      id,
      label: l10n.t('Event Hubs'),
      icon: { id: 'broadcast' },
      contextValue: 'eventHubs',
      subscriptionId: services.subscription.id,
      children: guarded(id, this.#ports.log, async (options) => {
        const namespaces = await services.eventHubs.listNamespaces(options);
        return namespaces.length === 0
          ? [messageNode(`${id}#none`, l10n.t('No event hubs'))]
          : namespaces.map((namespace) => this.#namespaceNode(services, namespace));
      }),
    };
  }

  #namespaceNode(services: SubscriptionServices, namespace: EventHubNamespace): TreeNode {
    return {
      kind: 'eventHubNamespace',
      id: namespace.id,
      label: namespace.name,
      description: namespace.region,
      icon: { id: 'server' },
      contextValue: 'eventHubNamespace;arm',
      resourceId: namespace.id,
      subscriptionId: services.subscription.id,
      isExpanded: true,
      children: guarded(namespace.id, this.#ports.log, async (options) => {
        const hubs = await services.eventHubs.listEventHubs(namespace.id, options);
        return hubs.length === 0
          ? [messageNode(`${namespace.id}#none`, l10n.t('No event hubs'))]
          : hubs.map((hub) => eventHubNode(hub, services));
      }),
    };
  }
}

function eventHubNode(hub: EventHub, services: SubscriptionServices): TreeNode {
  return {
    kind: 'eventHub',
    id: hub.id,
    label: hub.name,
    description: l10n.t('{0} partitions', hub.partitionIds.length),
    icon: { id: 'pulse' },
    contextValue: 'eventHub;arm',
    resourceId: hub.id,
    subscriptionId: services.subscription.id,
    command: 'openTraffic',
  };
}

function alertRuleNode(rule: AlertRule, services: SubscriptionServices): TreeNode {
  const parts = [
    ...(rule.severity === undefined ? [] : [l10n.t('Sev {0}', rule.severity)]),
    ...(rule.isEnabled ? [] : [l10n.t('disabled')]),
    rule.condition,
  ];
  return {
    kind: 'alertRule',
    id: rule.id,
    label: rule.name,
    description: parts.join(' · '),
    tooltip: [rule.name, ...parts, ...rule.scopes.map(resourceName)],
    icon: rule.isEnabled ? { id: 'bell-dot' } : { id: 'bell-slash' },
    contextValue: `alertRule;arm;${rule.isEnabled ? 'enabled' : 'disabled'}`,
    resourceId: rule.id,
    subscriptionId: services.subscription.id,
  };
}

/** A line of text in the tree, where there is nothing to list. */
function messageNode(id: string, label: string, tooltip?: string): TreeNode {
  return {
    kind: 'message',
    id,
    label,
    icon: { id: 'info' },
    contextValue: 'message',
    ...(tooltip === undefined ? {} : { tooltip: [tooltip] }),
  };
}

/** A failed listing as a node that says why, and lists again when clicked. */
function failureNode(id: string, error: unknown): TreeNode {
  const message = messageOf(error);
  return {
    kind: 'message',
    id: `${id}#error`,
    label: failureLabel(error),
    description: message,
    tooltip: [message, l10n.t('Click to try again.')],
    icon: { id: 'warning', color: 'list.warningForeground' },
    contextValue: 'message;error',
    command: 'retry',
    error,
  };
}

/** The kind of a failure in a few words; the panel is narrow, and the whole sentence follows as description. */
function failureLabel(error: unknown): string {
  switch (isUserError(error) ? error.code : undefined) {
    case 'forbidden':
      return l10n.t('Not allowed');
    case 'throttled':
      return l10n.t('Too many requests');
    case 'serviceUnreachable':
      return l10n.t('Not reachable');
    case 'signedOut':
    case 'consentRequired':
    case 'accessRefused':
      return l10n.t('Sign-in needed');
    case 'resourceNotFound':
      return l10n.t('Gone');
    default:
      return l10n.t('Not listed');
  }
}

/** Turns a listing that fails into a node that says so; a cancelled one shows nothing. */
function guarded(
  id: string,
  log: Log,
  list: (options: CallOptions) => Promise<readonly TreeNode[]>,
): (options: CallOptions) => Promise<readonly TreeNode[]> {
  return async (options) => {
    try {
      return await list(options);
    } catch (error) {
      if (isCancelled(error)) {
        return [];
      }
      log.warn(`Listing ${id} failed: ${messageOf(error)}`);
      return [failureNode(id, error)];
    }
  };
}

function stateOf(error: unknown): TreeState {
  if (!isUserError(error)) {
    return 'failed';
  }
  switch (error.code) {
    case 'signedOut':
    case 'consentRequired':
    case 'accessRefused':
      return 'signedOut';
    case 'cloudNotConfigured':
      return 'cloudNotConfigured';
    case 'noSubscription':
      return 'noSubscriptions';
    case 'serviceUnreachable':
      return 'unreachable';
    default:
      return 'failed';
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
