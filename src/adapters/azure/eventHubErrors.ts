// The one table from what the Event Hubs client throws to errors that a person can act on.

import * as l10n from '@vscode/l10n';
import { isUserError } from '../../app/error/userError.ts';
import type { UserError, UserErrorCode } from '../../app/error/userError.ts';
import {
  connectionStringInvalid,
  hubKeyRefused,
  hubNotFound,
  hubQuota,
  hubUnauthorized,
  hubUnreachable,
} from '../../app/error/userErrors.ts';
import { isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import { asRecord, asString } from '../../base/json.ts';
import type { TailSource } from '../../app/traffic/ports.ts';
import { parseConnectionString } from '../../domain/traffic/connectionString.ts';
import type { PartitionState } from '../../domain/traffic/trafficStatus.ts';

const finalCodes: ReadonlySet<UserErrorCode> = new Set([
  'hubNotFound',
  'hubUnauthorized',
  'hubKeyRefused',
  'connectionStringInvalid',
]);

/** True for refusals that trying again does not mend. */
export function isFinalHubError(error: unknown): boolean {
  return isUserError(error) && finalCodes.has(error.code);
}

/** True when the right to read was refused, be it of a token or of a key. */
export function isRefusal(error: unknown): boolean {
  return isUserError(error) && (error.code === 'hubUnauthorized' || error.code === 'hubKeyRefused');
}

/** True when the service asks for patience: it is there and answers. */
export function isBusyHubError(error: unknown): boolean {
  return codeOf(lastCause(error)) === 'ServerBusyError';
}

/** The state of a partition whose subscription ended with an error. @param problem what `toHubError` made of it */
export function partitionStateOf(error: unknown, problem: unknown): PartitionState {
  if (isRefusal(problem)) {
    return 'unauthorized';
  }
  switch (codeOf(lastCause(error))) {
    case 'ReceiverDisconnectedError':
      return 'stolen';
    case 'QuotaExceededError':
      return 'quota';
    default:
      return 'reconnecting';
  }
}

function codeOf(error: unknown): string {
  return asString(asRecord(error)['code']) ?? '';
}

/** Translates by the client's error codes (MessagingError.code of @azure/core-amqp). */
export function toHubError(error: unknown, source: TailSource): unknown {
  if (isUserError(error) || isCancelled(error)) {
    return error;
  }
  const last = lastCause(error);
  if (isUserError(last) || isCancelled(last)) {
    return last;
  }
  const code = codeOf(last);
  const message = errorText(last);
  switch (code) {
    case 'MessagingEntityNotFoundError':
      return hubNotFound(/consumergroup/i.test(message) ? `${source.hub}/${source.consumerGroup}` : source.hub, error);
    case 'UnauthorizedError':
    case 'AuthenticationError':
      return source.credential.kind === 'connectionString'
        ? hubKeyRefused(source.hub, error)
        : hubUnauthorized(source.hub, error);
    case 'QuotaExceededError':
    case 'ReceiverDisconnectedError':
      return hubQuota(source.consumerGroup, error);
    case '':
      return withoutCode(last, error, source);
    default:
      return hubUnreachable(source.host, error);
  }
}

/** The client refuses a connection string in words that quote all of it: ours name what is wrong and nothing else. */
export function unreadableConnectionString({ credential, hub }: TailSource): UserError {
  const parsed =
    credential.kind === 'connectionString'
      ? parseConnectionString(credential.text.reveal(), { needsHub: false })
      : undefined;
  const other = parsed !== undefined && 'parts' in parsed ? parsed.parts.hub : undefined;
  return connectionStringInvalid(
    other !== undefined && other !== hub
      ? l10n.t('it is for the event hub "{0}", not for "{1}"', other, hub)
      : l10n.t('a part of it cannot be read'),
  );
}

/** The client checks a connection string before it has any codes to give; everything else without a code is a mistake of ours. */
function withoutCode(last: unknown, error: unknown, source: TailSource): unknown {
  const message = last instanceof Error ? last.message : '';
  if (/connection ?string/i.test(message)) {
    return unreadableConnectionString(source);
  }
  // The client tries again only what the network or the service did; how that looks at the socket may have no code.
  const isOfTheNetwork = error instanceof AggregateError && last instanceof Error && last.constructor === Error;
  return isOfTheNetwork ? hubUnreachable(source.host, error) : error;
}

/** What an error says at its innermost. */
export function hubErrorText(error: unknown): string {
  const last = lastCause(error);
  return errorText(last);
}

/** Retries that ran out arrive as an AggregateError in another, without code or message; the last part of the last says why. */
function lastCause(error: unknown): unknown {
  let last = error;
  for (let depth = 0; last instanceof AggregateError && last.errors.length > 0 && depth < 10; depth++) {
    last = (last.errors as readonly unknown[]).at(-1);
  }
  return last;
}
