// Measuring in one process: contestants take turns, processor time counts, the middle of all rounds is the figure.

/** Middle, best and all ratios' base of one contestant. */
export interface Figure {
  readonly name: string;
  /** Microseconds of processor time for one item, median and best. */
  readonly median: number;
  readonly best: number;
}

/** One that is measured: does its work on all items once. */
export type Contestant = () => void;

/** Runs the contestants in turns. The first two rounds warm up and do not count. */
export function measureInTurns(
  contestants: Readonly<Record<string, Contestant>>,
  { rounds, items }: { readonly rounds: number; readonly items: number },
): Figure[] {
  const samples = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const [name, work] of Object.entries(contestants)) {
      const cpu = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(cpu);
      if (round >= 0) {
        samples.get(name)?.push((user + system) / items);
      }
    }
  }
  return Array.from(samples, ([name, values]) => ({
    name,
    median: middleOf(values),
    best: Math.min(...values),
  }));
}

/** The middle value. */
export function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
