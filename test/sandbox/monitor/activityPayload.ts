// An event of the activity log as payloads show it: in the common schema, where service health has numbers for names, and
// in the older schema of webhooks.

import { parseResourceId } from '../arm/resourceId.ts';
import type { ActivityEvent } from './activityEvent.ts';
import { toOffsetTime } from './payloadParts.ts';

const serviceHealth = 'ServiceHealth';
/** How long Azure takes to take an event in. */
const submissionInMs = 2100;

/** `alertContext` of the common schema. */
export function toActivityContext(event: ActivityEvent, ruleDescription: string): Readonly<Record<string, unknown>> {
  const isHealth = event.category === serviceHealth;
  return {
    ...(isHealth ? { authorization: null } : authorizationOf(event)),
    channels: isHealth ? 1 : channelsOf(event),
    claims: isHealth ? null : JSON.stringify(event.claims),
    caller: isHealth ? null : event.caller,
    correlationId: event.correlationId,
    eventSource: isHealth ? 2 : event.category,
    eventTimestamp: toOffsetTime(event.at),
    ...(isHealth ? { httpRequest: null } : {}),
    eventDataId: event.eventDataId,
    level: isHealth ? 3 : event.level,
    operationName: event.operationName,
    operationId: event.operationId,
    ...(Object.keys(event.properties).length === 0 ? {} : { properties: event.properties }),
    status: event.status,
    subStatus: isHealth ? null : event.subStatus,
    submissionTimestamp: toOffsetTime(event.at + submissionInMs),
    ...(isHealth ? { ResourceType: null } : {}),
    // Since April 2021 `description` is the rule's, and the event's own moved here.
    ...(ruleDescription === '' ? {} : { 'Activity Log Event Description': event.description }),
  };
}

/** `context.activityLog` of the older schema. */
export function toActivityLog(event: ActivityEvent): Readonly<Record<string, unknown>> {
  const parsed = parseResourceId(event.resourceId);
  const isHealth = event.category === serviceHealth;
  return {
    ...(event.category === 'Administrative' ? authorizationOf(event) : {}),
    channels: channelsOf(event),
    ...(isHealth ? {} : { claims: JSON.stringify(event.claims), caller: event.caller }),
    correlationId: event.correlationId,
    description: event.description,
    eventSource: event.category,
    eventTimestamp: toOffsetTime(event.at),
    ...(event.category === 'Administrative'
      ? {
          httpRequest: JSON.stringify({
            clientRequestId: event.operationId,
            clientIpAddress: '127.0.0.1',
            method: 'POST',
          }),
        }
      : {}),
    eventDataId: event.eventDataId,
    level: event.level,
    operationName: event.operationName,
    operationId: event.operationId,
    ...(Object.keys(event.properties).length === 0 ? {} : { properties: event.properties }),
    ...(parsed === undefined
      ? {}
      : {
          resourceId: event.resourceId,
          resourceGroupName: parsed.resourceGroup,
          resourceProviderName: event.resourceProvider,
          resourceType: event.resourceType,
        }),
    status: event.status,
    subStatus: event.subStatus,
    subscriptionId: event.subscriptionId,
    submissionTimestamp: toOffsetTime(event.at + submissionInMs),
  };
}

function channelsOf({ category }: ActivityEvent): string {
  switch (category) {
    case serviceHealth:
      return 'Admin';
    case 'ResourceHealth':
    case 'Autoscale':
      return 'Admin, Operation';
    default:
      return 'Operation';
  }
}

function authorizationOf({ operationName, resourceId }: ActivityEvent): Readonly<Record<string, unknown>> {
  return { authorization: { action: operationName, scope: resourceId } };
}
