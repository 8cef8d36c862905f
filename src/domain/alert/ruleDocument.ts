// Rules and action groups as JSON that people edit, copy and duplicate: without what the service makes of them by itself.

import { asArray, asRecord, asString } from '../../base/json.ts';
import { BicepExpression, formatBicepValue, quoteBicep } from '../arm/bicepText.ts';
import type { BicepValue } from '../arm/bicepText.ts';
import { parseResourceId } from '../arm/resourceId.ts';
import { withoutSecrets } from '../arm/withoutSecrets.ts';

/** Members that the service writes (resource envelope of ARM; read-only properties of Microsoft.Insights). */
const ownMembers: ReadonlySet<string> = new Set(['id', 'name', 'type', 'etag', 'systemdata', 'managedby']);
const ownProperties: ReadonlySet<string> = new Set([
  'ismigrated',
  'lastupdatedtime',
  'provisioningstate',
  'createdwithapiversion',
  'islegacyloganalyticsrule',
  'isworkspacealertsstorageconfigured',
]);

/** The part of a resource that can be written: for an editor, a copy or a template. */
export function writablePart(value: unknown): Readonly<Record<string, unknown>> {
  const properties = asRecord(asRecord(value)['properties']);
  return {
    ...without(asRecord(value), ownMembers),
    properties: without(properties, ownProperties),
  };
}

function without(record: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name.toLowerCase())));
}

/** The same rule under another name: off, so that nobody is alarmed twice before it was looked at. */
export function duplicateOf(value: unknown): Readonly<Record<string, unknown>> {
  const part = writablePart(value);
  return { ...part, properties: { ...asRecord(part['properties']), enabled: false } };
}

/**
 * The rule with other action groups. What a rule sends to a group that stays is kept. Metric alerts have a list of actions, activity
 * log alerts an object with one.
 */
export function withActionGroups(value: unknown, groupIds: readonly string[]): Readonly<Record<string, unknown>> {
  const part = writablePart(value);
  const properties = asRecord(part['properties']);
  const { actions } = properties;
  const present = [...asArray(actions), ...asArray(asRecord(actions)['actionGroups'])];
  const wanted = groupIds.map(
    (actionGroupId) =>
      present.find(
        (each) => asString(asRecord(each)['actionGroupId'])?.toLowerCase() === actionGroupId.toLowerCase(),
      ) ?? { actionGroupId },
  );
  const isList = Array.isArray(actions) || asRecord(properties['criteria'])['odata.type'] !== undefined;
  return {
    ...part,
    properties: { ...properties, actions: isList ? wanted : { ...asRecord(actions), actionGroups: wanted } },
  };
}

/**
 * Bicep that makes the resource. Secrets become parameters marked `@secure()`, named after where they stand.
 * Undefined for ids of types that are no rule and no action group.
 */
export function formatAlertBicep(id: string, value: unknown): string | undefined {
  const parsed = parseResourceId(id);
  const version = bicepVersions[parsed?.type.toLowerCase() ?? ''];
  if (parsed === undefined || version === undefined) {
    return undefined;
  }
  const { location, ...part } = writablePart(value);
  const secrets: string[] = [];
  const body = toBicep({ name: parsed.name, location: asString(location) ?? 'global', ...part }, secrets);
  const declared = secrets.map((name) => `@secure()\nparam ${name} string\n\n`).join('');
  const symbol = parsed.type.toLowerCase().endsWith('/actiongroups') ? 'actionGroup' : 'alertRule';
  return `${declared}resource ${symbol} ${quoteBicep(`${parsed.type}@${version}`)} = ${formatBicepValue(body)}\n`;
}

/** A JSON value with a parameter in place of each text that holds a secret. */
function toBicep(value: unknown, secrets: string[], hidden = withoutSecrets(value), place = 'secret'): BicepValue {
  if (Array.isArray(value)) {
    const [list, shown] = [value as readonly unknown[], hidden as readonly unknown[]];
    return list.map((each, index) => toBicep(each, secrets, shown[index], place));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, toBicep(each, secrets, asRecord(hidden)[name], name)]),
    );
  }
  if (hidden === value) {
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  }
  const base = place.replaceAll(/\W/g, '') || 'secret';
  const first = /^\d/.test(base) ? `secret${base}` : base;
  const name = secrets.includes(first) ? `${first}${secrets.length + 1}` : first;
  secrets.push(name);
  return new BicepExpression(name);
}

/** By type in lower case: versions with every member that portals write (reference of ARM templates). */
const bicepVersions: Readonly<Record<string, string>> = {
  'microsoft.insights/metricalerts': '2018-03-01',
  'microsoft.insights/activitylogalerts': '2020-10-01',
  'microsoft.insights/scheduledqueryrules': '2023-03-15-preview',
  'microsoft.insights/actiongroups': '2023-01-01',
};
