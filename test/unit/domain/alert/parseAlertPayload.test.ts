// Payloads of alerts: what each schema gives, what is taken off around it, and that no input whatever makes it throw or forget.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { AlertPayload, AlertSchema } from '../../../../src/domain/alert/alertPayload.ts';
import { parseAlertPayload, readAlertPayload } from '../../../../src/domain/alert/parseAlertPayload.ts';
import { alertFixture, alertFixtureNames } from '../../../support/alertFixtures.ts';

const parse = (name: string): AlertPayload => parseAlertPayload(alertFixture(name));
const group = '/subscriptions/5f0c9a52-7d1e-4b8a-9c36-2f1d8e7a4b10/resourceGroups/rg-harbor';
const machine = `${group}/providers/Microsoft.Compute/virtualMachines/web-7`;

/** Beginnings of names of fixtures, and their schema. */
const schemaOfFixture: readonly (readonly [beginning: string, schema: AlertSchema])[] = [
  ['seedCommonAsItStands', 'unknown'],
  ['unknown', 'unknown'],
  ['seed', 'activityLog'],
  ['activityLog', 'activityLog'],
  ['metric', 'metric'],
  ['classic', 'classicMetric'],
  ['logV1', 'logV1'],
  ['flat', 'flat'],
  ['', 'common'],
];

