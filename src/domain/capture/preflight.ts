// What stands in the way of a capture, decided from facts before anything is created. Texts are made in app/capture/preflightTexts.ts.

import type { NetworkWatcher } from '../arm/resource.ts';
import { agentOf, isAgentReady } from './captureGround.ts';
import type { MachineState, ScaleSetInstance, ScaleSetState, StorageState } from './captureGround.ts';
import type { NewPacketCapture } from './captureSettings.ts';
import { captureNameProblem } from './captureInput.ts';
import type { CaptureNameProblem } from './captureInput.ts';
import { filterFindings, filterProblem } from './captureFilter.ts';

/** A fact that was read, that does not exist (404), or that could not be read, with the reason in words. */
export type Fact<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unread'; readonly reason: string };

/** The facts of one capture that is about to start. */
export interface PreflightFacts {
  /** All watchers of the subscription. */
  readonly watchers: Fact<readonly NetworkWatcher[]>;
  readonly target:
    | { readonly kind: 'machine'; readonly state: Fact<MachineState> }
    | { readonly kind: 'scaleSet'; readonly state: Fact<ScaleSetState> };
  /** Absent when the file stays on the machine. */
  readonly storage?: Fact<StorageState>;
  /** Whether a capture of the name exists. */
  readonly nameTaken: Fact<boolean>;
  /** Actions that no role of the account allows, by the scope they are needed on. */
  readonly missingActions: Fact<readonly MissingAction[]>;
  /** Private addresses of the machines to be captured; empty where they were not asked for. */
  readonly addresses: readonly string[];
}

/** An RBAC action that the account lacks. */
export interface MissingAction {
  readonly action: string;
  readonly scope: string;
}

/** blocker: the service will refuse or capture nothing. warning: it may. unknown: not readable. */
export type FindingTone = 'ok' | 'warning' | 'blocker' | 'unknown';

/** What can be done about a finding from here. */
export type PreflightFix = 'enableWatcher' | 'installAgent' | 'updateInstances' | 'useNextName';

/** One line of the checklist. `subjects` are the names its text needs. */
export interface PreflightFinding {
  readonly code: PreflightCode;
  readonly tone: FindingTone;
  readonly subjects: readonly string[];
  readonly fix?: PreflightFix;
}

/** What was found; an `Unread` one says in its only subject why. */
export type PreflightCode =
  | 'watcherPresent'
  | 'watcherMissing'
  | 'watcherUnread'
  | 'targetGone'
  | 'targetUnread'
  | 'machinesRunning'
  | 'machinesNotRunning'
  | 'instancesMissing'
  | 'noInstance'
  | 'agentPresent'
  | 'agentMissing'
  | 'agentBroken'
  | 'agentNotOnInstances'
  | 'noDestination'
  | 'fileStaysOnMachine'
  | 'storageFits'
  | 'storageGone'
  | 'storageUnread'
  | 'storageElsewhere'
  | 'storagePremium'
  | 'storageWithoutKeys'
  | 'storageRestricted'
  | 'storageClosed'
  | 'nameFree'
  | 'nameTaken'
  | 'nameUnread'
  | `name:${Exclude<CaptureNameProblem, 'taken'>}`
  | 'rightsPresent'
  | 'rightsMissing'
  | 'rightsUnread'
  | 'filtersFine'
  | 'filterInvalid'
  | 'filtersMatchNothing';

/** The checklist in the order in which a person would go through it. */
export function preflight(capture: NewPacketCapture, facts: PreflightFacts): readonly PreflightFinding[] {
  return [
    watcherFinding(facts),
    ...targetFindings(capture, facts),
    ...storageFindings(capture, facts),
    nameFinding(capture, facts),
    rightsFinding(facts),
    ...filtersFindings(capture, facts),
  ];
}

/** True when nothing is known that makes the start pointless. */
export function canStart(findings: readonly PreflightFinding[]): boolean {
  return findings.every(({ tone }) => tone !== 'blocker');
}

