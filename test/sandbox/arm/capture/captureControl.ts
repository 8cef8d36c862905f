// The handles by which tests and the control endpoint interfere with packet captures.

/** An error that a long-running operation ends with. */
export interface OperationFailure {
  readonly code: string;
  readonly message: string;
}

/** Faults and delays of captures, and a way to end one now. */
export class CaptureControl {
  /** Time between the end of a session and the file's appearance in the storage account. */
  blobDelayInMs: number;
  readonly #defaultBlobDelayInMs: number;
  readonly #failures: { readonly name: string | undefined; readonly failure: OperationFailure }[] = [];
  readonly #runs = new Map<string, (stopReason: string) => void>();

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
  register(id: string, end: (stopReason: string) => void): void {
    this.#runs.set(id.toLowerCase(), end);
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
    const wanted = idOrName.toLowerCase();
    const ids = this.running.filter((id) => id === wanted || id.endsWith(`/packetcaptures/${wanted}`));
    for (const id of ids) {
      this.#runs.get(id)?.(stopReason);
    }
    return ids.length;
  }

  /** Forgets faults and delays; sessions are ended by whoever owns them. */
  reset(): void {
    this.blobDelayInMs = this.#defaultBlobDelayInMs;
    this.#failures.length = 0;
    this.#runs.clear();
  }
}
