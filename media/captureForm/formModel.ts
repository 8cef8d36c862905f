// The form without its page: typed fields, lists from Azure, checklist and start. Whatever changes is told once; answers that come
// late, for a target or region that is no longer chosen, are dropped.

import { suggestFilePath } from '../../src/domain/capture/captureFilePath.ts';
import { toCapturePreset } from '../../src/domain/capture/capturePreset.ts';
import type { CapturePreset } from '../../src/domain/capture/capturePreset.ts';
import { targetKindOf } from '../../src/domain/capture/captureSettings.ts';
import { isSameResource } from '../../src/domain/arm/resourceId.ts';
import { RequestError } from '../../src/protocol/channel.ts';
import type { ViewChannel } from '../../src/protocol/channel.ts';
import type {
  CaptureFormContract,
  FormCheckItem,
  FormInstance,
  FormStorageAccount,
  FormTarget,
  PresetScope,
  RecipeKind,
} from '../../src/protocol/captureFormContract.ts';
import type { PageState } from '../shared/webviewTransport.ts';
import { CheckRun } from './checkRun.ts';
import { fieldsOf, readKeptFields, withPreset } from './formFields.ts';
import type { FormFields } from './formFields.ts';
import { LoadedList } from './loadedList.ts';
import { captureOf, faultsOf, settingsOf } from './readForm.ts';
import type { FieldFault } from './readForm.ts';
import { errorText } from '../../src/base/errorText.ts';

/** Options that one list shows at most: each is an element that is compared at every change. */
const maxTargetsShown = 50;

/** What the model tells its page, beside that it changed. */
export interface FormListener {
  readonly onChange: () => void;
  /** The first time with texts and language; nothing can be drawn before. */
  readonly onTexts: (texts: Readonly<Record<string, string>>, language: string) => void;
}

/** The form. */
export class FormModel {
  readonly #channel: ViewChannel<CaptureFormContract>;
  readonly #state: PageState;
  readonly #listener: FormListener;
  readonly targets: LoadedList<FormTarget>;
  readonly instances: LoadedList<FormInstance>;
  readonly accounts: LoadedList<FormStorageAccount>;
  readonly checks: CheckRun;
  fields: FormFields = fieldsOf({});
  origin: string | undefined;
  presets: readonly CapturePreset[] = [];
  hasWorkspace = false;
  /** True once a start was tried, so that empty fields are told, too. */
  isTried = false;
  isStarting = false;
  /** What went wrong last, in words. */
  problem: string | undefined;
  /** What was done last, as the key of a text. */
  done: string | undefined;
  /** What was typed to find a target among many. */
  targetSearch = '';
  #draftKey = '';
  #subscriptionId = '';
  #nameOf = '';

  constructor(channel: ViewChannel<CaptureFormContract>, state: PageState, listener: FormListener) {
    this.#channel = channel;
    this.#state = state;
    this.#listener = listener;
    const changed = (): void => listener.onChange();
    this.targets = new LoadedList(() => channel.request('listTargets', undefined), changed);
    this.instances = new LoadedList((id) => channel.request('listInstances', id), changed);
    this.accounts = new LoadedList((region) => channel.request('listStorageAccounts', region), changed);
    this.checks = new CheckRun(channel, changed);
  }

  /** Everything that is wrong with the fields. */
  get faults(): readonly FieldFault[] {
    return faultsOf(this.fields, { system: this.target?.system });
  }

  /** The chosen target, if it is among those that are known. */
  get target(): FormTarget | undefined {
    return this.targets.items.find(({ id }) => isSameResource(id, this.fields.targetId));
  }

  /** True when there are too many targets for one list, so that they are searched. */
  get hasManyTargets(): boolean {
    return this.targets.items.length > maxTargetsShown;
  }

  /** The targets to choose from: those that fit the search, as many as a list can show, with the chosen one among them. */
  get offeredTargets(): { readonly items: readonly FormTarget[]; readonly hidden: number } {
    const { items } = this.targets;
    if (!this.hasManyTargets) {
      return { items, hidden: 0 };
    }
    const wanted = this.targetSearch.trim().toLowerCase();
    const fitting = items.filter(({ id, region }) =>
      `${id.slice(id.indexOf('/', 15))} ${region}`.toLowerCase().includes(wanted),
    );
    const first = fitting.slice(0, maxTargetsShown);
    const { target } = this;
    return {
      items: target === undefined || first.includes(target) ? first : [target, ...first],
      hidden: fitting.length - first.length,
    };
  }