describe('parseAlertPayload', () => {
  for (const name of alertFixtureNames) {
    it(`knows the schema of ${name}`, () => {
      const expected = schemaOfFixture.find(([beginning]) => name.startsWith(beginning))?.[1];
      assert.equal(parse(name).schema, expected);
    });
  }

  it('has nothing to say against what is documented', () => {
    const strange = /^(?:odd(?:Types)|unknown|hostile|seedCommonAsItStands|seedAdministrative|wrappedListOfTwo)/;
    for (const name of alertFixtureNames.filter((each) => !strange.test(each))) {
      assert.deepEqual(parse(name).problems, [], name);
    }
  });

  it('reads essentials, criteria, window, targets and properties', () => {
    const { details, ...rest } = parse('commonMetricStatic');
    assert.deepEqual(rest, {
      schema: 'common',
      moment: 'fired',
      signal: 'metric',
      alertId:
        '/subscriptions/5f0c9a52-7d1e-4b8a-9c36-2f1d8e7a4b10/providers/Microsoft.AlertsManagement/alerts/0d4c1d5e-3b62-4a51-8d0b-64c2a7a1f0e3',
      ruleName: 'web-7-outbound-flows',
      description: 'More flows leave web-7 than its clients explain.',
      severity: 2,
      monitoringService: 'Platform',
      firedAt: Date.UTC(2026, 4, 4, 9, 17, 31, 448),
      window: { from: Date.UTC(2026, 4, 4, 9, 10, 3, 64), to: Date.UTC(2026, 4, 4, 9, 15, 3, 64) },
      targets: [machine.toLowerCase()],
      criteria: [
        {
          metricName: 'Outbound Flows',
          metricNamespace: 'Microsoft.Compute/virtualMachines',
          aggregation: 'Average',
          operator: 'GreaterThan',
          threshold: '400',
          value: '1312.5',
          dimensions: [],
          details: [],
        },
      ],
      properties: [
        { name: 'timeLimitInSeconds', value: '300' },
        { name: 'team', value: 'network' },
      ],
      problems: [],
    });
    assert.ok(details.some(({ name }) => name === 'conditionType'));
  });

  it('says when an alert is over, in each schema', () => {
    const over = alertFixtureNames.filter((name) => parse(name).moment === 'resolved');
    assert.deepEqual(over, ['classicMetricResolved', 'commonMetricResolved', 'metricDeactivated', 'oddTypes']);
    assert.equal(parse('commonMetricResolved').resolvedAt, Date.UTC(2026, 4, 4, 9, 32, 16, 224));
    assert.equal(parse('metricDeactivated').firedAt, undefined);
  });

  it('tells targets once, whatever their case, those of the alert first', () => {
    assert.deepEqual(
      parse('commonMetricSeveral').targets.map((id) => id.split('/').at(-1)),
      ['pool-3', 'web-7'],
    );
    assert.deepEqual(
      parse('commonActivityAutoscale').targets.map((id) => id.split('/').at(-1)),
      ['pool-3-scale', 'pool-3'],
    );
    assert.deepEqual(parse('flatCaptureRequest').targets, [machine]);
    assert.deepEqual(parse('metricStatic').targets, [machine]);
  });

  it('takes no id that would lead elsewhere', () => {
    for (const id of ['..', 'x?y', 'x#y', 'x%2e', 'x\\y', 'x\u0000', 'x\u202E', `x${'y'.repeat(2000)}`, './x']) {
      const { targets, problems } = readAlertPayload({ targetVM: `${machine}/${id}` });
      assert.deepEqual([targets, problems], [[], [{ kind: 'unreadable', path: 'targetVM' }]], id);
    }
    assert.deepEqual(readAlertPayload({ targetVM: 'web-7' }).targets, []);
  });

  it('knows categories by source, service or operation, numbers of enumerations included', () => {
    for (const category of [
      'Administrative',
      'Policy',
      'Autoscale',
      'Security',
      'Recommendation',
      'ServiceHealth',
      'ResourceHealth',
    ]) {
      const names = alertFixtureNames.filter((name) => name.includes(category) && name !== 'seedAdministrative');
      assert.ok(names.length >= 1, category);
      assert.deepEqual([...new Set(names.map((name) => parse(name).category))], [category]);
    }
    assert.equal(parse('seedAdministrative').category, undefined);
  });

  it('looks into JSON that stands in texts', () => {
    const details = (name: string): Record<string, string> =>
      Object.fromEntries(parse(name).details.map((each) => [each.name, each.value]));
    const health = details('commonActivityServiceHealth');
    assert.equal(health['properties.impactedServices[0].ImpactedRegions[1].RegionName'], 'North Europe');
    assert.deepEqual(
      Object.keys(health).filter((name) => name.includes('impacted')),
      Object.keys(details('commonActivityServiceHealthList')).filter((name) => name.includes('impacted')),
    );
    assert.equal(
      details('commonActivitySecurity')['properties.attackers'],
      'IP Address: 203.0.113.77, IP Address: 203.0.113.78',
    );
    assert.equal(details('activityLogAdministrative')['httpRequest.clientIpAddress'], '203.0.113.4');
    assert.match(details('seedSecurity')['properties.remediationSteps'] ?? '', /^\[In case/);
  });

  it('keeps the digits of every number', () => {
    const [, second] = parse('commonMetricSeveral').criteria;
    assert.equal(second?.value, '9007199254740995');
    const value = (number: string): string | undefined =>
      parseAlertPayload(`{"data":{"context":{"condition":{"allOf":[{"metricValue": ${number}}]}}}}`).criteria[0]?.value;
    assert.deepEqual(['12345678901234567890', '0.12345678901234567891', '1e400', '-1.5', '1e3'].map(value), [
      '12345678901234567890',
      '0.12345678901234567891',
      '1e400',
      '-1.5',
      '1000',
    ]);
  });

  it('takes off what is wrapped around, and says that a second one was left', () => {
    const plain = parse('oddByteOrderMark');
    for (const name of ['wrappedRunbook', 'wrappedText', 'wrappedList']) {
      assert.deepEqual(parse(name), plain, name);
    }
    assert.deepEqual(parse('wrappedListOfTwo'), { ...plain, problems: [{ kind: 'unreadable', path: '[1]' }] });
    assert.deepEqual(readAlertPayload({ WebhookData: alertFixture('wrappedRunbook') }), plain);
    assert.deepEqual(readAlertPayload({ RequestBody: 'no json' }).problems, [
      { kind: 'unreadable', path: 'RequestBody' },
      { kind: 'unknownSchema', path: '' },
    ]);
  });

  it('says what is no payload', () => {
    assert.deepEqual(parseAlertPayload('hello').problems, [{ kind: 'notJson', path: '' }]);
    assert.deepEqual(parseAlertPayload('').problems, [{ kind: 'notJson', path: '' }]);
    for (const text of ['5', 'null', '[]', 'true']) {
      assert.deepEqual(parseAlertPayload(text).problems, [{ kind: 'notAnObject', path: '' }], text);
    }
    assert.deepEqual(parse('oddTypes').problems, [
      { kind: 'unreadable', path: 'data.essentials.firedDateTime' },
      { kind: 'unreadable', path: 'data.alertContext.properties' },
      { kind: 'wrongType', path: 'data.alertContext.condition.allOf[0].operator' },
      { kind: 'wrongType', path: 'data.customProperties' },
    ]);
    assert.deepEqual(parseAlertPayload('{"schemaId":"azureMonitorCommonAlertSchema"}').problems, [
      { kind: 'missing', path: 'data' },
      { kind: 'missing', path: 'data.essentials' },
    ]);
  });
});

describe('parseAlertPayload and hostile input', () => {
  it('follows no tree without end, by depth or by length', () => {
    for (const text of [
      '['.repeat(10_000) + ']'.repeat(10_000),
      `${'{"a":'.repeat(10_000)}12345678901234567890${'}'.repeat(10_000)}`,
      JSON.stringify({ data: { context: { activityLog: Array.from({ length: 5000 }, () => ({ a: { b: 1 } })) } } }),
      `{"data":{"essentials":{"description":"${'x'.repeat(10_000_000)}"}}}`,
      JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, { at }]))),
    ]) {
      const payload = parseAlertPayload(text);
      assert.ok(JSON.stringify(payload).length < 100_000);
      assert.ok(payload.problems.length >= 1 && payload.problems.length <= 50);
    }
  });

  it('says where a text was cut', () => {
    const { description, problems } = readAlertPayload({
      data: { essentials: { monitorCondition: 'Fired', description: 'x'.repeat(9000) } },
    });
    assert.equal(description?.length, 8001);
    assert.deepEqual(problems, [{ kind: 'unreadable', path: 'data.essentials.description' }]);
  });

  it('lets no name reach a prototype', () => {
    parse('hostile');
    assert.equal(({} as { polluted?: string }).polluted, undefined);
    assert.deepEqual(
      parse('hostile').properties.map(({ name }) => name),
      ['<img src=x onerror="window.hacked=1">', '__proto__'],
    );
    assert.equal(
      readAlertPayload({ toString: 1, data: { essentials: { monitorCondition: 'constructor' } } }).moment,
      'unknown',
    );
  });

  it('takes anything without a throw', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
        assertPayload(readAlertPayload(value));
        assertPayload(readAlertPayload({ schemaId: 'azureMonitorCommonAlertSchema', data: value }));
      }),
    );
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => assertPayload(parseAlertPayload(text))));
  });
});

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Place = readonly (string | number)[];

