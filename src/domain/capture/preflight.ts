// What stands in the way of a capture, decided from facts before anything is created. Texts are made in app/capture/preflightTexts.ts.

import type { NetworkWatcher } from '../arm/resource.ts';
import { agentOf, isAgentReady } from './captureGround.ts';
import type { MachineState, ScaleSetInstance, ScaleSetState, StorageState } from './captureGround.ts';
import { targetKindOf } from './captureSettings.ts';
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
  /** Actions that no role of the account allows, by the scope they are needed on; one scope may be readable, another not. */
  readonly rights: readonly ScopeRights[];
  /** Private addresses of the machines to be captured; empty where they were not asked for. */
  readonly addresses: readonly string[];
}

/** What the account lacks on one scope. */
export interface ScopeRights {
  readonly scope: string;
  /** Those of `neededActions` on the scope that no role allows. */
  readonly missing: Fact<readonly string[]>;
}

/** An RBAC action that a capture needs on a scope. */
export interface NeededAction {
  readonly action: string;
  readonly scope: string;
  /** Present when only this remedy needs it, not the capture. */
  readonly remedy?: PreflightFix;
}

/** blocker: the service will refuse or capture nothing. warning: it may. unknown: not readable. */
export type FindingTone = 'ok' | 'warning' | 'blocker' | 'unknown';

/** What can be done about a finding from here. */
export type PreflightFix = 'enableWatcher' | 'useWatcher' | 'installAgent' | 'updateInstances' | 'useNextName';

/** One line of the checklist. `subjects` are the names its text needs. */
export interface PreflightFinding {
  readonly code: PreflightCode;
  readonly tone: FindingTone;
  readonly subjects: readonly string[];
  readonly fix?: PreflightFix;
  /** True when no request could be made of the capture as it is, so that it cannot be passed over. */
  readonly mustBeMended?: boolean;
  /** Actions that the remedy needs and no role allows; empty or absent where none is known to be missing. */
  readonly missingForFix?: readonly string[];
  /** Names of the instances to which the remedy applies every pending change of the scale set's model. */
  readonly upgrades?: readonly string[];
}

/** What was found; an `Unread` one says in its only subject why. */
export type PreflightCode =
  | 'watcherPresent'
  | 'watcherMissing'
  | 'watcherFound'
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
    watcherFinding(capture, facts),
    ...targetFindings(capture, facts).map((each) => withRights(each, capture, facts)),
    ...storageFindings(capture, facts),
    nameFinding(capture, facts),
    ...rightsFindings(capture, facts),
    ...filtersFindings(capture, facts),
  ];
}

/** True when nothing is known that makes the start pointless. */
export function canStart(findings: readonly PreflightFinding[]): boolean {
  return findings.every(({ tone }) => tone !== 'blocker');
}

/** Those that leave nothing which could be asked of the service, so that a start is not offered. */
export function toBeMended(findings: readonly PreflightFinding[]): readonly PreflightFinding[] {
  return findings.filter(({ mustBeMended }) => mustBeMended === true);
}

/** What a capture and its remedies need on each scope (Azure docs, "Network Watcher RBAC permissions"). */
export function neededActions(capture: NewPacketCapture): readonly NeededAction[] {
  const { targetId, destination, watcherId } = capture;
  const watchers = 'Microsoft.Network/networkWatchers';
  const isScaleSet = targetKindOf(targetId) === 'scaleSet';
  const compute = isScaleSet ? 'Microsoft.Compute/virtualMachineScaleSets' : 'Microsoft.Compute/virtualMachines';
  const storage = 'Microsoft.Storage/storageAccounts';
  const captureVerbs = ['read', 'write', 'queryStatus/action', 'queryStatus/read', 'stop/action', 'delete'];
  return [
    { action: `${watchers}/read`, scope: watcherId },
    ...captureVerbs.map((verb) => ({ action: `${watchers}/packetCaptures/${verb}`, scope: watcherId })),
    ...['read', 'write', 'extensions/read'].map((verb) => ({ action: `${compute}/${verb}`, scope: targetId })),
    { action: `${compute}/extensions/write`, scope: targetId, remedy: 'installAgent' },
    ...(isScaleSet
      ? [{ action: `${compute}/manualUpgrade/action`, scope: targetId, remedy: 'updateInstances' as const }]
      : []),
    ...(destination.storageId === undefined
      ? []
      : ['read', 'listServiceSas/action', 'listAccountSas/action', 'listKeys/action'].map((verb) => ({
          action: `${storage}/${verb}`,
          scope: destination.storageId ?? '',
        }))),
  ];
}

/**
 * The instances that take over the model with a remedy: those without the agent. A remedy of a set that upgrades itself, or of a
 * machine, has none.
 */
export function instancesToUpgrade(
  fix: PreflightFix,
  { scope }: Pick<NewPacketCapture, 'scope'>,
  { isUpgradedByHand, instances }: ScaleSetState,
): readonly ScaleSetInstance[] {
  const { chosen } = chosenInstances(scope, instances);
  switch (fix) {
    case 'updateInstances':
      return chosen.filter(lacksAgent);
    case 'installAgent':
      return isUpgradedByHand ? chosen.filter(({ hasAgent }) => hasAgent !== true) : [];
    default:
      return [];
  }
}

