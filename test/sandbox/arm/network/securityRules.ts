// What security groups say of a flow: the rules of a group by priority, the groups of card and subnet in Azure's order.

import type { Resource } from '../armState.ts';
import type { AddressRange } from './addresses.ts';
import { isInternet, isWithin, prefixesOfTag, readRange } from './addresses.ts';
import type { CardNetwork } from './cards.ts';

/** A rule as it stands in the properties of its group. */
export interface SecurityRule {
  readonly name: string;
  readonly id: string;
  readonly properties: {
    readonly protocol: string;
    readonly access: 'Allow' | 'Deny';
    readonly priority: number;
    readonly direction: 'Inbound' | 'Outbound';
    readonly sourcePortRange?: string;
    readonly sourcePortRanges?: readonly string[];
    readonly destinationPortRange?: string;
    readonly destinationPortRanges?: readonly string[];
    readonly sourceAddressPrefix?: string;
    readonly sourceAddressPrefixes?: readonly string[];
    readonly destinationAddressPrefix?: string;
    readonly destinationAddressPrefixes?: readonly string[];
  };
}

/** One side of a flow: an address, a prefix, a service tag or `*`; a port or `*`. */
export interface FlowEnd {
  readonly address: string;
  readonly port: string;
}

/** What passes a card, or wants to. */
export interface Flow {
  readonly direction: 'Inbound' | 'Outbound';
  /** TCP, UDP, ICMP or `*`, in any case. */
  readonly protocol: string;
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
}

/** Which parts of a rule fit a flow. */
export interface RuleMatch {
  readonly rule: SecurityRule;
  readonly isDefault: boolean;
  readonly protocol: boolean;
  readonly source: boolean;
  readonly sourcePort: boolean;
  readonly destination: boolean;
  readonly destinationPort: boolean;
}

/** What one group said. */
export interface GroupVerdict {
  readonly group: Resource;
  /** Id of the card or subnet that has the group. */
  readonly appliedTo: string;
  readonly matched: RuleMatch;
  /** Every rule of the direction in the order of priority. */
  readonly evaluated: readonly RuleMatch[];
}

/** What all groups of a card said together; no group allows everything. */
export interface Verdict {
  readonly access: 'Allow' | 'Deny';
  /** The groups that were asked: the one that denies is the last. */
  readonly groups: readonly GroupVerdict[];
}

/** Rules of a group with their origin, own ones first. */
export function rulesOf(group: Resource): readonly { readonly rule: SecurityRule; readonly isDefault: boolean }[] {
  const list = (name: string): readonly SecurityRule[] => group.properties[name] as readonly SecurityRule[];
  return [
    ...list('securityRules').map((rule) => ({ rule, isDefault: false })),
    ...list('defaultSecurityRules').map((rule) => ({ rule, isDefault: true })),
  ];
}

/** Groups of a card in the order in which a packet meets them. */
export function groupsOf(
  network: CardNetwork,
  direction: Flow['direction'],
): readonly { readonly group: Resource; readonly appliedTo: string }[] {
  const { card, subnet, cardSecurityGroup, subnetSecurityGroup } = network;
  const ofCard = cardSecurityGroup === undefined ? [] : [{ group: cardSecurityGroup, appliedTo: card.id }];
  const ofSubnet =
    subnetSecurityGroup === undefined || subnet === undefined
      ? []
      : [{ group: subnetSecurityGroup, appliedTo: subnet.id }];
  return direction === 'Inbound' ? [...ofSubnet, ...ofCard] : [...ofCard, ...ofSubnet];
}

