// Scale sets, their instances and the upgrade of instances to the latest model.

import type { ArmContext } from '../armContext.ts';
import { ArmError, resourceNotFound } from '../armError.ts';
import type { Resource } from '../armState.ts';
import { toInstanceView, toScaleSetView } from '../compute/instanceView.ts';
import { applyModel, instancesOf, scaleSetType, toScaleSetProperties } from '../compute/scaleSetModel.ts';
import { answerPage } from '../paging.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { getResource, groupScope, readRoutes, resourcePath, toCommonBody } from '../trackedResource.ts';
import { extensionRoutes } from './extensions.ts';

/** Routes of scale sets, without those of long-running operations. */
export function scaleSetRoutes(context: ArmContext, versions: readonly string[]): Route[] {
  const type = `${scaleSetType}/virtualMachines`;
  const instances = `${resourcePath(scaleSetType)}/virtualMachines`;
  const read = { method: 'GET', type, versions, action: `${type}/read` } as const;
  return [
    ...readRoutes(context, {
      type: scaleSetType,
      versions,
      toBody: (scaleSet) => ({
        ...toCommonBody(scaleSet),
        properties: toScaleSetProperties(context.state, scaleSet),
      }),
    }),
    {
      ...read,
      path: instances,
      handle: (request) => {
        const found = instancesOf(context.state, getResource(context, scaleSetType, request));
        return answerPage(
          context,
          request,
          found.map((one) => toInstance(context, one, request)),
        );
      },
    },
    {
      ...read,
      path: `${instances}/{instanceId}`,
      handle: (request) => ({ status: 200, body: toInstance(context, findInstance(context, request), request) }),
    },
    {
      ...read,
      path: `${instances}/{instanceId}/instanceView`,
      action: `${type}/instanceView/read`,
      handle: (request) => ({ status: 200, body: toInstanceView(context, findInstance(context, request)) }),
    },
    {
      ...read,
      path: `${instances}/{instanceId}/extensions`,
      action: `${type}/extensions/read`,
      handle: (request) => {
        const found = context.state.children(`${findInstance(context, request).id}/extensions`);
        return { status: 200, body: { value: found.map(toCommonBody) } };
      },
    },
    {
      ...read,
      path: `${instances}/{instanceId}/extensions/{extensionName}`,
      action: `${type}/extensions/read`,
      handle: (request) => {
        const { extensionName = '', resourceGroupName = '' } = request.params;
        const instance = findInstance(context, request);
        const extension = context.state.get(`${instance.id}/extensions/${extensionName}`);
        if (extension === undefined) {
          throw resourceNotFound(`${type}/extensions`, `${instance.name}/${extensionName}`, resourceGroupName);
        }
        return { status: 200, body: toCommonBody(extension) };
      },
    },
    {
      ...read,
      path: `${resourcePath(scaleSetType)}/instanceView`,
      type: scaleSetType,
      action: `${scaleSetType}/instanceView/read`,
      handle: (request) => ({
        status: 200,
        body: toScaleSetView(context.state, getResource(context, scaleSetType, request)),
      }),
    },
    {
      method: 'POST',
      path: `${resourcePath(scaleSetType)}/manualupgrade`,
      type: scaleSetType,
      versions,
      action: `${scaleSetType}/manualUpgrade/action`,
      handle: (request) => upgrade(context, request),
    },
    ...extensionRoutes(context, scaleSetType, versions),
  ];
}

/** Brings the named instances, or all (`*`), to the latest model. */
function upgrade(context: ArmContext, request: ArmRequest): ArmAnswer {
  const { state, operations } = context;
  const scaleSet = getResource(context, scaleSetType, request);
  const chosen = chooseInstances(request, instancesOf(state, scaleSet));
  const urls = operations.start({
    subscriptionId: request.params['subscriptionId'] ?? '',
    location: scaleSet.location ?? '',
    namespace: 'Microsoft.Compute',
    apiVersion: request.apiVersion,
    run: () => {
      // An instance may have been deleted meanwhile.
      chosen
        .filter(({ id }) => state.get(id) !== undefined)
        .forEach((instance) => applyModel(state, scaleSet, instance));
      return { status: 'Succeeded', result: { status: 200 } };
    },
  });
  return {
    status: 202,
    headers: { 'Azure-AsyncOperation': urls.status, Location: urls.result, ...operations.retryAfter },
  };
}

function chooseInstances(request: ArmRequest, instances: readonly Resource[]): readonly Resource[] {
  const { instanceIds } = (request.body ?? {}) as { readonly instanceIds?: unknown };
  if (!Array.isArray(instanceIds) || instanceIds.length === 0) {
    throw invalidIds('Required parameter instanceIds is missing (null).');
  }
  const wanted = (instanceIds as readonly unknown[]).map(String);
  const unknown = wanted.find((id) => id !== '*' && !instances.some(({ name }) => name === id));
  if (unknown !== undefined) {
    throw invalidIds(`The provided instanceId ${unknown} is not an active Virtual Machine Scale Set VM instanceId.`);
  }
  return wanted.includes('*') ? instances : instances.filter(({ name }) => wanted.includes(name));
}

function invalidIds(message: string): ArmError {
  return new ArmError({ status: 400, code: 'InvalidParameter', message, details: [] });
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
