// The JSON Schema of `*.alert.json`: it takes every documented payload, names the usual mistakes, and describes what it completes.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { alertFixture, alertFixtureNames } from '../../../support/alertFixtures.ts';
import { schemaProblems } from '../../../support/jsonSchema.ts';
import { projectRoot } from '../../../support/project.ts';

const manifest = JSON.parse(fs.readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  readonly contributes: { readonly jsonValidation: readonly { readonly fileMatch: string; readonly url: string }[] };
};
const [contributed] = manifest.contributes.jsonValidation;
const schema = JSON.parse(fs.readFileSync(path.join(projectRoot, contributed?.url ?? ''), 'utf8')) as Record<
  string,
  unknown
>;
const json = (name: string): unknown => JSON.parse(alertFixture(name).replace(/^\uFEFF/, ''));

/** What only a tolerant reader takes. */
const undocumented = /^(?:odd(?:Case|Types)|unknown|wrapped(?:Text|List)|commonMetricRuleAsId|seedCommonAsItStands)/;

interface Payload {
  schemaId?: unknown;
  data?: { essentials?: Record<string, unknown>; status?: unknown; context?: Record<string, unknown> };
  [name: string]: unknown;
}

function problemsWith(name: string, change: (payload: Payload) => void): string[] {
  const payload = json(name) as Payload;
  change(payload);
  return schemaProblems(schema, payload);
}

describe('the schema of alert payloads', () => {
  it('is contributed for *.alert.json, and packaged', () => {
    assert.equal(contributed?.fileMatch, '*.alert.json');
    assert.ok(fs.readFileSync(path.join(projectRoot, '.vscodeignore'), 'utf8').includes('!media/schema/**'));
  });

  for (const name of alertFixtureNames.filter((each) => !undocumented.test(each))) {
    it(`takes ${name}`, () => assert.deepEqual(schemaProblems(schema, json(name)), []));
  }

  for (const name of alertFixtureNames.filter((each) => undocumented.test(each) && each !== 'seedCommonAsItStands')) {
    it(`does not take ${name}`, () => assert.notDeepEqual(schemaProblems(schema, json(name)), []));
  }

  for (const [what, name, change, problem] of [
    ['no data', 'commonMetricStatic', (payload) => delete payload.data, ': required'],
    ['an unknown schema', 'commonMetricStatic', (payload) => (payload.schemaId = 'x'), '/schemaId: enum'],
    [
      'a wrong monitorCondition',
      'commonMetricStatic',
      ({ data }) => Object.assign(data?.essentials ?? {}, { monitorCondition: 'Activated' }),
      '/data/essentials/monitorCondition: enum',
    ],
    [
      'no monitorCondition',
      'commonMetricStatic',
      ({ data }) => delete data?.essentials?.['monitorCondition'],
      '/data/essentials: required',
    ],
    [
      'a severity as number',
      'commonMetricStatic',
      ({ data }) => Object.assign(data?.essentials ?? {}, { severity: 3 }),
      '/data/essentials/severity: enum',
    ],
    [
      'a name among the targets',
      'commonMetricStatic',
      ({ data }) => Object.assign(data?.essentials ?? {}, { alertTargetIDs: ['web-7'] }),
      '/data/essentials/alertTargetIDs/0: pattern',
    ],
    [
      'a time that is none',
      'commonMetricStatic',
      ({ data }) => Object.assign(data?.essentials ?? {}, { firedDateTime: 'today' }),
      '/data/essentials/firedDateTime: pattern',
    ],
    [
      'a wrong status',
      'metricStatic',
      ({ data }) => Object.assign(data ?? {}, { status: 'Fired' }),
      '/data/status: enum',
    ],
    ['no context', 'metricStatic', ({ data }) => delete data?.context, '/data: required'],
    ['no event', 'activityLogPolicy', ({ data }) => delete data?.context?.['activityLog'], '/data/context: required'],
    ['no query', 'logV1WithSchema', ({ data }) => delete (data as Payload)['SearchQuery'], '/data: required'],
    ['neither schema nor target', 'flatCaptureRequest', (payload) => delete payload['targetVM'], ': anyOf'],
  ] as const satisfies readonly (readonly [string, string, (payload: Payload) => unknown, string])[]) {
    it(`names ${what}`, () => assert.deepEqual(problemsWith(name, change), [problem]));
  }

  it('describes every member that it completes', () => {
    const silent: string[] = [];
    const look = (value: unknown, place: string): void => {
      if (typeof value !== 'object' || value === null) {
        return;
      }
      const { properties, ...rest } = value as Record<string, unknown>;
      for (const [name, each] of Object.entries((properties ?? {}) as Record<string, Record<string, unknown>>)) {
        const isTold = ['description', '$ref', 'const'].some((keyword) => each[keyword] !== undefined);
        const isReread = name === 'data' || name === 'schemaId';
        if (!isTold && !isReread) {
          silent.push(`${place}/${name}`);
        }
        look(each, `${place}/${name}`);
      }
      for (const [name, each] of Object.entries(rest)) {
        look(each, `${place}/${name}`);
      }
    };
    look({ ...schema, defaultSnippets: [] }, '');
    assert.deepEqual(silent, []);
  });
});
