// Security rules of a machine's network cards: reading their names, where each comes from, and the order in which they are tried.

import { parseResourceId } from '../arm/resourceId.ts';

/** Which way the packets go that a rule is for. */
export type RuleDirection = 'inbound' | 'outbound';

/** What a rule does; `unknown` when the service did not say. */
export type RuleAccess = 'allow' | 'deny' | 'unknown';

/** One rule of a network security group, or one in effect on a card. */
export interface SecurityRule {
  /** Without the service's prefixes, e.g. `DenyRdp`. */
  readonly name: string;
  /** True for the rules that every group has. */
  readonly isDefault: boolean;
  /** The network security group, where the service gives one. */
  readonly groupId?: string;
  readonly direction: RuleDirection | 'unknown';
  readonly access: RuleAccess;
  /** The lowest is tried first; 100 to 4096, default rules from 65000. */
  readonly priority?: number;
  /** `Tcp`, `Udp`, `*` …, as the service writes it. */
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly sourcePorts: readonly string[];
  readonly destinations: readonly string[];
  readonly destinationPorts: readonly string[];
}

/** The rules of one network card by where they come from. */
export interface CardRules {
  readonly cardId: string;
  readonly subnetId?: string;
  readonly cardRules: readonly SecurityRule[];
  readonly subnetRules: readonly SecurityRule[];
  readonly defaultRules: readonly SecurityRule[];
  /** What the service says is in effect, all groups together. */
  readonly effectiveRules: readonly SecurityRule[];
}

/** Where a rule is attached. */
export type RulePlace = 'card' | 'subnet' | 'default' | 'unknown';

/** A rule with the place it comes from. */
export interface PlacedRule {
  readonly rule: SecurityRule;
  readonly place: RulePlace;
  readonly groupId?: string;
}

/** A rule's name without prefixes, and whether they say that it is a default one. */
export interface RuleName {
  readonly name: string;
  readonly isDefault: boolean;
}

/**
 * Reads `securityRules/DenyRdp`, `defaultSecurityRules/DenyAllInBound`, `UserRule_DenyRdp`, `DefaultRule_DenyAllInBound` and
 * bare names: the operations of Network Watcher differ in how they name the same rule.
 */
export function readRuleName(text: string): RuleName {
  const last = text.split('/').at(-1) ?? text;
  const prefix = /^(UserRule|DefaultRule)_/.exec(last);
  const isDefault = /(?:^|\/)defaultSecurityRules\//i.test(text) || prefix?.[1] === 'DefaultRule';
  return { name: prefix === null ? last : last.slice(prefix[0].length), isDefault };
}

/** The id of the group that a rule's id names; undefined for ids with empty parts, as default rules have. */
export function groupIdOfRule(ruleId: string | undefined): string | undefined {
  const parts = ruleId?.split('/') ?? [];
  const group = parts.findIndex((part) => part.toLowerCase() === 'networksecuritygroups');
  const id = parts.slice(0, group + 2).join('/');
  return group >= 0 && (parts[group + 1] ?? '') !== '' && parseResourceId(id) !== undefined ? id : undefined;
}

/** Rules of one direction in the order in which they are tried: by priority, those without one last, then by name. */
function rulesInOrder(rules: readonly SecurityRule[], direction: RuleDirection): readonly SecurityRule[] {
  return rules
    .filter((rule) => rule.direction === direction)
    .toSorted(
      (a, b) =>
        (a.priority ?? Infinity) - (b.priority ?? Infinity) || Number(a.name > b.name) - Number(a.name < b.name),
    );
}

/**
 * What is in effect on a card in one direction, each rule with the place and group it comes from, in the order in which it is
 * tried: place by place, in each by priority, rules that are the same in every part once. Where the service gives no effective rules, those of card, subnet and defaults
 * stand for them.
 */
export function effectiveRulesInOrder(card: CardRules, direction: RuleDirection): readonly PlacedRule[] {
  const known = placedRules(card);
  const rules = card.effectiveRules.length > 0 ? card.effectiveRules : known.map(({ rule }) => rule);
  const distinct = [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
  const placed = rulesInOrder(distinct, direction).map((rule): PlacedRule => {
    const origins = known.filter((each) => isSameRule(each.rule, rule));
    const groups = new Set(origins.map(({ groupId }) => groupId?.toLowerCase()));
    const origin = origins[0];
    const groupId = rule.groupId ?? (groups.size === 1 ? origin?.groupId : undefined);
    const place = origin?.place ?? (rule.isDefault ? 'default' : 'unknown');
    return { rule, place, ...(groupId === undefined ? {} : { groupId }) };
  });
  const ranks = placeOrder[direction];
  // The sort keeps the order of priorities within a place.
  return placed.toSorted((a, b) => ranks.indexOf(a.place) - ranks.indexOf(b.place));
}

/** Packets meet the group of the subnet first on their way in, and that of the card on their way out; both have to allow them. */
const placeOrder: Readonly<Record<RuleDirection, readonly RulePlace[]>> = {
  inbound: ['unknown', 'subnet', 'card', 'default'],
  outbound: ['unknown', 'card', 'subnet', 'default'],
};

/** The rules that may have decided a packet: those of this name, direction and access, with where they come from. */
export function findDecidingRules(
  cards: readonly CardRules[],
  wanted: { readonly ruleName: string; readonly direction: RuleDirection; readonly access: RuleAccess },
): readonly PlacedRule[] {
  const { name } = readRuleName(wanted.ruleName);
  const found = cards
    .flatMap(placedRules)
    .filter(
      ({ rule }) =>
        rule.name.toLowerCase() === name.toLowerCase() &&
        rule.direction === wanted.direction &&
        (wanted.access === 'unknown' || rule.access === wanted.access),
    );
  const seen = new Set<string>();
  return found.filter(({ place, groupId }) => {
    const key = `${place} ${groupId?.toLowerCase() ?? ''}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Rules in effect that let packets in from any source. */
export function rulesOpenToAll(card: CardRules): readonly SecurityRule[] {
  return effectiveRulesInOrder(card, 'inbound')
    .map(({ rule }) => rule)
    .filter((rule) => rule.access === 'allow' && rule.sources.some((source) => anySources.has(source.toLowerCase())));
}

const anySources: ReadonlySet<string> = new Set(['*', 'any', 'internet', '0.0.0.0/0', '::/0']);

function placedRules(card: CardRules): readonly PlacedRule[] {
  return [
    ...placed(card.cardRules, 'card'),
    ...placed(card.subnetRules, 'subnet'),
    ...placed(card.defaultRules, 'default'),
  ];
}

function placed(rules: readonly SecurityRule[], place: RulePlace): readonly PlacedRule[] {
  return rules.map((rule) => ({ rule, place, ...(rule.groupId === undefined ? {} : { groupId: rule.groupId }) }));
}

function isSameRule(a: SecurityRule, b: SecurityRule): boolean {
  return (
    a.name.toLowerCase() === b.name.toLowerCase() &&
    a.direction === b.direction &&
    (a.priority === undefined || b.priority === undefined || a.priority === b.priority)
  );
}
