// Every call of the product that goes to ARM, as rows of a table: what it is called, how it is made, and which resource it is about.

import type { ArmServices } from '../../src/adapters/azure/arm.ts';
import { Secret } from '../../src/base/secret.ts';
import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../src/domain/capture/packetCapture.ts';
import { agent, makeMachine, makeScaleSet } from '../support/ground.ts';

/** One call. */
export interface ArmCall {
  readonly what: string;
  /** @param arm the endpoint that the services were made with, without a trailing slash */
  readonly run: (services: ArmServices, arm: string) => Promise<unknown>;
  /** Name of the resource that is missing after a 404 that speaks of the resource; absent for lists of a subscription. */
  readonly about?: string;
  /** The call begins a long-running operation. */
  readonly isLong?: boolean;
  /** Refusals of the request itself are told as refusals of the capture. */
  readonly isCreate?: boolean;
  /** A missing resource is an answer, not an error. */
  readonly takesMissing?: boolean;
}

const subscription = '/subscriptions/11111111-2222-3333-4444-555555555555';
const group = `${subscription}/resourceGroups/rg-1`;
const watcherId = `${group}/providers/Microsoft.Network/networkWatchers/nw-1`;
const machineId = `${group}/providers/Microsoft.Compute/virtualMachines/vm-1`;
const scaleSetId = `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/set-1`;
const storageId = `${group}/providers/Microsoft.Storage/storageAccounts/store1`;
const namespaceId = `${group}/providers/Microsoft.EventHub/namespaces/ns-1`;
const ruleId = `${group}/providers/Microsoft.Insights/metricAlerts/rule-1`;
const groupId = `${group}/providers/Microsoft.Insights/actionGroups/group-1`;
const captureId = `${watcherId}/packetCaptures/pc-1`;

const scope = { include: [], exclude: [] };
const wanted: NewPacketCapture = {
  watcherId,
  name: 'pc-1',
  targetId: machineId,
  scope,
  destination: { storageId },
  filters: [],
  limits: {},
};
const capture: PacketCapture = {
  id: captureId,
  name: 'pc-1',
  watcherId,
  targetId: machineId,
  scope,
  filters: [],
  state: 'running',
  problems: [],
  limits: {},
};

/** What `resume` needs of a create that was begun at an endpoint; the signature must never be seen. */
function begunAt(arm: string): Secret {
  const config = {
    metadata: { mode: 'OperationLocation' },
    operationLocation: `${arm}/operations/begun?api-version=2026-01-01&s=SIGNATURE`,
    initialRequestUrl: `${new URL(arm).origin}${captureId}?api-version=2026-01-01`,
    requestMethod: 'PUT',
  };
  return new Secret(JSON.stringify({ state: { status: 'running', config } }));
}

/** Calls about captures and what they stand on. */
const captureCalls: readonly ArmCall[] = [
  { what: 'captures.list', about: 'nw-1', run: ({ captures }) => captures.list(watcherId) },
  { what: 'captures.get', about: 'pc-1', takesMissing: true, run: ({ captures }) => captures.get(captureId) },
  {
    what: 'captures.create',
    about: 'nw-1',
    isLong: true,
    isCreate: true,
    run: ({ captures }) => captures.create(wanted),
  },
  {
    what: 'captures.resume',
    about: 'pc-1',
    isLong: true,
    isCreate: true,
    run: ({ captures }, arm) => captures.resume(wanted, begunAt(arm)),
  },
  { what: 'captures.getStatus', about: 'pc-1', isLong: true, run: ({ captures }) => captures.getStatus(capture) },
  { what: 'captures.stop', about: 'pc-1', isLong: true, run: ({ captures }) => captures.stop(captureId) },
  { what: 'captures.delete', about: 'pc-1', isLong: true, run: ({ captures }) => captures.delete(captureId) },
  { what: 'ground.getMachine', about: 'vm-1', run: ({ ground }) => ground.getMachine(machineId) },
  { what: 'ground.getScaleSet', about: 'set-1', run: ({ ground }) => ground.getScaleSet(scaleSetId) },
  { what: 'ground.getStorageAccount', about: 'store1', run: ({ ground }) => ground.getStorageAccount(storageId) },
  { what: 'ground.listPermissions', about: 'store1', run: ({ ground }) => ground.listPermissions(storageId) },
  { what: 'ground.listAddresses of a machine', about: 'vm-1', run: ({ ground }) => ground.listAddresses(machineId) },
  { what: 'ground.listAddresses of a set', about: 'set-1', run: ({ ground }) => ground.listAddresses(scaleSetId) },
  {
    what: 'groundWork.createWatcher',
    about: 'NetworkWatcherRG',
    run: ({ groundWork }) => groundWork.createWatcher('westeurope'),
  },
  {
    what: 'groundWork.installAgent on a machine',
    about: agent.name,
    isLong: true,
    run: ({ groundWork }) => groundWork.installAgent(makeMachine({ id: machineId })),
  },
  {
    what: 'groundWork.installAgent on a set',
    about: agent.name,
    isLong: true,
    run: ({ groundWork }) => groundWork.installAgent(makeScaleSet({ id: scaleSetId })),
  },
  {
    what: 'groundWork.updateInstances',
    about: 'set-1',
    isLong: true,
    run: ({ groundWork }) => groundWork.updateInstances(scaleSetId, ['0']),
  },
];

