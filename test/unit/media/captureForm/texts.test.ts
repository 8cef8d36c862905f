// Every word that the form looks up is among the words that the host gives it, or it would stay English in every language.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { filterFields } from '../../../../src/domain/capture/captureFilter.ts';
import { standInForVscode } from '../../../support/fakeVscode.ts';
import { projectRoot } from '../../../support/project.ts';

const page = path.join(projectRoot, 'media/captureForm');
const vscode = standInForVscode();
const { captureFormTexts } = await import('../../../../src/host/captureForm/captureFormTexts.ts');
vscode.dispose();
const given = new Set(Object.keys(captureFormTexts()));
const sources = fs
  .readdirSync(page)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => fs.readFileSync(path.join(page, name), 'utf8'));

function missing(keys: readonly string[]): string[] {
  return keys.filter((key) => !given.has(key));
}

/** The members of a union of texts, as its source declares them. */
function unionOf(file: string, type: string): string[] {
  const source = fs.readFileSync(path.join(projectRoot, file), 'utf8');
  const body = new RegExp(`type ${type} =([^;]+);`).exec(source)?.[1] ?? '';
  return [...body.matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
}

describe('texts of the capture form', () => {
  it('hold every literal that the page looks up', () => {
    const keys = sources.flatMap((source) =>
      [...source.matchAll(/words\.(?:text|count)\(([^`]*?)\)/g)].flatMap((call) =>
        [...(call[1] ?? '').matchAll(/'((?:[^'\\]|\\.)+)'/g)].map((literal) => literal[1] ?? ''),
      ),
    );
    // What a choice is made by, not what is looked up.
    const others = new Set(['localIPAddress', ', ']);
    assert.ok(keys.length > 80, `only ${keys.length} were found`);
    assert.deepEqual(missing(keys.filter((key) => !others.has(key))), []);
  });

  it('hold what reaches the page by another way', () => {
    const assigned = sources.flatMap((source) =>
      [...source.matchAll(/this\.done = '([^']+)'/g)].map((match) => match[1] ?? ''),
    );
    assert.ok(assigned.length >= 3);
    assert.deepEqual(missing([...assigned, 'this machine', 'any address', 'Virtual machines', 'Scale sets']), []);
    assert.deepEqual(missing(['Starting…', 'Checking…', 'Start Anyway', 'Start Capture']), []);
  });

  it('hold what is looked up by an id', () => {
    const limits = ['timeLimit', 'totalBytes', 'packetBytes', 'fileCount', 'fileSize', 'sessionTime'];
    const controls = [
      'targetId',
      'name',
      'instanceIds',
      'isStored',
      'storageId',
      'filePath',
      ...limits,
      ...filterFields,
    ];
    assert.deepEqual(missing(controls.map((control) => `label.${control}`)), []);
    assert.deepEqual(missing(limits.map((control) => `unread.${control}`)), []);
    assert.deepEqual(missing(['ok', 'warning', 'blocker', 'unknown'].map((tone) => `tone.${tone}`)), []);
    const faults = sources.flatMap((source) => [...source.matchAll(/'(fault\.\w+)'/g)].map((match) => match[1] ?? ''));
    assert.ok(faults.length >= 4);
    assert.deepEqual(missing(faults), []);
  });

  it('name every fault of a name, a path and a filter', () => {
    const names = unionOf('src/domain/capture/captureInput.ts', 'CaptureNameProblem').filter(
      (each) => each !== 'taken',
    );
    const paths = unionOf('src/domain/capture/captureFilePath.ts', 'FilePathProblem');
    const fields = unionOf('src/domain/capture/filterField.ts', 'FieldProblemCode');
    assert.ok(names.length >= 4 && paths.length >= 8 && fields.length >= 20);
    assert.deepEqual(missing(names.map((each) => `name.${each}`)), []);
    assert.deepEqual(missing(paths.map((each) => `path.${each}`)), []);
    assert.deepEqual(missing(fields.map((each) => `filter.${each}`)), []);
  });
});
