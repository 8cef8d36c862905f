// The form without its page: what was typed, what Azure told, and what it all means for the rule. Whatever changes is told once;
// answers that come late, for a metric that is no longer chosen, are dropped.

import { errorText } from '../../src/base/errorText.ts';
import { suggestAlertName } from '../../src/domain/alert/alertName.ts';
import type { MetricDefinition, MetricSeries } from '../../src/domain/alert/metric.ts';
import { metricAlertId, metricAlertProblems } from '../../src/domain/alert/metricAlertDraft.ts';
import type { DimensionChoice, DraftProblem, MetricAlertDraft } from '../../src/domain/alert/metricAlertDraft.ts';
import {
  plotFigures,
  suggestThreshold,
  tryThreshold,
  windowedSeries,
} from '../../src/domain/alert/thresholdHistory.ts';
import type { PlotFigures, ThresholdOutcome } from '../../src/domain/alert/thresholdHistory.ts';
import { resourceName } from '../../src/domain/arm/resourceId.ts';
import type {
  AlertFormContract,
  AlertFormGround,
  AlertFormTarget,
  HistoryQuestion,
  MetricHistory,
} from '../../src/protocol/alertFormContract.ts';
import { RequestError } from '../../src/protocol/channel.ts';
import type { ViewChannel } from '../../src/protocol/channel.ts';
import { LoadedList } from '../captureForm/loadedList.ts';
import type { PageState } from '../shared/webviewTransport.ts';
import { draftOf, firstFields, readKeptFields, readNumber, watchedSeries, withFittingTimes } from './alertFields.ts';
import type { AlertFields } from './alertFields.ts';

/** What the model tells its page, beside that it changed. */
export interface AlertFormListener {
  readonly onChange: () => void;
  /** The first time with texts and language; nothing can be drawn before. */
  readonly onTexts: (texts: Readonly<Record<string, string>>, language: string) => void;
}

/** The form. */
export class AlertFormModel {
  readonly #channel: ViewChannel<AlertFormContract>;
  readonly #state: PageState;
  readonly #listener: AlertFormListener;
  readonly metrics: LoadedList<MetricDefinition>;
  readonly ground: LoadedList<AlertFormGround>;
  readonly history: LoadedList<MetricHistory>;
  readonly dimensionValues: LoadedList<DimensionChoice>;
  fields: AlertFields = firstFields('');
  targets: readonly AlertFormTarget[] = [];
  /** What was typed to find a metric. */
  search = '';
  /** True once the rule was to be created, so that empty fields are told, too. */
  isTried = false;
  isCreating = false;
  /** What went wrong last, in words. */
  problem: string | undefined;
  /** What was done last, as the key of a text. */
  done: string | undefined;
  #formKey = '';
  /** What was worked out of the present history and rule. */
  #windowed: { readonly key: readonly unknown[]; readonly series: readonly MetricSeries[] } | undefined;
  #tried: { readonly key: readonly unknown[]; readonly outcome: ThresholdOutcome } | undefined;

  constructor(channel: ViewChannel<AlertFormContract>, state: PageState, listener: AlertFormListener) {
    this.#channel = channel;
    this.#state = state;
    this.#listener = listener;
    const changed = (): void => listener.onChange();
    this.metrics = new LoadedList(() => channel.request('listMetrics', undefined), changed);
    this.ground = new LoadedList(async () => [await channel.request('readGround', undefined)], changed);
    this.history = new LoadedList(
      async (key) => [await channel.request('readHistory', JSON.parse(key) as HistoryQuestion)],
      changed,
    );
    this.dimensionValues = new LoadedList(
      (key) => channel.request('listDimensionValues', JSON.parse(key) as HistoryQuestion),
      changed,
    );
  }

  /** The chosen metric. */
  get metric(): MetricDefinition | undefined {
    return this.metrics.items.find(({ name }) => name === this.fields.metricName);
  }

  /** The metrics that fit what was typed, with the chosen one among them. */
  get offeredMetrics(): readonly MetricDefinition[] {
    const wanted = this.search.trim().toLowerCase();
    return this.metrics.items.filter(
      (each) =>
        each === this.metric ||
        `${each.displayName} ${each.name} ${each.description} ${each.unit}`.toLowerCase().includes(wanted),
    );
  }

