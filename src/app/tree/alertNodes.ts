// How alert rules, fired alerts, action groups and their receivers look in the tree.

import * as l10n from '@vscode/l10n';
import type { ActionGroup, Receiver, ReceiverKind } from '../../domain/alert/actionGroup.ts';
import type { AlertRule } from '../../domain/alert/alertRule.ts';
import type { AlertChange, FiredAlert } from '../../domain/alert/firedAlert.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { formatDuration } from '../../domain/capture/captureLimits.ts';
import type { TreeIcon, TreeNode } from './treeNode.ts';

/** What a node is made with besides its value. */
export interface AlertNodeOptions {
  readonly subscriptionId: string;
  readonly children?: NonNullable<TreeNode['children']>;
}

/** The node of an alert rule. */
export function alertRuleNode(
  rule: AlertRule,
  { isFiring, ...options }: AlertNodeOptions & { readonly isFiring: boolean },
): TreeNode {
  const state = isFiring ? [l10n.t('fired')] : rule.isEnabled ? [] : [l10n.t('disabled')];
  const severity = rule.severity === undefined ? [] : [l10n.t('Sev {0}', rule.severity)];
  const { windowInSeconds: window, frequencyInSeconds: frequency } = rule;
  return {
    ...options,
    kind: 'alertRule',
    id: rule.id,
    label: rule.name,
    description: [...state, ...severity, rule.condition].filter(Boolean).join(' · '),
    tooltip: [
      rule.name,
      ...(rule.description === undefined ? [] : [rule.description]),
      [kindText(rule), ...state, ...severity].join(' · '),
      rule.condition,
      ...(window === undefined || frequency === undefined
        ? []
        : [l10n.t('over {0}, checked every {1}', formatDuration(window), formatDuration(frequency))]),
      ...rule.scopes.map((scope) => l10n.t('watches {0}', resourceName(scope))),
      ...rule.actionGroupIds.map((group) => l10n.t('calls {0}', resourceName(group))),
    ].filter(Boolean),
    icon: isFiring
      ? { id: 'bell-dot', color: 'charts.red' }
      : rule.isEnabled
        ? { id: 'bell' }
        : { id: 'bell-slash', color: 'disabledForeground' },
    contextValue: `alertRule;arm;${rule.kind};${rule.isEnabled ? 'enabled' : 'disabled'}`,
    resourceId: rule.id,
  };
}

function kindText({ kind }: AlertRule): string {
  switch (kind) {
    case 'metric':
      return l10n.t('metric alert');
    case 'activityLog':
      return l10n.t('activity log alert');
    case 'logSearch':
      return l10n.t('log alert');
  }
}

/** The node of a fired alert; a click shows it whole. @param prefix tells the same alert at several places apart */
export function firedAlertNode(
  alert: FiredAlert,
  { prefix = '', ...options }: AlertNodeOptions & { readonly prefix?: string },
): TreeNode {
  const target = alert.targetId === undefined ? [] : [resourceName(alert.targetId)];
  const severity = alert.severity === undefined ? [] : [l10n.t('Sev {0}', alert.severity)];
  const at = alert.firedAt === undefined ? [] : [momentText(alert.firedAt)];
  const times = [
    ...(alert.firedAt === undefined ? [] : [l10n.t('fired {0}', momentText(alert.firedAt))]),
    ...(alert.resolvedAt === undefined ? [] : [l10n.t('resolved {0}', momentText(alert.resolvedAt))]),
  ];
  return {
    ...options,
    kind: 'firedAlert',
    id: `${prefix}${alert.id}`,
    // Below its rule the name says nothing, and the panel is narrow.
    label: prefix === '' || at.length === 0 ? nameOf(alert) : at.join(''),
    description: [...target, alertMomentText(alert), ...severity, ...(prefix === '' ? at : [])].join(' · '),
    tooltip: [
      alert.ruleName,
      [alertMomentText(alert), ...severity, alertStateText(alert)].join(' · '),
      ...target,
      ...times,
    ],
    icon: alertIcon(alert),
    contextValue: `firedAlert;${alert.moment};${alert.state};arm`,
    resourceId: alert.id,
    command: 'viewFiredAlert',
  };
}

function nameOf({ ruleName, name }: FiredAlert): string {
  return ruleName === '' ? name : ruleName;
}

function alertIcon({ moment, state }: FiredAlert): TreeIcon {
  if (moment === 'resolved' || state === 'closed') {
    return { id: 'pass', color: 'charts.green' };
  }
  return state === 'acknowledged' ? { id: 'eye', color: 'charts.yellow' } : { id: 'flame', color: 'charts.red' };
}

function alertMomentText({ moment }: FiredAlert): string {
  switch (moment) {
    case 'fired':
      return l10n.t('fired');
    case 'resolved':
      return l10n.t('resolved');
    case 'unknown':
      return l10n.t('state unknown');
  }
}

