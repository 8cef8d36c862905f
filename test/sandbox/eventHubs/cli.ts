// Runs the broker as a process of its own: one JSON argument in, one JSON ready line out, JSON commands on stdin.
// It ends with stdin, SIGINT or SIGTERM, so that a parent that dies leaves no broker behind.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Broker } from './broker.ts';
import { startBroker } from './broker.ts';
import type { Fault } from './faults.ts';
import type { BrokerOptions, HubInfo } from './options.ts';

/** The argument: options that are data, files for TLS, and events to write before the ready line. */
export interface CliConfig extends Omit<BrokerOptions, 'clock' | 'log' | 'verifyToken' | 'tls'> {
  readonly tlsFiles?: { readonly keyPath: string; readonly certPath: string };
  readonly preload?: readonly Preload[];
}

/** Equal events for measurements. */
export interface Preload {
  readonly hub: string;
  readonly partitionId: string;
  readonly count: number;
  /** Bytes of the body, which is text as a gateway logs it. */
  readonly size: number;
}

/** The first line of output. */
export interface CliReady {
  readonly pid: number;
  readonly plainPort: number;
  readonly tlsPort?: number;
}

/** A line of input; each is answered by one line. */
export type CliCommand =
  | { readonly command: 'append'; readonly hub: string; readonly partitionId: string; readonly text: string }
  | { readonly command: 'preload'; readonly preload: Preload }
  | { readonly command: 'fault'; readonly fault: Fault }
  | { readonly command: 'usage' }
  | { readonly command: 'stop' };

/** The answer to a command. */
export interface CliAnswer {
  readonly error?: string;
  /** Links, sockets or hubs that a fault touched. */
  readonly touched?: number;
  /** Processor time of this process so far, in microseconds, and its memory in bytes. */
  readonly usage?: { readonly user: number; readonly system: number; readonly rss: number };
  readonly hubs?: readonly HubInfo[];
}

async function main(): Promise<void> {
  const { tlsFiles, preload = [], ...options } = JSON.parse(process.argv[2] ?? '{"hubs":[]}') as CliConfig;
  const tls = tlsFiles && {
    key: readFileSync(tlsFiles.keyPath, 'utf8'),
    cert: readFileSync(tlsFiles.certPath, 'utf8'),
  };
  const broker = await startBroker({ ...options, ...(tls && { tls }) });
  for (const item of preload) {
    write(broker, item);
  }
  const { plainPort, tlsPort } = broker;
  print({ pid: process.pid, plainPort, ...(tlsPort !== undefined && { tlsPort }) } satisfies CliReady);
  const lines = createInterface({ input: process.stdin });
  const stop = (): void => {
    lines.close();
    process.stdin.destroy();
    void broker.stop();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  lines.once('close', stop);
  lines.on('line', (line) => {
    try {
      const command = JSON.parse(line) as CliCommand;
      if (command.command === 'stop') {
        stop();
      } else {
        print(run(broker, command));
      }
    } catch (error) {
      print({ error: String(error) } satisfies CliAnswer);
    }
  });
}

function run(broker: Broker, command: Exclude<CliCommand, { command: 'stop' }>): CliAnswer {
  switch (command.command) {
    case 'append':
      broker.append(command.hub, command.partitionId, { body: Buffer.from(command.text, 'utf8') });
      return {};
    case 'preload':
      write(broker, command.preload);
      return {};
    case 'fault':
      return { touched: broker.faults.apply(command.fault) };
    case 'usage':
      break;
  }
  const { user, system } = process.cpuUsage();
  return { usage: { user, system, rss: process.memoryUsage.rss() }, hubs: broker.hubs };
}

function write(broker: Broker, { hub, partitionId, count, size }: Preload): void {
  const head = 'request:00000000-0000-4000-8000-000000000000\nPOST /orders HTTP/1.1\r\nHost: api.example\r\n\r\n';
  const body = Buffer.from(head.padEnd(size, 'x').slice(0, size), 'latin1');
  for (let index = 0; index < count; index += 1) {
    broker.append(hub, partitionId, { body });
  }
}

function print(value: CliReady | CliAnswer): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

await main();
