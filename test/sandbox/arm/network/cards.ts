// From a machine to its network card and on to what hangs on the card: address, subnet, network, groups, routes.

import type { ArmState, Resource } from '../armState.ts';

/** A reference to another resource as properties hold it. */
interface Reference {
  readonly id: string;
}

interface IpConfiguration {
  readonly id: string;
  readonly properties: {
    readonly privateIPAddress: string;
    readonly subnet?: Reference;
    readonly publicIPAddress?: Reference;
  };
}

/** A subnet as it stands in the properties of its network. */
interface Subnet {
  readonly name: string;
  readonly id: string;
  readonly properties: {
    readonly addressPrefix: string;
    readonly networkSecurityGroup?: Reference;
    readonly routeTable?: Reference;
    readonly [other: string]: unknown;
  };
}

/** Everything that decides over the packets of one card. */
export interface CardNetwork {
  readonly card: Resource;
  readonly address: string;
  readonly subnet: Subnet | undefined;
  readonly virtualNetwork: Resource | undefined;
  readonly cardSecurityGroup: Resource | undefined;
  readonly subnetSecurityGroup: Resource | undefined;
  readonly routeTable: Resource | undefined;
}

/** Card of a machine or of an instance of a scale set; the first when it has several. */
export function cardOf(state: ArmState, machine: Resource): Resource | undefined {
  const profile = machine.properties['networkProfile'] as
    { readonly networkInterfaces?: readonly Reference[] } | undefined;
  const [first] = profile?.networkInterfaces ?? [];
  return first === undefined ? undefined : state.get(first.id);
}

/** Private address of a card. */
export function privateIpOf(card: Resource): string {
  return configurationOf(card)?.properties.privateIPAddress ?? '';
}

/** The address, subnet and public address of a card are those of its first configuration. */
export function configurationOf(card: Resource): IpConfiguration | undefined {
  return (card.properties['ipConfigurations'] as readonly IpConfiguration[] | undefined)?.[0];
}

/** Id of what a property of a resource refers to; undefined when it refers to nothing. */
export function referenceOf(resource: Resource, name: string): string | undefined {
  return (resource.properties[name] as Reference | undefined)?.id;
}

/** Subnets of a virtual network. */
export function subnetsOf(virtualNetwork: Resource): readonly Subnet[] {
  return (virtualNetwork.properties['subnets'] as readonly Subnet[] | undefined) ?? [];
}

/** The network that holds a subnet, and the subnet. */
function findSubnet(
  state: ArmState,
  subnetId: string,
): { readonly virtualNetwork: Resource; readonly subnet: Subnet } | undefined {
  const virtualNetwork = state.get(subnetId.replace(/\/subnets\/[^/]+$/i, ''));
  if (virtualNetwork === undefined) {
    return undefined;
  }
  const subnet = subnetsOf(virtualNetwork).find(({ id }) => id.toLowerCase() === subnetId.toLowerCase());
  return subnet === undefined ? undefined : { virtualNetwork, subnet };
}

/** Follows all references of a card. */
export function networkOf(state: ArmState, card: Resource): CardNetwork {
  const subnetId = configurationOf(card)?.properties.subnet?.id;
  const found = subnetId === undefined ? undefined : findSubnet(state, subnetId);
  const follow = (id: string | undefined): Resource | undefined => (id === undefined ? undefined : state.get(id));
  return {
    card,
    address: privateIpOf(card),
    subnet: found?.subnet,
    virtualNetwork: found?.virtualNetwork,
    cardSecurityGroup: follow(referenceOf(card, 'networkSecurityGroup')),
    subnetSecurityGroup: follow(found?.subnet.properties.networkSecurityGroup?.id),
    routeTable: follow(found?.subnet.properties.routeTable?.id),
  };
}
