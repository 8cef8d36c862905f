// The diagnostics of a network watcher: ipFlowVerify, nextHop, connectivityCheck, securityGroupView, topology and
// networkConfigurationDiagnostic. All but topology are long-running operations whose result is at the Location.

import type { ArmContext } from '../armContext.ts';
import { badRequest } from '../armError.ts';
import type { Resource } from '../armState.ts';
import type { Body } from '../body.ts';
import { asBody, invalid, readIp, readOneOf, readPort, toBody } from '../body.ts';
import { machineProblem } from '../capture/captureTarget.ts';
import { powerStateOf } from '../compute/powerState.ts';
import { readRange } from '../network/addresses.ts';
import type { CardNetwork } from '../network/cards.ts';
import { cardOf, networkOf, privateIpOf } from '../network/cards.ts';
import { checkConnection } from '../network/connectivity.ts';
import { toSecurityGroupView } from '../network/effectiveRules.ts';
import { nextHopOf } from '../network/routes.ts';
import type { Flow, RuleMatch } from '../network/securityRules.ts';
import { decidingRule, judge } from '../network/securityRules.ts';
import { toTopology } from '../network/topology.ts';
import type { OperationOutcome } from '../operations.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { getResource, resourcePath } from '../trackedResource.ts';
import { networkVersions } from './networkWatchers.ts';

const type = 'Microsoft.Network/networkWatchers';

/** Runs one diagnostic when its time has come. */
type Diagnose = (target: Resource, network: CardNetwork, body: Body) => unknown;

/** Routes of diagnostics. */
export function diagnosticRoutes(context: ArmContext): Route[] {
  const diagnostics = new Diagnostics(context);
  return [
    route('ipFlowVerify', (request) => diagnostics.verifyFlow(request)),
    route('nextHop', (request) => diagnostics.findNextHop(request)),
    route('connectivityCheck', (request) => diagnostics.checkConnectivity(request)),
    route('securityGroupView', (request) =>
      diagnostics.start(request, 'targetResourceId', (target) => toSecurityGroupView(context.state, target)),
    ),
    route('networkConfigurationDiagnostic', (request) => diagnostics.diagnoseConfiguration(request)),
    route('topology', (request) => diagnostics.readTopology(request)),
  ];
}

function route(name: string, handle: Route['handle']): Route {
  return {
    method: 'POST',
    path: `${resourcePath(type)}/${name}`,
    type,
    versions: networkVersions,
    action: `${type}/${name}/action`,
    handle,
  };
}

class Diagnostics {
  readonly #context: ArmContext;

  constructor(context: ArmContext) {
    this.#context = context;
  }

  verifyFlow(request: ArmRequest): ArmAnswer {
    const body = toBody(request);
    const direction = readOneOf(body, 'direction', ['Inbound', 'Outbound'] as const);
    const protocol = readOneOf(body, 'protocol', ['TCP', 'UDP'] as const);
    const local = { address: readIp(body, 'localIPAddress'), port: readPort(body, 'localPort') };
    const remote = { address: readIp(body, 'remoteIPAddress'), port: readPort(body, 'remotePort') };
    const [source, destination] = direction === 'Inbound' ? [remote, local] : [local, remote];
    this.#checkOwnAddress(request, local.address);
    return this.start(request, 'targetResourceId', (_, network) => {
      const verdict = judge(network, { direction, protocol, source, destination });
      const rule = decidingRule(verdict);
      return { access: verdict.access, ruleName: rule === undefined ? '' : nameOf(rule) };
    });
  }

  findNextHop(request: ArmRequest): ArmAnswer {
    const body = toBody(request);
    const source = readIp(body, 'sourceIPAddress');
    const range = readRange(readIp(body, 'destinationIPAddress')) ?? { first: 0, last: 0 };
    this.#checkOwnAddress(request, source);
    return this.start(request, 'targetResourceId', (_, network) => nextHopOf(network, range));
  }

