// The sessions of the sandbox sign-in without VS Code: who gets which token, when it is renewed, and what is announced.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SandboxSessions, type SessionsChange } from './signInExtension/sandboxSessions.ts';
import { splitScopes } from './signInExtension/tokenEndpoint.ts';

const ada = { id: 'ada', label: 'Ada' };
const ren = { id: 'ren', label: 'Ren' };

function setUp(): {
  sessions: SandboxSessions;
  requests: string[];
  changes: SessionsChange[];
  advance: (ms: number) => void;
} {
  const requests: string[] = [];
  const changes: SessionsChange[] = [];
  let now = 0;
  const sessions = new SandboxSessions({
    now: () => now,
    onDidChange: (change) => changes.push(change),
    requestToken: async (account, scopes) => {
      requests.push(`${account.id} ${scopes.join(' ')}`);
      return { value: `token ${requests.length}`, expiresAtInMs: now + 3_600_000 };
    },
  });
  return { sessions, requests, changes, advance: (ms) => void (now += ms) };
}

describe('sandbox sessions', () => {
  it('has none before a sign-in', async () => {
    const { sessions, requests } = setUp();
    assert.deepEqual(await sessions.get(['a']), []);
    assert.deepEqual(requests, []);
  });

  it('gets further scopes silently for a signed-in account, one request each', async () => {
    const { sessions, requests, changes } = setUp();
    const created = await sessions.create(ada, ['a']);
    assert.deepEqual(await sessions.get(['a']), [created]);
    const [first, second] = await Promise.all([sessions.get(['b', 'c']), sessions.get(['c', 'b'])]);
    assert.deepEqual(first, second);
    assert.deepEqual(requests, ['ada a', 'ada b c']);
    assert.equal(changes.length, 1);
  });

  it('keeps accounts apart', async () => {
    const { sessions } = setUp();
    await sessions.create(ada, ['a']);
    await sessions.create(ren, ['a']);
    assert.deepEqual(
      (await sessions.get(['a'])).map((session) => session.account.id),
      ['ada', 'ren'],
    );
    assert.deepEqual(
      (await sessions.get(['a'], 'ren')).map((session) => session.account.id),
      ['ren'],
    );
  });

  it('renews a token shortly before it ends', async () => {
    const { sessions, advance } = setUp();
    const created = await sessions.create(ada, ['a']);
    advance(3_600_000 - 30_000);
    const [renewed] = await sessions.get(['a']);
    assert.equal(created.accessToken, 'token 1');
    assert.equal(renewed?.accessToken, 'token 2');
  });

  it('signs an account out with all its sessions', async () => {
    const { sessions, changes } = setUp();
    const created = await sessions.create(ada, ['a']);
    await sessions.get(['b']);
    sessions.remove(created.id);
    assert.equal(changes.at(-1)?.removed?.length, 2);
    assert.deepEqual(await sessions.get(['a']), []);
  });
});

it('takes the tenant out of the scopes', () => {
  assert.deepEqual(splitScopes(['https://x/.default', 'VSCODE_TENANT:t1']), {
    scope: 'https://x/.default',
    tenant: 't1',
  });
  assert.deepEqual(splitScopes(['a', 'b']), { scope: 'a b' });
});
