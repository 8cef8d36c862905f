// From our questions to Network Watcher's bodies, and from its answers to our values. Whatever is missing gets an empty value.

import type {
  ConnectivityHop as WireHop,
  ConnectivityInformation,
  ConnectivityIssue as WireIssue,
  ConnectivityParameters,
  EffectiveNetworkSecurityRule,
  FlowLog as WireFlowLog,
  NextHopParameters,
  NextHopResult,
  SecurityGroupNetworkInterface,
  SecurityGroupViewResult,
  SecurityRule as WireRule,
  Topology as WireTopology,
  VerificationIPFlowParameters,
  VerificationIPFlowResult,
} from '@azure/arm-network';
import { normalizeRegion, resourceName } from '../../domain/arm/resourceId.ts';
import { connectivityStatusOf } from '../../domain/diagnostic/connectivity.ts';
import type {
  ConnectivityAnswer,
  ConnectivityHop,
  ConnectivityIssue,
  ConnectivityQuestion,
} from '../../domain/diagnostic/connectivity.ts';
import type { FlowLog } from '../../domain/diagnostic/flowLog.ts';
import type { IpFlowAnswer, IpFlowQuestion } from '../../domain/diagnostic/ipFlow.ts';
import { nextHopTypeOf, routeTableIdOf } from '../../domain/diagnostic/nextHop.ts';
import type { NextHopAnswer, NextHopQuestion } from '../../domain/diagnostic/nextHop.ts';
import { groupIdOfRule, readRuleName } from '../../domain/diagnostic/securityRule.ts';
import type { CardRules, RuleAccess, SecurityRule } from '../../domain/diagnostic/securityRule.ts';
import type { Topology } from '../../domain/diagnostic/topology.ts';

/** The body of IP flow verify. */
export function toWireIpFlow(question: IpFlowQuestion): VerificationIPFlowParameters {
  return {
    targetResourceId: question.machineId,
    direction: question.direction === 'inbound' ? 'Inbound' : 'Outbound',
    protocol: question.protocol.toUpperCase(),
    localIPAddress: question.localAddress,
    localPort: String(question.localPort),
    remoteIPAddress: question.remoteAddress,
    remotePort: String(question.remotePort),
    ...cardPart(question.cardId),
  };
}

/** The body of next hop. */
export function toWireNextHop(question: NextHopQuestion): NextHopParameters {
  return {
    targetResourceId: question.machineId,
    sourceIPAddress: question.sourceAddress,
    destinationIPAddress: question.destinationAddress,
    ...cardPart(question.cardId),
  };
}

/** The body of connection troubleshoot. */
export function toWireConnectivity(question: ConnectivityQuestion): ConnectivityParameters {
  const { destination, protocol, port } = question;
  return {
    source: { resourceId: question.machineId },
    destination: {
      ...(destination.kind === 'address' ? { address: destination.address } : { resourceId: destination.resourceId }),
      ...(port === undefined ? {} : { port }),
    },
    protocol: `${protocol[0]?.toUpperCase() ?? ''}${protocol.slice(1)}`,
  };
}

/** Reads what IP flow verify decided. */
export function fromWireIpFlow({ access, ruleName }: VerificationIPFlowResult): IpFlowAnswer {
  return { access: accessOf(access), ...(ruleName === undefined || ruleName === '' ? {} : { ruleName }) };
}

/** Reads where a packet goes. */
export function fromWireNextHop({ nextHopType, nextHopIpAddress, routeTableId }: NextHopResult): NextHopAnswer {
  const tableId = routeTableIdOf(routeTableId);
  return {
    type: nextHopTypeOf(nextHopType),
    typeName: nextHopType ?? '',
    ...(nextHopIpAddress === undefined || nextHopIpAddress === '' ? {} : { address: nextHopIpAddress }),
    ...(tableId === undefined ? {} : { routeTableId: tableId }),
  };
}

/** Reads what came of a connection. */
export function fromWireConnectivity(result: ConnectivityInformation): ConnectivityAnswer {
  return {
    status: connectivityStatusOf(result.connectionStatus),
    statusName: result.connectionStatus ?? '',
    ...numberPart('averageLatencyInMs', result.avgLatencyInMs),
    ...numberPart('minLatencyInMs', result.minLatencyInMs),
    ...numberPart('maxLatencyInMs', result.maxLatencyInMs),
    ...numberPart('probesSent', result.probesSent),
    ...numberPart('probesFailed', result.probesFailed),
    hops: (result.hops ?? []).map(toHop),
  };
}

/** Reads the rules of each network card. */
export function fromWireRules(result: SecurityGroupViewResult): readonly CardRules[] {
  return (result.networkInterfaces ?? []).map(toCardRules);
}

/** Reads the resources of a topology and what each is tied to. */
export function fromWireTopology(result: WireTopology): Topology {
  return {
    resources: (result.resources ?? []).map((resource) => ({
      id: resource.id ?? '',
      name: resource.name ?? '',
      region: normalizeRegion(resource.location ?? ''),
      linkedIds: (resource.associations ?? []).flatMap(({ resourceId }) => resourceId ?? []),
    })),
  };
}

