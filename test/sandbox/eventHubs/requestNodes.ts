// The two nodes that answer requests: $cbs takes tokens, $management tells about hubs and partitions.

import { parseAddress } from './address.ts';
import { bearerTokenType, sasTokenType, verifySas } from './authorization.ts';
import type { Grants } from './authorization.ts';
import type { Hub } from './hub.ts';
import type { TokenVerdict } from './options.ts';
import type { PartitionLog } from './partitionLog.ts';
import type { AmqpMessage } from './rhea.ts';
import { types } from './rhea.ts';
import type { BrokerState } from './state.ts';

/** What is sent back, before it is addressed. */
export interface Reply {
  readonly status: number;
  readonly description: string;
  readonly condition?: string;
  readonly body?: unknown;
}

/** Takes a put-token request and, when the token is good, adds what it grants. */
export async function answerPutToken(state: BrokerState, grants: Grants, request: AmqpMessage): Promise<Reply> {
  const { operation, name: audience, type } = request.application_properties ?? {};
  if (operation !== 'put-token' || typeof audience !== 'string' || typeof request.body !== 'string') {
    return { status: 400, description: 'Bad Request: put-token with name, type and a string body is expected.' };
  }
  if (state.faults.isUnauthorized) {
    return unauthorized('Unauthorized access. The token was revoked.');
  }
  const hubName = parseAddress(audience).hub;
  const hub = state.hub(hubName);
  if (hubName !== '' && hub === undefined) {
    return notFound(audience);
  }
  const verdict = await verify(state, hub, { token: request.body, audience, type: String(type) });
  if (!verdict.isValid) {
    return verdict.status === 404
      ? notFound(audience)
      : { ...unauthorized(verdict.description), status: verdict.status ?? 401 };
  }
  grants.add(audience, verdict.rights, verdict.expiresAt);
  return { status: 202, description: 'Accepted' };
}

async function verify(
  state: BrokerState,
  hub: Hub | undefined,
  given: { readonly token: string; readonly audience: string; readonly type: string },
): Promise<TokenVerdict> {
  const { token, audience, type } = given;
  if (type === sasTokenType) {
    return verifySas({ token, audience, keys: [...state.keys, ...(hub?.keys ?? [])], now: state.clock.now() });
  }
  if (type !== bearerTokenType || state.verifyToken === undefined) {
    return { isValid: false, description: `InvalidToken: tokens of type '${type}' are not accepted here.` };
  }
  const verdict = await state.verifyToken(token, audience);
  return verdict.isValid && verdict.expiresAt <= state.clock.now()
    ? { isValid: false, description: 'ExpiredToken: The token is expired.' }
    : verdict;
}

/** Answers a READ of a hub or a partition. */
export function answerManagement(state: BrokerState, grants: Grants, request: AmqpMessage): Reply {
  const { operation, name, type, partition: partitionId } = request.application_properties ?? {};
  if (operation !== 'READ' || typeof name !== 'string') {
    return {
      status: 400,
      description: 'Bad Request: only READ of a named entity is supported.',
      condition: 'amqp:not-implemented',
    };
  }
  const hub = state.hub(name);
  if (hub === undefined) {
    return notFound(name);
  }
  if (state.faults.isUnauthorized || grants.expiryOf(hub.name, 'Listen', state.clock.now()) === undefined) {
    return unauthorized(`Unauthorized access. 'Listen' claim(s) are required to perform this operation on '${name}'.`);
  }
  if (type === 'com.microsoft:eventhub') {
    return { status: 200, description: 'OK', body: describeHub(hub) };
  }
  const partition = type === 'com.microsoft:partition' ? hub.partition(String(partitionId)) : undefined;
  if (partition === undefined) {
    return {
      status: 400,
      description: `The specified partition is invalid for an EventHub partition sender or receiver. It should be between 0 and ${hub.partitions.length - 1}. Parameter name: PartitionId`,
      condition: 'com.microsoft:argument-out-of-range',
    };
  }
  return { status: 200, description: 'OK', body: describePartition(hub, partition, state.clock.now()) };
}

function describeHub(hub: Hub): unknown {
  return types.wrap_map({
    name: hub.name,
    type: 'com.microsoft:eventhub',
    created_at: types.wrap_timestamp(hub.createdAt),
    partition_count: types.wrap_int(hub.partitions.length),
    partition_ids: types.wrap_array(
      hub.partitions.map((partition) => partition.id),
      0xa1,
      undefined,
    ),
    georeplication_factor: types.wrap_int(1),
  });
}

function describePartition(hub: Hub, partition: PartitionLog, now: number): unknown {
  const { info } = partition;
  return types.wrap_map({
    name: hub.name,
    type: 'com.microsoft:partition',
    partition: partition.id,
    begin_sequence_number: types.wrap_long(info.beginSequenceNumber),
    last_enqueued_sequence_number: types.wrap_long(info.lastSequenceNumber),
    last_enqueued_offset: info.lastOffset,
    last_enqueued_time_utc: types.wrap_timestamp(info.lastEnqueuedAt),
    is_partition_empty: info.isEmpty,
    runtime_info_retrieval_time_utc: types.wrap_timestamp(now),
  });
}

function unauthorized(description: string): Reply {
  return { status: 401, description, condition: 'amqp:unauthorized-access' };
}

function notFound(entity: string): Reply {
  return {
    status: 404,
    description: `The messaging entity '${entity}' could not be found.`,
    condition: 'amqp:not-found',
  };
}

/** The message that carries a reply back. */
export function toReplyMessage(request: AmqpMessage, reply: Reply): unknown {
  return {
    correlation_id: request.message_id,
    application_properties: {
      'status-code': types.wrap_int(reply.status),
      'status-description': reply.description,
      ...(reply.condition === undefined ? {} : { 'error-condition': types.wrap_symbol(reply.condition) }),
    },
    body: reply.body ?? null,
  };
}
