// The sessions of the sandbox sign-in: one for each account and list of scopes. Like VS Code's own Microsoft sign-in it gets
// further scopes silently for an account that is signed in, and renews tokens that are about to end.
import type * as vscode from 'vscode';
import type { AccessToken, RequestToken, SandboxAccount } from './tokenEndpoint.ts';

/** A token with less than this left is renewed before it is handed out. */
const RENEW_BEFORE_END_IN_MS = 60_000;

interface Entry {
  readonly session: vscode.AuthenticationSession;
  readonly expiresAtInMs: number;
}

/** What changed, in the words of VS Code's event. */
export type SessionsChange = vscode.AuthenticationProviderAuthenticationSessionsChangeEvent;

/** What the sessions need from outside. */
export interface SandboxSessionsOptions {
  readonly requestToken: RequestToken;
  readonly onDidChange: (change: SessionsChange) => void;
  readonly now?: () => number;
}

/** Sessions by account and scopes; a person's sign-in and sign-out add and remove accounts. */
export class SandboxSessions {
  readonly #options: SandboxSessionsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<vscode.AuthenticationSession>>();
  readonly #signedIn = new Map<string, SandboxAccount>();

  constructor(options: SandboxSessionsOptions) {
    this.#options = options;
  }

  /** Accounts that a person signed in. */
  get accounts(): readonly SandboxAccount[] {
    return [...this.#signedIn.values()];
  }

  /** Sessions of the signed-in accounts: those known when no scopes are named, else one for each account with these scopes. */
  async get(scopes: readonly string[] | undefined, accountId?: string): Promise<vscode.AuthenticationSession[]> {
    const accounts = this.accounts.filter((account) => accountId === undefined || account.id === accountId);
    if (!scopes) {
      return accounts.flatMap((account) => this.#sessionsOf(account.id));
    }
    const sessions: vscode.AuthenticationSession[] = [];
    for (const account of accounts) {
      sessions.push(await this.#sessionFor(account, scopes));
    }
    return sessions;
  }

  /** A person signs an account in. */
  async create(account: SandboxAccount, scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const session = await this.#sessionFor(account, scopes);
    this.#signedIn.set(account.id, account);
    this.#options.onDidChange({ added: [session], removed: [], changed: [] });
    return session;
  }

  /** Signs out the account that a session belongs to: all its sessions go. */
  remove(sessionId: string): void {
    const session = [...this.#entries.values()].find((entry) => entry.session.id === sessionId)?.session;
    if (session) {
      this.signOut(session.account.id);
    }
  }

  signOut(accountId: string): void {
    const removed = this.#sessionsOf(accountId);
    for (const session of removed) {
      this.#entries.delete(session.id);
    }
    this.#signedIn.delete(accountId);
    if (removed.length > 0) {
      this.#options.onDidChange({ added: [], removed, changed: [] });
    }
  }

  #sessionsOf(accountId: string): vscode.AuthenticationSession[] {
    return [...this.#entries.values()]
      .map((entry) => entry.session)
      .filter((session) => session.account.id === accountId);
  }

  /** Two callers that ask for the same session at the same time share one request. */
  async #sessionFor(account: SandboxAccount, scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const id = [account.id, ...scopes.toSorted()].join(' ');
    const known = this.#entries.get(id);
    const now = this.#options.now ?? Date.now;
    if (known && known.expiresAtInMs - now() > RENEW_BEFORE_END_IN_MS) {
      return known.session;
    }
    const pending = this.#pending.get(id);
    if (pending) {
      return pending;
    }
    const request = this.#options
      .requestToken(account, scopes)
      .then((token) => this.#keep(id, account, scopes, token))
      .finally(() => this.#pending.delete(id));
    this.#pending.set(id, request);
    return request;
  }

  #keep(
    id: string,
    account: SandboxAccount,
    scopes: readonly string[],
    token: AccessToken,
  ): vscode.AuthenticationSession {
    const { value: accessToken, expiresAtInMs } = token;
    const session = { id, accessToken, account: { id: account.id, label: account.label }, scopes: [...scopes] };
    this.#entries.set(id, { session, expiresAtInMs });
    return session;
  }
}
