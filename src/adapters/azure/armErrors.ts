// The one table from what the ARM clients throw to errors that a person can act on.

import { isCancelled } from '../../base/abort.ts';
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
import { heldRetryAfterHeader } from './patiencePolicy.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';

/** What was being done, for the message. */
export interface ErrorContext {
  readonly endpoint: string;
  /** The resource in question, when there is one. */
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
      return forbidden(actionOf(facts.message), error);
    case 404:
      return context.resourceId === undefined
        ? serviceFailed(facts.code ?? '404', facts.message, error)
        : resourceNotFound(resourceName(context.resourceId), error);
    case 429:
      return throttled(facts.retryAfterInSeconds, error);
    default:
      return serviceFailed(facts.code ?? String(facts.statusCode), facts.message, error);
  }
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
  const message = error instanceof Error ? error.message : String(error);
  const failed = /^The long-running operation has failed\. ([^.\s]+)\. (.*)$/s.exec(message);
  if (failed !== null) {
    return { statusCode: 200, code: failed[1], message: failed[2] ?? message, retryAfterInSeconds: undefined };
  }
  const body = asRecord(parseJson(asString(at(record, 'response', 'bodyAsText')) ?? ''));
  const inner = asRecord(body['error'] ?? body);
  return {
    statusCode: asNumber(record['statusCode']),
    // Answers to HEAD have no body; storage then says its code in a header.
    code: asString(inner['code']) ?? headerOf(record, 'x-ms-error-code') ?? asString(record['code']),
    message: asString(inner['message']) ?? message,
    retryAfterInSeconds: retryAfterOf(record),
  };
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
  const network = networkCodeOf(error);
  if (network === undefined) {
    // Neither an answer nor a broken connection: a mistake of ours, kept as it is.
    return error;
  }
  return serviceUnreachable(
    URL.parse(context.endpoint)?.host ?? context.endpoint,
    network === '' ? facts.message : network,
    error,
  );
}

/** The system's word for a broken connection, searched through the causes. */
function networkCodeOf(error: unknown): string | undefined {
  for (
    let current: unknown = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  ) {
    const code = asString(asRecord(current)['code']);
    if (code !== undefined && networkCodes.has(code)) {
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
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** ARM names the missing action in quotes: "does not have authorization to perform action 'X/y' over scope …". */
function actionOf(message: string): string {
  return /perform action '([^']+)'/.exec(message)?.[1] ?? message;
}
