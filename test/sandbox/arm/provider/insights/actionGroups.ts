// Microsoft.Insights/actionGroups: read and written, and test notifications. Addresses come back whole, with the keys in
// their query, as Azure sends them: it is the client that must not show them.

import type { ArmContext } from '../../armContext.ts';
import { badRequest, notFound } from '../../armError.ts';
import type { ArmAnswer, ArmRequest, Route } from '../../route.ts';
import { getResource, readRoutes, resourcePath, toCommonBody } from '../../trackedResource.ts';
import { asList, asRecord, asText } from '../../../monitor/read.ts';
import { receiverLists, receiversOf } from '../../../monitor/receivers.ts';
import { patch, readGiven, remove, write } from './ruleStore.ts';

const type = 'Microsoft.Insights/actionGroups';
const versions = ['2026-01-01', '2024-10-01-preview', '2023-09-01-preview', '2023-01-01', '2022-06-01', '2021-09-01'];
const longestShortName = 12;

/** Members that a receiver must have, by its list. */
const needed: Readonly<Record<string, readonly string[]>> = {
  emailReceivers: ['emailAddress'],
  smsReceivers: ['countryCode', 'phoneNumber'],
  webhookReceivers: ['serviceUri'],
  eventHubReceivers: ['eventHubNameSpace', 'eventHubName', 'subscriptionId'],
  automationRunbookReceivers: ['automationAccountId', 'runbookName', 'webhookResourceId'],
  logicAppReceivers: ['resourceId', 'callbackUrl'],
  azureFunctionReceivers: ['functionAppResourceId', 'functionName', 'httpTriggerUrl'],
  armRoleReceivers: ['roleId'],
};

/** Routes of action groups. */
export function actionGroupRoutes(context: ArmContext): Route[] {
  const path = resourcePath(type);
  const common = { type, versions };
  return [
    ...readRoutes(context, common),
    { ...common, method: 'PUT', path, action: `${type}/write`, handle: (request) => put(context, request) },
    {
      ...common,
      method: 'PATCH',
      path,
      action: `${type}/write`,
      handle: (request) => ({ status: 200, body: toCommonBody(patch(context, request, type)) }),
    },
    {
      ...common,
      method: 'DELETE',
      path,
      action: `${type}/delete`,
      handle: (request) => remove(context, request, type),
    },
    {
      ...common,
      method: 'POST',
      path: `${path}/createNotifications`,
      action: 'Microsoft.Insights/createNotifications/write',
      handle: (request) => notify(context, request),
    },
    {
      ...common,
      method: 'GET',
      path: `${path}/notificationStatus/{notificationId}`,
      action: 'Microsoft.Insights/notificationStatus/read',
      handle: (request) => statusOf(context, request),
    },
  ];
}

function put(context: ArmContext, request: ArmRequest): ArmAnswer {
  const given = readGiven(request);
  const { properties } = given;
  const shortName = asText(properties['groupShortName']);
  if (shortName === '' || shortName.length > longestShortName) {
    throw badRequest(
      'InvalidGroupShortName',
      `The group short name '${shortName}' is invalid: it needs 1 to ${longestShortName} characters.`,
    );
  }
  const receivers = Object.fromEntries(receiverLists.map((list) => [list, readReceivers(list, properties[list])]));
  const names = Object.values(receivers)
    .flat()
    .map(({ name }) => asText(name).toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw badRequest('DuplicateReceiverName', `The receiver name '${twice}' is used more than once.`);
  }
  return write(context, request, {
    ...given,
    type,
    properties: { groupShortName: shortName, enabled: properties['enabled'] !== false, ...receivers },
  });
}

type Receiver = Readonly<Record<string, unknown>>;

function readReceivers(list: string, given: unknown): readonly Receiver[] {
  return asList(given).map((one) => {
    const receiver = asRecord(one);
    const missing = ['name', ...(needed[list] ?? [])].find((name) => asText(receiver[name]) === '');
    if (missing !== undefined) {
      throw badRequest('InvalidReceiver', `A receiver in '${list}' has no ${missing}.`);
    }
    for (const member of ['serviceUri', 'httpTriggerUrl', 'callbackUrl']) {
      const address = receiver[member];
      if (
        address !== undefined &&
        !(typeof address === 'string' && /^https?:\/\/\S+$/i.test(address) && URL.canParse(address))
      ) {
        throw badRequest(
          'InvalidReceiverUri',
          `The ${member} of the receiver '${asText(receiver['name'])}' is not valid.`,
        );
      }
    }
    return {
      ...receiver,
      ...(list === 'emailReceivers' ? { status: 'Enabled' } : {}),
      ...(list === 'webhookReceivers' ? { useAadAuth: receiver['useAadAuth'] ?? false } : {}),
      // False is what Azure takes when nothing is said.
      ...(list === 'smsReceivers' || list === 'voiceReceivers'
        ? {}
        : { useCommonAlertSchema: receiver['useCommonAlertSchema'] ?? false }),
    };
  });
}

function notify(context: ArmContext, request: ArmRequest): ArmAnswer {
  const group = getResource(context, type, request);
  const body = asRecord(request.body);
  const receivers = receiversOf(body);
  const alertType = asText(body['alertType']);
  if (alertType === '' || receivers.length === 0) {
    throw badRequest('BadRequest', 'A test notification needs an alertType and at least one receiver.');
  }
  const id = context.monitor.notifications.start(group, alertType, receivers);
  const location = `${context.endpoint()}${group.id}/notificationStatus/${id}?api-version=${request.apiVersion}`;
  return { status: 202, headers: { Location: encodeURI(location), ...context.operations.retryAfter } };
}

function statusOf(context: ArmContext, request: ArmRequest): ArmAnswer {
  const id = request.params['notificationId'] ?? '';
  const status = context.monitor.notifications.get(id);
  if (status === undefined) {
    throw notFound(`${getResource(context, type, request).id}/notificationStatus/${id}`);
  }
  const isOver = status.state === 'Complete';
  const location = `${context.endpoint()}${request.path}?api-version=${request.apiVersion}`;
  return {
    status: isOver ? 200 : 202,
    body: status,
    ...(isOver ? {} : { headers: { Location: location, ...context.operations.retryAfter } }),
  };
}
