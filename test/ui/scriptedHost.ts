// The host's side of the traffic panel as a script: rows and details that a test puts in, and a record of what the page asked.

import type { Exchange } from '../../src/domain/traffic/exchange.ts';
import { toExchangeDetails } from '../../src/domain/traffic/exchangeDetails.ts';
import type { HubEvent } from '../../src/domain/traffic/loggedMessage.ts';
import { parseLoggedMessage } from '../../src/domain/traffic/loggedMessage.ts';
import { createPairingState, expireUnanswered, pairMessage } from '../../src/domain/traffic/pairMessages.ts';
import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import { toTrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import { HostChannel, RequestError } from '../../src/protocol/channel.ts';
import type { TrafficContract } from '../../src/protocol/trafficContract.ts';
import type { TrafficStatus } from '../../src/domain/traffic/trafficStatus.ts';
import { trafficGuards } from '../../src/protocol/trafficContract.ts';
import { makeStatus } from '../support/trafficRows.ts';
import type { DisplayLanguage } from './displayLanguage.ts';
import { trafficPageTexts } from './productPages.ts';

/** Speaks the protocol over a transport; what it sends next is up to the test. */
export class ScriptedHost {
  readonly asked: string[] = [];
  readonly copied: string[] = [];
  /** Requests that fail with this text while it is set. */
  failure: string | undefined;
  /** Awaited before details are given, so that a test can let other things happen meanwhile. */
  beforeDetails: (number: number) => Promise<void> = () => Promise.resolve();
  readonly #rows = new Map<number, TrafficRow>();
  readonly #exchanges = new Map<number, Exchange>();
  readonly #pairing = createPairingState();
  #status = makeStatus();
  #total = 0;
  #channel: HostChannel<TrafficContract> | undefined;

  /** What stands in the head. */
  setStatus(parts: Partial<TrafficStatus>): void {
    this.#status = { ...this.#status, ...parts };
  }

  /** Puts rows in without telling the page. */
  put(...rows: readonly TrafficRow[]): void {
    for (const row of rows) {
      this.#total += this.#rows.has(row.number) ? 0 : 1;
      this.#rows.set(row.number, row);
    }
    this.#pairing.nextNumber = Math.max(this.#pairing.nextNumber, ...rows.map((row) => row.number + 1));
    this.#count();
  }

  /** Puts events in as the real session reads them. @returns the rows they made or changed */
  putEvents(...events: readonly HubEvent[]): TrafficRow[] {
    return events.map((event) => this.#putExchange(pairMessage(this.#pairing, parseLoggedMessage(event), 0).exchange));
  }

  /** Lets the time of every waiting request run out. */
  expire(): TrafficRow[] {
    return expireUnanswered(this.#pairing, Number.MAX_SAFE_INTEGER, 0).map((exchange) => this.#putExchange(exchange));
  }

  /** Tells the page of rows, and of some that are gone. */
  tell(upserts: readonly TrafficRow[], removed: readonly number[] = [], cleared = false): void {
    if (cleared) {
      this.#rows.clear();
    }
    removed.forEach((number) => {
      this.#rows.delete(number);
      this.#exchanges.delete(number);
    });
    this.put(...upserts);
    this.#channel?.emit('update', { status: this.#status, cleared, removed, upserts });
  }

  /** Tells the page what changed in the head. */
  tellStatus(parts: Partial<TrafficStatus>): void {
    this.setStatus(parts);
    this.tell([]);
  }

  /** Begins to answer. */
  connect(transport: Transport, tag: DisplayLanguage['tag']): void {
    this.#channel = new HostChannel<TrafficContract>(
      transport,
      {
        show: () => {
          this.asked.push('show');
          return {
            status: this.#status,
            rows: [...this.#rows.values()],
            texts: trafficPageTexts(tag),
            language: tag,
          };
        },
        details: async (number) => {
          this.asked.push(`details ${number}`);
          await this.beforeDetails(number);
          if (this.failure !== undefined) {
            throw new RequestError('scripted', this.failure);
          }
          const exchange = this.#exchanges.get(number);
          return exchange === undefined ? undefined : toExchangeDetails(exchange);
        },
        clear: () => {
          this.asked.push('clear');
          this.#rows.clear();
          this.#count();
          return undefined;
        },
        retry: () => {
          this.asked.push('retry');
          return undefined;
        },
        copy: (text) => {
          this.copied.push(text);
          return undefined;
        },
      },
      trafficGuards,
      (error) => ({ code: 'unexpected', message: String(error) }),
    );
  }

  #putExchange(exchange: Exchange): TrafficRow {
    const row = toTrafficRow(exchange);
    this.#exchanges.set(exchange.number, exchange);
    this.put(row);
    return row;
  }

  #count(): void {
    this.setStatus({ keptExchanges: this.#rows.size, totalExchanges: this.#total });
  }
}