/** What a capture needs on each scope (Azure docs, "Network Watcher RBAC permissions"). */
export function neededActions(capture: NewPacketCapture): readonly MissingAction[] {
  const { targetId, destination, watcherId } = capture;
  const captures = 'Microsoft.Network/networkWatchers/packetCaptures';
  const compute = /\/virtualMachineScaleSets\//i.test(targetId)
    ? 'Microsoft.Compute/virtualMachineScaleSets'
    : 'Microsoft.Compute/virtualMachines';
  const storage = 'Microsoft.Storage/storageAccounts';
  return [
    ...['read', 'write', 'queryStatus/action', 'stop/action', 'delete'].map((verb) => ({
      action: `${captures}/${verb}`,
      scope: watcherId,
    })),
    ...[`${compute}/read`, `${compute}/extensions/read`].map((action) => ({ action, scope: targetId })),
    ...(destination.storageId === undefined
      ? []
      : ['read', 'listServiceSas/action', 'listAccountSas/action', 'listKeys/action'].map((verb) => ({
          action: `${storage}/${verb}`,
          scope: destination.storageId ?? '',
        }))),
  ];
}

/** The instances that a scope leaves, and the ids it names in vain. */
export function chosenInstances(
  scope: NewPacketCapture['scope'],
  instances: readonly ScaleSetInstance[],
): { readonly chosen: readonly ScaleSetInstance[]; readonly unknownIds: readonly string[] } {
  const ids = new Set(instances.map(({ instanceId }) => instanceId));
  return {
    chosen: instances.filter(
      ({ instanceId }) =>
        (scope.include.length === 0 || scope.include.includes(instanceId)) && !scope.exclude.includes(instanceId),
    ),
    unknownIds: [...scope.include, ...scope.exclude].filter((id) => !ids.has(id)),
  };
}

function watcherFinding({ watchers, target }: PreflightFacts): PreflightFinding {
  if (watchers.kind !== 'known') {
    return unread('watcherUnread', watchers);
  }
  const region = target.state.kind === 'known' ? target.state.value.region : undefined;
  if (region === undefined) {
    return finding('watcherPresent', 'ok');
  }
  const watcher = watchers.value.find((each) => each.region === region);
  return watcher === undefined
    ? { ...finding('watcherMissing', 'blocker', region), fix: 'enableWatcher' }
    : finding('watcherPresent', 'ok', watcher.name, region);
}

function targetFindings(capture: NewPacketCapture, { target }: PreflightFacts): readonly PreflightFinding[] {
  if (target.state.kind === 'gone') {
    return [finding('targetGone', 'blocker', capture.targetId.split('/').at(-1) ?? '')];
  }
  if (target.state.kind === 'unread') {
    return [unread('targetUnread', target.state)];
  }
  return target.kind === 'machine'
    ? machineFindings(target.state.value)
    : scaleSetFindings(capture, target.state.value);
}

function machineFindings(machine: MachineState): readonly PreflightFinding[] {
  const isRunning = machine.powerState === 'running' || machine.powerState === 'unknown';
  const power = isRunning
    ? finding('machinesRunning', 'ok', machine.name)
    : finding('machinesNotRunning', 'blocker', machine.name);
  const agent = agentOf(machine.extensions);
  if (agent === undefined) {
    return [power, { ...finding('agentMissing', 'blocker', machine.name), fix: 'installAgent' }];
  }
  return isAgentReady(agent)
    ? [power, finding('agentPresent', 'ok', agent.name)]
    : [power, { ...finding('agentBroken', 'blocker', agent.name, agent.provisioningState ?? ''), fix: 'installAgent' }];
}

function scaleSetFindings(capture: NewPacketCapture, scaleSet: ScaleSetState): readonly PreflightFinding[] {
  const { chosen, unknownIds } = chosenInstances(capture.scope, scaleSet.instances);
  if (unknownIds.length > 0) {
    return [finding('instancesMissing', 'blocker', scaleSet.name, ...unknownIds)];
  }
  if (chosen.length === 0) {
    return [finding('noInstance', 'blocker', scaleSet.name)];
  }
  const resting = chosen.filter(({ powerState }) => powerState !== 'running' && powerState !== 'unknown');
  const power =
    resting.length === 0
      ? finding('machinesRunning', 'ok', ...chosen.map(({ name }) => name))
      : finding('machinesNotRunning', 'blocker', ...resting.map(({ name }) => name));
  const agent = agentOf(scaleSet.extensions);
  if (agent === undefined && chosen.some(({ hasAgent }) => hasAgent !== true)) {
    return [power, { ...finding('agentMissing', 'blocker', scaleSet.name), fix: 'installAgent' }];
  }
  if (agent !== undefined && !isAgentReady(agent)) {
    return [
      power,
      { ...finding('agentBroken', 'blocker', agent.name, agent.provisioningState ?? ''), fix: 'installAgent' },
    ];
  }
  // The model may have it while an instance has not taken the model over yet.
  const without = chosen.filter(
    ({ hasAgent, hasLatestModel }) => hasAgent === false || (hasAgent === undefined && !hasLatestModel),
  );
  return without.length === 0
    ? [power, finding('agentPresent', 'ok', agent?.name ?? '')]
    : [
        power,
        { ...finding('agentNotOnInstances', 'blocker', ...without.map(({ name }) => name)), fix: 'updateInstances' },
      ];
}

