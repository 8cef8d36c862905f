// The scaffolded function in the stand-in host, with tokens of the sandbox from a stand-in of the managed identity's endpoint, and
// the bodies that action groups post.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StartSandboxOptions } from '../sandbox/sandbox.ts';
import { tokenFor } from '../sandbox/testSupport.ts';
import { FunctionsHost } from '../support/functionsHost.ts';
import type { ScaffoldedProject } from '../support/scaffoldedProject.ts';
import { scaffoldProject } from '../support/scaffoldedProject.ts';
import { SandboxAzure } from './sandboxAzure.ts';

/** The function key of all hosts here; no answer and no log line may hold it. */
export const functionKey = 'key-of-the-function-9c1e';
const identityHeader = 'header-of-the-identity-77aa';

/** The body of an answer, as a receiver reads it. */
export interface AnswerBody {
  readonly status: string;
  readonly error?: string;
  readonly started: readonly {
    readonly target: string;
    readonly capture: string;
    readonly state: string;
    readonly storagePath?: string;
  }[];
  readonly skipped: readonly { readonly target?: string; readonly reason: string }[];
  readonly failed: readonly {
    readonly target?: string;
    readonly reason: string;
    readonly detail: string;
    readonly missing?: { readonly action: string; readonly scope: string };
  }[];
  readonly notes: readonly string[];
}

/** An answer to a delivery. */
export interface Delivered {
  readonly status: number;
  readonly body: AnswerBody;
  readonly text: string;
}

/** A sandbox, the built project, and hosts of it. */
export class AlertFunctionRig {
  readonly azure: SandboxAzure;
  readonly project: ScaffoldedProject;
  /** What the identity's endpoint answers from now on in place of a token. */
  identityStatus = 200;
  tokensGiven = 0;
  readonly #identity: Server;
  readonly #hosts: FunctionsHost[] = [];
  readonly #texts: string[] = [];
  readonly #tokens = new Set<string>();

  private constructor(azure: SandboxAzure, project: ScaffoldedProject, identity: Server) {
    this.azure = azure;
    this.project = project;
    this.#identity = identity;
  }

  static async start(options: StartSandboxOptions = { blobService: 'none' }): Promise<AlertFunctionRig> {
    const project = scaffoldProject({ withPackages: true });
    await project.run('scripts/bundle.mjs');
    const azure = await SandboxAzure.start(options);
    const identity = createServer();
    const rig = new AlertFunctionRig(azure, project, identity);
    identity.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const isRight =
        request.headers['x-identity-header'] === identityHeader &&
        url.searchParams.get('resource') === azure.cloud.managementUrl;
      const status = isRight ? rig.identityStatus : 400;
      if (status !== 200) {
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
        return;
      }
      void rig.#giveToken(url.searchParams.get('client_id') ?? 'ada', response);
    });
    await new Promise<void>((resolve) => {
      identity.listen(0, '127.0.0.1', resolve);
    });
    return rig;
  }

  async #giveToken(account: string, response: ServerResponse): Promise<void> {
    const token = await tokenFor(this.azure.sandbox, account);
    this.tokensGiven += 1;
    this.#tokens.add(token);
    const expiresOn = String(Math.floor(Date.now() / 1000) + 3600);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: token, expires_on: expiresOn, token_type: 'Bearer' }));
  }

  /** A function app of its own: settings over the usual ones. */
  async host(settings: Readonly<Record<string, string>> = {}): Promise<FunctionsHost> {
    const { port } = this.#identity.address() as AddressInfo;
    const host = await FunctionsHost.start({
      folder: this.project.folder,
      key: functionKey,
      env: {
        IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`,
        IDENTITY_HEADER: identityHeader,
        AZURE_CLIENT_ID: 'ada',
        ARM_ENDPOINT: this.azure.cloud.resourceManagerUrl,
        ARM_AUDIENCE: this.azure.cloud.managementUrl,
        NETWORK_WATCHER_RESOURCE_GROUP: 'NetworkWatcherRG',
        CAPTURE_STORAGE_ID: this.azure.storage('fabrikamcaptures'),
        CAPTURE_TIME_LIMIT_SECONDS: '60',
        ...settings,
      },
    });
    this.#hosts.push(host);
    return host;
  }

  /** Posts a body as an action group does. */
  async deliver(host: FunctionsHost, body: unknown): Promise<Delivered> {
    const isStream = body instanceof ReadableStream;
    const response = await fetch(`${host.url('alertCapture')}?code=${functionKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: typeof body === 'string' || isStream ? body : JSON.stringify(body),
      // Without a length that is known before.
      ...(isStream ? { duplex: 'half' } : {}),
    });
    const text = await response.text();
    this.#texts.push(text);
    return { status: response.status, body: JSON.parse(text) as AnswerBody, text };
  }

  /** Captures that were really created: PUTs that ARM accepted since a moment. */
  createdSince(start: number): readonly string[] {
    return this.azure.requestsSince(start).filter((line) => line.startsWith('PUT ') && line.endsWith(' 201'));
  }

  get requestCount(): number {
    return this.azure.sandbox.requests.entries.length;
  }

  async addFault(rule: Readonly<Record<string, unknown>>): Promise<void> {
    await this.azure.control('/faults', rule);
  }

  async reset(): Promise<void> {
    this.identityStatus = 200;
    await this.azure.control('/reset');
    await Promise.all(this.#hosts.splice(0).map((host) => this.#end(host)));
  }

  async stop(): Promise<void> {
    await this.reset();
    this.#identity.close();
    this.#identity.closeAllConnections();
    await this.azure.stop();
    this.project.remove();
  }

  /** No secret may have left the function, in an answer or in its log, whatever a test did. */
  async #end(host: FunctionsHost): Promise<void> {
    await host.stop();
    const said = [...host.log, ...this.#texts].join('\n');
    for (const secret of [functionKey, identityHeader, ...this.#tokens]) {
      assert.ok(!said.includes(secret), `a secret was told: ${secret.slice(0, 6)}…`);
    }
    assert.deepEqual(
      host.log.filter((line) => line.startsWith('error:') || line.startsWith('host:')),
      [],
      'the function met something unexpected',
    );
  }
}

/** A metric alert in the common schema. */
export function commonAlert(
  targets: readonly string[],
  more: { readonly alertId?: string; readonly condition?: string; readonly customProperties?: unknown } = {},
): unknown {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: more.alertId ?? `/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/${crypto.randomUUID()}`,
        alertRule: 'much-traffic',
        severity: 'Sev2',
        signalType: 'Metric',
        monitorCondition: more.condition ?? 'Fired',
        monitoringService: 'Platform',
        alertTargetIDs: targets.map((target) => target.toLowerCase()),
        firedDateTime: '2026-11-22T02:00:00.0000000Z',
        description: '',
        essentialsVersion: '1.0',
        alertContextVersion: '1.0',
      },
      alertContext: {
        properties: null,
        conditionType: 'SingleResourceMultipleMetricCriteria',
        condition: { windowSize: 'PT5M', allOf: [{ metricName: 'Network Out Total', threshold: '1', metricValue: 2 }] },
      },
      ...(more.customProperties === undefined ? {} : { customProperties: more.customProperties }),
    },
  };
}
