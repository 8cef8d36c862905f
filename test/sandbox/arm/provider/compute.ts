// Microsoft.Compute: machines with power state and agent, their extensions, scale sets and instances.
// Power states are seen only through instanceView, $expand=instanceView or statusOnly=true, as in Azure.

import type { ArmContext } from '../armContext.ts';
import { badRequest, resourceNotFound } from '../armError.ts';
import type { Resource } from '../armState.ts';
import { answerPage } from '../paging.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { getResource, groupScope, readRoutes, resourcePath, toCommonBody } from '../trackedResource.ts';
import { operationRoutes } from './operationRoutes.ts';

const machineType = 'Microsoft.Compute/virtualMachines';
const scaleSetType = 'Microsoft.Compute/virtualMachineScaleSets';
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
];

/** Routes of machines, scale sets and their parts. */
export function computeRoutes(context: ArmContext): Route[] {
  const get = { method: 'GET', versions } as const;
  const instances = `${resourcePath(scaleSetType)}/virtualMachines`;
  return [
    ...readRoutes(context, {
      type: machineType,
      versions,
      toBody: (machine, request) => toMachine(context, machine, request),
    }),
    ...readRoutes(context, { type: scaleSetType, versions }),
    {
      ...get,
      path: `${resourcePath(machineType)}/instanceView`,
      type: machineType,
      action: `${machineType}/instanceView/read`,
      handle: (request) => ({
        status: 200,
        body: toInstanceView(context, getResource(context, machineType, request)),
      }),
    },
    ...extensionRoutes(context, machineType),
    ...extensionRoutes(context, scaleSetType),
    {
      ...get,
      path: instances,
      type: `${scaleSetType}/virtualMachines`,
      action: `${scaleSetType}/virtualMachines/read`,
      handle: (request) => {
        const scope = getResource(context, scaleSetType, request).id;
        const found = context.state.list({ type: `${scaleSetType}/virtualMachines`, scope });
        return answerPage(
          context,
          request,
          found.map((one) => toInstance(context, one, request)),
        );
      },
    },
    {
      ...get,
      path: `${instances}/{instanceId}`,
      type: `${scaleSetType}/virtualMachines`,
      action: `${scaleSetType}/virtualMachines/read`,
      handle: (request) => ({ status: 200, body: toInstance(context, findInstance(context, request), request) }),
    },
    {
      ...get,
      path: `${instances}/{instanceId}/instanceView`,
      type: `${scaleSetType}/virtualMachines`,
      action: `${scaleSetType}/virtualMachines/instanceView/read`,
      handle: (request) => ({ status: 200, body: toInstanceView(context, findInstance(context, request)) }),
    },
    ...operationRoutes(context, 'Microsoft.Compute', versions),
  ];
}

function extensionRoutes(context: ArmContext, ownerType: string): Route[] {
  const type = `${ownerType}/extensions`;
  const path = `${resourcePath(ownerType)}/extensions`;
  const find = (request: ArmRequest): Resource => {
    const owner = getResource(context, ownerType, request);
    const name = request.params['extensionName'] ?? '';
    const extension = context.state.get(`${owner.id}/extensions/${name}`);
    if (extension === undefined) {
      throw resourceNotFound(type, `${owner.name}/${name}`, request.params['resourceGroupName'] ?? '');
    }
    return extension;
  };
  return [
    {
      method: 'GET',
      path,
      type,
      versions,
      action: `${type}/read`,
      handle: (request) => {
        const extensions = context.state.list({ type, scope: getResource(context, ownerType, request).id });
        return answerPage(context, request, extensions.map(toCommonBody));
      },
    },
    {
      method: 'GET',
      path: `${path}/{extensionName}`,
      type,
      versions,
      action: `${type}/read`,
      handle: (request) => ({ status: 200, body: toCommonBody(find(request)) }),
    },
    {
      method: 'PUT',
      path: `${path}/{extensionName}`,
      type,
      versions,
      action: `${type}/write`,
      handle: (request) => putExtension(context, ownerType, request),
    },
  ];
}

