// How the Event Hubs client is made: its settings for a live tail, its credential, and the way it reaches the hub.

import { EventHubConsumerClient, RetryMode } from '@azure/event-hubs';
import type { EventHubConsumerClientOptions } from '@azure/event-hubs';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';
import { hubProxyInvalid } from '../../app/error/userErrors.ts';
import type { TailSource } from '../../app/traffic/ports.ts';
import { isDevelopmentEmulator } from '../../domain/traffic/connectionString.ts';
import { toCredential } from './armConnection.ts';

/** Every default of the client is wrong for a live tail; these were measured. */
const clientOptions: Readonly<EventHubConsumerClientOptions> = {
  retryOptions: {
    mode: RetryMode.Exponential,
    retryDelayInMs: 250,
    maxRetryDelayInMs: 2000,
    maxRetries: 4,
    timeoutInMs: 10_000,
  },
  // The client's own restart begins at the first start position again; ours goes on from the last event.
  loadBalancingOptions: { updateIntervalInMs: 2_000_000_000 },
};

const handshakeTimeoutInMs = 15_000;

/** Makes a client; nothing is connected yet. Throws UserError `hubProxyInvalid`, and the client's own errors for a bad connection string. */
export function createHubClient(source: TailSource): EventHubConsumerClient {
  const { credential, consumerGroup, hub, host } = source;
  const options = { ...clientOptions, ...webSocketOptions(source) };
  return credential.kind === 'connectionString'
    ? new EventHubConsumerClient(consumerGroup, credential.text.reveal(), hub, options)
    : new EventHubConsumerClient(consumerGroup, host, hub, toCredential(credential.tokens), options);
}

/**
 * The package ws and not Node's own WebSocket: it opens its connections with node:https and node:tls, which VS Code gives its
 * certificates and proxy rules, and takes an agent for the proxy that the source names.
 */
function webSocketOptions({
  transport,
  credential,
}: TailSource): Pick<EventHubConsumerClientOptions, 'webSocketOptions'> {
  // The emulator speaks AMQP in plain only, and the client would make wss:// of its address.
  const isEmulator = credential.kind === 'connectionString' && isDevelopmentEmulator(credential.text.reveal());
  if (transport.kind === 'tcp' || isEmulator) {
    return {};
  }
  const options: ClientOptions = {
    perMessageDeflate: false,
    handshakeTimeout: handshakeTimeoutInMs,
    ...(transport.proxy === undefined ? {} : { agent: proxyAgent(transport.proxy) }),
  };
  return { webSocketOptions: { webSocket: WebSocket, webSocketConstructorOptions: options } };
}

function proxyAgent(address: string): HttpsProxyAgent<string> {
  const url = URL.parse(address.includes('://') ? address : `http://${address}`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw hubProxyInvalid();
  }
  return new HttpsProxyAgent(url.href);
}
