// The part of the side panel that is about alerts: rules, what they raised, the captures that belong to it, and whom they call.

import * as l10n from '@vscode/l10n';
import { isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import type { ActionGroup } from '../../domain/alert/actionGroup.ts';
import type { AlertRule } from '../../domain/alert/alertRule.ts';
import { captureRelation } from '../../domain/alert/correlation.ts';
import { firingRuleIds, isOfRule } from '../../domain/alert/firedAlert.ts';
import type { FiredAlert } from '../../domain/alert/firedAlert.ts';
import { isSameResource, resourceName } from '../../domain/arm/resourceId.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import type { SubscriptionServices } from '../azure/subscriptionServices.ts';
import { actionGroupNode, alertChangeNode, alertRuleNode, firedAlertNode } from './alertNodes.ts';
import type { ListCache } from './listCache.ts';
import { failureNode, guarded, messageNode } from './messageNodes.ts';
import type { TreeArrangement } from './treeArrangement.ts';
import type { TreeNode } from './treeNode.ts';

/** What the branch works with. */
export interface AlertBranchPorts {
  readonly lists: ListCache;
  readonly arrangement: TreeArrangement;
  readonly log: Log;
  /** The captures of a machine or scale set; none where its region has no watcher. */
  readonly capturesOf: (
    services: SubscriptionServices,
    targetId: string,
    options: CallOptions,
  ) => Promise<readonly PacketCapture[]>;
  readonly captureNodeOf: (services: SubscriptionServices, capture: PacketCapture) => TreeNode;
}

/** Alerts of a rule that stand below it. */
const alertsOfRule = 10;

/** Makes the folders of a subscription and everything below them. */
export class AlertBranch {
  readonly #ports: AlertBranchPorts;

  constructor(ports: AlertBranchPorts) {
    this.#ports = ports;
  }

  /** The folders below a subscription's node. */
  folders(services: SubscriptionServices, parentId: string): readonly TreeNode[] {
    return [
      this.#folder(services, parentId, {
        kind: 'alertRules',
        label: l10n.t('Alert Rules'),
        icon: { id: 'bell' },
        list: (options) => this.#rules(services, parentId, options),
      }),
      this.#folder(services, parentId, {
        kind: 'firedAlerts',
        label: l10n.t('Fired Alerts'),
        icon: { id: 'flame' },
        list: (options) => this.#alerts(services, parentId, options),
      }),
      this.#folder(services, parentId, {
        kind: 'actionGroups',
        label: l10n.t('Action Groups'),
        icon: { id: 'megaphone' },
        list: (options) => this.#groups(services, parentId, options),
      }),
    ];
  }

  #folder(
    { subscription }: SubscriptionServices,
    parentId: string,
    { list, ...look }: Pick<TreeNode, 'kind' | 'label' | 'icon'> & { readonly list: NonNullable<TreeNode['children']> },
  ): TreeNode {
    const id = `${parentId}#${look.kind}`;
    return {
      ...look,
      id,
      contextValue: look.kind,
      subscriptionId: subscription.id,
      children: guarded(id, this.#ports.log, list),
    };
  }

  async #rules(services: SubscriptionServices, parentId: string, options: CallOptions): Promise<readonly TreeNode[]> {
    const { arrangement } = this.#ports;
    const id = `${parentId}#alertRules`;
    const [{ rules, failures }, alerts] = await Promise.all([
      this.#ports.lists.get(id, () => this.#listRules(services, options)),
      this.#knownAlerts(services, parentId, options),
    ]);
    const missing = failures.map((failure, index) => failureNode(`${id}-${index}`, failure));
    const fitting = rules.filter(({ name, scopes }) => arrangement.fits(name, ...scopes.map(resourceName)));
    if (fitting.length === 0 && (rules.length > 0 || missing.length === 0)) {
      return [...missing, this.#empty(id, rules.length, l10n.t('No alert rules'))];
    }
    const firing = firingRuleIds(alerts);
    const nodes = fitting.map((rule) =>
      alertRuleNode(rule, {
        isFiring: firing.has(rule.id.toLowerCase()),
        subscriptionId: services.subscription.id,
        children: guarded(rule.id, this.#ports.log, (call) => this.#ofRule(services, parentId, rule, call)),
      }),
    );
    return [...missing, ...arrangement.page(id, nodes)];
  }

  /** Who may read only some kinds of rules sees those, and a line for what is missing. */
  async #listRules(
    { alerts }: SubscriptionServices,
    options: CallOptions,
  ): Promise<{ readonly rules: readonly AlertRule[]; readonly failures: readonly unknown[] }> {
    const failures: unknown[] = [];
    const rules = await alerts.listAlertRules({
      ...options,
      onFailure: (failure) => {
        this.#ports.log.warn(`Some alert rules are not listed: ${errorText(failure)}`);
        failures.push(failure);
      },
    });
    return { rules, failures };
  }

  /** Who may not read alerts still sees the rules, without knowing which of them have fired. */
  async #knownAlerts(
    services: SubscriptionServices,
    parentId: string,
    options: CallOptions,
  ): Promise<readonly FiredAlert[]> {
    try {
      return await this.#listAlerts(services, parentId, options);
    } catch (error) {
      if (!isCancelled(error)) {
        this.#ports.log.warn(`Which rules have fired is not known: ${errorText(error)}`);
      }
      return [];
    }
  }

  #listAlerts(services: SubscriptionServices, parentId: string, options: CallOptions): Promise<readonly FiredAlert[]> {
    return this.#ports.lists.get(`${parentId}#firedAlerts`, () => services.alerts.listFiredAlerts(options));
  }

  #listGroups(services: SubscriptionServices, parentId: string, options: CallOptions): Promise<readonly ActionGroup[]> {
    return this.#ports.lists.get(`${parentId}#actionGroups`, () => services.alerts.listActionGroups(options));
  }

  /** What a rule raised lately, and whom it calls. */
  async #ofRule(
    services: SubscriptionServices,
    parentId: string,
    rule: AlertRule,
    options: CallOptions,
  ): Promise<readonly TreeNode[]> {
    const prefix = `${rule.id}#`;
    const { subscription } = services;
    const [alerts, groups] = await Promise.all([
      guarded(`${rule.id}#alerts`, this.#ports.log, async (call) =>
        (await this.#listAlerts(services, parentId, call))
          .filter((alert) => isOfRule(alert, rule.id))
          .slice(0, alertsOfRule)
          .map((alert) => this.#alertNode(services, alert, prefix)),
      )(options),
      guarded(`${rule.id}#groups`, this.#ports.log, async (call) => {
        const known = rule.actionGroupIds.length === 0 ? [] : await this.#listGroups(services, parentId, call);
        return rule.actionGroupIds.map((groupId) => {
          const group = known.find(({ id }) => isSameResource(id, groupId));
          return group === undefined
            ? messageNode(
                `${prefix}${groupId}`,
                resourceName(groupId),
                l10n.t('an action group that is not there or in another subscription'),
              )
            : actionGroupNode(group, { prefix, subscriptionId: subscription.id });
        });
      })(options),
    ]);
    const nodes = [...alerts, ...groups];
    return nodes.length === 0 ? [messageNode(`${rule.id}#none`, l10n.t('Has not fired, and calls nobody'))] : nodes;
  }

  async #alerts(services: SubscriptionServices, parentId: string, options: CallOptions): Promise<readonly TreeNode[]> {
    const { arrangement } = this.#ports;
    const id = `${parentId}#firedAlerts`;
    const alerts = await this.#listAlerts(services, parentId, options);
    const fitting = alerts.filter(({ ruleName, targetId }) => arrangement.fits(ruleName, resourceName(targetId ?? '')));
    return fitting.length === 0
      ? [this.#empty(id, alerts.length, l10n.t('No alerts in the last 30 days'))]
      : arrangement.page(
          id,
          fitting.map((alert) => this.#alertNode(services, alert)),
        );
  }

  #alertNode(services: SubscriptionServices, alert: FiredAlert, prefix = ''): TreeNode {
    const id = `${prefix}${alert.id}`;
    return firedAlertNode(alert, {
      prefix,
      subscriptionId: services.subscription.id,
      children: guarded(id, this.#ports.log, (options) => this.#ofAlert(services, alert, { id, options })),
    });
  }

  /** The captures that belong to an alert, those that it started first, and its history. */
  async #ofAlert(
    services: SubscriptionServices,
    alert: FiredAlert,
    { id, options }: { readonly id: string; readonly options: CallOptions },
  ): Promise<readonly TreeNode[]> {
    const { log, lists, capturesOf, captureNodeOf } = this.#ports;
    const [captures, history] = await Promise.all([
      guarded(`${id}#captures`, log, async (call) => {
        const found = alert.targetId === undefined ? [] : await capturesOf(services, alert.targetId, call);
        const related = found.map((capture) => ({ capture, relation: captureRelation(capture, alert) }));
        return (['started', 'meanwhile'] as const).flatMap((wanted) =>
          related
            .filter(({ relation }) => relation === wanted)
            .map(({ capture }) => {
              const node = captureNodeOf(services, capture);
              const note = wanted === 'started' ? l10n.t('started by this alert') : l10n.t('of the same time');
              return { ...node, id: `${id}#${node.id}`, note };
            }),
        );
      })(options),
      guarded(`${id}#history`, log, async (call) =>
        (await lists.get(`${alert.id}#history`, () => services.alerts.listChanges(alert.id, call))).map(
          (change, index) => alertChangeNode(change, `${id}#change${index}`),
        ),
      )(options),
    ]);
    const none = captures.length === 0 ? [messageNode(`${id}#none`, l10n.t('No captures of its time'))] : captures;
    return [...none, ...history];
  }

  async #groups(services: SubscriptionServices, parentId: string, options: CallOptions): Promise<readonly TreeNode[]> {
    const { arrangement } = this.#ports;
    const id = `${parentId}#actionGroups`;
    const groups = await this.#listGroups(services, parentId, options);
    const fitting = groups.filter(({ name }) => arrangement.fits(name));
    return fitting.length === 0
      ? [this.#empty(id, groups.length, l10n.t('No action groups'))]
      : arrangement.page(
          id,
          fitting.map((group) => actionGroupNode(group, { subscriptionId: services.subscription.id })),
        );
  }

  #empty(id: string, unfiltered: number, text: string): TreeNode {
    return messageNode(`${id}#none`, unfiltered === 0 ? text : l10n.t('The filter hides all {0}', unfiltered));
  }
}
