// The resources of a network and how they hang together, as the topology operation answers them.

import type { ArmState, Resource } from '../armState.ts';
import { cardOf, configurationOf, referenceOf, subnetsOf } from './cards.ts';

interface Node {
  readonly name: string;
  readonly id: string;
  readonly location: string;
  readonly associations: readonly Association[];
}

interface Association {
  readonly name: string;
  readonly resourceId: string;
  readonly associationType: 'Contains' | 'Associated';
}

/** What a topology is asked for; the watcher's region is all it sees. */
export interface TopologyScope {
  /** Id of a group, a network or a subnet, in lower case. */
  readonly id: string;
  readonly location: string;
}

/** Nodes of a scope: networks, subnets, cards, machines, groups, tables and public addresses. */
export function toTopology(state: ArmState, scope: TopologyScope): readonly Node[] {
  const [networkId = ''] = scope.id.split('/subnets/');
  const isNetwork = networkId.includes('/virtualnetworks/');
  const networks = inRegion(state, 'virtualNetworks', scope).filter(({ id }) =>
    isNetwork ? id.toLowerCase() === networkId : true,
  );
  const subnetIds = new Set(
    networks
      .flatMap((network) => subnetsOf(network).map(({ id }) => id.toLowerCase()))
      .filter((id) => isBelow(id, scope)),
  );
  const cards = inRegion(state, 'networkInterfaces', scope).filter((card) => {
    const subnetId = configurationOf(card)?.properties.subnet?.id.toLowerCase();
    return isNetwork ? subnetId !== undefined && subnetIds.has(subnetId) : true;
  });
  const machines = state
    .list({ type: 'Microsoft.Compute/virtualMachines', scope: groupOf(scope.id) })
    .filter((machine) => cards.some((card) => card.id === cardOf(state, machine)?.id));
  return [
    ...networks.flatMap((network) => toNetworkNodes(network, subnetIds)),
    ...cards.map((card) => toCardNode(card)),
    ...machines.map((machine) => toMachineNode(state, machine)),
    ...(isNetwork
      ? []
      : ['networkSecurityGroups', 'routeTables', 'publicIPAddresses'].flatMap((type) =>
          inRegion(state, type, scope).map((resource) => toNode(resource, [])),
        )),
  ];
}

function toNetworkNodes(network: Resource, subnetIds: ReadonlySet<string>): readonly Node[] {
  const subnets = subnetsOf(network).filter(({ id }) => subnetIds.has(id.toLowerCase()));
  return [
    toNode(
      network,
      subnets.map(({ name, id }) => ({ name, resourceId: id, associationType: 'Contains' })),
    ),
    ...subnets.map(({ name, id, properties }) => ({
      name,
      id,
      location: network.location ?? '',
      associations: [properties.networkSecurityGroup?.id, properties.routeTable?.id].flatMap((one) =>
        toAssociated(one),
      ),
    })),
  ];
}

function toCardNode(card: Resource): Node {
  const configuration = configurationOf(card);
  return toNode(
    card,
    [
      configuration?.properties.subnet?.id,
      configuration?.properties.publicIPAddress?.id,
      referenceOf(card, 'networkSecurityGroup'),
    ].flatMap((id) => toAssociated(id)),
  );
}

function toMachineNode(state: ArmState, machine: Resource): Node {
  return toNode(
    machine,
    toAssociated(cardOf(state, machine)?.id).map((one) => ({ ...one, associationType: 'Contains' })),
  );
}

function toNode({ name, id, location = '' }: Resource, associations: readonly Association[]): Node {
  return { name, id, location, associations };
}

function toAssociated(id: string | undefined): readonly Association[] {
  return id === undefined ? [] : [{ name: id.split('/').at(-1) ?? '', resourceId: id, associationType: 'Associated' }];
}

function inRegion(state: ArmState, type: string, scope: TopologyScope): Resource[] {
  return state
    .list({ type: `Microsoft.Network/${type}`, scope: groupOf(scope.id) })
    .filter(({ location }) => location === scope.location);
}

function groupOf(id: string): string {
  return id.split('/').slice(0, 5).join('/');
}

function isBelow(id: string, scope: TopologyScope): boolean {
  return scope.id.includes('/subnets/') ? id === scope.id : true;
}
