// The machine that an alert is about: its id taken apart, and what Azure says of it before a capture is tried.

import type { ArmClient } from './armClient.ts';
import type { Failed } from './outcome.ts';
import type { Fields } from './json.ts';
import { fieldsOf, listOf, member, textOf } from './json.ts';

/** A machine, a scale set, or one instance of a scale set. */
export interface Target {
  /** As the alert gave it. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly type: 'AzureVM' | 'AzureVMSS';
  /** The machine's or scale set's own id. */
  readonly resourceId: string;
  /** The only instance of a scale set that is meant. */
  readonly instanceId?: string;
}

const computeVersion = '2024-07-01';
const machinePattern =
  /^(\/subscriptions\/([^/\s]{1,64})\/resourceGroups\/[^/\s]{1,90}\/providers\/Microsoft\.Compute\/(virtualMachines|virtualMachineScaleSets)\/[^/\s]{1,64})(?:\/virtualMachines\/([^/\s]{1,64}))?$/i;
/** What would lead an address elsewhere: steps up, a query, escapes. */
const leadsElsewhere = /\/\.{1,2}(?:\/|$)|[?#%\\<>"]/;

/** @returns undefined for what is no machine */
export function parseTarget(id: string): Target | undefined {
  const [, resourceId = '', subscriptionId = '', type = '', instanceId] = machinePattern.exec(id) ?? [];
  const isScaleSet = type.toLowerCase() === 'virtualmachinescalesets';
  if (resourceId === '' || leadsElsewhere.test(id) || (!isScaleSet && instanceId !== undefined)) {
    return undefined;
  }
  return {
    id,
    subscriptionId,
    type: isScaleSet ? 'AzureVMSS' : 'AzureVM',
    resourceId,
    ...(instanceId === undefined ? {} : { instanceId }),
  };
}

/** The region of a target, or why no capture can start on it. Rejects with ArmError. */
export async function readTarget(
  arm: ArmClient,
  target: Target,
  until: number,
): Promise<{ readonly region: string } | Pick<Failed, 'reason' | 'detail'>> {
  const isMachine = target.type === 'AzureVM';
  const { body } = await arm.send({
    method: 'GET',
    path: target.resourceId,
    apiVersion: computeVersion,
    ...(isMachine ? { query: '&$expand=instanceView' } : {}),
    action: `Microsoft.Compute/${isMachine ? 'virtualMachines' : 'virtualMachineScaleSets'}/read`,
    until,
  });
  const properties = fieldsOf(member(body, 'properties'));
  const problem = isMachine ? machineProblem(properties) : scaleSetProblem(properties);
  return problem ?? { region: regionOf(textOf(body, 'location') ?? '') };
}

/** Regions are written `westeurope` and `West Europe`. */
export function regionOf(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}

/** The service accepts a capture that then fails: on a machine that is off, or that has no agent. */
function machineProblem(properties: Fields): Pick<Failed, 'reason' | 'detail'> | undefined {
  const view = fieldsOf(member(properties, 'instanceView'));
  const codes = listOf(view, 'statuses').map((each) => textOf(fieldsOf(each), 'code')?.toLowerCase());
  const power = codes.find((code) => code?.startsWith('powerstate/') === true)?.slice('powerstate/'.length);
  if (power !== undefined && power !== 'running' && power !== 'starting') {
    return { reason: 'notRunning', detail: `The machine is ${power}.` };
  }
  const types = listOf(view, 'extensions').map((each) => textOf(fieldsOf(each), 'type'));
  return power !== 'running' || types.some((type) => isAgent(type)) ? undefined : noAgent;
}

/** Instances of a flexible scale set are machines with extensions of their own, which its model does not show. */
function scaleSetProblem(properties: Fields): Pick<Failed, 'reason' | 'detail'> | undefined {
  const profile = fieldsOf(member(fieldsOf(member(properties, 'virtualMachineProfile')), 'extensionProfile'));
  const types = listOf(profile, 'extensions').map((each) => {
    const extension = fieldsOf(member(fieldsOf(each), 'properties'));
    return `${textOf(extension, 'publisher') ?? ''}.${textOf(extension, 'type') ?? ''}`;
  });
  const isFlexible = textOf(properties, 'orchestrationMode')?.toLowerCase() === 'flexible';
  return isFlexible || types.some((type) => isAgent(type)) ? undefined : noAgent;
}

const noAgent = {
  reason: 'noAgent',
  detail:
    'The machine has no Network Watcher agent. Install the extension NetworkWatcherAgentLinux or NetworkWatcherAgentWindows of the publisher Microsoft.Azure.NetworkWatcher.',
} as const;

function isAgent(type: string | undefined): boolean {
  return type?.toLowerCase().startsWith('microsoft.azure.networkwatcher.') === true;
}