/** Decides over a flow at a card. */
export function judge(network: CardNetwork, flow: Flow): Verdict {
  const groups: GroupVerdict[] = [];
  for (const { group, appliedTo } of groupsOf(network, flow.direction)) {
    const evaluated = rulesOf(group)
      .filter(({ rule }) => rule.properties.direction === flow.direction)
      .toSorted((left, right) => left.rule.properties.priority - right.rule.properties.priority)
      .map(({ rule, isDefault }) => matchRule(rule, { isDefault, flow, prefixes: virtualNetworkPrefixes(network) }));
    const matched = evaluated.find((match) => isWhole(match));
    if (matched === undefined) {
      throw new Error(`Security group ${group.name} has no rule for everything.`);
    }
    groups.push({ group, appliedTo, matched, evaluated });
    if (matched.rule.properties.access === 'Deny') {
      return { access: 'Deny', groups };
    }
  }
  return { access: 'Allow', groups };
}

/** The rule that decided: the one that denied, else the last one that allowed; undefined without any group. */
export function decidingRule({ groups }: Verdict): RuleMatch | undefined {
  return groups.at(-1)?.matched;
}

/** What the tag VirtualNetwork stands for at a card: its network, and where its route table leads. */
export function virtualNetworkPrefixes({ virtualNetwork, routeTable }: CardNetwork): readonly string[] {
  const space = virtualNetwork?.properties['addressSpace'] as
    { readonly addressPrefixes: readonly string[] } | undefined;
  const routes = (routeTable?.properties['routes'] ?? []) as readonly {
    readonly properties: { readonly addressPrefix: string };
  }[];
  return [...(space?.addressPrefixes ?? []), ...routes.map(({ properties }) => properties.addressPrefix)];
}

/** A member of a rule that has one value or many. */
export function valuesOf(
  rule: SecurityRule,
  name: 'sourcePortRange' | 'destinationPortRange' | 'sourceAddressPrefix' | 'destinationAddressPrefix',
): readonly string[] {
  const { properties } = rule;
  switch (name) {
    case 'sourcePortRange':
      return properties.sourcePortRanges ?? [properties.sourcePortRange ?? '*'];
    case 'destinationPortRange':
      return properties.destinationPortRanges ?? [properties.destinationPortRange ?? '*'];
    case 'sourceAddressPrefix':
      return properties.sourceAddressPrefixes ?? [properties.sourceAddressPrefix ?? '*'];
    case 'destinationAddressPrefix':
      return properties.destinationAddressPrefixes ?? [properties.destinationAddressPrefix ?? '*'];
  }
}

function matchRule(
  rule: SecurityRule,
  about: { readonly isDefault: boolean; readonly flow: Flow; readonly prefixes: readonly string[] },
): RuleMatch {
  const { flow, prefixes } = about;
  return {
    rule,
    isDefault: about.isDefault,
    protocol: rule.properties.protocol === '*' || isSame(rule.properties.protocol, flow.protocol),
    source: hasAddress(valuesOf(rule, 'sourceAddressPrefix'), flow.source.address, prefixes),
    sourcePort: hasPort(valuesOf(rule, 'sourcePortRange'), flow.source.port),
    destination: hasAddress(valuesOf(rule, 'destinationAddressPrefix'), flow.destination.address, prefixes),
    destinationPort: hasPort(valuesOf(rule, 'destinationPortRange'), flow.destination.port),
  };
}

function isWhole(match: RuleMatch): boolean {
  return match.protocol && match.source && match.sourcePort && match.destination && match.destinationPort;
}

function hasAddress(listed: readonly string[], asked: string, virtualNetwork: readonly string[]): boolean {
  const range = readRange(asked);
  return listed.some(
    (prefix) =>
      prefix === '*' || isSame(prefix, asked) || (range !== undefined && coversRange(prefix, range, virtualNetwork)),
  );
}

function coversRange(prefix: string, range: AddressRange, virtualNetwork: readonly string[]): boolean {
  return isSame(prefix, 'Internet')
    ? isInternet(range, virtualNetwork)
    : isWithin(range, prefixesOfTag(prefix, virtualNetwork) ?? [prefix]);
}

function hasPort(listed: readonly string[], asked: string): boolean {
  return listed.some((range) => {
    if (range === '*') {
      return true;
    }
    const [first = 0, last = first] = range.split('-').map(Number);
    return asked !== '*' && Number(asked) >= first && Number(asked) <= last;
  });
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
