// Describes a running sandbox to the outside: the SandboxInfo of contract.ts, read from ARM's own state.

import type { Arm } from './arm/arm.ts';
import type { Resource } from './arm/armState.ts';
import { hasAgent } from './arm/compute/agent.ts';
import { powerStateOf } from './arm/compute/powerState.ts';
import { isManual } from './arm/compute/scaleSetModel.ts';
import { cardOf, privateIpOf } from './arm/network/cards.ts';
import { eventHubKeys, eventHubPlan } from './arm/estate/eventHubs.ts';
import { isPremium, storageKeys } from './arm/estate/storageAccounts.ts';
import type { SandboxInfo } from './contract.ts';
import type { Broker } from './eventHubs/broker.ts';
import type { Directory } from './identity/directory.ts';
import type { Seed } from './seed.ts';
import type { Certificates } from './tls.ts';

/** What a description is made of. */
export interface DescribeOptions {
  readonly arm: Arm;
  readonly broker: Broker;
  readonly directory: Directory;
  readonly seed: Seed;
  readonly certificates: Certificates;
  readonly controlPort: number;
  readonly gatewayUrl: string;
}

/** Makes the description. */
export function describeSandbox(options: DescribeOptions): SandboxInfo {
  const { arm, broker, directory, seed } = options;
  const list = (type: string): Resource[] => arm.state.list({ type });
  return {
    pid: process.pid,
    seed: seed.value,
    controlUrl: `http://127.0.0.1:${options.controlPort}`,
    caCertPath: options.certificates.caCertPath,
    cloud: {
      name: 'Wirewatch Sandbox',
      portalUrl: 'https://portal.wirewatch.test',
      managementEndpointUrl: directory.managementAudience,
      resourceManagerEndpointUrl: `${arm.endpoint}/`,
      activeDirectoryEndpointUrl: `${arm.endpoint}/`,
      activeDirectoryResourceId: directory.managementAudience,
    },
    tokenUrl: `${arm.endpoint}/organizations/oauth2/v2.0/token`,
    tenants: directory.tenants.map(({ id, name }) => ({ id, name })),
    accounts: directory.accounts.map(({ id, label, role }) => ({ id, label, role })),
    subscriptions: arm.state.subscriptions.map(({ id, name, tenantId }) => ({ id, name, tenantId })),
    networkWatchers: list('Microsoft.Network/networkWatchers').map(({ id, location }) => ({
      id,
      region: location ?? '',
    })),
    virtualMachines: list('Microsoft.Compute/virtualMachines').map((machine) => ({
      id: machine.id,
      name: machine.name,
      region: machine.location ?? '',
      powerState: powerStateOf(machine),
      hasAgent: hasAgent(arm.state, machine),
      privateIpAddress: privateIpAddressOf(arm, machine.id) ?? '',
    })),
    scaleSets: list('Microsoft.Compute/virtualMachineScaleSets').map((scaleSet) => {
      const instances = arm.state.children(`${scaleSet.id}/virtualMachines`);
      return {
        id: scaleSet.id,
        name: scaleSet.name,
        region: scaleSet.location ?? '',
        instanceIds: instances.map(({ name }) => name),
        upgradePolicy: isManual(scaleSet) ? ('Manual' as const) : ('Automatic' as const),
        instances: instances.map((instance) => ({
          instanceId: instance.name,
          hasAgent: hasAgent(arm.state, instance),
          privateIpAddress: privateIpAddressOf(arm, instance.id) ?? '',
        })),
      };
    }),
    storageAccounts: list('Microsoft.Storage/storageAccounts').map((account) => {
      const allowsSharedKey = account.properties['allowSharedKeyAccess'] !== false;
      return {
        id: account.id,
        name: account.name,
        region: account.location ?? '',
        blobEndpoint: (account.properties['primaryEndpoints'] as { readonly blob: string }).blob,
        key: allowsSharedKey ? storageKeys(seed, account.name)[0] : '',
        isPremium: isPremium(account),
        allowsSharedKey,
        networkDefaultAction: (account.properties['networkAcls'] as { readonly defaultAction: 'Allow' | 'Deny' })
          .defaultAction,
      };
    }),
    eventHubs: describeEventHubs(arm, broker, seed),
    gatewayUrl: options.gatewayUrl,
  };
}

/** Address of the card of a machine or of an instance of a scale set; undefined for what does not exist. */
export function privateIpAddressOf(arm: Arm, machineId: string): string | undefined {
  const machine = arm.state.get(machineId);
  const card = machine === undefined ? undefined : cardOf(arm.state, machine);
  return card === undefined ? undefined : privateIpOf(card);
}

function describeEventHubs(arm: Arm, broker: Broker, seed: Seed): SandboxInfo['eventHubs'] {
  const namespaceId = arm.state.list({ type: 'Microsoft.EventHub/namespaces' })[0]?.id ?? '';
  const key = eventHubKeys(seed, 'RootManageSharedAccessKey')[0];
  return eventHubPlan.hubs.map((hub) => ({
    namespaceId,
    hub: hub.name,
    tlsHost: `127.0.0.1:${broker.tlsPort}`,
    plainPort: broker.plainPort,
    connectionString: `Endpoint=sb://127.0.0.1:${broker.plainPort};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${key};UseDevelopmentEmulator=true;EntityPath=${hub.name}`,
    consumerGroups: hub.consumerGroups,
    partitionIds: Array.from({ length: hub.partitionCount }, (_, index) => String(index)),
  }));
}
