// How ARM clients are made: endpoint, scope, token, retries and api-versions of one subscription in one cloud.

import type { TokenCredential } from '@azure/core-auth';
import type { PipelineRetryOptions } from '@azure/core-rest-pipeline';
import type { TokenSource } from '../../app/azure/ports.ts';
import { managementScope } from '../../domain/arm/cloud.ts';
import type { Cloud } from '../../domain/arm/cloud.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';

/** What every ARM client of a subscription is made from. */
export interface ArmConnection {
  readonly cloud: Cloud;
  readonly subscriptionId: string;
  readonly tokens: TokenSource;
  readonly log: Log;
  /** Times of Azure are told in times of this clock. */
  readonly clock: Clock;
}

/** The management endpoint without a trailing slash. */
export function armEndpoint(connection: ArmConnection): string {
  return connection.cloud.resourceManagerUrl.replace(/\/+$/, '');
}

/** Always the configured cloud's audience; left to itself, the SDK would ask for the public cloud's. */
export function armScope(connection: ArmConnection): string {
  return managementScope(connection.cloud);
}

/** Our token source in the SDK's shape. */
export function toCredential(tokens: TokenSource): TokenCredential {
  return {
    getToken: (scopes, options) =>
      tokens.getToken(Array.isArray(scopes) ? (scopes[0] ?? '') : scopes, {
        claims: options?.claims,
        abortSignal: options?.abortSignal as AbortSignal | undefined,
      }),
  };
}

/** Few and short: a person waits. Pauses that the service asks for are bounded by `patiencePolicy`. */
export const retryOptions: Readonly<PipelineRetryOptions> = {
  maxRetries: 2,
  retryDelayInMs: 500,
  maxRetryDelayInMs: 4000,
};
