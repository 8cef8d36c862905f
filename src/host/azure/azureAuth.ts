// Entry of the chunk with VS Code's Azure sign-in: accounts, tenants, subscriptions, the configured cloud, and tokens per audience.

import {
  getConfiguredAuthProviderId,
  getConfiguredAzureEnv,
  getSessionFromVSCode,
  isNotSignedInError,
  VSCodeAzureSubscriptionProvider,
} from '@microsoft/vscode-azext-azureauth';
import type { AzureAccount } from '@microsoft/vscode-azext-azureauth';
import * as vscode from 'vscode';
import type { AccessToken, CallOptions, SubscriptionList, TokenSource } from '../../app/azure/ports.ts';
import { cloudNotConfigured, consentRequired, serviceUnreachable, signedOut } from '../../app/error/userErrors.ts';
import { isUserError } from '../../app/error/userError.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { Log } from '../../base/log.ts';
import { asNumber, asRecord, parseJson } from '../../base/json.ts';
import { defaultScope, EVENT_HUBS_SCOPE } from '../../domain/arm/cloud.ts';
import type { Cloud, Subscription } from '../../domain/arm/cloud.ts';
import { accessProblem } from './accessProblem.ts';
import { collectSubscriptions } from './collectSubscriptions.ts';
import type { ListedAccount } from './collectSubscriptions.ts';

/** Ends a token's reported life no sooner than this from now: the Event Hubs client loops without pause on shorter ones. */
const minLifeInMs = 5 * 60_000;
/** A token is asked for again this long before its end. */
const renewAheadInMs = 5 * 60_000;