function alertStateText({ state }: FiredAlert): string {
  switch (state) {
    case 'new':
      return l10n.t('new');
    case 'acknowledged':
      return l10n.t('acknowledged');
    case 'closed':
      return l10n.t('closed');
    case 'unknown':
      return l10n.t('state unknown');
  }
}

/** The node of a change in an alert's history. */
export function alertChangeNode(change: AlertChange, id: string): TreeNode {
  const way = [change.from, change.to].filter((part) => part !== undefined).join(' → ');
  const about = [way, change.by, change.at === undefined ? undefined : momentText(change.at)].flatMap(
    (part) => part || [],
  );
  return {
    kind: 'message',
    id,
    label: eventText(change.event),
    ...(about.length === 0 ? {} : { description: about.join(' · ') }),
    tooltip: [eventText(change.event), ...about, change.comment].flatMap((line) => line || []),
    icon: { id: 'history' },
    contextValue: 'alertChange',
  };
}

/** The service's words for events (AlertModificationEvent); others are shown as they are. */
function eventText(event: string): string {
  switch (event.toLowerCase()) {
    case 'alertcreated':
      return l10n.t('Fired');
    case 'statechange':
      return l10n.t('State changed');
    case 'monitorconditionchange':
      return l10n.t('Condition changed');
    case 'severitychange':
      return l10n.t('Severity changed');
    case 'actionstriggered':
    case 'actionruletriggered':
      return l10n.t('Actions called');
    case 'actionrulesuppressed':
    case 'actionssuppressed':
      return l10n.t('Actions suppressed');
    case 'actionsfailed':
      return l10n.t('Actions failed');
    default:
      return event;
  }
}

/** The node of an action group. @param prefix tells the same group below several rules apart */
export function actionGroupNode(
  group: ActionGroup,
  { prefix = '', ...options }: AlertNodeOptions & { readonly prefix?: string },
): TreeNode {
  const count = group.receivers.length === 1 ? l10n.t('1 receiver') : l10n.t('{0} receivers', group.receivers.length);
  return {
    ...options,
    kind: 'actionGroup',
    id: `${prefix}${group.id}`,
    label: group.name,
    description: [...(group.isEnabled ? [] : [l10n.t('disabled')]), count].join(' · '),
    tooltip: [group.name, group.shortName, count, group.id].filter(Boolean),
    icon: group.isEnabled ? { id: 'megaphone' } : { id: 'megaphone', color: 'disabledForeground' },
    contextValue: `actionGroup;arm;${group.isEnabled ? 'enabled' : 'disabled'}`,
    resourceId: group.id,
    children: (): Promise<readonly TreeNode[]> =>
      Promise.resolve(
        group.receivers.map((receiver, index) => receiverNode(receiver, `${prefix}${group.id}#${index}`)),
      ),
  };
}

/** The node of a receiver: never with the path or query of its address. */
function receiverNode(receiver: Receiver, id: string): TreeNode {
  const schema =
    receiver.usesCommonSchema === undefined
      ? []
      : [receiver.usesCommonSchema ? l10n.t('common schema') : l10n.t('older schema')];
  const secure = receiver.isSecure === true ? [l10n.t('protected by Microsoft Entra')] : [];
  return {
    kind: 'message',
    id,
    label: receiver.name,
    description: [receiverKindText(receiver.kind), receiver.target, ...schema].filter(Boolean).join(' · '),
    tooltip: [receiver.name, receiverKindText(receiver.kind), receiver.target, ...schema, ...secure].filter(Boolean),
    icon: receiverIcon(receiver.kind),
    contextValue: 'receiver',
  };
}

/** A kind of receiver in words. */
function receiverKindText(kind: ReceiverKind): string {
  switch (kind) {
    case 'email':
      return l10n.t('mail');
    case 'sms':
      return l10n.t('text message');
    case 'webhook':
      return l10n.t('webhook');
    case 'azureFunction':
      return l10n.t('Function');
    case 'automationRunbook':
      return l10n.t('runbook');
    case 'logicApp':
      return l10n.t('logic app');
    case 'eventHub':
      return l10n.t('event hub');
    case 'armRole':
      return l10n.t('mail to a role');
    case 'voice':
      return l10n.t('call');
    case 'azureAppPush':
      return l10n.t('Azure app');
    case 'itsm':
      return l10n.t('ITSM ticket');
    case 'incident':
      return l10n.t('incident');
  }
}

function receiverIcon(kind: ReceiverKind): TreeIcon {
  switch (kind) {
    case 'email':
    case 'armRole':
      return { id: 'mail' };
    case 'webhook':
    case 'logicApp':
      return { id: 'plug' };
    case 'azureFunction':
      return { id: 'symbol-function' };
    case 'automationRunbook':
      return { id: 'terminal' };
    case 'eventHub':
      return { id: 'pulse' };
    default:
      return { id: 'comment' };
  }
}

/** A moment in the person's way of writing dates, to the minute. */
export function momentText(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
}
