// Virtual networks with subnets, security groups with rules, route tables and public addresses. Three traps are meant for
// whoever diagnoses: RDP to vm-legacy-erp is denied before it is allowed, mail to the internet is denied, and a route of the
// orders subnet leads nowhere.

import type { ArmState } from '../armState.ts';
import type { EstateOptions } from './plan.ts';
import { groupNames, idIn } from './plan.ts';

/** A security rule as it is planned; what is left out is `*`. */
interface PlannedRule {
  readonly name: string;
  readonly priority: number;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  readonly protocol?: 'Tcp' | 'Udp' | 'Icmp' | '*';
  readonly source?: string | readonly string[];
  readonly destination?: string | readonly string[];
  readonly ports?: string | readonly string[];
}

interface PlannedSubnet {
  readonly name: string;
  readonly prefix: string;
  readonly securityGroup?: string;
  readonly routeTable?: string;
}

const office = '203.0.113.0/24';
const denyMail: PlannedRule = {
  name: 'Deny-Smtp',
  priority: 200,
  direction: 'Outbound',
  access: 'Deny',
  protocol: 'Tcp',
  destination: 'Internet',
  ports: '25',
};

const inbound = { direction: 'Inbound', access: 'Allow', protocol: 'Tcp' } as const;

const gatewayRules: readonly PlannedRule[] = [
  { ...inbound, name: 'Allow-Https', priority: 100, source: 'Internet', ports: '443' },
  { ...inbound, name: 'Allow-Ssh-Office', priority: 110, source: office, ports: '22' },
  denyMail,
];

const ordersRules: readonly PlannedRule[] = [
  {
    ...inbound,
    name: 'Allow-Gateway',
    priority: 100,
    source: '10.1.2.0/24',
    destination: '10.1.0.0/24',
    ports: '8080',
  },
  {
    ...inbound,
    name: 'Allow-Metrics',
    priority: 120,
    source: 'VirtualNetwork',
    destination: '10.1.0.5',
    ports: '9100',
  },
  {
    ...inbound,
    name: 'Allow-Rdp-Erp',
    priority: 130,
    source: [office, '10.1.0.0/16'],
    destination: '10.1.0.20',
    ports: '3389',
  },
  { ...inbound, name: 'Allow-Erp', priority: 140, source: '10.1.2.0/24', destination: '10.1.0.20', ports: '8000-8010' },
  { name: 'Deny-Vnet', priority: 4000, direction: 'Inbound', access: 'Deny', source: 'VirtualNetwork' },
  denyMail,
];

/** The rule for the office comes too late: the one before it denies everybody. */
const erpRules: readonly PlannedRule[] = [
  { ...inbound, name: 'Deny-Rdp', priority: 100, access: 'Deny', ports: '3389' },
  { ...inbound, name: 'Allow-Rdp-Office', priority: 200, source: office, ports: '3389' },
  { ...inbound, name: 'Allow-Erp', priority: 300, source: '10.1.2.0/24', ports: ['8000-8010', '50000'] },
];

const fabrikamSubnets: readonly PlannedSubnet[] = [
  { name: 'snet-orders', prefix: '10.1.0.0/24', securityGroup: 'nsg-orders', routeTable: 'rt-orders' },
  { name: 'snet-gateway', prefix: '10.1.2.0/24', securityGroup: 'nsg-gateway' },
  { name: 'snet-api', prefix: '10.1.3.0/24' },
  { name: 'snet-workers', prefix: '10.1.4.0/24', routeTable: 'rt-workers' },
  { name: 'snet-appliance', prefix: '10.1.5.0/24' },
  { name: 'snet-jobs', prefix: '10.1.6.0/24' },
];

/** Adds everything of the network but the cards. */
export function addNetwork(options: EstateOptions): void {
  const { state, subscriptionId } = options;
  const at = (group: string, location: string): Place => ({ state, subscriptionId, group, location });
  const edge = at(groupNames.edge, 'westeurope');
  const north = at(groupNames.north, 'northeurope');
  addSecurityGroup(edge, 'nsg-gateway', gatewayRules);
  addSecurityGroup(edge, 'nsg-orders', ordersRules);
  addSecurityGroup(edge, 'nsg-erp', erpRules);
  addSecurityGroup(north, 'nsg-north', [{ ...inbound, name: 'Allow-Web', priority: 100, ports: ['80', '443'] }]);
  addRouteTable(edge, 'rt-orders', [
    { name: 'to-partner', prefix: '192.168.40.0/24', type: 'VirtualAppliance', nextHop: '10.1.5.4' },
    { name: 'no-mainframe', prefix: '172.16.0.0/12', type: 'None' },
  ]);
  addRouteTable(edge, 'rt-workers', [
    { name: 'all-through-appliance', prefix: '0.0.0.0/0', type: 'VirtualAppliance', nextHop: '10.1.5.4' },
    { name: 'storage-direct', prefix: '20.60.0.0/16', type: 'Internet' },
  ]);
  addVirtualNetwork(edge, { name: 'vnet-fabrikam', prefix: '10.1.0.0/16', subnets: fabrikamSubnets });
  addVirtualNetwork(north, {
    name: 'vnet-north',
    prefix: '10.2.0.0/16',
    subnets: [{ name: 'snet-web', prefix: '10.2.0.0/24', securityGroup: 'nsg-north' }],
  });
  addVirtualNetwork(at(groupNames.france, 'francecentral'), {
    name: 'vnet-france',
    prefix: '10.4.0.0/16',
    subnets: [{ name: 'snet-main', prefix: '10.4.0.0/24' }],
  });
  addPublicAddress(edge, 'pip-gateway', '20.50.100.10');
  addPublicAddress(north, 'pip-north-web', '20.50.100.20');
}

