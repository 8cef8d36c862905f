// The instance view of a machine or of an instance of a scale set: power state, guest agent, and its own extensions.
// A machine that does not run has no agent to tell of.

import type { ArmContext } from '../armContext.ts';
import type { ArmState, Resource } from '../armState.ts';
import type { PowerState } from './powerState.ts';
import { powerStateOf } from './powerState.ts';

const displayStatus: Readonly<Record<PowerState, string>> = {
  running: 'VM running',
  deallocated: 'VM deallocated',
  stopped: 'VM stopped',
};

/** The body of `instanceView`. */
export function toInstanceView(context: ArmContext, machine: Resource): Record<string, unknown> {
  const powerState = powerStateOf(machine);
  const isRunning = powerState === 'running';
  const guest = {
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
    extensions: context.state.children(`${machine.id}/extensions`).map((extension) => toExtensionView(extension)),
  };
  return { ...(isRunning ? guest : {}), statuses: toStatuses(machine) };
}

/** The body of `instanceView` of a scale set: how many instances are in which state, and how far its extensions came. */
export function toScaleSetView(state: ArmState, scaleSet: Resource): Record<string, unknown> {
  const instances = state.children(`${scaleSet.id}/virtualMachines`);
  const names = new Set(
    instances.flatMap(({ id }) => state.children(`${id}/extensions`).map((extension) => extension.name)),
  );
  const extensionStates = (name: string): string[] =>
    instances.flatMap(({ id }) => {
      const extension = state.get(`${id}/extensions/${name}`);
      return extension === undefined
        ? []
        : [`ProvisioningState/${String(extension.properties['provisioningState']).toLowerCase()}`];
    });
  return {
    virtualMachine: {
      statusesSummary: [
        ...countCodes(instances.map(() => 'ProvisioningState/succeeded')),
        ...countCodes(instances.map((instance) => `PowerState/${powerStateOf(instance)}`)),
      ],
    },
    extensions: [...names].map((name) => ({ name, statusesSummary: countCodes(extensionStates(name)) })),
    statuses: [toStatus('succeeded')],
  };
}

function countCodes(codes: readonly string[]): { readonly code: string; readonly count: number }[] {
  return [...new Set(codes)].map((code) => ({ code, count: codes.filter((one) => one === code).length }));
}

/** Provisioning state, then power state. */
export function toStatuses(machine: Resource): readonly unknown[] {
  const powerState = powerStateOf(machine);
  return [
    toStatus('succeeded'),
    { code: `PowerState/${powerState}`, level: 'Info', displayStatus: displayStatus[powerState] },
  ];
}

function toExtensionView({ name, properties }: Resource): unknown {
  return {
    name,
    type: `${String(properties['publisher'])}.${String(properties['type'])}`,
    typeHandlerVersion: `${String(properties['typeHandlerVersion'])}.3206.1`,
    statuses: [toStatus(String(properties['provisioningState']).toLowerCase())],
  };
}

function toStatus(state: string): unknown {
  return {
    code: `ProvisioningState/${state}`,
    level: state === 'failed' ? 'Error' : 'Info',
    displayStatus: `Provisioning ${state}`,
  };
}
