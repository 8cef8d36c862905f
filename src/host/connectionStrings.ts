// Connection strings in VS Code's secret storage; what is listed is host and hub, never the string.

import type * as vscode from 'vscode';
import { Secret } from '../base/secret.ts';

/** A stored connection string without its secret. */
export interface StoredConnection {
  readonly key: string;
  readonly host: string;
  readonly hub: string;
}

const indexKey = 'wirewatch.connections';
const prefix = 'wirewatch.connectionString:';

/** Stores, lists and forgets them. */
export class ConnectionStrings {
  readonly #secrets: vscode.SecretStorage;
  readonly #state: vscode.Memento;

  constructor(secrets: vscode.SecretStorage, state: vscode.Memento) {
    this.#secrets = secrets;
    this.#state = state;
  }

  async list(): Promise<readonly StoredConnection[]> {
    return this.#state.get<StoredConnection[]>(indexKey, []);
  }

  async read(key: string): Promise<Secret | undefined> {
    const text = await this.#secrets.get(prefix + key);
    return text === undefined ? undefined : new Secret(text);
  }

  async store(connection: Omit<StoredConnection, 'key'>, text: Secret): Promise<void> {
    const key = `${connection.host}/${connection.hub}`;
    await this.#secrets.store(prefix + key, text.reveal());
    const others = (await this.list()).filter((each) => each.key !== key);
    await this.#state.update(indexKey, [...others, { key, ...connection }]);
  }

  async forgetAll(): Promise<void> {
    for (const { key } of await this.list()) {
      await this.#secrets.delete(prefix + key);
    }
    await this.#state.update(indexKey, undefined);
  }
}
