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
