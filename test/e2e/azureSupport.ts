// What end-to-end tests do beside the window: sign in, ask the sandbox's ARM as somebody else would, and steer its world.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import tls from 'node:tls';
import type { SandboxWorkbench } from '../vscodeHost/sandboxWorkbench.ts';

/** The view of Azure's resources. */
export const azureView = 'Azure';

/** Signs in by the view's button. */
export async function signIn(opened: SandboxWorkbench): Promise<void> {
  const { workbench } = opened;
  await workbench.openActivity('Wirewatch');
  await workbench.view(azureView).getByRole('button', { name: 'Sign In' }).click();
  await opened.allowSignIn();
  await workbench.item(azureView, 'Fabrikam Edge Production').waitFor();
}

/** Asks the control endpoint; gives the answer's text. */
export async function control(
  { sandbox }: SandboxWorkbench,
  method: string,
  route: string,
  body?: object,
): Promise<string> {
  const answer = await fetch(`${sandbox.info.controlUrl}${route}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${route}: ${answer.status}`);
  return await answer.text();
}

/** As NODE_EXTRA_CA_CERTS would do, for a certificate that is made after this process began. */
function trustSandbox({ sandbox }: SandboxWorkbench): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), fs.readFileSync(sandbox.info.caCertPath, 'utf8')]);
}

/** ARM as another person reaches it. */
export class OtherHands {
  readonly #opened: SandboxWorkbench;
  readonly #token: string;

  private constructor(opened: SandboxWorkbench, token: string) {
    this.#opened = opened;
    this.#token = token;
  }

  static async of(opened: SandboxWorkbench): Promise<OtherHands> {
    trustSandbox(opened);
    const { tokenUrl, cloud, accounts } = opened.sandbox.info;
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        username: accounts.find(({ role }) => role === 'owner')?.id ?? '',
        scope: `${cloud.managementEndpointUrl}/.default`,
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token?: string };
    assert.ok(token, `no token: ${answer.status}`);
    return new OtherHands(opened, token);
  }

  /** Id of a resource of Azure Monitor in the group of the gateway. */
  idOf(typeAndName: string): string {
    const machine = this.#opened.sandbox.info.virtualMachines.find(({ name }) => name === 'vm-gateway-01');
    assert.ok(machine);
    return `${machine.id.slice(0, machine.id.indexOf('/providers/'))}/providers/Microsoft.Insights/${typeAndName}`;
  }

  /** Asks; gives the body, undefined when nothing is there. */
  async ask<T>(
    id: string,
    version: string,
    { method = 'GET', body }: { method?: string; body?: object } = {},
  ): Promise<T | undefined> {
    const url = new URL(encodeURI(id), this.#opened.sandbox.info.cloud.resourceManagerEndpointUrl);
    url.searchParams.set('api-version', version);
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status === 404 && method === 'GET') {
      return undefined;
    }
    assert.ok(answer.ok, `${method} ${id}: ${answer.status} ${answer.ok ? '' : await answer.clone().text()}`);
    return (await answer.json()) as T;
  }
}
