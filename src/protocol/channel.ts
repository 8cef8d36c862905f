// The one way host and webview talk: requests that always answer, and events. Both ends are generic over a panel's contract,
// so a message that one side does not know does not compile.

import type { Disposable } from '../base/disposable.ts';

/** What a panel's two sides say to each other. */
export interface Contract {
  /** Requests from the view to the host: name → [parameters, result]. */
  readonly requests: Record<string, readonly [parameters: unknown, result: unknown]>;
  /** Events from the host to the view: name → value. */
  readonly events: Record<string, unknown>;
}

/** Carries messages one way and hands over those that come the other way. */
export interface Transport {
  send(message: unknown): void;
  receive(listener: (message: unknown) => void): Disposable;
}

/** An answer that failed: a stable code and a text that is fit for people. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Handlers of the host's end, one for each request of the contract. */
export type RequestHandlers<C extends Contract> = {
  readonly [K in keyof C['requests']]: (
    parameters: C['requests'][K][0],
  ) => C['requests'][K][1] | Promise<C['requests'][K][1]>;
};

/** Checks a request's parameters, for they come from a webview and may be anything. */
export type ParameterGuards<C extends Contract> = {
  readonly [K in keyof C['requests']]: (parameters: unknown) => parameters is C['requests'][K][0];
};

/** The host's end. Unknown or ill-formed requests are answered with an error, never ignored. */
export class HostChannel<C extends Contract> implements Disposable {
  readonly #transport: Transport;
  readonly #subscription: Disposable;
  #isClosed = false;

  constructor(
    transport: Transport,
    handlers: RequestHandlers<C>,
    guards: ParameterGuards<C>,
    describeError: (error: unknown) => { readonly code: string; readonly message: string },
  ) {
    this.#transport = transport;
    this.#subscription = transport.receive((message) => {
      void this.#answer(message, handlers, guards, describeError);
    });
  }

  /** Tells the view. */
  emit<K extends keyof C['events'] & string>(name: K, value: C['events'][K]): void {
    this.#send({ type: 'event', name, value });
  }

  dispose(): void {
    this.#isClosed = true;
    this.#subscription.dispose();
  }

  async #answer(
    message: unknown,
    handlers: RequestHandlers<C>,
    guards: ParameterGuards<C>,
    describeError: (error: unknown) => { readonly code: string; readonly message: string },
  ): Promise<void> {
    if (!isRequestMessage(message)) {
      return;
    }
    const { id, name, parameters } = message;
    try {
      if (typeof name !== 'string' || !Object.hasOwn(handlers, name)) {
        throw new RequestError('unknownRequest', `There is no request "${wordOf(name)}"`);
      }
      const key: keyof C['requests'] = name;
      if (!guards[key](parameters)) {
        throw new RequestError('badParameters', `The parameters of "${name}" are not as agreed`);
      }
      this.#send({ type: 'answer', id, result: await handlers[key](parameters) });
    } catch (error) {
      const { code, message: text } = error instanceof RequestError ? error : describeError(error);
      this.#send({ type: 'failure', id, code, message: text });
    }
  }

  #send(message: unknown): void {
    if (!this.#isClosed) {
      this.#transport.send(message);
    }
  }
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The view's end. Closing it rejects what is still waiting. */
export class ViewChannel<C extends Contract> implements Disposable {
  readonly #transport: Transport;
  readonly #subscription: Disposable;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<(value: unknown) => void>>();
  #nextId = 1;
  #isClosed = false;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#subscription = transport.receive((message) => this.#take(message));
  }

  /** Asks the host. Rejects with RequestError, also when the channel is closed before the answer or already. */
  request<K extends keyof C['requests'] & string>(
    name: K,
    parameters: C['requests'][K][0],
  ): Promise<C['requests'][K][1]> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(closedError());
        return;
      }
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      try {
        this.#transport.send({ type: 'request', id, name, parameters });
      } catch (error) {
        this.#pending.delete(id);
        throw error;
      }
    });
  }

  /** Hears an event of the host. */
  on<K extends keyof C['events'] & string>(name: K, listener: (value: C['events'][K]) => void): Disposable {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    const own = (value: unknown): void => listener(value as C['events'][K]);
    listeners.add(own);
    return { dispose: () => listeners.delete(own) };
  }

  dispose(): void {
    this.#isClosed = true;
    this.#subscription.dispose();
    for (const { reject } of this.#pending.values()) {
      reject(closedError());
    }
    this.#pending.clear();
    this.#listeners.clear();
  }

  #take(message: unknown): void {
    const record = (typeof message === 'object' && message !== null ? message : {}) as Readonly<
      Record<string, unknown>
    >;
    if (record['type'] === 'event') {
      for (const listener of this.#listeners.get(wordOf(record['name'])) ?? []) {
        listener(record['value']);
      }
      return;
    }
    const pending = this.#pending.get(record['id'] as number);
    if (pending === undefined || (record['type'] !== 'answer' && record['type'] !== 'failure')) {
      // A webview's window hears messages of others too.
      return;
    }
    this.#pending.delete(record['id'] as number);
    if (record['type'] === 'answer') {
      pending.resolve(record['result']);
    } else {
      pending.reject(new RequestError(wordOf(record['code']), wordOf(record['message'])));
    }
  }
}

/** A text as it came; nothing of what is none, since a stranger's object need not even turn into one. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function closedError(): RequestError {
  return new RequestError('closed', 'The view was closed');
}

interface RequestMessage {
  readonly id: number;
  readonly name: unknown;
  readonly parameters: unknown;
}

function isRequestMessage(message: unknown): message is RequestMessage {
  if (typeof message !== 'object' || message === null) {
    return false;
  }
  const record = message as Readonly<Record<string, unknown>>;
  return record['type'] === 'request' && typeof record['id'] === 'number';
}
