// Reads what an action group posts: the common alert schema, the older schemas of metric, classic metric and activity log alerts,
// and a flat body as Microsoft's first sample of an alert-triggered capture had it. Nothing here throws.

import type { AlertIdentity } from './captureName.ts';
import type { Fields } from './json.ts';
import { fieldsOf, listOf, member, textOf } from './json.ts';

/** How the body was written. */
export type AlertSchema = 'common' | 'metric' | 'activityLog' | 'classicMetric' | 'flat' | 'unknown';

/** What the function needs of an alert. */
export interface Alert extends AlertIdentity {
  readonly schema: AlertSchema;
  readonly moment: 'fired' | 'resolved' | 'unknown';
  /** Resource ids as given, without repeats. */
  readonly targets: readonly string[];
  /** What the rule's author asks for, e.g. `timeLimitInSeconds`; the first is the strongest. */
  readonly properties: readonly Fields[];
}

/** Reads a body that was JSON. */
export function readAlert(body: unknown): Alert {
  const top = fieldsOf(body);
  const data = fieldsOf(member(top, 'data'));
  switch (textOf(top, 'schemaId')?.toLowerCase()) {
    case 'azuremonitorcommonalertschema':
      return readCommon(data);
    case 'azuremonitormetricalert':
      return readContext('metric', data);
    case 'microsoft.insights/activitylogs':
      return readActivityLog(data);
    default:
      break;
  }
  if (member(data, 'essentials') !== undefined) {
    return readCommon(data);
  }
  if (member(top, 'context') !== undefined) {
    return readContext('classicMetric', top);
  }
  return readFlat(top);
}

function readCommon(data: Fields): Alert {
  const essentials = fieldsOf(member(data, 'essentials'));
  const context = fieldsOf(member(data, 'alertContext'));
  const properties = [fieldsOf(member(data, 'customProperties')), fieldsOf(member(context, 'properties'))];
  return {
    schema: 'common',
    moment: momentOf(textOf(essentials, 'monitorCondition')),
    targets: targetsOf(properties, listOf(essentials, 'alertTargetIDs')),
    properties,
    alertId: textOf(essentials, 'alertId'),
    ruleName: textOf(essentials, 'alertRule'),
    firedAt: timeOf(textOf(essentials, 'firedDateTime')),
  };
}

/** Metric alerts, classic ones too: `status`, `context` and `properties` side by side. */
function readContext(schema: 'metric' | 'classicMetric', data: Fields): Alert {
  const context = fieldsOf(member(data, 'context'));
  const properties = [fieldsOf(member(data, 'properties'))];
  return {
    schema,
    moment: momentOf(textOf(data, 'status')),
    targets: targetsOf(properties, listOf(context, 'resourceId')),
    properties,
    ruleId: textOf(context, 'id'),
    ruleName: textOf(context, 'name'),
    firedAt: timeOf(textOf(context, 'timestamp')),
  };
}

function readActivityLog(data: Fields): Alert {
  const context = fieldsOf(member(data, 'context'));
  const event = fieldsOf(member(context, 'activityLog'));
  const properties = [fieldsOf(member(data, 'properties'))];
  return {
    schema: 'activityLog',
    moment: momentOf(textOf(data, 'status')),
    targets: targetsOf(properties, listOf(event, 'resourceId')),
    properties,
    ruleId: textOf(context, 'id'),
    ruleName: textOf(context, 'name'),
    firedAt: timeOf(textOf(event, 'eventTimestamp') ?? textOf(event, 'submissionTimestamp')),
  };
}

/** A body that only says what to capture. Watcher and name in it are not used: see the README. */
function readFlat(top: Fields): Alert {
  const target = textOf(top, 'targetVM') ?? textOf(top, 'targetId');
  const status = textOf(top, 'status');
  const fired = status === undefined ? 'fired' : momentOf(status);
  return {
    schema: target === undefined ? 'unknown' : 'flat',
    moment: target === undefined ? momentOf(status) : fired,
    targets: target === undefined ? [] : [target],
    properties: [top],
    ruleName: textOf(top, 'packetCaptureName'),
  };
}

function momentOf(word: string | undefined): Alert['moment'] {
  switch (word?.trim().toLowerCase()) {
    case 'fired':
    case 'activated':
      return 'fired';
    case 'resolved':
    case 'deactivated':
      return 'resolved';
    default:
      return 'unknown';
  }
}

/** What the rule's author names goes before what the alert is about. */
function targetsOf(properties: readonly Fields[], given: readonly unknown[]): readonly string[] {
  const named = properties.map((each) => textOf(each, 'targetId')).find((target) => target !== undefined);
  const texts = (named === undefined ? given : [named])
    .filter((id) => typeof id === 'string')
    .map((id) => id.trim().replace(/\/{1,9}$/, ''));
  const kept = new Map<string, string>();
  for (const id of texts) {
    const key = id.toLowerCase();
    if (id !== '' && !kept.has(key)) {
      kept.set(key, id);
    }
  }
  return Array.from(kept.values());
}

/** A time without a zone is UTC, as Azure Monitor means it. */
function timeOf(text = ''): number | undefined {
  const time = Date.parse(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}
