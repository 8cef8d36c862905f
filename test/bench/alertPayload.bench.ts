// Reading payloads of alerts, from their text, against bare JSON.parse, and against JSON.parse with a check of the few members that a
// handler needs (zod, as it is installed with a tool of ours). Every fixture counts once a round, so that no schema is left out.
// Run: node test/bench/alertPayload.bench.ts [payloads] [rounds]

import { createRequire } from 'node:module';
import { parseAlertPayload } from '../../src/domain/alert/parseAlertPayload.ts';
import { alertFixture, alertFixtureNames } from '../support/alertFixtures.ts';
import { measureInTurns } from './measure.ts';

const payloadCount = Number(process.argv[2] ?? 20_000);
const rounds = Number(process.argv[3] ?? 15);
const microsecondsASecond = 1_000_000;

interface ZodType {
  optional(): ZodType;
  nullable(): ZodType;
  safeParse(value: unknown): { readonly success: boolean };
}

interface Zod {
  readonly z: {
    object(shape: Readonly<Record<string, ZodType>>): ZodType;
    array(item: ZodType): ZodType;
    string(): ZodType;
    unknown(): ZodType;
  };
}

/** The common schema as far as a handler needs it: the smallest check that somebody would write. */
function createZodReader(): (text: string) => boolean {
  const { z } = createRequire(import.meta.url)('zod') as Zod;
  const text = z.string().nullable().optional();
  const schema = z.object({
    schemaId: text,
    data: z.object({
      essentials: z.object({
        alertRule: text,
        severity: text,
        monitorCondition: z.string(),
        alertTargetIDs: z.array(z.string()).nullable(),
        firedDateTime: z.string(),
      }),
      alertContext: z.unknown(),
    }),
  });
  return (payload) => schema.safeParse(JSON.parse(payload)).success;
}

const texts = alertFixtureNames
  .filter((name) => !/^(?:odd|wrapped|hostile|seedCommonAsItStands|unknown)/.test(name))
  .map(alertFixture);
const common = texts.filter((text) => text.includes('azureMonitorCommonAlertSchema'));
const readWithZod = createZodReader();

function run(list: readonly string[], read: (text: string) => unknown): () => void {
  return () => {
    for (let at = 0; at < payloadCount; at++) {
      read(list[at % list.length] ?? '');
    }
  };
}

const results = [];
for (const [name, list] of [
  ['every schema', texts],
  ['common schema', common],
] as const) {
  const bytes = list.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / list.length;
  const figures = measureInTurns(
    {
      Wirewatch: run(list, parseAlertPayload),
      'JSON.parse alone': run(list, (text) => JSON.parse(text) as unknown),
      ...(list === common ? { 'JSON.parse and zod, seven members': run(list, readWithZod) } : {}),
    },
    { rounds, items: payloadCount },
  );
  const own = figures[0]?.median ?? 1;
  console.log(`\n${name}: ${list.length} payloads of ${Math.round(bytes)} bytes on average`);
  console.table(
    figures.map(({ name: each, median, best }) => ({
      name: each,
      'µs CPU, median': median.toFixed(2),
      best: best.toFixed(2),
      'payloads/s': Math.round(microsecondsASecond / median),
      ratio: (median / own).toFixed(2),
    })),
  );
  results.push({ name, bytes: Math.round(bytes), figures });
}
console.log(JSON.stringify({ bench: 'alertPayload', payloads: payloadCount, rounds, results }));