  /** Narrows the targets to choose from. */
  searchTargets(text: string): void {
    this.targetSearch = text;
    this.#listener.onChange();
  }

  /** True when the checklist is of other settings than those of the form. */
  get isStale(): boolean {
    return this.checks.items !== undefined && !this.checks.isOf(captureOf(this.fields));
  }

  /** What the start button does now: it starts, or starts although checks have objections or could not be made. */
  get needsInsisting(): boolean {
    return (
      this.checks.hasFailedFor(captureOf(this.fields)) ||
      (!this.isStale && (this.checks.items?.some(({ tone }) => tone !== 'ok') ?? false))
    );
  }

  /** Lines of the checklist without which there is nothing to start; none while the list is of other settings. */
  get toBeMended(): readonly FormCheckItem[] {
    return this.isStale ? [] : (this.checks.items ?? []).filter(({ mustBeMended }) => mustBeMended === true);
  }

  /** True when not even insisting starts: what is missing is known, or the watcher is, and the checks could not be made. */
  get cannotStart(): boolean {
    return (
      this.toBeMended.length > 0 || (this.fields.watcherId === '' && this.checks.hasFailedFor(captureOf(this.fields)))
    );
  }

  /** Asks for everything that there is. */
  async load(): Promise<void> {
    try {
      const snapshot = await this.#channel.request('show', undefined);
      const first = fieldsOf(snapshot.draft);
      this.#draftKey = snapshot.draftKey;
      this.#subscriptionId = snapshot.subscriptionId;
      this.fields = readKeptFields(this.#state.read(), snapshot.draftKey, first) ?? first;
      this.origin = snapshot.draft.origin;
      this.presets = snapshot.presets;
      this.hasWorkspace = snapshot.hasWorkspace;
      this.#listener.onTexts(snapshot.texts, snapshot.language);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#keep();
    void this.loadInstances();
    await this.loadTargets();
  }

  /** Loads the targets; the only one there is gets chosen. */
  async loadTargets(): Promise<void> {
    await this.targets.load('');
    const [only, ...others] = this.targets.items;
    if (this.fields.targetId === '' && only !== undefined && others.length === 0) {
      this.change({ targetId: only.id });
      return;
    }
    this.#takeTarget();
  }

  /** Loads the instances of a scale set. */
  async loadInstances(): Promise<void> {
    const { targetId } = this.fields;
    if (targetKindOf(targetId) === 'scaleSet') {
      await this.instances.load(targetId);
    }
  }

  /** Loads the accounts of the target's region; while none was chosen, the first one that can take captures is. */
  async loadAccounts(): Promise<void> {
    const region = this.target?.region;
    if (region === undefined) {
      return;
    }
    await this.accounts.load(region);
    const first = this.accounts.items.find(({ note }) => note === undefined);
    if (this.fields.storageId === '' && first !== undefined) {
      this.change({ storageId: first.id });
    }
  }

  /** Takes over what a person typed or chose. */
  change(parts: Partial<FormFields>): void {
    const before = this.fields;
    this.done = undefined;
    this.problem = undefined;
    const isMoved = parts.targetId !== undefined && parts.targetId !== before.targetId;
    const scope = isMoved ? ({ instanceChoice: 'all', instanceIds: [] } as const) : {};
    this.fields = { ...before, ...scope, ...parts };
    if (isMoved) {
      this.#takeTarget();
      void this.loadInstances();
    }
    this.#followPath();
    this.#keep();
    this.#listener.onChange();
  }

  /** The settings of a preset in place of the present ones. */
  applyPreset(name: string): void {
    const preset = this.presets.find((each) => each.name === name);
    if (preset !== undefined) {
      this.change(withPreset(this.fields, preset));
      this.done = 'The preset was applied.';
      this.#listener.onChange();
    }
  }

  /** @returns true when it was saved */
  async savePreset(name: string, scope: PresetScope): Promise<boolean> {
    const preset = toCapturePreset(name.trim(), settingsOf(this.fields));
    return await this.#attempt(async () => {
      this.presets = await this.#channel.request('savePreset', { preset, scope });
      this.done = 'The preset was saved.';
    });
  }

