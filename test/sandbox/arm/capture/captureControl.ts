// The handles by which tests and the control endpoint interfere with packet captures.

/** An error that a long-running operation ends with. */
export interface OperationFailure {
  readonly code: string;
  readonly message: string;
}

/** What a running session lets others do to it. */
export interface RunningSession {
  end(stopReason: string): void;
  /** The recording of a machine (of all when left out) is lost with what it had. */
  lose(error: string, vmId?: string): void;
}

/** Faults and delays of captures, and ways to end or break one now. */
export class CaptureControl {
  /** Time between the end of a session and the file's appearance in the storage account. */
  blobDelayInMs: number;
  readonly #defaultBlobDelayInMs: number;
  readonly #failures: { readonly name: string | undefined; readonly failure: OperationFailure }[] = [];
  readonly #runs = new Map<string, RunningSession>();

  constructor(options: { readonly blobDelayInMs: number }) {
    this.blobDelayInMs = options.blobDelayInMs;
    this.#defaultBlobDelayInMs = options.blobDelayInMs;
  }

  /** Makes the next operation (create, stop or delete) fail; of one capture when `name` is given, else of any. */
  failNext(failure: OperationFailure, name?: string): void {
    this.#failures.push({ name: name?.toLowerCase(), failure });
  }

  /** Takes the failure that waits for a capture, if there is one. */
  takeFailure(name: string): OperationFailure | undefined {
    const index = this.#failures.findIndex((one) => one.name === undefined || one.name === name.toLowerCase());
    return index < 0 ? undefined : this.#failures.splice(index, 1)[0]?.failure;
  }

  /** A running session announces how it can be ended. */
  register(id: string, session: RunningSession): void {
    this.#runs.set(id.toLowerCase(), session);
  }

  /** A session has ended. */
  unregister(id: string): void {
    this.#runs.delete(id.toLowerCase());
  }

  /** Ids of running sessions, in lower case. */
  get running(): readonly string[] {
    return [...this.#runs.keys()];
  }

  /** Ends running sessions by id or by name; gives how many. */
  end(idOrName: string, stopReason: string): number {
    const sessions = this.#find(idOrName);
    sessions.forEach((session) => session.end(stopReason));
    return sessions.length;
  }

  /** Breaks running sessions by id or by name; gives how many. Their packets are lost. */
  break(idOrName: string, error: string): number {
    const sessions = this.#find(idOrName);
    sessions.forEach((session) => session.lose(error));
    return sessions.length;
  }

  /** A machine is gone: whatever runs there is lost. */
  lose(vmId: string, error: string): void {
    for (const session of this.#runs.values()) {
      session.lose(error, vmId);
    }
  }

  #find(idOrName: string): RunningSession[] {
    const wanted = idOrName.toLowerCase();
    return [...this.#runs]
      .filter(([id]) => id === wanted || id.endsWith(`/packetcaptures/${wanted}`))
      .map(([, session]) => session);
  }

  /** Forgets faults and delays; sessions are ended by whoever owns them. */
  reset(): void {
    this.blobDelayInMs = this.#defaultBlobDelayInMs;
    this.#failures.length = 0;
    this.#runs.clear();
  }
}
