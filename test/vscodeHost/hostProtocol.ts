// What a test process and the helper extension say to each other: lines of JSON over a local socket.

/** The first line of an extension host. */
export interface HostHello {
  readonly hello: HostIdentity;
}

/** Which extension host answers. */
export interface HostIdentity {
  readonly pid: number;
  readonly node: string;
  readonly vscode: string;
}

/** A function, as source text, to run in the extension host with one argument. */
export interface HostRequest {
  readonly id: number;
  readonly source: string;
  readonly argument: unknown;
}

/** How the function ended. */
export interface HostAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** What a function gets beside the API: Node's require, and an object that lives as long as the extension host. */
export interface HostTools {
  readonly require: NodeJS.Require;
  readonly store: Record<string, unknown>;
}
