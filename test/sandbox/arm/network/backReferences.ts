// What refers to a security group, a route table, a subnet or a public address. Azure shows it in the resource referred to.

import type { ArmState, Resource } from '../armState.ts';
import { configurationOf, referenceOf, subnetsOf } from './cards.ts';

/** Properties of a resource of the network with what refers to it. */
export function withBackReferences(state: ArmState, resource: Resource): Record<string, unknown> {
  switch (resource.type.toLowerCase()) {
    case 'microsoft.network/networksecuritygroups': {
      const cards = cardsOf(state).filter((card) => isSame(referenceOf(card, 'networkSecurityGroup'), resource.id));
      const subnets = subnetsWith(state, 'networkSecurityGroup', resource.id);
      return {
        ...resource.properties,
        ...(cards.length === 0 ? {} : { networkInterfaces: cards.map(({ id }) => ({ id })) }),
        ...(subnets.length === 0 ? {} : { subnets }),
      };
    }
    case 'microsoft.network/routetables': {
      const subnets = subnetsWith(state, 'routeTable', resource.id);
      return subnets.length === 0 ? resource.properties : { ...resource.properties, subnets };
    }
    case 'microsoft.network/virtualnetworks':
      return { ...resource.properties, subnets: withConfigurations(state, resource) };
    case 'microsoft.network/publicipaddresses': {
      const configuration = cardsOf(state)
        .map((card) => configurationOf(card))
        .find((one) => isSame(one?.properties.publicIPAddress?.id, resource.id));
      return configuration === undefined
        ? resource.properties
        : { ...resource.properties, ipConfiguration: { id: configuration.id } };
    }
    default:
      return resource.properties;
  }
}

/** Cards of machines and of instances. */
function cardsOf(state: ArmState): Resource[] {
  return [
    ...state.list({ type: 'Microsoft.Network/networkInterfaces' }),
    ...state.list({ type: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces' }),
  ];
}

function subnetsWith(
  state: ArmState,
  member: 'networkSecurityGroup' | 'routeTable',
  id: string,
): { readonly id: string }[] {
  return state
    .list({ type: 'Microsoft.Network/virtualNetworks' })
    .flatMap((network) => subnetsOf(network))
    .filter(({ properties }) => isSame(properties[member]?.id, id))
    .map((subnet) => ({ id: subnet.id }));
}

function withConfigurations(state: ArmState, virtualNetwork: Resource): unknown[] {
  const configurations = cardsOf(state).map((card) => configurationOf(card));
  return subnetsOf(virtualNetwork).map((subnet) => {
    const own = configurations.filter((one) => isSame(one?.properties.subnet?.id, subnet.id));
    return own.length === 0
      ? subnet
      : { ...subnet, properties: { ...subnet.properties, ipConfigurations: own.map((one) => ({ id: one?.id })) } };
  });
}

function isSame(left: string | undefined, right: string): boolean {
  return left?.toLowerCase() === right.toLowerCase();
}