  checkConnectivity(request: ArmRequest): ArmAnswer {
    const { state, seed } = this.#context;
    const body = toBody(request);
    const source = asBody(body['source'], 'source');
    const wanted = asBody(body['destination'], 'destination');
    const { resourceId } = wanted;
    const destination = typeof resourceId === 'string' ? state.get(resourceId) : undefined;
    const card = destination === undefined ? undefined : cardOf(state, destination);
    const address = card === undefined ? wanted['address'] : privateIpOf(card);
    if (typeof address !== 'string' || address === '') {
      throw invalid('destination', 'It needs the id of a virtual machine, or an address.');
    }
    const port = Number(wanted['port'] ?? 80);
    const protocol =
      body['protocol'] === undefined ? 'Tcp' : readOneOf(body, 'protocol', ['Tcp', 'Http', 'Https', 'Icmp'] as const);
    return this.start({ ...request, body: source }, 'resourceId', (machine) => {
      const problem = machineProblem(this.#context, machine);
      if (problem !== undefined) {
        return { status: 'Failed', error: problem } satisfies OperationOutcome;
      }
      return checkConnection(state, seed, { source: machine, destination, address, port, protocol });
    });
  }

  diagnoseConfiguration(request: ArmRequest): ArmAnswer {
    const { profiles } = toBody(request);
    if (!Array.isArray(profiles) || profiles.length === 0) {
      throw invalid('profiles', 'At least one profile is needed.');
    }
    const flows = (profiles as readonly unknown[]).map((profile) => ({ profile, flow: toFlow(profile) }));
    return this.start(request, 'targetResourceId', (_, network) => ({
      results: flows.map(({ profile, flow }) => ({
        profile,
        networkSecurityGroupResult: toGroupResult(network, flow),
      })),
    }));
  }

  readTopology(request: ArmRequest): ArmAnswer {
    const { clock, seed, state } = this.#context;
    const watcher = getResource(this.#context, type, request);
    const body = toBody(request);
    const reference = (name: string): string | undefined => (body[name] as { readonly id?: string } | undefined)?.id;
    const group = body['targetResourceGroupName'];
    const id =
      reference('targetSubnet') ??
      reference('targetVirtualNetwork') ??
      (typeof group === 'string'
        ? `/subscriptions/${request.params['subscriptionId']}/resourceGroups/${group}`
        : undefined);
    if (id === undefined) {
      throw invalid('targetResourceGroupName', 'A resource group, a virtual network or a subnet is needed.');
    }
    const now = new Date(clock.now()).toISOString();
    return {
      status: 200,
      body: {
        id: seed.guid(`topology ${id.toLowerCase()} ${now}`),
        createdDateTime: now,
        lastModified: now,
        resources: toTopology(state, { id: id.toLowerCase(), location: watcher.location ?? '' }),
      },
    };
  }

  /** Starts a diagnostic of a machine, an instance of a scale set, or a card, named by a member of the body. */
  start(request: ArmRequest, member: string, diagnose: Diagnose): ArmAnswer {
    const { state, operations } = this.#context;
    const watcher = getResource(this.#context, type, request);
    const body = toBody(request);
    const target = this.#findTarget(watcher, body[member], member);
    const urls = operations.start({
      subscriptionId: request.params['subscriptionId'] ?? '',
      location: watcher.location ?? '',
      namespace: 'Microsoft.Network',
      apiVersion: request.apiVersion,
      pendingBody: null,
      run: () => {
        const card = this.#cardOf(target);
        if (card === undefined || (!isCard(target) && powerStateOf(target) !== 'running')) {
          const message = `Virtual machine ${target.id} is not running. The operation needs a running virtual machine.`;
          return { status: 'Failed', error: { code: 'VMNotRunning', message } };
        }
        const result = diagnose(target, networkOf(state, card), body);
        return isOutcome(result)
          ? result
          : { status: 'Succeeded', properties: result, result: { status: 200, body: result } };
      },
    });
    return {
      status: 202,
      headers: { Location: urls.result, 'Azure-AsyncOperation': urls.status, ...operations.retryAfter },
      body: null,
    };
  }

  #checkOwnAddress(request: ArmRequest, given: string): void {
    const id = toBody(request)['targetResourceId'];
    const target = this.#findTarget(getResource(this.#context, type, request), id, 'targetResourceId');
    const card = this.#cardOf(target);
    if (card !== undefined && privateIpOf(card) !== given) {
      throw invalid('localIPAddress', `The address ${given} is not one of the target's network interfaces.`);
    }
  }

  #cardOf(target: Resource): Resource | undefined {
    return isCard(target) ? target : cardOf(this.#context.state, target);
  }

  #findTarget(watcher: Resource, id: unknown, member: string): Resource {
    if (typeof id !== 'string' || id === '') {
      throw invalid(member, 'The id of a virtual machine is needed.');
    }
    const target = this.#context.state.get(id);
    if (target === undefined || this.#cardOf(target) === undefined) {
      throw badRequest(
        'InvalidResourceReference',
        `Resource ${id} referenced by resource ${watcher.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
      );
    }
    if (target.location !== watcher.location) {
      throw badRequest(
        'InvalidResourceLocation',
        `The target resource ${target.id} is in location ${target.location} but network watcher ${watcher.name} is in location ${watcher.location}. Both must be in the same location.`,
      );
    }
    return target;
  }
}

function toGroupResult(network: CardNetwork, flow: Flow): unknown {
  const { access, groups } = judge(network, flow);
  return {
    securityRuleAccessResult: access,
    evaluatedNetworkSecurityGroups: groups.map(({ group, appliedTo, matched, evaluated }) => ({
      networkSecurityGroupId: group.id,
      appliedTo,
      matchedRule: { ruleName: nameOf(matched), action: matched.rule.properties.access },
      rulesEvaluationResult: evaluated.map((match) => ({
        name: nameOf(match),
        protocolMatched: match.protocol,
        sourceMatched: match.source,
        sourcePortMatched: match.sourcePort,
        destinationMatched: match.destination,
        destinationPortMatched: match.destinationPort,
      })),
    })),
  };
}

function toFlow(profile: unknown): Flow {
  const body = asBody(profile, 'profiles');
  const text = (name: string): string => {
    const value = body[name];
    if (typeof value !== 'string' || value === '') {
      throw invalid(`profiles.${name}`, 'A value is needed.');
    }
    return value;
  };
  return {
    direction: readOneOf(body, 'direction', ['Inbound', 'Outbound'] as const),
    protocol: text('protocol'),
    source: { address: text('source'), port: '*' },
    destination: { address: text('destination'), port: text('destinationPort') },
  };
}

/** Name of a rule with its collection. */
function nameOf({ rule, isDefault }: RuleMatch): string {
  return `${isDefault ? 'defaultSecurityRules' : 'securityRules'}/${rule.name}`;
}

function isCard(resource: Resource): boolean {
  return resource.type.toLowerCase().endsWith('/networkinterfaces');
}

function isOutcome(result: unknown): result is OperationOutcome {
  return (result as { readonly status?: unknown }).status === 'Failed';
}