/** The instances that a scope leaves, and the ids it names in vain. */
function chosenInstances(
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

/** Without a watcher's id there is no address to which the capture could be put. */
function watcherFinding({ watcherId }: NewPacketCapture, { watchers, target }: PreflightFacts): PreflightFinding {
  const hasWatcher = watcherId !== '';
  const unreadable = (fact: Fact<unknown>): PreflightFinding =>
    hasWatcher
      ? unread('watcherUnread', fact)
      : { ...unread('watcherUnread', fact), tone: 'blocker', mustBeMended: true };
  if (watchers.kind !== 'known') {
    return unreadable(watchers);
  }
  if (target.state.kind !== 'known') {
    return hasWatcher ? finding('watcherPresent', 'ok') : unreadable(target.state);
  }
  const { region } = target.state.value;
  const watcher = watchers.value.find((each) => each.region === region);
  if (watcher === undefined) {
    return { ...finding('watcherMissing', 'blocker', region), fix: 'enableWatcher', mustBeMended: true };
  }
  // It was enabled since the target was chosen.
  return hasWatcher
    ? finding('watcherPresent', 'ok', watcher.name, region)
    : { ...finding('watcherFound', 'blocker', watcher.name, region), fix: 'useWatcher', mustBeMended: true };
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
  const without = chosen.filter(lacksAgent);
  return without.length === 0
    ? [power, finding('agentPresent', 'ok', agent?.name ?? '')]
    : [
        power,
        { ...finding('agentNotOnInstances', 'blocker', ...without.map(({ name }) => name)), fix: 'updateInstances' },
      ];
}

/** The view of an instance says so, or its model is too old to have it. */
function lacksAgent({ hasAgent, hasLatestModel }: ScaleSetInstance): boolean {
  return hasAgent === false || (hasAgent === undefined && !hasLatestModel);
}

/** What the remedy of a finding does beside, and what it needs that no role allows. */
function withRights(found: PreflightFinding, capture: NewPacketCapture, facts: PreflightFacts): PreflightFinding {
  const { fix } = found;
  if (fix === undefined) {
    return found;
  }
  const { target } = facts;
  const upgraded =
    target.kind === 'scaleSet' && target.state.kind === 'known'
      ? instancesToUpgrade(fix, capture, target.state.value)
      : [];
  const isNeeded = ({ remedy }: NeededAction): boolean =>
    remedy === fix || (remedy === 'updateInstances' && upgraded.length > 0);
  const missing = missingOf(capture, facts, isNeeded);
  return {
    ...found,
    ...(upgraded.length === 0 ? {} : { upgrades: upgraded.map(({ name }) => name) }),
    ...(missing.length === 0 ? {} : { missingForFix: missing }),
  };
}

function missingOf(
  capture: NewPacketCapture,
  { rights }: PreflightFacts,
  isAsked: (needed: NeededAction) => boolean,
): readonly string[] {
  const asked = neededActions(capture)
    .filter(isAsked)
    .map(({ action }) => action);
  return rights.flatMap(({ missing }) =>
    missing.kind === 'known' ? missing.value.filter((action) => asked.includes(action)) : [],
  );
}

function storageFindings(capture: NewPacketCapture, facts: PreflightFacts): readonly PreflightFinding[] {
  const { storage, target } = facts;
  const { filePath, storageId } = capture.destination;
  if (storageId === undefined || storage === undefined) {
    return filePath === undefined
      ? [{ ...finding('noDestination', 'blocker'), mustBeMended: true }]
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
    return { ...finding(`name:${problem}`, 'blocker', name), mustBeMended: true };
  }
  if (nameTaken.kind === 'unread') {
    return unread('nameUnread', nameTaken);
  }
  return nameTaken.kind === 'known' && nameTaken.value
    ? { ...finding('nameTaken', 'blocker', name), fix: 'useNextName' }
    : finding('nameFree', 'ok', name);
}

/**
 * Warnings only: the answer knows roles, not everything that decides. What is missing on one scope is told although another could
 * not be read; of what is gone its own line tells.
 */
function rightsFindings(capture: NewPacketCapture, facts: PreflightFacts): readonly PreflightFinding[] {
  const missing = missingOf(capture, facts, ({ remedy }) => remedy === undefined);
  const reasons = facts.rights.flatMap(({ missing: fact }) => (fact.kind === 'unread' ? [fact.reason] : []));
  const found = [
    ...(missing.length === 0 ? [] : [finding('rightsMissing', 'warning', ...missing)]),
    ...(reasons.length === 0 ? [] : [finding('rightsUnread', 'unknown', [...new Set(reasons)].join(' '))]),
  ];
  const isAllKnown = facts.rights.every(({ missing: { kind } }) => kind === 'known');
  return found.length === 0 && isAllKnown ? [finding('rightsPresent', 'ok')] : found;
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

function unread(code: PreflightCode, fact: Fact<unknown>): PreflightFinding {
  return finding(code, 'unknown', fact.kind === 'unread' ? fact.reason : '');
}
