// The content of the side panel: subscriptions, their watchers with captures, alert rules and event hubs, and honest states.

import * as l10n from '@vscode/l10n';
import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore, toDisposable } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import type { Event } from '../../base/event.ts';
import { Emitter } from '../../base/event.ts';
import type { Log } from '../../base/log.ts';
import { machinesOf } from '../../domain/alert/receiverRule.ts';
import type { Subscription } from '../../domain/arm/cloud.ts';
import { isSameResource, parentResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import type { EventHubNamespace, NetworkWatcher, ScaleSet, VirtualMachine } from '../../domain/arm/resource.ts';
import { capturesMachine } from '../../domain/capture/captureSettings.ts';
import { isCaptureActive } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions, SubscriptionList, SubscriptionSource } from '../azure/ports.ts';
import type { SubscriptionServices, SubscriptionServicesSource } from '../azure/subscriptionServices.ts';
import type { CaptureStore } from '../capture/captureStore.ts';
import { isUserError } from '../error/userError.ts';
import { AlertBranch } from './alertBranch.ts';
import { captureNode } from './captureNode.ts';
import { chosenOf, hiddenNode } from './chosenSubscriptions.ts';
import { ListCache } from './listCache.ts';
import { machineNode } from './machineNode.ts';
import { failureNode, guarded, messageNode } from './messageNodes.ts';
import { eventHubNode } from './resourceNodes.ts';
import { TreeArrangement } from './treeArrangement.ts';
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
  /** Ids of the subscriptions that a person wants to see; empty for all. */
  readonly chosenSubscriptions: () => readonly string[];
}

/** With so few subscriptions there is nothing to choose: they open by themselves. */
const fewSubscriptions = 3;

/** Changes of an order within this time are one. */
const reorderDelayInMs = 300;

/** Yields the nodes and says when which of them changed. */
export class AzureTree implements Disposable {
  readonly #ports: AzureTreePorts;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new Emitter<string | undefined>());
  readonly #states = this.#store.add(new Emitter<TreeState>());
  readonly #lists = new ListCache();
  readonly #alerts: AlertBranch;
  /** Captures that stand in one of the lists, by id, with what decides their place there. */
  readonly #listed = new Map<string, string>();
  /** Lists whose order has changed, until they are shown anew. */
  readonly #disordered = new Set<string>();
  #ordering: Disposable = toDisposable(() => undefined);
  #state: TreeState = 'loading';
  /** True while the whole of the subscriptions is known as it was at the last refresh. */
  #areRootsListed = false;
  /** Grows with each refresh: what was asked before one does not count as listed after it. */
  #generation = 0;
  /** Filter, order and pages. Call `rearrange` after a change. */
  readonly arrangement = new TreeArrangement();