  /** Puts the capture as text on the clipboard. */
  async copy(kind: RecipeKind): Promise<void> {
    await this.#attempt(async () => {
      await this.#channel.request('copyRecipe', { kind, capture: captureOf(this.fields) });
      this.done = 'Copied.';
    });
  }

  /** Makes the checklist. Nothing is created. */
  async check(): Promise<void> {
    this.problem = undefined;
    this.isTried = true;
    this.#listener.onChange();
    if (this.faults.length === 0) {
      await this.checks.run(captureOf(this.fields));
    }
  }

  /** Does what a check proposes, takes over the capture as it is then, and checks again. */
  async fix(item: FormCheckItem): Promise<void> {
    const asked = captureOf(this.fields);
    const mended = item.fix === undefined ? undefined : await this.checks.fix(item, asked);
    if (mended === undefined) {
      return;
    }
    const { watcherId, name } = mended;
    // What was typed meanwhile stays.
    const isSameName = this.fields.name === asked.name;
    const isSameTarget = this.fields.targetId === asked.targetId;
    if (isSameTarget) {
      this.#takeWatcher(watcherId);
    }
    this.change({
      ...(isSameTarget ? { watcherId } : {}),
      ...(isSameName && name !== asked.name ? { name, isNameOwn: true } : {}),
    });
    await this.check();
  }

  /**
   * Starts: checks first what was not checked as it is now, and stops there when a check objects. A second call insists.
   * @param replace deletes the capture of the same name first
   */
  async start(replace = false): Promise<void> {
    this.isTried = true;
    if (this.faults.length > 0 || this.isStarting || this.checks.isBusy || this.cannotStart) {
      this.#listener.onChange();
      return;
    }
    const insists = this.needsInsisting || replace;
    if (!insists) {
      if (this.isStale || this.checks.items === undefined) {
        await this.check();
      }
      const { items } = this.checks;
      if (items === undefined || this.isStale || items.some(({ tone }) => tone !== 'ok')) {
        return;
      }
    }
    // Objections to other settings are none.
    const items = this.isStale ? [] : (this.checks.items ?? []);
    const blockers = items
      .filter(({ tone, fix }) => tone === 'blocker' && !(replace && isNameTaken(fix)))
      .map(({ title }) => title.slice(0, 200))
      .slice(0, 50);
    this.isStarting = true;
    await this.#attempt(async () => {
      await this.#channel.request('start', { capture: captureOf(this.fields), replace, blockers });
    });
    this.isStarting = false;
    this.#listener.onChange();
  }

  /** What follows from another target: its watcher, a name, the accounts of its region. */
  #takeTarget(): void {
    const { target } = this;
    if (target === undefined) {
      return;
    }
    if (target.watcherId !== '' || !isSameResource(target.id, this.#nameOf)) {
      this.fields = { ...this.fields, watcherId: target.watcherId };
    }
    if (!isSameResource(target.id, this.#nameOf)) {
      this.#nameOf = target.id;
      void this.#suggestName(target.id);
    }
    if (this.accounts.key !== target.region || this.accounts.problem !== undefined) {
      const isElsewhere = this.accounts.items.some(({ id }) => isSameResource(id, this.fields.storageId));
      // An account that the form has chosen by itself, or that belongs to another region, does not go along.
      if (isElsewhere) {
        this.fields = { ...this.fields, storageId: '' };
      }
      void this.loadAccounts();
    }
    this.#followPath();
    this.#keep();
    this.#listener.onChange();
  }

  async #suggestName(targetId: string): Promise<void> {
    if (this.fields.isNameOwn) {
      return;
    }
    await this.#attempt(async () => {
      const name = await this.#channel.request('suggestName', targetId);
      if (!this.fields.isNameOwn && isSameResource(this.fields.targetId, targetId)) {
        this.change({ name });
      }
    });
  }

  /** A watcher that was enabled is there for all targets of the region. */
  #takeWatcher(watcherId: string): void {
    const region = this.target?.region;
    this.targets.change((each) => (each.region === region ? { ...each, watcherId } : each));
  }

  #followPath(): void {
    const { isPathOwn, name, filePath } = this.fields;
    const wanted = suggestFilePath(name === '' ? 'capture' : name, this.target?.system);
    if (!isPathOwn && filePath !== wanted) {
      this.fields = { ...this.fields, filePath: wanted };
    }
  }

  #keep(): void {
    const { origin, fields } = this;
    this.#state.write({
      draftKey: this.#draftKey,
      subscriptionId: this.#subscriptionId,
      ...(origin === undefined ? {} : { origin }),
      fields,
    });
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      this.#listener.onChange();
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof RequestError && error.code === 'cancelled')) {
      this.problem = errorText(error);
    }
    this.#listener.onChange();
  }
}

/** The remedy that offers another name; beside it the old capture can be replaced. */
export function isNameTaken(fix: FormCheckItem['fix']): boolean {
  return fix?.id === 'useNextName';
}
