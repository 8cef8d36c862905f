// The product's adapters against the sandbox: services of a subscription made as the composition root makes them,
// with tokens from the sandbox's own token endpoint.

import tls from 'node:tls';
import { createArmServices } from '../../src/adapters/azure/arm.ts';
import type { ArmServices } from '../../src/adapters/azure/arm.ts';
import type { TokenSource } from '../../src/app/azure/ports.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { Cloud } from '../../src/domain/arm/cloud.ts';
import type { Sandbox, StartSandboxOptions } from '../sandbox/sandbox.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { tokenFor } from '../sandbox/testSupport.ts';

/** A log that keeps its lines, so that tests can look for what must or must not stand in it. */
class KeptLog implements Log {
  readonly lines: string[] = [];

  debug(message: string): void {
    this.lines.push(message);
  }

  info(message: string): void {
    this.lines.push(message);
  }

  warn(message: string): void {
    this.lines.push(message);
  }

  error(message: string | Error): void {
    this.lines.push(String(message));
  }
}

/** A running sandbox that this process trusts, and makers of the product's parts for it. */
export class SandboxAzure {
  readonly sandbox: Sandbox;
  readonly log = new KeptLog();
  readonly #trustedBefore: readonly string[];

  private constructor(sandbox: Sandbox, trustedBefore: readonly string[]) {
    this.sandbox = sandbox;
    this.#trustedBefore = trustedBefore;
  }

  static async start(options: StartSandboxOptions = {}): Promise<SandboxAzure> {
    // Operations that take no time are not worth a pause before the first poll.
    const sandbox = await startSandbox({ retryAfterInSeconds: 0, operationDurationInMs: 0, rate: 0, ...options });
    const trustedBefore = tls.getCACertificates('default');
    // The same as NODE_EXTRA_CA_CERTS at the start of a process, for a certificate that is made after it.
    tls.setDefaultCACertificates([...trustedBefore, sandbox.certificates.ca]);
    return new SandboxAzure(sandbox, trustedBefore);
  }

  get cloud(): Cloud {
    const { cloud } = this.sandbox.info;
    return {
      name: cloud.name,
      portalUrl: cloud.portalUrl,
      resourceManagerUrl: cloud.resourceManagerEndpointUrl,
      managementUrl: cloud.managementEndpointUrl,
      isCustom: true,
    };
  }

  /** The subscription that has everything. */
  get subscriptionId(): string {
    return this.sandbox.info.subscriptions[0]?.id ?? '';
  }

  get watcherId(): string {
    return this.sandbox.info.networkWatchers.find((watcher) => watcher.region === 'westeurope')?.id ?? '';
  }

  machine(name: string): string {
    return this.sandbox.info.virtualMachines.find((machine) => machine.name === name)?.id ?? '';
  }

  scaleSet(name: string): string {
    return this.sandbox.info.scaleSets.find((scaleSet) => scaleSet.name === name)?.id ?? '';
  }

  storage(name: string): string {
    return this.sandbox.info.storageAccounts.find((account) => account.name === name)?.id ?? '';
  }

  /** Real tokens of an account, asked for at every call. */
  tokens(account = 'ada', scopeInstead?: string): TokenSource {
    return {
      getToken: async (scope) => ({
        token: await tokenFor(this.sandbox, account, { scope: scopeInstead ?? scope }),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    };
  }

  /** Control-plane services, made anew. */
  services(
    options: { account?: string; subscriptionId?: string; cloud?: Partial<Cloud>; clock?: Clock } = {},
  ): ArmServices {
    return createArmServices({
      cloud: { ...this.cloud, ...options.cloud },
      subscriptionId: options.subscriptionId ?? this.subscriptionId,
      tokens: this.tokens(options.account),
      log: this.log,
      clock: options.clock ?? systemClock,
    });
  }

  /** A call of the control endpoint. */
  async control(path: string, body: unknown = {}, method = 'POST'): Promise<void> {
    const response = await fetch(`${this.sandbox.info.controlUrl}${path}`, {
      method,
      body: method === 'DELETE' ? null : JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
  }

  /** `METHOD path status` of the requests to ARM since a moment, with ids shortened. */
  requestsSince(start: number): string[] {
    const toArm = this.sandbox.requests.entries.slice(start).filter(({ path }) => !path.endsWith('/token'));
    return toArm.map(({ method, path, status }) => `${method} ${shortPath(path)} ${status}`);
  }

  /** The bodies that ARM was sent by a method since a moment. */
  bodiesSince(start: number, method: string): unknown[] {
    const sent = this.sandbox.requests.entries.slice(start).filter((entry) => entry.method === method);
    return sent.map(({ body }) => body);
  }

  async stop(): Promise<void> {
    tls.setDefaultCACertificates([...this.#trustedBefore]);
    await this.sandbox.stop();
  }
}

function shortPath(path: string): string {
  return path
    .replace(/^.*\/packetCaptures/, '…/packetCaptures')
    .replace(/^.*\/(operations|operationResults)\/.*$/, '…/$1/{id}')
    .replace(/^.*\/providers\//, '…/');
}
