// Entry of the chunk with everything that speaks to ARM; loaded at the first listing.

import type { EventHubInventory, ResourceInventory, ResourceReader } from '../../app/azure/ports.ts';
import type { AlertHistory, AlertInventory, AlertRuleWork, MetricSource } from '../../app/alert/ports.ts';
import type { CaptureGround, GroundWork } from '../../app/capture/groundPorts.ts';
import type { PacketCaptureClient } from '../../app/capture/ports.ts';
import type { NetworkDiagnostics } from '../../app/diagnostic/ports.ts';
import { asArray, asString, at } from '../../base/json.ts';
import { apiVersions } from './apiVersions.ts';
import { ArmAlerts } from './armAlerts.ts';
import type { ArmConnection } from './armConnection.ts';
import { ArmGround } from './armGround.ts';
import { ArmGroundWork } from './armGroundWork.ts';
import { ArmDiagnostics } from './armDiagnostics.ts';
import { ArmPacketCaptures } from './armPacketCaptures.ts';
import { ArmRest } from './armRest.ts';
import { ArmInventory } from './resourceInventory.ts';

/** The control-plane services of one subscription. */
export interface ArmServices {
  readonly inventory: ResourceInventory & EventHubInventory & ResourceReader;
  readonly captures: PacketCaptureClient;
  readonly alerts: AlertInventory & AlertHistory & AlertRuleWork & MetricSource;
  readonly ground: CaptureGround;
  readonly groundWork: GroundWork;
  readonly diagnostics: NetworkDiagnostics;
  /** Keys of a storage account, for those who may list them. */
  readonly listStorageKey: (storageId: string, abortSignal?: AbortSignal) => Promise<string | undefined>;
  /** The account's blob endpoint as ARM gives it. */
  readonly blobEndpointOf: (storageId: string, abortSignal?: AbortSignal) => Promise<string | undefined>;
}

/** Makes the services of a subscription. */
export function createArmServices(connection: ArmConnection): ArmServices {
  const rest = new ArmRest(connection);
  const inventory = new ArmInventory(rest, connection.subscriptionId, connection.log);
  return {
    inventory,
    captures: new ArmPacketCaptures(connection),
    alerts: new ArmAlerts(rest, connection.subscriptionId, connection.clock),
    ground: new ArmGround(rest),
    groundWork: new ArmGroundWork(rest, connection.subscriptionId),
    diagnostics: new ArmDiagnostics(connection, inventory),
    listStorageKey: async (storageId, abortSignal) =>
      firstKey(await rest.post(`${storageId}/listKeys`, storageVersion, undefined, { abortSignal })),
    blobEndpointOf: async (storageId, abortSignal) =>
      blobEndpoint(await rest.get(storageId, storageVersion, { abortSignal })),
  };
}

const storageVersion = apiVersions['microsoft.storage/storageaccounts'];

function firstKey(answer: unknown): string | undefined {
  return asString(at(asArray(at(answer, 'keys'))[0], 'value'));
}

function blobEndpoint(answer: unknown): string | undefined {
  return asString(at(answer, 'properties', 'primaryEndpoints', 'blob'));
}
