// The product's tree and services over a sandbox that runs elsewhere (or here), wired as the composition root wires them; for
// counting calls and measuring. What VS Code's sign-in does, a walk over tenants, is done here with the same requests.

import fs from 'node:fs';
import tls from 'node:tls';
import { createArmServices } from '../../src/adapters/azure/arm.ts';
import { BlobCaptureFileStore } from '../../src/adapters/azure/blob.ts';
import type { AccessToken, SubscriptionSource, TokenSource } from '../../src/app/azure/ports.ts';
import type { SubscriptionServices, SubscriptionServicesSource } from '../../src/app/azure/subscriptionServices.ts';
import { CaptureStore } from '../../src/app/capture/captureStore.ts';
import { AzureTree } from '../../src/app/tree/azureTree.ts';
import type { TreeNode } from '../../src/app/tree/treeNode.ts';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { Cloud, Subscription } from '../../src/domain/arm/cloud.ts';
import { managementScope } from '../../src/domain/arm/cloud.ts';
import { collectSubscriptions } from '../../src/host/azure/collectSubscriptions.ts';
import { SignedInAzure } from '../../src/host/azure/signedInAzure.ts';
import type { SandboxInfo } from '../sandbox/contract.ts';
import type { LoggedRequest } from '../sandbox/control/requestLog.ts';

/** What an estate is made from. */
export interface SandboxEstateOptions {
  readonly info: SandboxInfo;
  readonly log: Log;
  readonly clock?: Clock;
  /** Account id; `ada`, who may do everything. */
  readonly account?: string;
}

/** Everything of one signed-in window but VS Code. */
export class SandboxEstate {
  readonly captures: CaptureStore;
  readonly tree: AzureTree;
  readonly subscriptions: SubscriptionSource;
  readonly services: SubscriptionServicesSource;
  /** Ids, as the setting has them; empty for all. */
  chosenSubscriptions: readonly string[] = [];
  readonly #options: SandboxEstateOptions;
  readonly #tokens = new Map<string, Promise<AccessToken>>();
  readonly #services = new Map<string, SubscriptionServices>();

  constructor(options: SandboxEstateOptions) {
    this.#options = options;
    const { log, clock = systemClock } = options;
    this.captures = new CaptureStore(clock, log);
    this.subscriptions = new SignedInAzure(() =>
      Promise.resolve({
        onDidChange: () => ({ dispose: () => {} }),
        cloud: () => this.#cloud,
        listSubscriptions: () => this.#listSubscriptions(),
        tokenSourceOf: (subscription) => this.#tokenSource(subscription.tenantId),
        signIn: () => Promise.resolve(true),
        requestAccess: () => Promise.resolve(),
        dispose: () => {},
      }),
    );
    this.services = { servicesOf: (subscription) => this.#servicesOf(subscription) };
    this.tree = new AzureTree({
      subscriptions: this.subscriptions,
      services: this.services,
      captures: this.captures,
      clock,
      log,
      chosenSubscriptions: () => this.chosenSubscriptions,
    });
  }

  /** The roots and, as VS Code asks for them, the children of every node that is open from the start. */
  async firstPaint(): Promise<readonly TreeNode[]> {
    return await this.#withOpenOnes(await this.tree.roots());
  }

  /** The children of a node, with those of the ones that are open from the start. */
  async expand(node: TreeNode | undefined): Promise<readonly TreeNode[]> {
    return await this.#withOpenOnes((await node?.children?.({})) ?? []);
  }

  /** What ARM was asked since the last call of this, oldest first; the identity platform does not count. */
  async takeRequests(): Promise<readonly LoggedRequest[]> {
    const url = `${this.#options.info.controlUrl}/requests`;
    const requests = (await (await fetch(url)).json()) as readonly LoggedRequest[];
    await fetch(url, { method: 'DELETE' });
    return requests.filter(({ path }) => !path.endsWith('/token') && !path.includes('/.well-known/'));
  }

  dispose(): void {
    this.tree.dispose();
    this.captures.dispose();
  }

  async #withOpenOnes(nodes: readonly TreeNode[]): Promise<readonly TreeNode[]> {
    const open = nodes.filter(({ isExpanded, children }) => isExpanded === true && children !== undefined);
    const below = await Promise.all(open.map((node) => this.expand(node)));
    return [...nodes, ...below.flat()];
  }

