// Sign-in and subscriptions behind one value that loads the authentication chunk at its first use.

import type { CallOptions, SubscriptionList, SubscriptionSource, TokenSource } from '../../app/azure/ports.ts';
import { lazy } from '../../base/deferred.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore } from '../../base/disposable.ts';
import type { Event } from '../../base/event.ts';
import { Emitter } from '../../base/event.ts';
import type { Cloud, Subscription } from '../../domain/arm/cloud.ts';
import type { SignIn } from '../hostContext.ts';
import type { AzureAuth } from './azureAuth.ts';

/** The authentication, as far as it is used here. */
export type Authentication = Pick<
  AzureAuth,
  'onDidChange' | 'cloud' | 'listSubscriptions' | 'tokenSourceOf' | 'signIn' | 'requestAccess' | 'dispose'
>;

/** Owns the authentication once it is loaded. */
export class SignedInAzure implements SubscriptionSource, SignIn, Disposable {
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new Emitter<void>());
  readonly #auth: () => Promise<Authentication>;
  #known: SubscriptionList | undefined;
  /** Grows with each change: a listing from before one tells of another account or cloud. */
  #generation = 0;

  constructor(load: () => Promise<Authentication>) {
    this.#auth = lazy(async () => {
      const auth = this.#store.add(await load());
      this.#store.add(
        auth.onDidChange(() => {
          this.#generation++;
          this.#known = undefined;
          this.#changes.fire();
        }),
      );
      return auth;
    });
  }

  readonly onDidChange: Event<void> = (listener) => this.#changes.event(listener);

  async cloud(): Promise<Cloud> {
    return (await this.#auth()).cloud();
  }

  async listSubscriptions(options?: CallOptions): Promise<SubscriptionList> {
    const auth = await this.#auth();
    const generation = this.#generation;
    const list = await auth.listSubscriptions(options);
    if (generation === this.#generation) {
      this.#known = list;
    }
    return list;
  }

  async knownSubscriptions(options?: CallOptions): Promise<SubscriptionList> {
    return this.#known ?? (await this.listSubscriptions(options));
  }

  tokenSourceOf(subscription: Subscription): TokenSource {
    return {
      getToken: async (scope, options) =>
        await (await this.#auth()).tokenSourceOf(subscription).getToken(scope, options),
    };
  }

  async signIn(): Promise<boolean> {
    return await (await this.#auth()).signIn();
  }

  async requestAccess(subscription: Subscription, scope: string): Promise<void> {
    await (await this.#auth()).requestAccess(subscription, scope);
  }

  dispose(): void {
    this.#store.dispose();
  }
}