/** Everything that needs VS Code's authentication. */
export class AzureAuth implements Disposable {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new Emitter<void>());
  readonly #provider: VSCodeAzureSubscriptionProvider;
  readonly #accounts = new Map<string, AzureAccount>();
  readonly #tokens = new Map<string, Promise<AccessToken>>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    this.#provider = this.#store.add(new VSCodeAzureSubscriptionProvider());
    this.#store.add(
      this.#provider.onRefreshSuggested(({ reason }) => {
        this.#log.info(`Listing again: ${reason}`);
        this.#tokens.clear();
        this.#changes.fire();
      }),
    );
  }

  /** Fires when the accounts, the cloud or the filter changed. */
  readonly onDidChange = this.#changes.event;

  /** The configured cloud. */
  cloud(): Cloud {
    try {
      const environment = getConfiguredAzureEnv();
      const storageSuffix = environment.storageEndpointSuffix?.replace(/^\./, '');
      return {
        name: environment.name,
        portalUrl: environment.portalUrl,
        resourceManagerUrl: environment.resourceManagerEndpointUrl,
        managementUrl: environment.managementEndpointUrl,
        isCustom: environment.isCustomCloud,
        ...(storageSuffix === undefined ? {} : { storageSuffix }),
      };
    } catch (error) {
      throw cloudNotConfigured(error);
    }
  }

  /** Asks a person to sign in. @returns false when they did not */
  async signIn(): Promise<boolean> {
    // Forgetting the preferred account lets a person with several choose, and sign in with another one.
    const done = await this.#provider.signIn(undefined, { clearSessionPreference: true });
    this.#tokens.clear();
    this.#changes.fire();
    return done;
  }

  /** Lists by account and tenant; the library's own walk over all of them hides what failed. */
  async listSubscriptions(options: CallOptions = {}): Promise<SubscriptionList> {
    this.cloud();
    const accounts = await this.#provider.getAccounts({ noCache: true }).catch((error: unknown) => {
      throw this.#translate(error);
    });
    for (const account of accounts) {
      this.#accounts.set(account.id, account);
    }
    return await collectSubscriptions(
      accounts.map((account) => this.#listed(account)),
      {
        log: this.#log,
        wantsSignIn: isNotSignedInError,
        translate: (error) => this.#translate(error),
        abortSignal: options.abortSignal,
      },
    );
  }

  /** Tokens for a subscription's account and tenant; one question at a time for each audience, kept until shortly before their end. */
  tokenSourceOf(subscription: Subscription): TokenSource {
    return {
      getToken: (scope, options = {}) => {
        // The Event Hubs client writes its scope with a double slash; VS Code's sessions are kept by the exact text.
        const wanted = defaultScope(scope.replace(/\/?\.default$/, ''));
        const key = JSON.stringify([subscription.accountId, subscription.tenantId, wanted]);
        const kept = options.claims === undefined ? this.#tokens.get(key) : undefined;
        return kept === undefined
          ? this.#ask(key, subscription, wanted, options.claims)
          : this.#renewed(kept, key, subscription, wanted);
      },
    };
  }

  /** Asks a person to allow the use of a service; only from a gesture of theirs. */
  async requestAccess(subscription: Subscription, scope: string): Promise<void> {
    const account = this.#accounts.get(subscription.accountId);
    try {
      await getSessionFromVSCode(scope, subscription.tenantId, {
        createIfNone: true,
        ...(account === undefined ? {} : { account }),
      });
    } catch (error) {
      throw isNotSignedInError(error)
        ? signedOut(error)
        : accessProblem(error, new URL(scope).host, scope === EVENT_HUBS_SCOPE ? 'enterConnectionString' : undefined);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #listed(account: AzureAccount): ListedAccount {
    return {
      label: account.label,
      listTenants: async () =>
        (await this.#provider.getTenantsForAccount(account, { noCache: true })).map((tenant) => ({
          id: tenant.tenantId,
          listSubscriptions: async () =>
            (await this.#provider.getSubscriptionsForTenant(tenant, { noCache: true })).map(
              ({ subscriptionId, name, tenantId }) => ({
                id: subscriptionId,
                name,
                tenantId,
                accountId: account.id,
                accountLabel: account.label,
              }),
            ),
        })),
    };
  }

  #translate(error: unknown): unknown {
    if (isNotSignedInError(error)) {
      return signedOut(error);
    }
    const code = asRecord(error)['code'];
    const status = asRecord(error)['statusCode'];
    if (!isUserError(error) && typeof code === 'string' && status === undefined && error instanceof Error) {
      return serviceUnreachable(URL.parse(this.cloud().resourceManagerUrl)?.host ?? '', code, error);
    }
    return error;
  }

  async #renewed(
    kept: Promise<AccessToken>,
    key: string,
    subscription: Subscription,
    scope: string,
  ): Promise<AccessToken> {
    const token = await kept;
    if (token.expiresOnTimestamp - renewAheadInMs > this.#clock.now()) {
      return token;
    }
    return await (this.#tokens.get(key) === kept
      ? this.#ask(key, subscription, scope, undefined)
      : (this.#tokens.get(key) ?? token));
  }

  #ask(key: string, subscription: Subscription, scope: string, claims: string | undefined): Promise<AccessToken> {
    const asked = this.#session(subscription, scope, claims).catch((error: unknown) => {
      this.#tokens.delete(key);
      throw error;
    });
    this.#tokens.set(key, asked);
    return asked;
  }

  async #session(subscription: Subscription, scope: string, claims: string | undefined): Promise<AccessToken> {
    const account = this.#accounts.get(subscription.accountId);
    const options = { silent: true, ...(account === undefined ? {} : { account }) };
    const request =
      claims === undefined
        ? scope
        : { wwwAuthenticate: `Bearer claims="${btoa(claims)}", error="insufficient_claims"`, fallbackScopes: [scope] };
    const session = await getSessionFromVSCode(request, subscription.tenantId, options);
    if (session === undefined) {
      const accounts = await vscode.authentication.getAccounts(getConfiguredAuthProviderId());
      throw accounts.length === 0 ? signedOut() : consentRequired(new URL(scope).host);
    }
    return {
      token: session.accessToken,
      expiresOnTimestamp: Math.max(expiryOf(session.accessToken) ?? 0, this.#clock.now() + minLifeInMs),
    };
  }
}

/** The `exp` claim of a JWT in milliseconds; undefined for tokens that are none (personal accounts have opaque ones). */
function expiryOf(token: string): number | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) {
    return undefined;
  }
  const seconds = asNumber(asRecord(parseJson(Buffer.from(payload, 'base64url').toString('utf8')))['exp']);
  return seconds === undefined ? undefined : seconds * 1000;
}