/** Where a resource of the network goes. */
export interface Place {
  readonly state: ArmState;
  readonly subscriptionId: string;
  readonly group: string;
  readonly location: string;
}

/** Adds a virtual network; its subnets are members of it, as a GET shows them. */
export function addVirtualNetwork(
  place: Place,
  network: { readonly name: string; readonly prefix: string; readonly subnets: readonly PlannedSubnet[] },
): void {
  const id = networkId(place, `virtualNetworks/${network.name}`);
  const reference = (type: string, name: string | undefined): { readonly id: string } | undefined =>
    name === undefined ? undefined : { id: networkId(place, `${type}/${name}`) };
  place.state.put({
    id,
    location: place.location,
    properties: {
      provisioningState: 'Succeeded',
      addressSpace: { addressPrefixes: [network.prefix] },
      subnets: network.subnets.map(({ name, prefix, securityGroup, routeTable }) => ({
        name,
        id: `${id}/subnets/${name}`,
        type: 'Microsoft.Network/virtualNetworks/subnets',
        properties: {
          provisioningState: 'Succeeded',
          addressPrefix: prefix,
          ...toMember('networkSecurityGroup', reference('networkSecurityGroups', securityGroup)),
          ...toMember('routeTable', reference('routeTables', routeTable)),
          delegations: [],
          privateEndpointNetworkPolicies: 'Disabled',
          privateLinkServiceNetworkPolicies: 'Enabled',
        },
      })),
      virtualNetworkPeerings: [],
      enableDdosProtection: false,
    },
  });
}

/** Adds a security group with its own rules and those that every group has. */
export function addSecurityGroup(place: Place, name: string, rules: readonly PlannedRule[]): void {
  const id = networkId(place, `networkSecurityGroups/${name}`);
  const toRules = (planned: readonly PlannedRule[], collection: string): unknown[] =>
    planned.map((rule) => ({
      name: rule.name,
      id: `${id}/${collection}/${rule.name}`,
      type: `Microsoft.Network/networkSecurityGroups/${collection}`,
      properties: {
        provisioningState: 'Succeeded',
        protocol: rule.protocol ?? '*',
        sourcePortRange: '*',
        ...toOneOrMany('destinationPortRange', rule.ports),
        ...toOneOrMany('sourceAddressPrefix', rule.source),
        ...toOneOrMany('destinationAddressPrefix', rule.destination),
        access: rule.access,
        priority: rule.priority,
        direction: rule.direction,
      },
    }));
  place.state.put({
    id,
    location: place.location,
    properties: {
      provisioningState: 'Succeeded',
      securityRules: toRules(rules, 'securityRules'),
      defaultSecurityRules: toRules(defaultRules, 'defaultSecurityRules'),
    },
  });
}

const defaultRules: readonly PlannedRule[] = [
  {
    name: 'AllowVnetInBound',
    priority: 65_000,
    direction: 'Inbound',
    access: 'Allow',
    source: 'VirtualNetwork',
    destination: 'VirtualNetwork',
  },
  {
    name: 'AllowAzureLoadBalancerInBound',
    priority: 65_001,
    direction: 'Inbound',
    access: 'Allow',
    source: 'AzureLoadBalancer',
  },
  { name: 'DenyAllInBound', priority: 65_500, direction: 'Inbound', access: 'Deny' },
  {
    name: 'AllowVnetOutBound',
    priority: 65_000,
    direction: 'Outbound',
    access: 'Allow',
    source: 'VirtualNetwork',
    destination: 'VirtualNetwork',
  },
  { name: 'AllowInternetOutBound', priority: 65_001, direction: 'Outbound', access: 'Allow', destination: 'Internet' },
  { name: 'DenyAllOutBound', priority: 65_500, direction: 'Outbound', access: 'Deny' },
];

function addRouteTable(
  place: Place,
  name: string,
  routes: readonly {
    readonly name: string;
    readonly prefix: string;
    readonly type: string;
    readonly nextHop?: string;
  }[],
): void {
  const id = networkId(place, `routeTables/${name}`);
  place.state.put({
    id,
    location: place.location,
    properties: {
      provisioningState: 'Succeeded',
      disableBgpRoutePropagation: false,
      routes: routes.map((route) => ({
        name: route.name,
        id: `${id}/routes/${route.name}`,
        type: 'Microsoft.Network/routeTables/routes',
        properties: {
          provisioningState: 'Succeeded',
          addressPrefix: route.prefix,
          nextHopType: route.type,
          ...toMember('nextHopIpAddress', route.nextHop),
          hasBgpOverride: false,
        },
      })),
    },
  });
}

function addPublicAddress(place: Place, name: string, ipAddress: string): void {
  place.state.put({
    id: networkId(place, `publicIPAddresses/${name}`),
    location: place.location,
    sku: { name: 'Standard', tier: 'Regional' },
    properties: {
      provisioningState: 'Succeeded',
      ipAddress,
      publicIPAddressVersion: 'IPv4',
      publicIPAllocationMethod: 'Static',
      idleTimeoutInMinutes: 4,
    },
  });
}

function networkId({ subscriptionId, group }: Place, typeAndName: string): string {
  return idIn(subscriptionId, group, `Microsoft.Network/${typeAndName}`);
}

/** Azure has two members for a value: one for a single value, one in the plural for a list. */
function toOneOrMany(name: string, value: string | readonly string[] = '*'): Record<string, unknown> {
  if (typeof value === 'string') {
    return { [name]: value };
  }
  return { [name.replace(/Prefix$/, 'Prefixes').replace(/Range$/, 'Ranges')]: value };
}

function toMember(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}
