// Every word that the form looks up is among the words that the host gives it, or it would stay English in every language.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { metricAggregations } from '../../../../src/domain/alert/metric.ts';
import { dynamicOperators, sensitivities, staticOperators } from '../../../../src/domain/alert/metricAlertDraft.ts';
import { historySpans } from '../../../../src/protocol/alertFormContract.ts';
import { standInForVscode } from '../../../support/fakeVscode.ts';
import { projectRoot } from '../../../support/project.ts';

const page = path.join(projectRoot, 'media/alertForm');
const vscode = standInForVscode();
const { alertFormTexts } = await import('../../../../src/host/alertForm/alertFormTexts.ts');
vscode.dispose();
const given = new Set(Object.keys(alertFormTexts()));
const sources = fs
  .readdirSync(page)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => fs.readFileSync(path.join(page, name), 'utf8'));

function missing(keys: readonly string[]): string[] {
  return keys.filter((key) => !given.has(key));
}

describe('texts of the metric alert form', () => {
  it('hold every literal that the page looks up', () => {
    const keys = sources.flatMap((source) =>
      [...source.matchAll(/words\.(?:text|count)\(([^`]*?)\)/g)].flatMap((call) =>
        [...(call[1] ?? '').matchAll(/'((?:[^'\\]|\\.)+)'/g)].map((literal) => literal[1] ?? ''),
      ),
    );
    const others = new Set([', ']);
    assert.ok(keys.length > 50, `only ${keys.length} were found`);
    assert.deepEqual(missing(keys.filter((key) => !others.has(key))), []);
    assert.deepEqual(missing(['Copied.', 'Retry', 'Creating…', 'Create Rule']), []);
  });

  it('hold every choice', () => {
    assert.deepEqual(
      missing([
        ...metricAggregations.map((each) => `aggregation.${each}`),
        ...staticOperators.map((each) => `operator.${each}`),
        ...dynamicOperators.map((each) => `dynamic.${each}`),
        ...sensitivities.map((each) => `sensitivity.${each}`),
        ...historySpans.map((each) => `span.${each}`),
        ...[0, 1, 2, 3, 4].map((each) => `severity.${each}`),
      ]),
      [],
    );
  });

  it('name every problem and the field that it is told at', () => {
    const source = fs.readFileSync(path.join(projectRoot, 'src/domain/alert/metricAlertDraft.ts'), 'utf8');
    const body = /type DraftProblem =([^;]+);/.exec(source)?.[1] ?? '';
    const problems = [...body.matchAll(/'([\w.]+)'/g)].map((match) => match[1] ?? '');
    assert.ok(problems.length > 10);
    assert.deepEqual(missing(problems.map((each) => `problem.${each}`)), []);
    assert.deepEqual(missing(problems.map((each) => `label.${each.replace(/\..*/, '')}`)), []);
  });
});
