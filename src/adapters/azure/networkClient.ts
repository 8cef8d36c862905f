// How the official network client is made: for the cloud's endpoint and audience, with our retries, log and api-versions.

import { NetworkManagementClient } from '@azure/arm-network';
import { throttlingRetryPolicy } from '@azure/core-rest-pipeline';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { answerPolicy } from './answerPolicy.ts';
import { apiVersionPolicy } from './apiVersionPolicy.ts';
import { armEndpoint, armScope, retryOptions, toCredential } from './armConnection.ts';
import type { ArmConnection } from './armConnection.ts';
import { ownHostPolicy } from './ownHostPolicy.ts';
import { patiencePolicy } from './patiencePolicy.ts';
import { requestLogPolicy } from './requestLogPolicy.ts';

/**
 * Makes a client; api-version 2026-01-01 or what the cloud offers.
 * @param versions what is learned of the cloud's api-versions; clients may share it
 */
export function createNetworkClient(
  connection: ArmConnection,
  versions: PipelinePolicy = apiVersionPolicy(),
): NetworkManagementClient {
  const client = new NetworkManagementClient(toCredential(connection.tokens), connection.subscriptionId, {
    endpoint: armEndpoint(connection),
    credentials: { scopes: [armScope(connection)] },
    retryOptions,
  });
  client.pipeline.addPolicy(answerPolicy());
  client.pipeline.addPolicy(versions);
  client.pipeline.addPolicy(ownHostPolicy(armEndpoint(connection)), { afterPhase: 'Retry' });
  client.pipeline.addPolicy(patiencePolicy(), { afterPhase: 'Retry' });
  client.pipeline.addPolicy(requestLogPolicy(connection.log), { afterPhase: 'Retry' });
  return client;
}

/**
 * Lets a client send a request again only when the service said that it did not take it (429, 503 with Retry-After). A request whose
 * answer was lost may have been carried out, and what creates something must not do so twice.
 */
export function withoutBlindRetries(client: NetworkManagementClient): NetworkManagementClient {
  // The name under which the SDK has its own (core-rest-pipeline, defaultRetryPolicy.ts).
  client.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  client.pipeline.addPolicy(throttlingRetryPolicy(), { phase: 'Retry' });
  return client;
}

/** The signal in the shape of the SDK's options. */
export function sdkOptions(options: { readonly abortSignal?: AbortSignal | undefined }): { abortSignal?: AbortSignal } {
  return options.abortSignal === undefined ? {} : { abortSignal: options.abortSignal };
}
