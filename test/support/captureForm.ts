// Stand-ins for what a capture form works with: two machines and a scale set, their accounts, a checklist that a test chooses.

import { suggestCaptureName } from '../../src/domain/capture/captureInput.ts';
import { resourceName } from '../../src/domain/arm/resourceId.ts';
import type { CapturePreset } from '../../src/domain/capture/capturePreset.ts';
import type { NewPacketCapture } from '../../src/domain/capture/captureSettings.ts';
import { cancelledError } from '../../src/base/abort.ts';
import type { CaptureFormPorts } from '../../src/host/captureForm/captureFormPorts.ts';
import type {
  FormCheckItem,
  FormInstance,
  FormStorageAccount,
  FormTarget,
  PresetScope,
} from '../../src/protocol/captureFormContract.ts';
import { machineId, storageId, subscriptionId, watcherId } from './captures.ts';

/** The machine of the estate that is stopped, in a region without a watcher. */
export const otherMachineId = machineId.replace('web-1', 'batch-7');

/** A scale set's id. */
export const formScaleSetId = machineId.replace('virtualMachines/web-1', 'virtualMachineScaleSets/front');

/** The account that was used last. */
export const recentStorageId = storageId.replace('captures1', 'capturesrecent');

/** A checklist without objections. */
export const fineChecks: readonly FormCheckItem[] = [
  {
    id: 'watcherPresent',
    tone: 'ok',
    title: 'Network Watcher',
    text: '"NetworkWatcher_westeurope" watches westeurope.',
  },
  { id: 'machinesRunning', tone: 'ok', title: 'Machine runs', text: 'web-1' },
  { id: 'agentPresent', tone: 'ok', title: 'Network Watcher agent', text: 'Installed.' },
  { id: 'storageFits', tone: 'ok', title: 'Storage account', text: '"capturesrecent" can take the file.' },
  { id: 'nameFree', tone: 'ok', title: 'Name', text: '"web-1_1" is free.' },
  { id: 'rightsPresent', tone: 'ok', title: 'Permissions', text: 'Your roles allow everything a capture needs.' },
];

/** A line with a remedy. */
export const agentMissing: FormCheckItem = {
  id: 'agentMissing',
  tone: 'blocker',
  title: 'The agent is missing',
  text: 'The Network Watcher extension is not installed on "web-1"; Azure would refuse the capture.',
  fix: { id: 'installAgent', title: 'Install Agent' },
};

/** Without a watcher there is nothing to start. */
export const watcherMissing: FormCheckItem = {
  id: 'watcherMissing',
  tone: 'blocker',
  title: 'No Network Watcher in brazilsouth',
  text: 'Captures are made by the watcher of the region. Enabling it costs nothing by itself.',
  fix: { id: 'enableWatcher', title: 'Enable Network Watcher' },
  mustBeMended: true,
};

/** A name that exists. */
export const nameTaken: FormCheckItem = {
  id: 'nameTaken',
  tone: 'blocker',
  title: '"web-1_1" exists already',
  text: 'Captures cannot be changed: take another name, or replace the old one, which deletes it.',
  fix: { id: 'useNextName', title: 'Use Next Free Name' },
};

/** A line that objects a little. */
export const storageRestricted: FormCheckItem = {
  id: 'storageRestricted',
  tone: 'warning',
  title: 'The storage account has a firewall',
  text: 'The machine itself writes to "capturesrecent" over HTTPS: its network must be among those allowed.',
};

function kind(id: string): string {
  return id.replace(/[A-Z].*$/, '');
}

/** A checklist with a line in place of the one that it stands for, by the beginning of its id. */
export function checksWith(...lines: readonly FormCheckItem[]): readonly FormCheckItem[] {
  return fineChecks.map((item) => lines.find(({ id }) => kind(id) === kind(item.id)) ?? item);
}

