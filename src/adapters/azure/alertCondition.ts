// The condition of an alert rule in a few words, from the service's own terms.

import { asArray, asRecord, asString, at } from '../../base/json.ts';
import type { AlertRuleKind } from '../../domain/alert/alertRule.ts';

const operators: Readonly<Record<string, string>> = {
  equals: '=',
  greaterthan: '>',
  greaterthanorequal: '≥',
  lessthan: '<',
  lessthanorequal: '≤',
  greaterorlessthan: '≷',
};

/** E.g. `Total Network Out Total > 500000000`, or `category = Administrative and status = Failed`; empty when there is none. */
export function conditionText(kind: AlertRuleKind, properties: Readonly<Record<string, unknown>>): string {
  switch (kind) {
    case 'metric':
      return asArray(at(properties, 'criteria', 'allOf'))
        .map(metricText)
        .join(' and ');
    case 'activityLog':
      return asArray(at(properties, 'condition', 'allOf'))
        .map(fieldText)
        .filter(Boolean)
        .join(' and ');
    case 'logSearch':
      return (
        asString(asRecord(asArray(at(properties, 'criteria', 'allOf'))[0])['query'])
          ?.split('\n')[0]
          ?.slice(0, 80) ?? ''
      );
  }
}

function metricText(criterion: unknown): string {
  const record = asRecord(criterion);
  const operator = operators[(asString(record['operator']) ?? '').toLowerCase()] ?? asString(record['operator']) ?? '';
  const threshold = record['threshold'];
  const limit =
    typeof threshold === 'number' || typeof threshold === 'string'
      ? String(threshold)
      : asString(record['alertSensitivity']);
  return [asString(record['timeAggregation']), asString(record['metricName']), operator, limit]
    .filter(Boolean)
    .join(' ');
}

function fieldText(leaf: unknown): string {
  const record = asRecord(leaf);
  const anyOf = asArray(record['anyOf']);
  if (anyOf.length > 0) {
    return `(${anyOf.map(fieldText).filter(Boolean).join(' or ')})`;
  }
  const field = asString(record['field']);
  return field === undefined
    ? ''
    : `${field} = ${asString(record['equals']) ?? asArray(record['containsAny']).join('|')}`;
}
