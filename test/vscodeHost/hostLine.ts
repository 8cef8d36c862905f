// The test's end of the line into the extension host: calls are numbered, each is answered or fails in time, and a reloaded
// window brings a new extension host on the same line.
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import type { HostAnswer, HostHello, HostIdentity, HostRequest } from './hostProtocol.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A listening socket that an extension host connects to. */
export class HostLine {
  readonly address: string;
  readonly #server: net.Server;
  readonly #waiting = new Map<number, Waiting>();
  #socket: net.Socket | undefined;
  #identity: HostIdentity | undefined;
  #awaitingHello: { resolve: (identity: HostIdentity) => void; reject: (error: Error) => void }[] = [];
  #lastId = 0;

  private constructor(address: string) {
    this.address = address;
    this.#server = net.createServer((socket) => this.#accept(socket));
  }

  static async listen(): Promise<HostLine> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwhl-'));
    const line = new HostLine(path.join(folder, 'line.sock'));
    await new Promise<void>((resolve, reject) => {
      line.#server.once('error', reject).listen(line.address, resolve);
    });
    return line;
  }

  /** The extension host on the line now. */
  get identity(): HostIdentity | undefined {
    return this.#identity;
  }

  /** Resolves with the next extension host that says hello; call it before what makes one start. */
  nextHello(timeoutInMs: number): Promise<HostIdentity> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no extension host in ${timeoutInMs} ms`)), timeoutInMs);
      this.#awaitingHello.push({ resolve: clearing(timer, resolve), reject: clearing(timer, reject) });
    });
  }

  call(source: string, argument: unknown, timeoutInMs: number): Promise<unknown> {
    const socket = this.#socket;
    if (!socket) {
      return Promise.reject(new Error('no extension host is on the line'));
    }
    const id = ++this.#lastId;
    const request: HostRequest = { id, source, argument };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`the extension host did not answer in ${timeoutInMs} ms: ${source.slice(0, 200)}`));
      }, timeoutInMs);
      this.#waiting.set(id, { resolve: clearing(timer, resolve), reject: clearing(timer, reject) });
      socket.write(`${JSON.stringify(request)}\n`);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
    this.#failAll('the line was closed');
    for (const awaiting of this.#awaitingHello.splice(0)) {
      awaiting.reject(new Error('the line was closed'));
    }
    fs.rmSync(path.dirname(this.address), { recursive: true, force: true });
  }

  #accept(socket: net.Socket): void {
    this.#failAll('the extension host was replaced');
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      if (this.#socket === socket) {
        this.#socket = undefined;
        this.#identity = undefined;
        this.#failAll('the extension host ended');
      }
    });
    readline.createInterface({ input: socket }).on('line', (line) => {
      this.#receive(JSON.parse(line) as HostHello | HostAnswer);
    });
  }

  #receive(message: HostHello | HostAnswer): void {
    if ('hello' in message) {
      this.#identity = message.hello;
      for (const awaiting of this.#awaitingHello.splice(0)) {
        awaiting.resolve(message.hello);
      }
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) {
      waiting?.resolve(message.value);
    } else {
      waiting?.reject(new Error(message.error));
    }
  }

  #failAll(reason: string): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const waiting of all) {
      waiting.reject(new Error(reason));
    }
  }
}

function clearing<T>(timer: NodeJS.Timeout, finish: (value: T) => void): (value: T) => void {
  return (value) => {
    clearTimeout(timer);
    finish(value);
  };
}
