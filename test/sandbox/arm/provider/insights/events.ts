// The activity log of a subscription, with the filters that its REST API has.

import type { ArmContext } from '../../armContext.ts';
import { badRequest } from '../../armError.ts';
import { answerPage } from '../../paging.ts';
import type { ArmRequest, Route } from '../../route.ts';
import type { ActivityEvent } from '../../../monitor/activityEvent.ts';
import { toTicksTime } from '../../../monitor/payloadParts.ts';
import { isSame, isWithin } from '../../../monitor/read.ts';

const type = 'Microsoft.Insights/eventtypes';

/** The route of the activity log. */
export function eventRoutes(context: ArmContext): Route[] {
  return [
    {
      method: 'GET',
      path: `/subscriptions/{subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values`,
      type,
      versions: ['2015-04-01', '2017-03-01-preview'],
      action: `${type}/values/read`,
      handle: (request) => answerPage(context, request, select(context, request), toBody),
    },
  ];
}

function select(context: ArmContext, request: ArmRequest): readonly ActivityEvent[] {
  const filter = request.query.get('$filter') ?? '';
  const leaves = [...filter.matchAll(/(\w+)\s+(eq|ge|le)\s+'([^']*)'/gi)].map(
    ([, field = '', operator = '', value = '']) => ({
      field: field.toLowerCase(),
      operator: operator.toLowerCase(),
      value,
    }),
  );
  if (!leaves.some(({ field, operator }) => field === 'eventtimestamp' && operator === 'ge')) {
    throw badRequest('BadRequest', "The $filter query parameter needs a start: eventTimestamp ge '<time>'.");
  }
  const { subscriptionId = '' } = request.params;
  return context.monitor.activityLog.events
    .filter((event) => isSame(event.subscriptionId, subscriptionId) && leaves.every((leaf) => fits(event, leaf)))
    .toReversed();
}

function fits(
  event: ActivityEvent,
  { field, operator, value }: { readonly field: string; readonly operator: string; readonly value: string },
): boolean {
  switch (field) {
    case 'eventtimestamp':
      return operator === 'ge' ? event.at >= Date.parse(value) : event.at <= Date.parse(value);
    case 'resourcegroupname':
      return isSame(event.resourceGroup, value);
    case 'resourceuri':
    case 'resourceid':
      return isWithin(event.resourceId, value);
    case 'resourceprovider':
      return isSame(event.resourceProvider, value);
    case 'correlationid':
      return isSame(event.correlationId, value);
    case 'eventchannels':
      return true;
    default:
      throw badRequest('BadRequest', `The filter does not know the field '${field}'.`);
  }
}

function toBody(event: ActivityEvent): unknown {
  return {
    authorization: { action: event.operationName, scope: event.resourceId },
    caller: event.caller,
    channels: 'Operation',
    claims: event.claims,
    correlationId: event.correlationId,
    description: event.description,
    eventDataId: event.eventDataId,
    eventName: named(event.status === 'Started' ? 'BeginRequest' : 'EndRequest'),
    category: named(event.category),
    id: `${event.resourceId}/events/${event.eventDataId}/ticks/${event.at}0000`,
    level: event.level,
    resourceGroupName: event.resourceGroup,
    resourceProviderName: named(event.resourceProvider),
    resourceId: event.resourceId,
    resourceType: named(event.resourceType),
    operationId: event.operationId,
    operationName: named(event.operationName),
    properties: event.properties,
    status: named(event.status),
    subStatus: named(event.subStatus),
    eventTimestamp: toTicksTime(event.at),
    submissionTimestamp: toTicksTime(event.at + 2100),
    subscriptionId: event.subscriptionId,
  };
}

function named(value: string): unknown {
  return { value, localizedValue: value };
}