  /** The rule as the form describes it now. */
  get draft(): MetricAlertDraft {
    return draftOf(this.fields, this.targets, this.metric);
  }

  /** Everything that Azure would refuse. */
  get problems(): readonly DraftProblem[] {
    return metricAlertProblems(this.draft, this.#takenNames());
  }

  /** What was measured, as the rule sees it: one value a window. */
  get plotted(): readonly MetricSeries[] {
    const [history] = this.history.items;
    if (history === undefined) {
      return [];
    }
    const { aggregation, windowInSeconds, dimensions } = this.fields;
    const key = [history, aggregation, windowInSeconds, dimensions];
    if (this.#windowed !== undefined && isSameKey(key, this.#windowed.key)) {
      return this.#windowed.series;
    }
    const watched = watchedSeries(history.series, dimensions);
    const series = windowedSeries(watched, {
      aggregation,
      windowInSeconds,
      grainInSeconds: history.grainInSeconds,
    }).map((each) => ({ ...each, points: each.points.filter(({ at }) => at >= history.from) }));
    this.#windowed = { key, series };
    return series;
  }

  /** Numbers of the plot; undefined without a value. */
  get figures(): PlotFigures | undefined {
    return plotFigures(this.plotted);
  }

  /** How the rule would have fared; undefined for learned thresholds, and without history or number. */
  get outcome(): ThresholdOutcome | undefined {
    const [history] = this.history.items;
    const { kind, operator, aggregation, frequencyInSeconds, windowInSeconds, autoMitigate, dimensions } = this.fields;
    const threshold = readNumber(this.fields.threshold);
    if (history === undefined || kind !== 'static' || Number.isNaN(threshold)) {
      return undefined;
    }
    const rule = { aggregation, operator, threshold, frequencyInSeconds, windowInSeconds, autoMitigate };
    const key = [history, dimensions, ...Object.values(rule)];
    if (!isSameKey(key, this.#tried?.key)) {
      const trial = {
        ...rule,
        from: history.from - windowInSeconds * 1000,
        to: history.to,
        grainInSeconds: history.grainInSeconds,
      };
      this.#tried = { key, outcome: tryThreshold(watchedSeries(history.series, dimensions), trial) };
    }
    return this.#tried?.outcome;
  }

  /** Asks for everything that there is. */
  async load(): Promise<void> {
    try {
      const snapshot = await this.#channel.request('show', undefined);
      const first = firstFields(snapshot.resourceGroup);
      this.#formKey = snapshot.formKey;
      this.targets = snapshot.targets;
      this.fields = readKeptFields(this.#state.read(), snapshot.formKey, first) ?? first;
      this.#listener.onTexts(snapshot.texts, snapshot.language);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#listener.onChange();
    void this.loadGround();
    await this.loadMetrics();
  }

  /** Loads what can be measured. */
  async loadMetrics(): Promise<void> {
    await this.metrics.load('');
    if (this.metric !== undefined) {
      await Promise.all([this.loadHistory(), this.loadDimensionValues()]);
    }
  }

  /** Loads rules and groups. */
  async loadGround(): Promise<void> {
    await this.ground.load('');
    this.#followName();
  }

  /** Reads the measurements that the plot shows; proposes a threshold while none was typed. */
  async loadHistory(): Promise<void> {
    const { metric, fields } = this;
    if (metric === undefined) {
      return;
    }
    const question: HistoryQuestion = {
      metricName: metric.name,
      metricNamespace: metric.namespace,
      aggregation: fields.aggregation,
      span: fields.span,
      leadInSeconds: fields.windowInSeconds,
      dimensions: fields.dimensions.map(({ name }) => name),
    };
    await this.history.load(JSON.stringify(question));
    this.#followThreshold();
  }

  /** Reads which values the metric's dimensions have. */
  async loadDimensionValues(): Promise<void> {
    const { metric } = this;
    if (metric !== undefined && metric.dimensions.length > 0) {
      const { name: metricName, namespace: metricNamespace, primaryAggregation: aggregation, dimensions } = metric;
      await this.dimensionValues.load(JSON.stringify({ metricName, metricNamespace, aggregation, dimensions }));
    }
  }

  /** Narrows the metrics to choose from. */
  searchMetrics(text: string): void {
    this.search = text;
    this.#listener.onChange();
  }

  /** Another metric: its own aggregation, no dimensions, and a threshold of its own. */
  chooseMetric(name: string): void {
    const metric = this.metrics.items.find((each) => each.name === name);
    this.change({
      metricName: name,
      aggregation: metric?.primaryAggregation ?? 'Average',
      dimensions: [],
      threshold: '',
      isThresholdOwn: false,
    });
    void this.loadDimensionValues();
  }

  /** Watches a value of a dimension, or no longer. `*` and single values exclude each other. */
  toggleDimension(name: string, value: string, isOn: boolean): void {
    const { dimensions } = this.fields;
    const before = dimensions.find((each) => each.name === name)?.values ?? [];
    const values = isOn
      ? value === '*'
        ? ['*']
        : [...before.filter((each) => each !== '*'), value]
      : before.filter((each) => each !== value);
    const others = dimensions.filter((each) => each.name !== name);
    this.change({ dimensions: values.length === 0 ? others : [...others, { name, values }] });
  }

  /** Takes over what a person typed or chose. */
  change(parts: Partial<AlertFields>): void {
    const before = this.fields;
    this.done = undefined;
    this.problem = undefined;
    this.fields = withFittingTimes({ ...before, ...parts });
    this.#followName();
    const { metricName, aggregation, span, windowInSeconds, dimensions } = this.fields;
    const isOtherPlot =
      metricName !== before.metricName ||
      aggregation !== before.aggregation ||
      span !== before.span ||
      windowInSeconds !== before.windowInSeconds ||
      dimensions !== before.dimensions;
    if (isOtherPlot) {
      void this.loadHistory();
    }
    this.#keep();
    this.#listener.onChange();
  }

  /** The threshold as typed, dragged or moved by keys. */
  setThreshold(text: string): void {
    this.change({ threshold: text, isThresholdOwn: text.trim() !== '' });
  }

  /** Puts the rule as Bicep on the clipboard. */
  async copyBicep(): Promise<void> {
    this.isTried = true;
    if (this.problems.length === 0) {
      await this.#attempt(async () => {
        await this.#channel.request('copyBicep', this.draft);
        this.done = 'Copied.';
      });
    }
    this.#listener.onChange();
  }

  /** Creates the rule. */
  async create(): Promise<void> {
    this.isTried = true;
    if (this.isCreating || this.problems.length > 0) {
      this.#listener.onChange();
      return;
    }
    this.isCreating = true;
    await this.#attempt(() => this.#channel.request('create', this.draft));
    this.isCreating = false;
    this.#listener.onChange();
  }

  async #attempt(run: () => Promise<unknown>): Promise<void> {
    this.problem = undefined;
    this.#listener.onChange();
    try {
      await run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof RequestError && error.code === 'cancelled')) {
      this.problem = errorText(error);
      this.#listener.onChange();
    }
  }

