// The command line that @vscode/test-electron passes.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseCodeCommandLine } from './commandLine.ts';

it('reads options with "=", with a following word, repeated and without value', () => {
  const line = parseCodeCommandLine([
    '--no-sandbox',
    '--extensionTestsPath=/a b/index.cjs',
    '--extensionDevelopmentPath=/one',
    '--extensionDevelopmentPath=/two',
    '--user-data-dir',
    '/data',
    '/folder',
  ]);
  assert.equal(line.last('no-sandbox'), 'true');
  assert.equal(line.last('extensionTestsPath'), '/a b/index.cjs');
  assert.deepEqual(line.all('extensionDevelopmentPath'), ['/one', '/two']);
  assert.equal(line.last('user-data-dir'), '/data');
  assert.deepEqual(line.paths, ['/folder']);
  assert.deepEqual(line.all('version'), []);
});
