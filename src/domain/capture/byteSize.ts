// Numbers of bytes as people write them: units of thousands (kB, MB, GB) and of 1024 (KiB, MiB, GiB).

/** From large to small; of two that keep a number whole the first is written. */
const units = [
  ['TiB', 2 ** 40],
  ['TB', 10 ** 12],
  ['GiB', 2 ** 30],
  ['GB', 10 ** 9],
  ['MiB', 2 ** 20],
  ['MB', 10 ** 6],
  ['KiB', 2 ** 10],
  ['kB', 1000],
  ['B', 1],
] as const;

/**
 * Reads `64 MB`, `1.5GiB`, `1,5 GiB` or `1024`; without a unit bytes are meant. Units in any letter case.
 * @returns whole bytes, rounded where a fraction was given; undefined when it is no size or not exactly a number
 */
export function parseByteSize(text: string): number | undefined {
  const match = /^\s*(\d{1,15})(?:[.,](\d{1,2}|\d{4,6}))?\s*([kmgt]i?b|b|bytes)?\s*$/i.exec(text);
  if (match === null) {
    return undefined;
  }
  const wanted = match[3]?.toLowerCase() ?? 'b';
  const factor = units.find(([unit]) => unit.toLowerCase() === wanted)?.[1] ?? 1;
  const bytes = Math.round(Number(`${match[1]}.${match[2] ?? 0}`) * factor);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Writes whole bytes in the largest unit that keeps them whole: `parseByteSize` gives the same number again. */
export function formatByteSize(bytes: number): string {
  const [unit, factor] = units.find(([, each]) => bytes !== 0 && bytes % each === 0) ?? ['B', 1];
  return `${bytes / factor} ${unit}`;
}

/** A number of bytes to be grasped: three figures, all before the point, in units of 1024. Not to be read back. */
export function describeByteSize(bytes: number): string {
  const [unit, factor] = units.find(([name, each]) => /^(?:.iB|B)$/.test(name) && bytes >= each) ?? ['B', 1];
  const value = bytes / factor;
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;
}
