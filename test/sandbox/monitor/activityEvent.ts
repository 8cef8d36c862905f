// One event of the activity log, the paths that rules may name in it, and whether a rule's condition fits it.

import { asList, asRecord, asText, isSame, member } from './read.ts';

/** An event. Times are milliseconds since 1970. */
export interface ActivityEvent {
  readonly category: string;
  readonly operationName: string;
  readonly status: string;
  readonly subStatus: string;
  readonly level: string;
  readonly caller: string;
  readonly at: number;
  readonly subscriptionId: string;
  /** Empty for events that are about no resource. */
  readonly resourceId: string;
  readonly resourceGroup: string;
  readonly resourceProvider: string;
  readonly resourceType: string;
  readonly correlationId: string;
  readonly operationId: string;
  readonly eventDataId: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, string>>;
}

/** Whether a condition (`allOf`, with `anyOf` and leaves of `equals` or `containsAny` in it) fits an event, in any case. */
export function isMatch(condition: unknown, event: ActivityEvent): boolean {
  const parts = asList(member(asRecord(condition), 'allOf'));
  return parts.length > 0 && parts.every((part) => fits(asRecord(part), event));
}

function fits(part: Readonly<Record<string, unknown>>, event: ActivityEvent): boolean {
  const any = member(part, 'anyOf');
  if (Array.isArray(any)) {
    return asList(any).some((one) => fits(asRecord(one), event));
  }
  const value = fieldOf(event, asText(member(part, 'field'))).toLowerCase();
  const contains = member(part, 'containsAny');
  return Array.isArray(contains)
    ? asList(contains).some((one) => value.includes(asText(one).toLowerCase()))
    : isSame(value, asText(member(part, 'equals')));
}

/** Text of a field that a rule names, e.g. `operationName` or `properties.stage`; empty when there is none. */
function fieldOf(event: ActivityEvent, field: string): string {
  const record: Readonly<Record<string, unknown>> = { ...event, eventSource: event.category };
  let value: unknown = record;
  for (const name of field.split('.')) {
    value = member(asRecord(value), name);
  }
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
