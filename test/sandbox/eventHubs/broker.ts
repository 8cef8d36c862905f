// A local Event Hubs: starts the ports, owns the hubs, and takes events from inside. The real client cannot tell.

import { systemClock } from '../../../src/base/clock.ts';
import type { EventSink, Running, SinkEvent } from '../contract.ts';
import { BrokerFaults } from './faults.ts';
import { Listener } from './listener.ts';
import type { BrokerOptions, HubInfo, HubOptions } from './options.ts';
import { BrokerState } from './state.ts';
import { encodeBareMessage } from './wire.ts';

/** A running broker. `stop` ends every connection at once and resolves when the ports are free. */
export interface Broker extends EventSink, Running {
  readonly plainPort: number;
  /** Undefined when no certificate was given. */
  readonly tlsPort: number | undefined;
  /** A snapshot of all hubs. */
  readonly hubs: readonly HubInfo[];
  readonly faults: BrokerFaults;
  /** Connections open now. */
  readonly connectionCount: number;
  addHub(options: HubOptions): void;
  /** Detaches the hub's links and forgets its events; false when there was none. */
  deleteHub(name: string): boolean;
  /** Adds a consumer group; adding one that exists changes nothing. */
  addConsumerGroup(hub: string, name: string): void;
}

/** Starts a broker. Rejects when a port is taken. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const state = new BrokerState({
    clock: options.clock ?? systemClock,
    log: options.log,
    keys: options.keys ?? [],
    verifyToken: options.verifyToken,
    maxMessageSize: options.maxMessageSize ?? 1024 * 1024,
    sendsSettled: options.sendsSettled ?? false,
  });
  for (const hub of options.hubs) {
    state.addHub(hub);
  }
  const listener = new Listener(state, options.host ?? '127.0.0.1');
  try {
    const plainPort = await listener.open(options.plainPort ?? 0);
    const tlsPort = options.tls === undefined ? undefined : await listener.open(options.tlsPort ?? 0, options.tls);
    return new RunningBroker({ state, listener, plainPort, tlsPort });
  } catch (error) {
    await listener.stop();
    throw error;
  }
}

class RunningBroker implements Broker {
  readonly plainPort: number;
  readonly tlsPort: number | undefined;
  readonly faults: BrokerFaults;
  readonly #state: BrokerState;
  readonly #listener: Listener;

  constructor(parts: {
    readonly state: BrokerState;
    readonly listener: Listener;
    readonly plainPort: number;
    readonly tlsPort: number | undefined;
  }) {
    this.#state = parts.state;
    this.#listener = parts.listener;
    this.plainPort = parts.plainPort;
    this.tlsPort = parts.tlsPort;
    this.faults = new BrokerFaults(parts.state, parts.listener, (name) => this.deleteHub(name));
  }

  get hubs(): readonly HubInfo[] {
    return [...this.#state.hubs].map((hub) => hub.info);
  }

  get connectionCount(): number {
    return this.#state.peers.size;
  }

  append(hubName: string, partitionId: string, event: SinkEvent): void {
    const hub = this.#state.hub(hubName);
    const partition = hub?.partition(partitionId);
    if (hub === undefined || partition === undefined) {
      throw new RangeError(`There is no partition ${partitionId} of an event hub ${hubName}`);
    }
    const bytes = encodeBareMessage(event.body, event.properties);
    this.#state.append(hub, partition, { bytes, partitionKey: event.partitionKey });
  }

  addHub(options: HubOptions): void {
    this.#state.addHub(options);
  }

  deleteHub(name: string): boolean {
    const hub = this.#state.removeHub(name);
    if (hub === undefined) {
      return false;
    }
    const description = `The messaging entity '${hub.name}' could not be found.`;
    this.faults.detach({ hub: hub.name }, 'amqp:not-found', description);
    return true;
  }

  addConsumerGroup(hubName: string, name: string): void {
    const hub = this.#state.hub(hubName);
    if (hub === undefined) {
      throw new RangeError(`There is no event hub ${hubName}`);
    }
    hub.addGroup(name);
  }

  async stop(): Promise<void> {
    this.faults.dispose();
    this.faults.dropSockets();
    await this.#listener.stop();
  }
}