/** Calls that list, read or ask. */
const readingCalls: readonly ArmCall[] = [
  { what: 'inventory.listNetworkWatchers', run: ({ inventory }) => inventory.listNetworkWatchers() },
  { what: 'inventory.listVirtualMachines', run: ({ inventory }) => inventory.listVirtualMachines() },
  { what: 'inventory.listScaleSets', run: ({ inventory }) => inventory.listScaleSets() },
  { what: 'inventory.listStorageAccounts', run: ({ inventory }) => inventory.listStorageAccounts() },
  { what: 'alerts.listAlertRules', run: ({ alerts }) => alerts.listAlertRules() },
  { what: 'alerts.listActionGroups', run: ({ alerts }) => alerts.listActionGroups() },
  { what: 'alerts.listFiredAlerts', run: ({ alerts }) => alerts.listFiredAlerts() },
  { what: 'alerts.getFiredAlert', run: ({ alerts }) => alerts.getFiredAlert('/alerts/alert-1') },
  { what: 'alerts.listChanges', run: ({ alerts }) => alerts.listChanges('/alerts/alert-1') },
  { what: 'alerts.setState', run: ({ alerts }) => alerts.setState('/alerts/alert-1', 'Closed') },
  { what: 'alerts.getDocument', about: 'rule-1', run: ({ alerts }) => alerts.getDocument(ruleId) },
  { what: 'alerts.putDocument', about: 'rule-1', run: ({ alerts }) => alerts.putDocument(ruleId, {}) },
  { what: 'alerts.setEnabled', about: 'rule-1', run: ({ alerts }) => alerts.setEnabled(ruleId, false) },
  { what: 'alerts.testActionGroup', about: 'group-1', run: ({ alerts }) => alerts.testActionGroup(groupId, 'budget') },
  { what: 'alerts.listDefinitions', about: 'vm-1', run: ({ alerts }) => alerts.listDefinitions(machineId) },
  {
    what: 'alerts.readMetric',
    about: 'vm-1',
    run: ({ alerts }) =>
      alerts.readMetric(machineId, {
        metricName: 'Network Out Total',
        aggregation: 'Total',
        from: 0,
        to: 60_000,
        grainInSeconds: 60,
      }),
  },
  { what: 'inventory.listNamespaces', run: ({ inventory }) => inventory.listNamespaces() },
  { what: 'inventory.listEventHubs', about: 'ns-1', run: ({ inventory }) => inventory.listEventHubs(namespaceId) },
  {
    what: 'inventory.listConsumerGroups',
    about: 'hub-1',
    run: ({ inventory }) => inventory.listConsumerGroups(`${namespaceId}/eventhubs/hub-1`),
  },
  { what: 'inventory.getResource', about: 'store1', run: ({ inventory }) => inventory.getResource(storageId) },
  { what: 'listStorageKey', about: 'store1', run: ({ listStorageKey }) => listStorageKey(storageId) },
  { what: 'blobEndpointOf', about: 'store1', run: ({ blobEndpointOf }) => blobEndpointOf(storageId) },
  {
    what: 'diagnostics.getMachineNetwork',
    about: 'vm-1',
    run: ({ diagnostics }) =>
      diagnostics.getMachineNetwork({ id: machineId, name: 'vm-1', region: 'westeurope', watcherId }),
  },
  {
    what: 'diagnostics.verifyIpFlow',
    about: 'nw-1',
    isLong: true,
    run: ({ diagnostics }) =>
      diagnostics.verifyIpFlow(watcherId, {
        machineId,
        direction: 'inbound',
        protocol: 'tcp',
        localAddress: '10.0.0.4',
        localPort: 443,
        remoteAddress: '10.0.0.5',
        remotePort: 1024,
      }),
  },
  {
    what: 'diagnostics.getNextHop',
    about: 'nw-1',
    isLong: true,
    run: ({ diagnostics }) =>
      diagnostics.getNextHop(watcherId, { machineId, sourceAddress: '10.0.0.4', destinationAddress: '8.8.8.8' }),
  },
  {
    what: 'diagnostics.checkConnectivity',
    about: 'nw-1',
    isLong: true,
    run: ({ diagnostics }) =>
      diagnostics.checkConnectivity(watcherId, {
        machineId,
        destination: { kind: 'address', address: '8.8.8.8' },
        port: 443,
        protocol: 'tcp',
      }),
  },
  {
    what: 'diagnostics.showSecurityRules',
    about: 'nw-1',
    isLong: true,
    run: ({ diagnostics }) => diagnostics.showSecurityRules(watcherId, machineId),
  },
  {
    what: 'diagnostics.showTopology',
    about: 'nw-1',
    run: ({ diagnostics }) => diagnostics.showTopology(watcherId, 'rg-1'),
  },
  { what: 'diagnostics.listFlowLogs', about: 'nw-1', run: ({ diagnostics }) => diagnostics.listFlowLogs(watcherId) },
];

/** All of them. */
export const armCalls: readonly ArmCall[] = [...captureCalls, ...readingCalls];
