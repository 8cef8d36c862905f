// Every word that the page looks up is among the words that the host gives it, or it would stay English in every language.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { detailTabs } from '../../../../media/traffic/detail/detailsPane.ts';
import { columnFacts } from '../../../../media/traffic/list/listColumns.ts';
import { flagsOf, filterKeys } from '../../../../src/domain/traffic/filter/filterKey.ts';
import type { FilterKey } from '../../../../src/domain/traffic/filter/filterKey.ts';
import { trafficProblems } from '../../../../src/domain/traffic/trafficProblem.ts';
import { projectRoot } from '../../../support/project.ts';

const page = path.join(projectRoot, 'media/traffic');
const given = new Set(
  [
    ...fs
      .readFileSync(path.join(projectRoot, 'src/host/panel/trafficTexts.ts'), 'utf8')
      .matchAll(/^\s+(?:'((?:[^'\\]|\\.)*)'|(\w+)):\s*vscode\.l10n/gm),
  ].map((match) => match[1] ?? match[2] ?? ''),
);

function missing(keys: readonly string[]): string[] {
  return keys.filter((key) => !given.has(key));
}

describe('texts of the traffic page', () => {
  it('hold every literal that the page looks up', () => {
    const sources = fs
      .readdirSync(page, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => fs.readFileSync(path.join(page, name), 'utf8'));
    const keys = sources.flatMap((source) =>
      [...source.matchAll(/words\.(?:text|count)\(([^`]*?)\)/g)].flatMap((call) =>
        [...(call[1] ?? '').matchAll(/'((?:[^'\\]|\\.)+)'/g)].map((literal) => literal[1] ?? ''),
      ),
    );
    // What a choice is made by, not what is looked up.
    const others = new Set(['filter', 'request', 'gateway', 'unanswered']);
    assert.ok(keys.length > 100, `only ${keys.length} were found`);
    assert.deepEqual(missing(keys.filter((key) => !others.has(key))), []);
  });

  it('hold what is looked up by an id', () => {
    assert.deepEqual(missing([...trafficProblems, 'noDirectionLine', 'noMessageId']), []);
    assert.deepEqual(missing(Object.values(detailTabs)), []);
    assert.deepEqual(missing(Object.values(columnFacts).map(({ title }) => title)), []);
    const keys = Object.keys(filterKeys) as FilterKey[];
    assert.deepEqual(missing(keys.map((key) => `key.${key}`)), []);
    assert.deepEqual(missing(keys.flatMap((key) => flagsOf(key).map((flag) => `${key}.${flag}`))), []);
    const partitions = ['connecting', 'live', 'lagging', 'reconnecting', 'stolen', 'quota', 'unauthorized'];
    assert.deepEqual(missing(partitions.map((state) => `partition.${state}`)), []);
    const states = ['connecting', 'live', 'reconnecting', 'failed', 'stopped', 'paused'];
    assert.deepEqual(missing([...states, 'pending', 'completed', 'orphaned', 'unanswered', 'unreadable']), []);
  });

  it('name every fault of a filter', () => {
    const source = fs.readFileSync(path.join(projectRoot, 'src/domain/traffic/filter/filterProblem.ts'), 'utf8');
    const codes = [...source.matchAll(/^\s+\| '(\w+)'/gm)].map((match) => `filter.${match[1] ?? ''}`);
    assert.ok(codes.length > 10);
    assert.deepEqual(missing(codes), []);
  });
});
