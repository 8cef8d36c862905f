// Microsoft.Compute: machines with power state and agent, their extensions, scale sets and instances.
// Power states are seen only through instanceView, $expand=instanceView or statusOnly=true, as in Azure.

import type { ArmContext } from '../armContext.ts';
import type { Resource } from '../armState.ts';
import { toInstanceView } from '../compute/instanceView.ts';
import type { ArmRequest, Route } from '../route.ts';
import { getResource, readRoutes, resourcePath, toCommonBody } from '../trackedResource.ts';
import { extensionRoutes } from './extensions.ts';
import { machineOperationRoutes } from './machineOperations.ts';
import { operationRoutes } from './operationRoutes.ts';
import { scaleSetRoutes } from './scaleSets.ts';

const machineType = 'Microsoft.Compute/virtualMachines';
const versions = [
  '2026-04-01',
  '2025-11-01',
  '2025-04-01',
  '2024-11-01',
  '2024-07-01',
  '2024-03-01',
  '2023-09-01',
  '2023-07-01',
  '2023-03-01',
  '2022-11-01',
  '2022-08-01',
  '2022-03-01',
  '2021-11-01',
  '2021-07-01',
  '2020-06-01',
];

/** Routes of machines, scale sets and their parts. */
export function computeRoutes(context: ArmContext): Route[] {
  return [
    ...readRoutes(context, {
      type: machineType,
      versions,
      toBody: (machine, request) => toMachine(context, machine, request),
    }),
    {
      method: 'GET',
      path: `${resourcePath(machineType)}/instanceView`,
      type: machineType,
      versions,
      action: `${machineType}/instanceView/read`,
      handle: (request) => ({
        status: 200,
        body: toInstanceView(context, getResource(context, machineType, request)),
      }),
    },
    ...machineOperationRoutes(context, versions),
    ...extensionRoutes(context, machineType, versions),
    ...scaleSetRoutes(context, versions),
    ...operationRoutes(context, 'Microsoft.Compute', versions),
  ];
}

function toMachine(context: ArmContext, machine: Resource, request: ArmRequest): unknown {
  const body = toCommonBody(machine);
  const expand = request.query.get('$expand')?.toLowerCase() ?? '';
  const isStatusOnly = request.query.get('statusOnly')?.toLowerCase() === 'true';
  if (isStatusOnly) {
    const { vmId, provisioningState } = machine.properties;
    return { ...body, properties: { vmId, provisioningState, instanceView: toInstanceView(context, machine) } };
  }
  return expand.includes('instanceview')
    ? { ...body, properties: { ...machine.properties, instanceView: toInstanceView(context, machine) } }
    : body;
}