/** Reads one flow log. */
export function fromWireFlowLog(log: WireFlowLog): FlowLog {
  const analytics = log.flowAnalyticsConfiguration?.networkWatcherFlowAnalyticsConfiguration;
  return {
    id: log.id ?? '',
    name: log.name ?? '',
    targetId: log.targetResourceId ?? '',
    storageId: log.storageId ?? '',
    isEnabled: log.enabled === true,
    // Days stand there also when retention is switched off.
    ...numberPart('retentionInDays', log.retentionPolicy?.enabled === true ? log.retentionPolicy.days : undefined),
    ...numberPart('version', log.format?.version),
    recordTypes: log.recordTypes ?? '',
    filter: log.enabledFilteringCriteria ?? '',
    ...(analytics === undefined
      ? {}
      : {
          analytics: {
            isEnabled: analytics.enabled === true,
            workspaceId: analytics.workspaceResourceId ?? analytics.workspaceId ?? '',
            ...numberPart('intervalInMinutes', analytics.trafficAnalyticsInterval),
          },
        }),
    provisioningState: log.provisioningState ?? '',
  };
}

function toHop(hop: WireHop): ConnectivityHop {
  const links = hop.links ?? [];
  const roundTrip = links.find(({ roundTripTimeAvg }) => roundTripTimeAvg !== undefined)?.roundTripTimeAvg;
  return {
    id: hop.id ?? '',
    type: hop.type ?? '',
    ...(hop.address === undefined || hop.address === '' ? {} : { address: hop.address }),
    ...(hop.resourceId === undefined || hop.resourceId === '' ? {} : { resourceId: hop.resourceId }),
    nextIds: hop.nextHopIds ?? [],
    issues: [...(hop.issues ?? []), ...links.flatMap(({ issues }) => issues ?? [])].map(toIssue),
    ...numberPart('roundTripInMs', roundTrip),
  };
}

function toIssue(issue: WireIssue): ConnectivityIssue {
  return {
    origin: issue.origin ?? '',
    isError: issue.severity?.toLowerCase() === 'error',
    type: issue.type ?? '',
    context: (issue.context ?? []).flatMap(contextPairs),
  };
}

/** The service writes either `{ key: "RuleName", value: "…" }` or `{ RuleName: "…" }`. */
function contextPairs(context: Readonly<Record<string, string>>): (readonly [string, string])[] {
  const { key, value } = context;
  return key !== undefined && value !== undefined
    ? [[key, value]]
    : Object.entries(context).map(([name, text]) => [name, text] as const);
}

function toCardRules(card: SecurityGroupNetworkInterface): CardRules {
  const found = card.securityRuleAssociations;
  const subnetId = found?.subnetAssociation?.id;
  return {
    cardId: card.id ?? '',
    ...(subnetId === undefined ? {} : { subnetId }),
    cardRules: (found?.networkInterfaceAssociation?.securityRules ?? []).map(toRule),
    subnetRules: (found?.subnetAssociation?.securityRules ?? []).map(toRule),
    defaultRules: (found?.defaultSecurityRules ?? []).map((rule) => ({ ...toRule(rule), isDefault: true })),
    effectiveRules: (found?.effectiveSecurityRules ?? []).map(toEffectiveRule),
  };
}

function toRule(rule: WireRule): SecurityRule {
  const groupId = groupIdOfRule(rule.id);
  return {
    ...readRuleName(rule.name ?? ''),
    ...(groupId === undefined ? {} : { groupId }),
    ...ruleBasis(rule),
    sources: [
      ...severalOf(rule.sourceAddressPrefixes, rule.sourceAddressPrefix),
      ...(rule.sourceApplicationSecurityGroups ?? []).map(({ id }) => resourceName(id ?? '')),
    ],
    sourcePorts: severalOf(rule.sourcePortRanges, rule.sourcePortRange),
    destinations: [
      ...severalOf(rule.destinationAddressPrefixes, rule.destinationAddressPrefix),
      ...(rule.destinationApplicationSecurityGroups ?? []).map(({ id }) => resourceName(id ?? '')),
    ],
    destinationPorts: severalOf(rule.destinationPortRanges, rule.destinationPortRange),
  };
}

function toEffectiveRule(rule: EffectiveNetworkSecurityRule): SecurityRule {
  return {
    ...readRuleName(rule.name ?? ''),
    ...ruleBasis(rule),
    sources: severalOf(rule.sourceAddressPrefixes, rule.sourceAddressPrefix),
    sourcePorts: severalOf(rule.sourcePortRanges, rule.sourcePortRange),
    destinations: severalOf(rule.destinationAddressPrefixes, rule.destinationAddressPrefix),
    destinationPorts: severalOf(rule.destinationPortRanges, rule.destinationPortRange),
  };
}

function ruleBasis(
  rule: Pick<EffectiveNetworkSecurityRule, 'protocol' | 'access' | 'priority' | 'direction'>,
): Pick<SecurityRule, 'direction' | 'access' | 'priority' | 'protocol'> {
  const direction = rule.direction?.toLowerCase();
  return {
    direction: direction === 'inbound' || direction === 'outbound' ? direction : 'unknown',
    access: accessOf(rule.access),
    ...numberPart('priority', rule.priority),
    protocol: rule.protocol ?? '',
  };
}

/** Rules carry one value, a list, or both of which one is empty. */
function severalOf(list: readonly string[] | undefined, single: string | undefined): readonly string[] {
  return list !== undefined && list.length > 0 ? list : single === undefined || single === '' ? [] : [single];
}

function accessOf(access: string | undefined): RuleAccess {
  const word = access?.toLowerCase();
  return word === 'allow' || word === 'deny' ? word : 'unknown';
}

function cardPart(cardId: string | undefined): { targetNicResourceId?: string } {
  return cardId === undefined ? {} : { targetNicResourceId: cardId };
}

function numberPart<K extends string>(name: K, value: number | undefined): { readonly [key in K]?: number } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in K]?: number };
}
