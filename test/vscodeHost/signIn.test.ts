// Signing in to the sandbox in a real VS Code, as an extension asks for it and a person allows it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SandboxWorkbench } from './sandboxWorkbench.ts';

describe('sandbox sign-in', () => {
  let opened: SandboxWorkbench;
  before(async () => {
    opened = await SandboxWorkbench.open({ extensions: [] });
  });
  after(() => opened?.close());

  it('gives a token after "Allow", and further ones silently', async () => {
    const { workbench, sandbox } = opened;
    const scopes = [`${sandbox.info.cloud.managementEndpointUrl}.default`];
    assert.equal(await getToken(scopes, { silent: true }), undefined);

    const asked = getToken(scopes, { createIfNone: true });
    await opened.allowSignIn();
    const token = await asked;
    assert.equal(token?.account, sandbox.info.accounts[0]?.label);

    const tenant = sandbox.info.tenants.at(-1)?.id;
    const further = await getToken([...scopes, `VSCODE_TENANT:${tenant}`], { silent: true });
    assert.equal(claims(further?.accessToken)['tid'], tenant);

    const answer = await fetchInHost(`${sandbox.info.cloud.resourceManagerEndpointUrl}tenants?api-version=2022-12-01`);
    assert.equal(answer, 200);

    async function fetchInHost(url: string): Promise<number> {
      return workbench.inHost(
        async (_api, [address, bearer]: [string, string]) =>
          (await fetch(address, { headers: { authorization: `Bearer ${bearer}` } })).status,
        [url, token?.accessToken ?? ''],
      );
    }
  });

  it('signs out', async () => {
    await opened.signOut();
    const scopes = [`${opened.sandbox.info.cloud.managementEndpointUrl}.default`];
    assert.equal(await getToken(scopes, { silent: true }), undefined);
  });

  function getToken(
    scopes: readonly string[],
    options: { silent: true } | { createIfNone: true },
  ): Promise<{ accessToken: string; account: string } | undefined> {
    return opened.workbench.inHost(
      async (api, [names, how]: [readonly string[], object]) => {
        const session = await api.authentication.getSession('microsoft-sovereign-cloud', names, how);
        return session && { accessToken: session.accessToken, account: session.account.label };
      },
      [scopes, options],
    );
  }
});

function claims(token = ''): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}') as Record<string, unknown>;
}
