// Failures on demand. Each is a method here and a plain object in `apply`, so that a control endpoint can pass it on.

import type { Disposable } from '../../../src/base/disposable.ts';
import type { ClientLink } from './clientConnection.ts';
import type { Listener } from './listener.ts';
import { ReceiverLink } from './receiverLink.ts';
import type { BrokerState } from './state.ts';

/** Which links a fault means; what is left out matches all. */
export interface LinkFilter {
  readonly hub?: string;
  readonly partitionId?: string;
  readonly consumerGroup?: string;
  /** Default: both. */
  readonly role?: 'receiver' | 'sender';
}

/** A fault as data. */
export type Fault =
  | { readonly kind: 'dropSockets' }
  | { readonly kind: 'closeConnections'; readonly condition?: string; readonly description?: string }
  | ({ readonly kind: 'detach'; readonly condition?: string; readonly description?: string } & LinkFilter)
  | ({ readonly kind: 'steal' } & LinkFilter)
  | { readonly kind: 'refuseSends'; readonly count: number; readonly condition?: string }
  | { readonly kind: 'pause'; readonly forMs: number }
  | { readonly kind: 'closePort'; readonly forMs: number }
  | { readonly kind: 'duplicate'; readonly count: number; readonly at?: 'append' | 'delivery' }
  | { readonly kind: 'reorder'; readonly count: number }
  | { readonly kind: 'unauthorized'; readonly isOn: boolean; readonly partitionId?: string }
  | { readonly kind: 'deleteHub'; readonly hub: string }
  | { readonly kind: 'clear' };

export class BrokerFaults implements Disposable {
  readonly #state: BrokerState;
  readonly #listener: Listener;
  readonly #deleteHub: (name: string) => boolean;
  #pauseEnd: Disposable | undefined;
  #closedPortEnd: Disposable | undefined;

  constructor(state: BrokerState, listener: Listener, deleteHub: (name: string) => boolean) {
    this.#state = state;
    this.#listener = listener;
    this.#deleteHub = deleteHub;
  }

  /** Does what the fault says; the number tells how many links, sockets or hubs it touched. */
  apply(fault: Fault): number {
    switch (fault.kind) {
      case 'dropSockets':
        return this.dropSockets();
      case 'closeConnections':
        return this.closeConnections(fault.condition, fault.description);
      case 'detach':
        return this.detach(fault, fault.condition, fault.description);
      case 'steal':
        return this.steal(fault);
      case 'refuseSends':
        this.refuseSends(fault.count, fault.condition);
        break;
      case 'pause':
        this.pause(fault.forMs);
        break;
      case 'closePort':
        this.closePort(fault.forMs);
        break;
      case 'duplicate':
        this.duplicateNext(fault.count, fault.at);
        break;
      case 'reorder':
        this.reorderNext(fault.count);
        break;
      case 'unauthorized':
        this.setUnauthorized(fault.isOn, fault.partitionId);
        break;
      case 'deleteHub':
        return this.deleteHub(fault.hub) ? 1 : 0;
      case 'clear':
        this.clear();
        break;
    }
    return 0;
  }

  /** Cuts every connection without a word. */
  dropSockets(): number {
    const peers = [...this.#state.peers];
    for (const peer of peers) {
      peer.drop();
    }
    return peers.length;
  }

  /** Closes every connection with an AMQP error. */
  closeConnections(
    condition = 'amqp:connection:forced',
    description = 'The connection was closed by container. Operator intervention.',
  ): number {
    const peers = [...this.#state.peers];
    for (const peer of peers) {
      peer.close({ condition, description });
    }
    return peers.length;
  }

  /** Detaches links with an error. */
  detach(
    filter: LinkFilter = {},
    condition = 'amqp:link:detach-forced',
    description = 'The link was force detached. Code: publisher. Details: operator.',
  ): number {
    let count = 0;
    for (const peer of this.#state.peers) {
      for (const link of peer.links.filter((candidate) => isMeant(candidate, filter))) {
        link.detach({ condition, description });
        count += 1;
      }
    }
    return count;
  }

  /** Detaches receivers as if another with a higher epoch had come. */
  steal(filter: LinkFilter = {}): number {
    const description =
      "New receiver 'nil' with higher epoch of '1' is created hence current receiver 'nil' with epoch '0' is getting disconnected.";
    return this.detach({ ...filter, role: 'receiver' }, 'amqp:link:stolen', description);
  }

  /** Rejects the next deliveries of senders. */
  refuseSends(count: number, condition = 'com.microsoft:server-busy'): void {
    this.#state.faults.refusals = { left: count, condition };
  }

  /** Stops answering for a while without closing anything; new connections are left waiting too. */
  pause(forMs: number): void {
    this.#setPaused(true);
    this.#pauseEnd?.dispose();
    this.#pauseEnd = this.#state.clock.after(forMs, () => this.#setPaused(false));
  }

  /** Cuts every connection and refuses new ones for a while. */
  closePort(forMs: number): void {
    this.#listener.suspend();
    this.dropSockets();
    this.#closedPortEnd?.dispose();
    this.#closedPortEnd = this.#state.clock.after(forMs, () => this.#listener.resume());
  }

  /** `append`: the event is written twice, as by a sender that tries again. `delivery`: one event arrives twice. */
  duplicateNext(count: number, at: 'append' | 'delivery' = 'append'): void {
    this.#state.faults.duplicates[at === 'append' ? 'appends' : 'deliveries'] = count;
  }

  /** Holds the next events back until `count` are there, over all hubs, then writes them last first. */
  reorderNext(count: number): void {
    this.#state.releaseHeld();
    this.#state.faults.reorder = { size: count, held: [] };
  }

  /** Refuses new links and tokens, or only new receivers of one partition; links that are open stay. */
  setUnauthorized(isOn: boolean, partitionId?: string): void {
    const { unauthorizedPartitions } = this.#state.faults;
    if (partitionId === undefined) {
      this.#state.faults.isUnauthorized = isOn;
    } else if (isOn) {
      unauthorizedPartitions.add(partitionId);
    } else {
      unauthorizedPartitions.delete(partitionId);
    }
  }

  deleteHub(name: string): boolean {
    return this.#deleteHub(name);
  }

  /** Ends every fault that lasts. */
  clear(): void {
    this.dispose();
    this.#setPaused(false);
    this.#listener.resume();
    this.refuseSends(0);
    this.#state.faults.duplicates = { appends: 0, deliveries: 0 };
    this.#state.releaseHeld();
    this.setUnauthorized(false);
    this.#state.faults.unauthorizedPartitions.clear();
  }

  /** Forgets the ends of a pause and of a closed port; nothing else is due. */
  dispose(): void {
    this.#pauseEnd?.dispose();
    this.#closedPortEnd?.dispose();
  }

  #setPaused(isPaused: boolean): void {
    if (this.#state.faults.isPaused !== isPaused) {
      this.#state.faults.isPaused = isPaused;
      for (const peer of this.#state.peers) {
        peer.setPaused(isPaused);
      }
    }
  }
}

function isMeant(link: ClientLink, filter: LinkFilter): boolean {
  const role = link instanceof ReceiverLink ? 'receiver' : 'sender';
  return (
    (filter.role === undefined || filter.role === role) &&
    (filter.hub === undefined || filter.hub.toLowerCase() === link.hub.name.toLowerCase()) &&
    (filter.partitionId === undefined || filter.partitionId === link.partitionId) &&
    (filter.consumerGroup === undefined || filter.consumerGroup.toLowerCase() === link.consumerGroup?.toLowerCase())
  );
}