/** The ports. Everything can be replaced by a test. */
export class StandInFormPorts implements CaptureFormPorts {
  readonly subscriptionId = subscriptionId;
  /** False when the start is cancelled. */
  isStartAgreed = true;
  readonly calls: string[] = [];
  readonly started: { readonly capture: NewPacketCapture; readonly replace: boolean }[] = [];
  readonly checked: NewPacketCapture[] = [];
  readonly saved: { readonly preset: CapturePreset; readonly scope: PresetScope }[] = [];
  targets: readonly FormTarget[] = [
    { id: machineId, name: 'web-1', kind: 'virtualMachine', region: 'westeurope', watcherId, system: 'linux' },
    {
      id: otherMachineId,
      name: 'batch-7',
      kind: 'virtualMachine',
      region: 'brazilsouth',
      watcherId: '',
      system: 'windows',
      note: 'stopped',
    },
    { id: formScaleSetId, name: 'front', kind: 'scaleSet', region: 'westeurope', watcherId, system: 'linux' },
  ];
  instances: readonly FormInstance[] = [
    { id: '0', name: 'front_0' },
    { id: '3', name: 'front_3', note: 'stopped' },
  ];
  accounts: readonly FormStorageAccount[] = [
    { id: recentStorageId, name: 'capturesrecent', region: 'westeurope', isRecent: true },
    { id: storageId, name: 'captures1', region: 'westeurope', isRecent: false, note: 'premium' },
  ];
  checks: readonly FormCheckItem[] = fineChecks;
  taken: readonly string[] = [];
  allPresets: readonly CapturePreset[] = [];
  /** What is done before a call is answered, by its name; a failure is the call's. */
  readonly before = new Map<string, (signal: AbortSignal) => Promise<unknown>>();

  async listTargets(signal: AbortSignal): Promise<readonly FormTarget[]> {
    await this.#called('listTargets', signal);
    return this.targets;
  }

  async listInstances(id: string, signal: AbortSignal): Promise<readonly FormInstance[]> {
    await this.#called(`listInstances ${resourceName(id)}`, signal);
    return this.instances;
  }

  async listStorageAccounts(region: string, signal: AbortSignal): Promise<readonly FormStorageAccount[]> {
    await this.#called(`listStorageAccounts ${region}`, signal);
    return this.accounts.filter((each) => each.region === region);
  }

  async suggestName(targetId: string, signal: AbortSignal): Promise<string> {
    await this.#called('suggestName', signal);
    return suggestCaptureName(resourceName(targetId), this.taken);
  }

  async check(capture: NewPacketCapture, signal: AbortSignal): Promise<readonly FormCheckItem[]> {
    this.checked.push(capture);
    await this.#called('check', signal);
    return this.checks;
  }

  async fix(fix: string, capture: NewPacketCapture, signal: AbortSignal): Promise<NewPacketCapture> {
    await this.#called(`fix ${fix}`, signal);
    return fix === 'useNextName'
      ? { ...capture, name: suggestCaptureName(resourceName(capture.targetId), [...this.taken, capture.name]) }
      : capture;
  }

  async start(
    capture: NewPacketCapture,
    { replace, abortSignal }: { readonly replace: boolean; readonly abortSignal: AbortSignal },
  ): Promise<boolean> {
    await this.#called('start', abortSignal);
    if (this.isStartAgreed) {
      this.started.push({ capture, replace });
    }
    return this.isStartAgreed;
  }

  readonly presets = (): readonly CapturePreset[] => this.allPresets;

  async savePreset(preset: CapturePreset, scope: PresetScope): Promise<void> {
    await this.#called('savePreset', new AbortController().signal);
    this.saved.push({ preset, scope });
    this.allPresets = [...this.allPresets.filter(({ name }) => name !== preset.name), preset];
  }

  async #called(call: string, signal: AbortSignal): Promise<void> {
    this.calls.push(call);
    await this.before.get(call.split(' ')[0] ?? '')?.(signal);
    if (signal.aborted) {
      throw cancelledError();
    }
  }
}
