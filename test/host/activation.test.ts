// Wirewatch inside a real VS Code: it activates, and what its manifest promises exists.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Manifest } from '../support/project.ts';

const EXTENSION_ID = 'wirewatch.wirewatch';

function wirewatch(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension(EXTENSION_ID);
  assert.ok(extension, `${EXTENSION_ID} is not installed`);
  return extension;
}

describe('activation', () => {
  it('activates', async () => {
    await wirewatch().activate();
    assert.equal(wirewatch().isActive, true);
  });

  it('registers every command of its manifest', async () => {
    await wirewatch().activate();
    const manifest = wirewatch().packageJSON as Manifest;
    const declared = (manifest.contributes?.commands ?? []).map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });
});
