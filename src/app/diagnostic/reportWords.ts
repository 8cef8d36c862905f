// Words that several reports share: access, directions, protocols, ends of packets, and where a rule comes from.

import * as l10n from '@vscode/l10n';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { Fact } from '../../domain/diagnostic/diagnosticReport.ts';
import type { PlacedRule, RuleAccess, RuleDirection } from '../../domain/diagnostic/securityRule.ts';

/** What a rule does, in a word. */
export function accessText(access: RuleAccess): string {
  switch (access) {
    case 'allow':
      return l10n.t('allow');
    case 'deny':
      return l10n.t('deny');
    case 'unknown':
      return l10n.t('not known');
  }
}

/** A direction in a word. */
export function directionText(direction: RuleDirection): string {
  return direction === 'inbound' ? l10n.t('inbound') : l10n.t('outbound');
}

/** A protocol as people write it: `TCP`, `any`. */
export function protocolText(protocol: string): string {
  return protocol === '*' || protocol.toLowerCase() === 'all' ? l10n.t('any') : protocol.toUpperCase();
}

/** Addresses of a rule in one cell. */
export function addressesText(values: readonly string[]): string {
  return values.map((each) => (each === '*' ? l10n.t('any') : each)).join(', ');
}

/** Ports of a rule in one cell: the service writes `22-22` for one port and `0-65535` for all. */
export function portsText(values: readonly string[]): string {
  return values
    .map((each) => {
      const [first, last] = each.split('-');
      return each === '*' || each === '0-65535' ? l10n.t('any') : first !== undefined && first === last ? first : each;
    })
    .join(', ');
}

/** The group that a rule stands in and where the group is attached, e.g. `nsg-web, at the subnet`. */
export function originText({ place, groupId }: PlacedRule): string {
  const group = groupId === undefined ? '' : resourceName(groupId);
  switch (place) {
    case 'default':
      // Every group has the same ones, whichever the service names.
      return l10n.t('default rule');
    case 'card':
      return group === '' ? l10n.t('at the network card') : l10n.t('{0}, at the network card', group);
    case 'subnet':
      return group === '' ? l10n.t('at the subnet') : l10n.t('{0}, at the subnet', group);
    case 'unknown':
      return group;
  }
}

/** A fact, or nothing where there is no value. */
export function factOf(label: string, value: string | number | undefined): readonly Fact[] {
  return value === undefined || value === '' ? [] : [{ label, value: String(value) }];
}

/** Milliseconds as text. */
export function millisecondsText(milliseconds: number): string {
  return l10n.t('{0} ms', milliseconds);
}