/** Every place in a value, parents before children. */
function placesIn(value: Json, place: Place = []): Place[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [
    place,
    ...inner.flatMap(([name, each]) => placesIn(each, [...place, Array.isArray(value) ? Number(name) : name])),
  ];
}

/** The value with what `change` makes of the one at a place; undefined leaves it out. */
function changedAt(value: Json, [first, ...rest]: Place, change: (old: Json) => Json | undefined): Json | undefined {
  if (first === undefined) {
    return change(value);
  }
  const entries = Object.entries(value as object).map(([name, each]) => [
    name,
    name === String(first) ? changedAt(each as Json, rest, change) : (each as Json),
  ]);
  const kept = entries.filter(([, each]) => each !== undefined);
  return Array.isArray(value) ? kept.map(([, each]) => each as Json) : (Object.fromEntries(kept) as Json);
}

function assertPayload(payload: AlertPayload): void {
  assert.ok(['fired', 'resolved', 'unknown'].includes(payload.moment));
  assert.ok(['metric', 'log', 'activityLog', 'unknown'].includes(payload.signal));
  for (const text of [payload.alertId, payload.ruleName, payload.ruleId, payload.description, payload.category]) {
    assert.ok(text === undefined || (typeof text === 'string' && text !== ''));
  }
  for (const number of [payload.firedAt, payload.resolvedAt, payload.window?.from, payload.window?.to]) {
    assert.ok(number === undefined || Number.isInteger(number));
  }
  assert.ok(payload.severity === undefined || [0, 1, 2, 3, 4].includes(payload.severity));
  assert.ok(payload.targets.every((id) => typeof id === 'string' && /^\/subscriptions\//i.test(id)));
  assert.equal(new Set(payload.targets.map((id) => id.toLowerCase())).size, payload.targets.length);
  const properties = [
    ...payload.properties,
    ...payload.details,
    ...payload.criteria.flatMap(({ dimensions, details }) => [...dimensions, ...details]),
  ];
  assert.ok(properties.every(({ name, value }) => typeof name === 'string' && typeof value === 'string'));
  assert.ok(payload.problems.every(({ path }) => typeof path === 'string'));
}

const shuffledCase = (text: string, bits: number): string =>
  Array.from(text, (letter, at) =>
    ((bits >> (at % 30)) & 1) === 1 ? letter.toUpperCase() : letter.toLowerCase(),
  ).join('');

describe('parseAlertPayload and every fixture with a change', () => {
  const valid = alertFixtureNames.filter((name) => name !== 'seedCommonAsItStands');
  const changes = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom<Json>(null, '', 0, -1, 1e300, true, [], {}, [null], [[]], '{', '[]', '{"a":1}', 'x'),
    fc.jsonValue() as fc.Arbitrary<Json>,
  );

  for (const name of valid) {
    const value = JSON.parse(alertFixture(name).replace(/^\uFEFF/, '')) as Json;
    const places = placesIn(value);
    it(`${name}: drops, nulls and retypes every field`, () => {
      for (const place of places) {
        for (const to of [undefined, null, 7, 'x', [], {}, [{}], { a: { b: [1] } }]) {
          const changed = changedAt(value, place, () => to);
          assertPayload(readAlertPayload(changed));
        }
      }
      fc.assert(
        fc.property(
          fc.nat(places.length - 1),
          changes,
          fc.nat(places.length - 1),
          changes,
          (one, first, other, second) => {
            const changed = changedAt(value, places[one] ?? [], () => first);
            const twice =
              changed === undefined
                ? changed
                : changedAt(changed, placesIn(changed)[other % placesIn(changed).length] ?? [], () => second);
            assertPayload(readAlertPayload(twice));
          },
        ),
        { numRuns: 30 },
      );
    });
  }

  it('reads names in any case', () => {
    const recased = (value: Json, bits: number): Json =>
      Array.isArray(value)
        ? value.map((each: Json) => recased(each, bits))
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value).map(([name, each]) => [shuffledCase(name, bits), recased(each, bits)]),
            )
          : value;
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.nat(), (name, bits) => {
        const value = JSON.parse(alertFixture(name).replace(/^\uFEFF/, '')) as Json;
        const [was, is] = [readAlertPayload(value), readAlertPayload(recased(value, bits))];
        const { properties: _p, details: _d, criteria: wasCriteria, problems: _w, ...facts } = was;
        const { properties: _q, details: _e, criteria: isCriteria, problems: _v, ...others } = is;
        assert.deepEqual(others, facts);
        assert.deepEqual(
          isCriteria.map(({ metricName, value: measured, threshold }) => [metricName, measured, threshold]),
          wasCriteria.map(({ metricName, value: measured, threshold }) => [metricName, measured, threshold]),
        );
      }),
    );
  });

  it('keeps everything else when a field of no meaning changes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...valid), fc.jsonValue() as fc.Arbitrary<Json>, (name, stranger) => {
        const payload = JSON.parse(alertFixture(name).replace(/^\uFEFF/, '')) as Json;
        fc.pre(typeof payload === 'object' && payload !== null && !Array.isArray(payload));
        const { details: _d, properties: _p, problems: _q, ...was } = readAlertPayload(payload);
        const changed = Object.fromEntries([...Object.entries(payload ?? {}), ['zzUnrelated', stranger]]);
        const { details: _e, properties: _r, problems: _s, ...is } = readAlertPayload(changed);
        assert.deepEqual(is, was);
      }),
    );
  });

  it('keeps rule, severity and moment when the targets are broken, and the other way round', () => {
    const value = JSON.parse(alertFixture('commonMetricStatic')) as Json;
    const broken = readAlertPayload(changedAt(value, ['data', 'essentials', 'alertTargetIDs'], () => 5));
    assert.deepEqual(
      [broken.ruleName, broken.severity, broken.moment, broken.targets],
      ['web-7-outbound-flows', 2, 'fired', []],
    );
    const other = readAlertPayload(changedAt(value, ['data', 'essentials', 'severity'], () => 'Sev9'));
    assert.deepEqual([other.severity, other.targets.length, other.criteria.length], [undefined, 1, 1]);
    assert.deepEqual(other.problems, [{ kind: 'unreadable', path: 'data.essentials.severity' }]);
  });
});