/** Installs an extension: a long-running operation that needs a running machine. */
function putExtension(context: ArmContext, ownerType: string, request: ArmRequest): ArmAnswer {
  const owner = getResource(context, ownerType, request);
  const given = (request.body ?? {}) as { location?: string; properties?: Record<string, unknown> };
  const { publisher, type, typeHandlerVersion } = given.properties ?? {};
  if (typeof publisher !== 'string' || typeof type !== 'string' || typeof typeHandlerVersion !== 'string') {
    throw badRequest('InvalidParameter', 'Required parameter publisher, type or typeHandlerVersion is missing (null).');
  }
  const extension = context.state.put({
    id: `${owner.id}/extensions/${request.params['extensionName']}`,
    location: given.location ?? owner.location ?? '',
    properties: { ...given.properties, provisioningState: 'Creating' },
  });
  const urls = context.operations.start({
    subscriptionId: request.params['subscriptionId'] ?? '',
    location: owner.location ?? '',
    namespace: 'Microsoft.Compute',
    apiVersion: request.apiVersion,
    run: () => {
      const powerState = owner.hidden['powerState'];
      const isRunning = ownerType !== machineType || powerState === 'running';
      extension.properties = { ...extension.properties, provisioningState: isRunning ? 'Succeeded' : 'Failed' };
      return isRunning
        ? { status: 'Succeeded', result: { status: 200, body: toCommonBody(extension) } }
        : {
            status: 'Failed',
            error: {
              code: 'OperationNotAllowed',
              message: `Cannot modify extensions in the VM when the VM is not running.`,
            },
          };
    },
  });
  return {
    status: 201,
    headers: { 'Azure-AsyncOperation': urls.status, ...context.operations.retryAfter },
    body: toCommonBody(extension),
  };
}

function findInstance(context: ArmContext, request: ArmRequest): Resource {
  const { resourceName = '', instanceId = '', resourceGroupName = '' } = request.params;
  const id = `${groupScope(request)}/providers/${scaleSetType}/${resourceName}/virtualMachines/${instanceId}`;
  const instance = context.state.get(id);
  if (instance === undefined) {
    throw resourceNotFound(`${scaleSetType}/virtualMachines`, `${resourceName}/${instanceId}`, resourceGroupName);
  }
  return instance;
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

function toInstance(context: ArmContext, instance: Resource, request: ArmRequest): unknown {
  const scaleSetName = /virtualMachineScaleSets\/([^/]+)/i.exec(instance.id)?.[1] ?? '';
  const isExpanded = (request.query.get('$expand')?.toLowerCase() ?? '').includes('instanceview');
  return {
    ...toCommonBody(instance),
    name: `${scaleSetName}_${instance.name}`,
    instanceId: instance.name,
    properties: isExpanded
      ? { ...instance.properties, instanceView: toInstanceView(context, instance) }
      : instance.properties,
  };
}

const displayStatus = { running: 'VM running', deallocated: 'VM deallocated', stopped: 'VM stopped' } as const;

/** Power state, agent and extensions. A machine that does not run has no agent to tell of. */
export function toInstanceView(context: ArmContext, machine: Resource): Record<string, unknown> {
  const powerState = machine.hidden['powerState'] as keyof typeof displayStatus;
  const succeeded = { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded' };
  const owner = machine.id.replace(/(virtualMachineScaleSets\/[^/]+)\/virtualMachines\/[^/]+$/i, '$1');
  const extensions = context.state.list({ scope: `${owner}/extensions` }).map(({ name, properties }) => ({
    name,
    type: `${String(properties['publisher'])}.${String(properties['type'])}`,
    typeHandlerVersion: `${String(properties['typeHandlerVersion'])}.3206.1`,
    statuses: [succeeded],
  }));
  const isRunning = powerState === 'running';
  return {
    ...(isRunning
      ? {
          vmAgent: {
            vmAgentVersion: '2.13.1.1',
            statuses: [
              {
                code: 'ProvisioningState/succeeded',
                level: 'Info',
                displayStatus: 'Ready',
                message: 'Guest Agent is running',
              },
            ],
            extensionHandlers: [],
          },
          extensions,
        }
      : {}),
    statuses: [
      succeeded,
      { code: `PowerState/${powerState}`, level: 'Info', displayStatus: displayStatus[powerState] },
    ],
  };
}