  constructor(ports: AzureTreePorts) {
    this.#ports = ports;
    this.#alerts = new AlertBranch({
      lists: this.#lists,
      arrangement: this.arrangement,
      log: ports.log,
      capturesOf: (services, targetId, options) => this.#capturesOfTarget(services, targetId, options),
      captureNodeOf: (services, capture) => this.#listedNode(services, capture),
    });
    this.#store.add(ports.subscriptions.onDidChange(() => this.refresh()));
    this.#store.add(ports.captures.onDidChangeCapture(({ capture }) => this.#captureChanged(capture)));
    this.#store.add(
      ports.captures.onDidRemoveCapture((capture) => {
        this.#listed.delete(capture.id.toLowerCase());
        this.#listAgain(capture);
      }),
    );
  }

  /** Fires with the id of the node that changed, or undefined for the whole tree. */
  readonly onDidChange: Event<string | undefined> = (listener) => this.#changes.event(listener);
  readonly onDidChangeState: Event<TreeState> = (listener) => this.#states.event(listener);

  get state(): TreeState {
    return this.#state;
  }

  /** Forgets what was listed and lists again. */
  refresh(): void {
    this.#lists.clear();
    this.#listed.clear();
    this.#areRootsListed = false;
    this.#generation++;
    this.arrangement.reset();
    this.#changes.fire(undefined);
  }

  /** Shows what was listed as `arrangement` now has it. @param id the node whose list changes; absent for all of them */
  rearrange(id?: string): void {
    this.#changes.fire(id);
  }

  /** The next showing of a node asks Azure again, for it and everything below it. */
  forget(id: string): void {
    this.#lists.forget(id);
    // A machine's captures are those of a watcher.
    if (/\/providers\/Microsoft\.Compute\//i.test(id)) {
      this.#lists.forgetWatchers(id.split('/')[2] ?? '');
    }
  }

  /** After a change of a rule, alert or action group: their folders show what Azure has now. */
  listAlertsAgain(resourceId: string): void {
    const folders = ['alertRules', 'firedAlerts', 'actionGroups'].map(
      (kind) => `/subscriptions/${resourceId.split('/')[2] ?? ''}#${kind}`,
    );
    for (const id of folders) {
      this.#lists.forget(id);
    }
    for (const id of folders) {
      this.#changes.fire(id);
    }
  }

  /** The roots. Never rejects: what goes wrong becomes the tree's state, and is logged. */
  async roots(options: CallOptions = {}): Promise<readonly TreeNode[]> {
    try {
      const { subscriptions, failures, isPartlyRead } = await this.#listRoots(options);
      if (subscriptions.length === 0 && failures.length === 0) {
        this.#setState('noSubscriptions');
        return [];
      }
      if (subscriptions.length === 0 && isPartlyRead !== true) {
        throw failures[0];
      }
      this.#setState('ready');
      const shown = chosenOf(subscriptions, this.#ports.chosenSubscriptions());
      const roots = shown.map((subscription) => this.#subscriptionNode(subscription, shown.length));
      const hidden = subscriptions.length - shown.length;
      return [
        ...roots,
        ...(hidden === 0 ? [] : [hiddenNode(hidden)]),
        ...failures.map((failure, index) => failureNode(`tenant-${index}`, failure)),
      ];
    } catch (error) {
      if (isCancelled(error)) {
        return [];
      }
      this.#ports.log.warn(`The subscriptions could not be listed: ${errorText(error)}`);
      this.#setState(stateOf(error));
      return [];
    }
  }

  /** Asks Azure after a refresh or a failure only: another filter or order shows the subscriptions that are known. */
  async #listRoots(options: CallOptions): Promise<SubscriptionList> {
    const { subscriptions, log } = this.#ports;
    if (this.#areRootsListed) {
      return await subscriptions.knownSubscriptions(options);
    }
    this.#setState('loading');
    const generation = this.#generation;
    const list = await subscriptions.listSubscriptions(options);
    this.#areRootsListed =
      generation === this.#generation && list.subscriptions.length > 0 && list.failures.length === 0;
    for (const failure of list.failures) {
      log.warn(`A tenant could not be read: ${errorText(failure)}`);
    }
    return list;
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
      const found = await this.#listWatchers(services, options);
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
    return [
      ...watchers,
      this.#machinesNode(services, id),
      ...this.#alerts.folders(services, id),
      this.#eventHubsNode(services, id),
    ];
  }

  #machinesNode(services: SubscriptionServices, parentId: string): TreeNode {
    const id = `${parentId}#machines`;
    const { subscription } = services;
    return {
      kind: 'machines',
      id,
      label: l10n.t('Virtual Machines'),
      icon: { id: 'server-environment' },
      contextValue: 'machines',
      subscriptionId: subscription.id,
      children: guarded(id, this.#ports.log, async (options) => {
        const [machines, scaleSets] = await this.#listMachines(services, options);
        const all = [...scaleSets, ...machines].filter(({ name, region }) => this.arrangement.fits(name, region));
        return all.length === 0
          ? [this.#emptyNode(id, machines.length + scaleSets.length, l10n.t('No virtual machines'))]
          : this.arrangement.page(
              id,
              all.map((each) => ({
                ...machineNode(each, subscription.id),
                children: guarded(each.id, this.#ports.log, (call) => this.#capturesOf(services, each, call)),
              })),
            );
      }),
    };
  }

  #listMachines(
    { inventory, subscription }: SubscriptionServices,
    options: CallOptions,
  ): Promise<[readonly VirtualMachine[], readonly ScaleSet[]]> {
    return this.#lists.get(`/subscriptions/${subscription.id}#machines`, () =>
      Promise.all([inventory.listVirtualMachines(options), inventory.listScaleSets(options)]),
    );
  }

  #listWatchers(
    { inventory, subscription }: SubscriptionServices,
    options: CallOptions,
  ): Promise<readonly NetworkWatcher[]> {
    return this.#lists.get(`/subscriptions/${subscription.id}#watchers`, () => inventory.listNetworkWatchers(options));
  }

  /** The captures of a machine or scale set, which alone is named; none where it is gone or its region has no watcher. */
  async #capturesOfTarget(
    services: SubscriptionServices,
    targetId: string,
    options: CallOptions,
  ): Promise<readonly PacketCapture[]> {
    const [[machines, scaleSets], watchers] = await Promise.all([
      this.#listMachines(services, options),
      this.#listWatchers(services, options),
    ]);
    // An alert may be about one instance of a scale set.
    const wholeId = machinesOf([targetId])[0] ?? targetId;
    const machine = [...machines, ...scaleSets].find(({ id }) => isSameResource(id, wholeId));
    const watcher = watchers.find(({ region }) => region === machine?.region);
    if (watcher === undefined) {
      return [];
    }
    const found = await this.#lists.get(watcher.id, () => this.#listCaptures(services, watcher.id, options));
    return found.filter((capture) => capturesMachine(capture, targetId));
  }

  #listedNode({ subscription }: SubscriptionServices, capture: PacketCapture): TreeNode {
    const known = this.#ports.captures.find(capture.id) ?? capture;
    this.#listed.set(known.id.toLowerCase(), placeOf(known));
    return { ...captureNode(known, this.#ports.clock.now()), subscriptionId: subscription.id };
  }

  /** "Captures of this machine": those of its region's watcher that record it. */
  async #capturesOf(
    services: SubscriptionServices,
    machine: VirtualMachine | ScaleSet,
    options: CallOptions,
  ): Promise<readonly TreeNode[]> {
    const watchers = await this.#listWatchers(services, options);
    const watcher = watchers.find(({ region }) => region === machine.region);
    if (watcher === undefined) {
      return [messageNode(`${machine.id}#none`, l10n.t('No network watcher in {0}', machine.region))];
    }
    const found = await this.#lists.get(watcher.id, () => this.#listCaptures(services, watcher.id, options));
    const own = found.filter((capture) => capturesMachine(capture, machine.id));
    return own.length === 0
      ? [messageNode(`${machine.id}#none`, l10n.t('No captures'), l10n.t('Start one with the record button.'))]
      : this.#captureNodes(services, machine.id, own).map((node) =>
          node.kind === 'packetCapture' ? { ...node, id: `${machine.id}#${node.id}` } : node,
        );
  }

  #listCaptures(
    services: SubscriptionServices,
    watcherId: string,
    options: CallOptions,
  ): Promise<readonly PacketCapture[]> {
    return this.#ports.captures.list(services.captures, watcherId, options);
  }

  /** The captures as they are known now, filtered, in order, by pages. @param id the node they are listed below */
  #captureNodes(services: SubscriptionServices, id: string, found: readonly PacketCapture[]): readonly TreeNode[] {
    const { captures } = this.#ports;
    const known = found.map((capture) => captures.find(capture.id) ?? capture);
    for (const capture of known) {
      this.#listed.set(capture.id.toLowerCase(), placeOf(capture));
    }
    const fitting = known.filter(({ name, targetId }) => this.arrangement.fits(name, resourceName(targetId)));
    if (fitting.length === 0) {
      return [this.#emptyNode(id, found.length, l10n.t('No captures'))];
    }
    const nodes = this.arrangement.sorted(fitting).map((capture) => this.#listedNode(services, capture));
    return this.arrangement.page(id, nodes);
  }

  /** What stands in place of a list that is empty, or of which the filter leaves nothing. */
  #emptyNode(id: string, unfiltered: number, text: string, hint?: string): TreeNode {
    return unfiltered === 0
      ? messageNode(`${id}#none`, text, hint)
      : messageNode(`${id}#none`, l10n.t('The filter hides all {0}', unfiltered));
  }

  #captureChanged(capture: PacketCapture): void {
    const key = capture.id.toLowerCase();
    const place = this.#listed.get(key);
    if (place === undefined) {
      this.#listAgain(capture);
      return;
    }
    this.#changes.fire(capture.id);
    if (place !== placeOf(capture)) {
      this.#listed.set(key, placeOf(capture));
      this.#orderAgain(capture);
    }
  }

  /** A capture came or went: the lists it belongs to are asked for again, unless they are just being asked for. */
  #listAgain(capture: PacketCapture): void {
    const watcherId = parentResourceId(capture.id) ?? capture.watcherId;
    if (this.#lists.isPending(watcherId)) {
      return;
    }
    this.#lists.forget(watcherId);
    for (const id of [watcherId, capture.targetId]) {
      this.#changes.fire(id);
    }
  }

  /** Many captures may change at once, as when their statuses arrive: their lists are drawn once for all. */
  #orderAgain(capture: PacketCapture): void {
    if (this.#disordered.size === 0) {
      this.#ordering = this.#store.add(
        this.#ports.clock.after(reorderDelayInMs, () => {
          this.#store.remove(this.#ordering);
          const ids = Array.from(this.#disordered);
          this.#disordered.clear();
          for (const id of ids) {
            this.#changes.fire(id);
          }
        }),
      );
    }
    this.#disordered.add(parentResourceId(capture.id) ?? capture.watcherId);
    this.#disordered.add(capture.targetId);
  }

  #watcherNode(services: SubscriptionServices, watcher: NetworkWatcher): TreeNode {
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
      region: watcher.region,
      children: guarded(watcher.id, this.#ports.log, async (options) => {
        const found = await this.#lists.get(watcher.id, () => this.#listCaptures(services, watcher.id, options));
        return found.length === 0
          ? [
              messageNode(
                `${watcher.id}#none`,
                l10n.t('No captures'),
                l10n.t('Start one with the record button of the watcher.'),
              ),
            ]
          : this.#captureNodes(services, watcher.id, found);
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
        const namespaces = await this.#lists.get(id, () => services.eventHubs.listNamespaces(options));
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
        const hubs = await this.#lists.get(namespace.id, () => services.eventHubs.listEventHubs(namespace.id, options));
        return hubs.length === 0
          ? [messageNode(`${namespace.id}#none`, l10n.t('No event hubs'))]
          : hubs.map((hub) => eventHubNode(hub, services));
      }),
    };
  }
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

/** What decides where a capture stands in its list. */
function placeOf({ state, startedAt }: PacketCapture): string {
  return `${isCaptureActive(state)} ${startedAt ?? ''}`;
}
