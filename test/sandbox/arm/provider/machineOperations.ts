// What changes a machine through ARM: start, restart, power off, deallocate, delete. Long-running, with an empty result.

import type { ArmContext } from '../armContext.ts';
import type { Resource } from '../armState.ts';
import type { PowerState } from '../compute/powerState.ts';
import type { ArmAnswer, ArmRequest, Route } from '../route.ts';
import { getResource, groupScope, resourcePath } from '../trackedResource.ts';

const type = 'Microsoft.Compute/virtualMachines';
const actions: readonly (readonly [string, PowerState])[] = [
  ['start', 'running'],
  ['restart', 'running'],
  ['powerOff', 'stopped'],
  ['deallocate', 'deallocated'],
];

/** Routes of the operations. */
export function machineOperationRoutes(context: ArmContext, versions: readonly string[]): Route[] {
  const path = resourcePath(type);
  return [
    ...actions.map(([name, powerState]): Route => ({
      method: 'POST',
      path: `${path}/${name}`,
      type,
      versions,
      action: `${type}/${name}/action`,
      handle: (request) => {
        const machine = getResource(context, type, request);
        return begin(context, request, machine, () => context.machines.applyPower(machine, powerState));
      },
    })),
    {
      method: 'DELETE',
      path,
      type,
      versions,
      action: `${type}/delete`,
      handle: (request) => {
        const machine = context.state.get(`${groupScope(request)}/providers/${type}/${request.params['resourceName']}`);
        return machine === undefined
          ? { status: 204 }
          : begin(context, request, machine, () => context.machines.applyRemoval(machine));
      },
    },
  ];
}

function begin(context: ArmContext, request: ArmRequest, machine: Resource, apply: () => void): ArmAnswer {
  const { operations } = context;
  const urls = operations.start({
    subscriptionId: request.params['subscriptionId'] ?? '',
    location: machine.location ?? '',
    namespace: 'Microsoft.Compute',
    apiVersion: request.apiVersion,
    run: () => {
      apply();
      return { status: 'Succeeded', result: { status: 200 } };
    },
  });
  return {
    status: 202,
    headers: { 'Azure-AsyncOperation': urls.status, Location: urls.result, ...operations.retryAfter },
  };
}