  /** Names of metric alerts in the chosen resource group. */
  #takenNames(): readonly string[] {
    const folder = metricAlertId({ ...this.draft, name: '' }).toLowerCase();
    const ids = this.ground.items[0]?.ruleIds ?? [];
    return ids.filter((id) => id.toLowerCase().startsWith(folder)).map(resourceName);
  }

  /** While nobody has given a name, it is that of target and metric. */
  #followName(): void {
    const { metric } = this;
    if (!this.fields.isNameOwn && metric !== undefined) {
      const target = this.targets.map(({ name }) => name).join(' ');
      const name = suggestAlertName(`${target} ${metric.displayName}`, this.#takenNames());
      this.fields = { ...this.fields, name };
    }
  }

  #followThreshold(): void {
    if (!this.fields.isThresholdOwn) {
      const proposed = suggestThreshold(this.plotted);
      this.fields = { ...this.fields, threshold: proposed === undefined ? '' : String(proposed) };
      this.#keep();
      this.#listener.onChange();
    }
  }

  #keep(): void {
    this.#state.write({ formKey: this.#formKey, fields: this.fields });
  }
}

function isSameKey(key: readonly unknown[], other: readonly unknown[] | undefined): boolean {
  return other !== undefined && key.every((part, index) => part === other[index]);
}