function storageFindings(capture: NewPacketCapture, facts: PreflightFacts): readonly PreflightFinding[] {
  const { storage, target } = facts;
  const { filePath, storageId } = capture.destination;
  if (storageId === undefined || storage === undefined) {
    return filePath === undefined
      ? [finding('noDestination', 'blocker')]
      : [finding('fileStaysOnMachine', 'ok', filePath)];
  }
  if (storage.kind !== 'known') {
    return storage.kind === 'gone'
      ? [finding('storageGone', 'blocker', storageId.split('/').at(-1) ?? '')]
      : [unread('storageUnread', storage)];
  }
  const { name, region, isPremium, allowsSharedKey, network } = storage.value;
  const wanted = target.state.kind === 'known' ? target.state.value.region : region;
  const found = [
    ...(region === wanted ? [] : [finding('storageElsewhere', 'blocker', name, region, wanted)]),
    ...(isPremium ? [finding('storagePremium', 'blocker', name)] : []),
    ...(allowsSharedKey ? [] : [finding('storageWithoutKeys', 'blocker', name)]),
    ...(network === 'restricted' ? [finding('storageRestricted', 'warning', name)] : []),
    ...(network === 'closed' ? [finding('storageClosed', 'warning', name)] : []),
  ];
  return found.length === 0 ? [finding('storageFits', 'ok', name)] : found;
}

function nameFinding({ name }: NewPacketCapture, { nameTaken }: PreflightFacts): PreflightFinding {
  const problem = captureNameProblem(name, []);
  if (problem !== undefined && problem !== 'taken') {
    return finding(`name:${problem}`, 'blocker', name);
  }
  if (nameTaken.kind === 'unread') {
    return unread('nameUnread', nameTaken);
  }
  return nameTaken.kind === 'known' && nameTaken.value
    ? { ...finding('nameTaken', 'blocker', name), fix: 'useNextName' }
    : finding('nameFree', 'ok', name);
}

/** A warning only: the answer knows roles, not everything that decides. */
function rightsFinding({ missingActions }: PreflightFacts): PreflightFinding {
  if (missingActions.kind !== 'known') {
    return unread('rightsUnread', missingActions);
  }
  return missingActions.value.length === 0
    ? finding('rightsPresent', 'ok')
    : finding('rightsMissing', 'warning', ...missingActions.value.map(({ action }) => action));
}

function filtersFindings(capture: NewPacketCapture, { addresses }: PreflightFacts): readonly PreflightFinding[] {
  const { filters } = capture;
  if (filters.length === 0) {
    return [];
  }
  const wrong = filters.flatMap((filter, index) => (filterProblem(filter) === undefined ? [] : [String(index + 1)]));
  if (wrong.length > 0) {
    return [finding('filterInvalid', 'blocker', ...wrong)];
  }
  const idle = filterFindings(filters, addresses).flatMap(({ index, kind }) =>
    kind === 'notThisMachine' ? [String(index + 1)] : [],
  );
  return [idle.length === 0 ? finding('filtersFine', 'ok') : finding('filtersMatchNothing', 'warning', ...idle)];
}

function finding(code: PreflightCode, tone: FindingTone, ...subjects: readonly string[]): PreflightFinding {
  return { code, tone, subjects };
}

function unread(code: PreflightCode, fact: Exclude<Fact<unknown>, { kind: 'known' }>): PreflightFinding {
  return finding(code, 'unknown', fact.kind === 'unread' ? fact.reason : '');
}
