// The view of all rules that hold at the cards of a machine, as securityGroupView answers it.

import type { ArmState, Resource } from '../armState.ts';
import { prefixesOfTag } from './addresses.ts';
import type { CardNetwork } from './cards.ts';
import { cardOf, networkOf } from './cards.ts';
import type { SecurityRule } from './securityRules.ts';
import { groupsOf, rulesOf, valuesOf, virtualNetworkPrefixes } from './securityRules.ts';

/** Body of securityGroupView. */
export function toSecurityGroupView(state: ArmState, machine: Resource): unknown {
  const card = cardOf(state, machine);
  return { networkInterfaces: card === undefined ? [] : [toView(networkOf(state, card))] };
}

function toView(network: CardNetwork): unknown {
  const { card, subnet, cardSecurityGroup, subnetSecurityGroup } = network;
  const groups = groupsOf(network, 'Inbound').map(({ group }) => group);
  return {
    id: card.id,
    securityRuleAssociations: {
      ...(cardSecurityGroup === undefined
        ? {}
        : {
            networkInterfaceAssociation: { id: card.id, securityRules: cardSecurityGroup.properties['securityRules'] },
          }),
      ...(subnet === undefined || subnetSecurityGroup === undefined
        ? {}
        : { subnetAssociation: { id: subnet.id, securityRules: subnetSecurityGroup.properties['securityRules'] } }),
      defaultSecurityRules: groups[0]?.properties['defaultSecurityRules'] ?? [],
      effectiveSecurityRules: groups.flatMap((group) =>
        rulesOf(group).map(({ rule, isDefault }) => toEffective(rule, isDefault, virtualNetworkPrefixes(network))),
      ),
    },
  };
}

/** Name of a rule as the platform shows it once it is in force. */
export function effectiveName({
  rule,
  isDefault,
}: {
  readonly rule: SecurityRule;
  readonly isDefault: boolean;
}): string {
  return `${isDefault ? 'DefaultRule' : 'UserRule'}_${rule.name}`;
}

function toEffective(rule: SecurityRule, isDefault: boolean, virtualNetwork: readonly string[]): unknown {
  const { protocol, access, priority, direction } = rule.properties;
  const [sources, destinations] = (['sourceAddressPrefix', 'destinationAddressPrefix'] as const).map((name) =>
    valuesOf(rule, name).map((prefix) => (prefix === '*' ? '0.0.0.0/0' : prefix)),
  );
  const [sourcePorts, ports] = (['sourcePortRange', 'destinationPortRange'] as const).map((name) =>
    valuesOf(rule, name).map((range) =>
      range === '*' ? '0-65535' : range.includes('-') ? range : `${range}-${range}`,
    ),
  );
  const expand = (prefixes: readonly string[] = []): readonly string[] =>
    prefixes.flatMap((prefix) => prefixesOfTag(prefix, virtualNetwork) ?? []);
  return {
    name: effectiveName({ rule, isDefault }),
    protocol: protocol === '*' ? 'All' : protocol,
    sourcePortRange: sourcePorts?.[0],
    destinationPortRange: ports?.[0],
    sourcePortRanges: sourcePorts,
    destinationPortRanges: ports,
    sourceAddressPrefix: sources?.[0],
    destinationAddressPrefix: destinations?.[0],
    sourceAddressPrefixes: sources,
    destinationAddressPrefixes: destinations,
    expandedSourceAddressPrefix: expand(sources),
    expandedDestinationAddressPrefix: expand(destinations),
    access,
    priority,
    direction,
  };
}