  get #cloud(): Cloud {
    const { cloud } = this.#options.info;
    return {
      name: cloud.name,
      portalUrl: cloud.portalUrl,
      resourceManagerUrl: cloud.resourceManagerEndpointUrl,
      managementUrl: cloud.managementEndpointUrl,
      isCustom: true,
    };
  }

  /** Kept as the product keeps them: asking for a token is no part of what is counted. */
  #tokenSource(tenant: string): TokenSource {
    const { info, account = 'ada' } = this.#options;
    return {
      getToken: (scope) => {
        const key = `${tenant} ${scope}`;
        const known = this.#tokens.get(key) ?? tokenOf(info, { username: account, scope, tenant });
        this.#tokens.set(key, known);
        return known;
      },
    };
  }

  #listSubscriptions(): ReturnType<typeof collectSubscriptions> {
    const { account = 'ada', log } = this.#options;
    const list = async (tenant: string, what: string): Promise<readonly Record<string, string>[]> => {
      const { token } = await this.#tokenSource(tenant).getToken(managementScope(this.#cloud));
      const url = new URL(`${what}?api-version=2022-12-01`, this.#cloud.resourceManagerUrl);
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      const text = await answer.text();
      log.debug(`GET ${url.pathname} ${answer.status}`);
      return (JSON.parse(text) as { value: Record<string, string>[] }).value;
    };
    const listTenants = async (): Promise<
      readonly { readonly id: string; listSubscriptions(): Promise<Subscription[]> }[]
    > =>
      (await list('organizations', 'tenants')).map(({ tenantId = '' }) => ({
        id: tenantId,
        listSubscriptions: async () =>
          (await list(tenantId, 'subscriptions')).map(({ subscriptionId = '', displayName = '' }) => ({
            id: subscriptionId,
            name: displayName,
            tenantId,
            accountId: account,
            accountLabel: account,
          })),
      }));
    return collectSubscriptions([{ label: account, listTenants }], {
      log,
      wantsSignIn: () => false,
      translate: (error) => error,
    });
  }

  #servicesOf(subscription: Subscription): SubscriptionServices {
    const known = this.#services.get(subscription.id);
    if (known !== undefined) {
      return known;
    }
    const { log } = this.#options;
    const tokens = this.#tokenSource(subscription.tenantId);
    const arm = createArmServices({
      cloud: this.#cloud,
      subscriptionId: subscription.id,
      tokens,
      log,
      clock: systemClock,
    });
    const { alerts, inventory, captures, ground, groundWork, diagnostics, listStorageKey, blobEndpointOf } = arm;
    const fresh: SubscriptionServices = {
      subscription,
      tokens,
      inventory,
      eventHubs: inventory,
      alerts,
      metrics: alerts,
      resources: inventory,
      captures,
      ground,
      groundWork,
      diagnostics,
      files: new BlobCaptureFileStore({ tokens, log, storageSuffix: undefined, listStorageKey, blobEndpointOf }),
    };
    this.#services.set(subscription.id, fresh);
    return fresh;
  }
}

/** Has this process trust a sandbox's certificates, as NODE_EXTRA_CA_CERTS would from its start. @returns takes it back */
export function trustSandbox(info: Pick<SandboxInfo, 'caCertPath'>): () => void {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, fs.readFileSync(info.caCertPath, 'utf8')]);
  return () => tls.setDefaultCACertificates([...before]);
}

async function tokenOf(info: SandboxInfo, form: Record<string, string>): Promise<AccessToken> {
  const answer = await fetch(info.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token, expires_in: seconds } = (await answer.json()) as {
    readonly access_token?: string;
    readonly expires_in: number;
  };
  if (token === undefined) {
    throw new Error(`No token for ${form['username'] ?? ''} in ${form['tenant'] ?? ''}: ${answer.status}`);
  }
  return { token, expiresOnTimestamp: Date.now() + seconds * 1000 };
}
