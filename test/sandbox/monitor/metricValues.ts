// Values of metrics of machines and scale sets: from the cards where something was measured, made up before that. Every
// value is put together from samples of a minute, as Azure's are; how long a minute is, the caller says.

import type { ArmState, Resource } from '../arm/armState.ts';
import { instancesOf, scaleSetType } from '../arm/compute/scaleSetModel.ts';
import { powerStateOf } from '../arm/compute/powerState.ts';
import { cardOf, privateIpOf } from '../arm/network/cards.ts';
import type { Traffic, TrafficMeter } from '../world/trafficMeter.ts';
import { isSum, pastValue } from './history.ts';
import type { Aggregation, MetricDefinition } from './metricCatalog.ts';
import { isSame } from './read.ts';

/** A dimension and its value. */
export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** Everything that can be said of a span of time. */
export type Aggregates = Readonly<Record<Lowercase<Aggregation>, number>>;

/** One line of a plot. */
export interface Series {
  readonly dimensions: readonly Dimension[];
  /** Values from `from` up to, not including, `to`; undefined when there is no sample. */
  aggregate(from: number, to: number): Aggregates | undefined;
}

/** A machine of which a metric is asked. */
interface Source {
  readonly machine: Resource;
  readonly ip: string;
  readonly dimensions: readonly Dimension[];
}

const fromTraffic: Readonly<Record<string, (traffic: Traffic) => number>> = {
  'network in': ({ bytesIn }) => bytesIn,
  'network out': ({ bytesOut }) => bytesOut,
  'network in total': ({ bytesIn }) => bytesIn,
  'network out total': ({ bytesOut }) => bytesOut,
  'inbound flows': ({ flowsIn }) => flowsIn,
  'outbound flows': ({ flowsOut }) => flowsOut,
  'inbound flows maximum creation rate': ({ newPerSecondIn }) => newPerSecondIn,
  'outbound flows maximum creation rate': ({ newPerSecondOut }) => newPerSecondOut,
};

/** Percent of a processor that an open flow, and a thousand bytes per second, take. */
const load = { perFlow: 0.5, perKilobyte: 0.05, most: 80 };

/** Reads metrics. */
export class MetricValues {
  readonly #state: ArmState;
  readonly #meter: TrafficMeter;
  readonly #seed: number;
  readonly #now: () => number;

  constructor(options: {
    readonly state: ArmState;
    readonly meter: TrafficMeter;
    readonly seed: number;
    readonly now: () => number;
  }) {
    this.#state = options.state;
    this.#meter = options.meter;
    this.#seed = options.seed;
    this.#now = options.now;
  }

  /**
   * The lines of a metric of a machine or scale set.
   * @param split names of dimensions that make lines of their own; the others are put together
   * @param minuteInMs length of a sample
   */
  series(
    resource: Resource,
    definition: MetricDefinition,
    { split, minuteInMs }: { readonly split: readonly string[]; readonly minuteInMs: number },
  ): readonly Series[] {
    const groups = new Map<string, { dimensions: readonly Dimension[]; sources: Source[] }>();
    for (const source of this.#sourcesOf(resource, definition)) {
      const dimensions = source.dimensions.filter(({ name }) => split.some((one) => isSame(one, name)));
      const key = dimensions.map(({ name, value }) => `${name}=${value}`).join();
      const group = groups.get(key) ?? { dimensions, sources: [] };
      group.sources.push(source);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ dimensions, sources }) => ({
      dimensions,
      aggregate: (from, to) =>
        aggregate(sources.flatMap((source) => this.#samples({ source, definition, minuteInMs }, from, to))),
    }));
  }

  #sourcesOf(resource: Resource, definition: MetricDefinition): readonly Source[] {
    const isScaleSet = isSame(resource.type, scaleSetType);
    const machines = isScaleSet ? instancesOf(this.#state, resource) : [resource];
    return machines.flatMap((machine) => {
      const card = cardOf(this.#state, machine);
      const ip = card === undefined ? '' : privateIpOf(card);
      const named = isScaleSet ? [{ name: 'VMName', value: `${resource.name}_${machine.name}` }] : [];
      return innerDimensions(definition).map((inner) => ({ machine, ip, dimensions: [...inner, ...named] }));
    });
  }

  #samples(
    about: { readonly source: Source; readonly definition: MetricDefinition; readonly minuteInMs: number },
    from: number,
    to: number,
  ): readonly number[] {
    const end = Math.min(to, this.#now() + 1);
    const samples: number[] = [];
    for (let at = from; at < end; at += about.minuteInMs) {
      const sample = this.#sample(about.source, about.definition, {
        from: at,
        to: Math.min(at + about.minuteInMs, to),
      });
      if (sample !== undefined) {
        samples.push(sample);
      }
    }
    return samples;
  }

  #sample(
    { machine, ip, dimensions }: Source,
    { name }: MetricDefinition,
    span: { readonly from: number; readonly to: number },
  ): number | undefined {
    const power = powerStateOf(machine);
    if (isSame(name, 'VmAvailabilityMetric')) {
      return power === 'deallocated' ? undefined : Number(power === 'running');
    }
    if (power !== 'running') {
      return undefined;
    }
    const known = this.#meter.knownFrom(ip);
    const of = `${machine.id} ${dimensions.map(({ value }) => value).join()}`;
    const past = (from: number, to: number): number => pastValue({ seed: this.#seed, of, metric: name, from, to });
    const measured = { from: Math.max(span.from, known), to: span.to };
    const isMeasured = measured.from < measured.to;
    const read = fromTraffic[name.toLowerCase()];
    if (read !== undefined && isMeasured) {
      const value = read(this.#meter.measure(ip, measured.from, measured.to));
      // Bytes of a minute in which measuring began are those of both its parts.
      return isSum(name) && span.from < known ? past(span.from, known) + value : value;
    }
    const value = past(span.from, span.to);
    return isSame(name, 'Percentage CPU') && isMeasured ? Math.min(100, value + this.#loadOf(ip, measured)) : value;
  }

  #loadOf(ip: string, { from, to }: { readonly from: number; readonly to: number }): number {
    const { flowsIn, flowsOut, bytesIn, bytesOut } = this.#meter.measure(ip, from, to);
    const kilobytes = (bytesIn + bytesOut) / Math.max(1, to - from);
    return Math.min(load.most, (flowsIn + flowsOut) * load.perFlow + kilobytes * load.perKilobyte);
  }
}

/** What tells lines of one machine apart. */
function innerDimensions({ dimensions }: MetricDefinition): readonly (readonly Dimension[])[] {
  if (dimensions.includes('LUN')) {
    return ['0', '1'].map((value) => [{ name: 'LUN', value }]);
  }
  return dimensions.includes('Context') ? [[{ name: 'Context', value: 'Platform' }]] : [[]];
}

function aggregate(samples: readonly number[]): Aggregates | undefined {
  if (samples.length === 0) {
    return undefined;
  }
  const total = samples.reduce((sum, one) => sum + one, 0);
  return {
    total,
    average: total / samples.length,
    minimum: Math.min(...samples),
    maximum: Math.max(...samples),
    count: samples.length,
  };
}
