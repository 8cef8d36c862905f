// The sign-in of the sandbox: takes the place of VS Code's own sign-in for sovereign clouds, so that the product signs in as it
// does in any custom cloud. WIREWATCH_SANDBOX_TOKEN_URL names the token endpoint, WIREWATCH_SANDBOX_ACCOUNTS the accounts (JSON).
import * as vscode from 'vscode';
import { SandboxSessions, type SessionsChange } from './sandboxSessions.ts';
import { tokenEndpoint, type SandboxAccount } from './tokenEndpoint.ts';

const PROVIDER_ID = 'microsoft-sovereign-cloud';

/** What tests get from this extension: a sign-out that is not a click in a menu. */
export interface SandboxSignIn {
  signOut(accountId?: string): void;
}

export function activate(context: vscode.ExtensionContext): SandboxSignIn | undefined {
  const url = process.env['WIREWATCH_SANDBOX_TOKEN_URL'];
  const accounts = JSON.parse(process.env['WIREWATCH_SANDBOX_ACCOUNTS'] ?? '[]') as SandboxAccount[];
  if (!url || accounts.length === 0) {
    return undefined;
  }
  const changes = new vscode.EventEmitter<SessionsChange>();
  const sessions = new SandboxSessions({
    requestToken: tokenEndpoint(url),
    onDidChange: (change) => changes.fire(change),
  });
  const provider: vscode.AuthenticationProvider = {
    onDidChangeSessions: changes.event,
    getSessions: (scopes, options) => sessions.get(scopes, options.account?.id),
    createSession: async (scopes, options) => {
      const named = accounts.find((account) => account.id === options.account?.id);
      return sessions.create(named ?? (await chooseAccount(accounts, sessions)), scopes);
    },
    removeSession: async (sessionId) => sessions.remove(sessionId),
  };
  context.subscriptions.push(
    changes,
    vscode.authentication.registerAuthenticationProvider(PROVIDER_ID, 'Sandbox sign-in', provider, {
      supportsMultipleAccounts: true,
    }),
  );
  return {
    signOut(accountId) {
      for (const account of sessions.accounts) {
        if (accountId === undefined || account.id === accountId) {
          sessions.signOut(account.id);
        }
      }
    },
  };
}

/** The first account signs in without a question; once somebody is signed in, a person may want another one. */
async function chooseAccount(accounts: readonly SandboxAccount[], sessions: SandboxSessions): Promise<SandboxAccount> {
  const [first] = accounts;
  if (!first) {
    throw new Error('The sandbox has no accounts.');
  }
  if (accounts.length === 1 || sessions.accounts.length === 0) {
    return first;
  }
  const picked = await vscode.window.showQuickPick(
    accounts.map((account) => ({ label: account.label, account })),
    { title: 'Sandbox sign-in', placeHolder: 'Choose the account to sign in with' },
  );
  if (!picked) {
    throw new vscode.CancellationError();
  }
  return picked.account;
}
