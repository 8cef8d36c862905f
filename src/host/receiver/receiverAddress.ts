// The secret in the receiver's address, and its port: both stay the same over reloads, or action groups would call nobody.

import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';
import { Secret } from '../../base/secret.ts';

const tokenKey = 'wirewatch.alertReceiver.token';
const portKey = 'wirewatch.alertReceiver.port';
const onKey = 'wirewatch.alertReceiver.isOn';

/** Keeps them: the secret in VS Code's secret storage, the rest in the workspace's state, for two windows cannot share a port. */
export class ReceiverAddress {
  readonly #secrets: vscode.SecretStorage;
  readonly #state: vscode.Memento;

  constructor(secrets: vscode.SecretStorage, state: vscode.Memento) {
    this.#secrets = secrets;
    this.#state = state;
  }

  /** 256 random bits, made with the first use. */
  async token(): Promise<Secret> {
    const known = await this.#secrets.get(tokenKey);
    return known === undefined ? await this.renewToken() : new Secret(known);
  }

  /** Hears of a new secret, whichever window made it. */
  onDidChangeToken(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key === tokenKey) {
        listener();
      }
    });
  }

  /** The old address stops working once its listeners have heard of it. */
  async renewToken(): Promise<Secret> {
    const text = randomBytes(32).toString('base64url');
    await this.#secrets.store(tokenKey, text);
    return new Secret(text);
  }

  /** The port that the receiver last had; 0 when it never had one. */
  get port(): number {
    return this.#state.get<number>(portKey, 0);
  }

  /** True when the receiver was listening as the window closed. */
  get isOn(): boolean {
    return this.#state.get<boolean>(onKey, false);
  }

  async remember(state: { readonly isOn: boolean; readonly port?: number }): Promise<void> {
    await this.#state.update(onKey, state.isOn);
    if (state.port !== undefined) {
      await this.#state.update(portKey, state.port);
    }
  }
}
