// The one table from what the ARM clients throw to errors that a person can act on.

import { isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import { asNumber, asRecord, asString, at, parseJson } from '../../base/json.ts';
import { isUserError } from '../../app/error/userError.ts';
import {
  forbidden,
  resourceNotFound,
  serviceFailed,
  serviceUnreachable,
  signedOut,
  throttled,
} from '../../app/error/userErrors.ts';
import { foreignAnswerCode } from './answerPolicy.ts';
import { heldRetryAfterHeader } from './patiencePolicy.ts';
import { resourceNameInPath } from '../../domain/arm/resourceId.ts';

/** What was being done, for the message. */
export interface ErrorContext {
  readonly endpoint: string;
  /** The resource in question, when there is one, or a path below it. */
  readonly resourceId?: string;
}

/** The parts of an SDK error that matter here, however it is made. */
export interface ServiceErrorFacts {
  readonly statusCode: number | undefined;
  readonly code: string | undefined;
  readonly message: string;
  readonly retryAfterInSeconds: number | undefined;
}

/** Translates; cancelled and already translated errors pass through unchanged. */
export function toUserError(error: unknown, context: ErrorContext): unknown {
  if (isUserError(error) || isCancelled(error)) {
    return error;
  }
  const facts = readServiceError(error);
  switch (facts.statusCode) {
    case undefined:
      return fromUnanswered(error, facts, context);
    case 401:
      return signedOut(error);
    case 403:
      return facts.code === undefined ? failed(facts, error) : fromForbidden(facts, error);
    case 404:
      return context.resourceId !== undefined && isGone(facts)
        ? resourceNotFound(missingName(facts.message) ?? resourceNameInPath(context.resourceId), error)
        : failed(facts, error);
    case 429:
      return throttled(facts.retryAfterInSeconds, error);
    default:
      return failed(facts, error);
  }
}

/** Codes of a 404 that speak of something else than the resource: the subscription, or a type that the cloud does not have. */
const notOfTheResource: ReadonlySet<string> = new Set([
  'SubscriptionNotFound',
  'InvalidSubscriptionId',
  'InvalidResourceType',
  'InvalidResourceNamespace',
  'NoRegisteredProviderFound',
]);

/** True when the service itself says that the resource is not there; a 404 without a code is of something on the way. */
export function isGone({ statusCode, code }: ServiceErrorFacts): boolean {
  return statusCode === 404 && code !== undefined && !notOfTheResource.has(code);
}

/** What ARM says is missing may be another resource than the one that was asked: "The Resource 'type/name' under resource group …". */
function missingName(message: string): string | undefined {
  return /^The Resource '[^']*\/([^'/]+)' under resource group '/i.exec(message)?.[1];
}

/** Codes of refusals that end by themselves, whatever their status. */
const passingCodes: ReadonlySet<string> = new Set(['AnotherOperationInProgress', 'RetryableError']);

/** True when the same request may succeed in a moment. */
export function isPassing({ statusCode = 0, code }: ServiceErrorFacts): boolean {
  return statusCode >= 500 || statusCode === 408 || statusCode === 412 || passingCodes.has(code ?? '');
}

function failed(facts: ServiceErrorFacts, error: unknown): unknown {
  const { statusCode, code, message } = facts;
  return serviceFailed(code ?? String(statusCode), message, error, isPassing(facts));
}

/** Runs an SDK call and translates what it throws. */
export async function translated<T>(context: ErrorContext, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toUserError(error, context);
  }
}

/** Reads status, code and message out of a RestError or of the plain Error that a failed operation gives. */
export function readServiceError(error: unknown): ServiceErrorFacts {
  const record = asRecord(error);
  const message = errorText(error);
  const end = endOfOperation(message);
  if (end !== undefined) {
    return { statusCode: 200, ...end, retryAfterInSeconds: undefined };
  }
  const body = asRecord(parseJson(asString(at(record, 'response', 'bodyAsText')) ?? ''));
  const inner = asRecord(body['error'] ?? body);
  return {
    statusCode: asNumber(record['statusCode']),
    // Answers to HEAD have no body; storage then says its code in a header.
    code: asString(inner['code']) ?? headerOf(record, 'x-ms-error-code') ?? asString(record['code']),
    message: presentable(asString(inner['message']) ?? message),
    retryAfterInSeconds: retryAfterOf(record),
  };
}

/** The poller tells the end of an operation by nothing but a text (core-lro 3): a code and a message, or neither. */
function endOfOperation(text: string): { readonly code: string; readonly message: string } | undefined {
  if (text === 'Operation was canceled') {
    return { code: 'Canceled', message: '' };
  }
  const [, words] = /^The long-running operation has failed(?:\. (.*))?$/s.exec(text) ?? [];
  if (words === undefined) {
    return text === 'The long-running operation has failed' ? { code: 'Failed', message: '' } : undefined;
  }
  const [, code = 'Failed', message = words] = /^(\S+?)\. (.*)$/s.exec(words) ?? [];
  return { code, message: presentable(message) };
}

/** Longest message that is shown; the whole stands in the portal's activity log. */
const maxMessageLength = 1000;

/** A service's words for people: no query of an address, which may be signed, no control characters, not without end. */
function presentable(message: string): string {
  const text = message
    .replaceAll(/(https?:\/\/[^\s?'"]+)\?[^\s'"]*/gi, '$1')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return text.length > maxMessageLength ? `${text.slice(0, maxMessageLength)}…` : text;
}

/** Reads one header of an error's response, whichever kind of header collection the client made. */
function headerOf(record: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const headers = at(record, 'response', 'headers');
  const get = (headers as { get?: unknown } | undefined)?.get;
  const value = typeof get === 'function' ? (get.call(headers, name) as unknown) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function retryAfterOf(record: Readonly<Record<string, unknown>>): number | undefined {
  const text = headerOf(record, 'retry-after') ?? headerOf(record, heldRetryAfterHeader);
  const seconds = Number(text);
  return text !== undefined && Number.isFinite(seconds) ? seconds : undefined;
}

function fromUnanswered(error: unknown, facts: ServiceErrorFacts, context: ErrorContext): unknown {
  const host = URL.parse(context.endpoint)?.host ?? context.endpoint;
  if (facts.code === foreignAnswerCode) {
    return serviceUnreachable(host, facts.message, error, true);
  }
  const network = networkCodeOf(error);
  if (network === undefined) {
    // Neither an answer nor a broken connection: a mistake of ours, kept as it is.
    return error;
  }
  return serviceUnreachable(host, network === '' ? facts.message : network, error);
}

/** The system's word for a broken connection, searched through the causes. */
function networkCodeOf(error: unknown): string | undefined {
  for (
    let current: unknown = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  ) {
    const code = asString(asRecord(current)['code']);
    if (code !== undefined && (networkCodes.has(code) || /^ERR_(SSL|TLS)_/.test(code))) {
      return code === 'REQUEST_SEND_ERROR' ? (networkCodeOf(current.cause) ?? '') : code;
    }
  }
  return undefined;
}

const networkCodes: ReadonlySet<string> = new Set([
  'REQUEST_SEND_ERROR',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'EPROTO',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * ARM names the missing action in quotes: "does not have authorization to perform action 'X/y' over scope …". Where a resource that
 * the request points to is closed, it first names what is allowed: "has permission to perform action 'A' on scope …; however, it
 * does not have permission to perform action(s) 'B,C' on the linked scope(s) '/subscriptions/…'".
 */
function fromForbidden({ message }: ServiceErrorFacts, error: unknown): unknown {
  const [, actions, scope] =
    /perform action(?:\(s\))? '([^']+)' on the linked scope(?:\(s\))? '([^']+)'/.exec(message) ?? [];
  if (actions !== undefined && scope !== undefined) {
    return forbidden(actions.replaceAll(/,\s*/g, ', '), error, { linkedTo: resourceNameInPath(scope) });
  }
  return forbidden(/perform action '([^']+)'/.exec(message)?.[1] ?? message, error);
}
