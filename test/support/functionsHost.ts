// Stands in for the Azure Functions host and its Node.js worker: it loads a project's `main`, takes the functions that it registers,
// and serves those with an HTTP trigger on loopback behind function keys. Request and answer pass through the library's own
// conversions, as in Azure: the worker offers the module `@azure/functions-core` to the program that it loads, and so does this.

import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import Module, { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A function as the library registers it with the worker. */
interface Registration {
  readonly metadata: {
    readonly name: string;
    readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  readonly callback: (...args: readonly unknown[]) => unknown;
}

/** The part of the worker's protocol that HTTP functions use. */
interface InvocationModel {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: readonly unknown[] }>;
  invokeFunction(context: unknown, inputs: readonly unknown[], callback: Registration['callback']): Promise<unknown>;
  getResponse(
    context: unknown,
    result: unknown,
  ): Promise<{
    readonly returnValue?: {
      readonly http?: {
        readonly statusCode?: string;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: { readonly bytes?: Uint8Array; readonly string?: string };
      };
    };
  }>;
}

/** What the library gives the worker. */
interface ProgrammingModel {
  getInvocationModel(context: unknown): InvocationModel;
}

/** How a project is loaded. */
export interface StartFunctionsHostOptions {
  /** Folder with the built project. */
  readonly folder: string;
  /** App settings; they are in the environment while the project loads. */
  readonly env: Readonly<Record<string, string>>;
  /** The function key of every function. */
  readonly key: string;
}

/** One invocation's way through the library. */
export type Invoke = (
  request: { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, string>> },
  body: Uint8Array,
) => Promise<{ readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }>;

/** A project that runs. */
export class FunctionsHost {
  /** `level: text` of everything that the functions logged. */
  readonly log: string[] = [];
  readonly #key: string;
  readonly #functions = new Map<string, Registration>();
  #model: ProgrammingModel | undefined;
  readonly #server: Server;
  #count = 0;

  private constructor(key: string) {
    this.#key = key;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(options: StartFunctionsHostOptions): Promise<FunctionsHost> {
    const host = new FunctionsHost(options.key);
    host.#load(options);
    await new Promise<void>((resolve) => {
      host.#server.listen(0, '127.0.0.1', resolve);
    });
    return host;
  }

  get names(): readonly string[] {
    return Array.from(this.#functions.keys());
  }

  /** The address of a function, without its key. */
  url(name: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/api/${name}`;
  }

  /** Calls a function without HTTP, through the library all the same. */
  invoke(name: string): Invoke {
    return async ({ method, url, headers }, body) => {
      const { metadata, callback } = this.#functions.get(name) ?? fail(`no function ${name}`);
      const trigger = Object.entries(metadata.bindings).find(([, binding]) => binding['type'] === 'httpTrigger');
      const invocationId = `invocation-${++this.#count}`;
      const query = Object.fromEntries(new URL(url).searchParams);
      const http = { method, url, headers, query, params: {}, body: { bytes: body } };
      const model = (this.#model ?? fail('no programming model')).getInvocationModel({
        invocationId,
        metadata,
        request: { invocationId, inputData: [{ name: trigger?.[0] ?? '', data: { http } }], triggerMetadata: {} },
        log: (level: string, _category: string, text: string) => this.log.push(`${level}: ${text}`),
        state: undefined,
      });
      const { context, inputs } = await model.getArguments();
      const result = await model.invokeFunction(context, inputs, callback);
      const answer = (await model.getResponse(context, result)).returnValue?.http;
      const content = answer?.body;
      return {
        status: Number(answer?.statusCode ?? 204),
        headers: answer?.headers ?? {},
        body: Buffer.from(content?.bytes ?? content?.string ?? ''),
      };
    };
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  /** As the worker does: the project's `main` is required while `@azure/functions-core` answers with the worker's own object. */
  #load({ folder, env }: StartFunctionsHostOptions): void {
    const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string };
    const core = {
      version: '1.0.0',
      hostVersion: '4.1000.0',
      setProgrammingModel: (model: ProgrammingModel) => {
        this.#model = model;
      },
      getProgrammingModel: () => this.#model,
      registerFunction: (metadata: Registration['metadata'], callback: Registration['callback']) => {
        this.#functions.set(metadata.name, { metadata, callback });
        return { dispose: () => this.#functions.delete(metadata.name) };
      },
      registerHook: () => ({ dispose: () => undefined }),
      log: (level: string, _category: string, text: string) => this.log.push(`${level}: ${text}`),
    };
    const loader = Module as unknown as { _load: (id: string, ...rest: readonly unknown[]) => unknown };
    const usual = loader._load;
    const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
    const require = createRequire(join(folder, 'package.json'));
    const file = join(folder, main);
    loader._load = (id, ...rest) => (id === '@azure/functions-core' ? core : usual.call(loader, id, ...rest));
    Object.assign(process.env, env);
    try {
      // Each host has its own copy of the program's state, as two instances in Azure have.
      delete require.cache[file];
      require(file);
    } finally {
      loader._load = usual;
      for (const [name, value] of before) {
        if (value === undefined) {
          delete process.env[name];
        } else {
          process.env[name] = value;
        }
      }
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    const name = /^\/api\/([\w-]+)$/.exec(url.pathname)?.[1] ?? '';
    const registration = this.#functions.get(name);
    const methods = Object.values(registration?.metadata.bindings ?? {})[0]?.['methods'];
    if (registration === undefined || !Array.isArray(methods) || !methods.includes(request.method)) {
      response.writeHead(404).end();
      return;
    }
    if (!this.#isAllowed(request.headers['x-functions-key'] ?? url.searchParams.get('code') ?? '')) {
      response.writeHead(401).end();
      return;
    }
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([header, value]) => [header, String(value)]),
      );
      const answer = await this.invoke(name)(
        { method: request.method ?? '', url: url.href, headers },
        Buffer.concat(chunks),
      );
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      this.log.push(`host: ${String(error)}`);
      response.writeHead(500).end();
    }
  }

  #isAllowed(given: string | readonly string[]): boolean {
    const bytes = Buffer.from(String(given));
    const wanted = Buffer.from(this.#key);
    return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
  }
}

function fail(what: string): never {
  throw new Error(`The project registered ${what}.`);
}
