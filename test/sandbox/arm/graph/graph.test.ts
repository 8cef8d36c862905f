// The part of the Kusto language that the sandbox runs, without a server.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runSteps } from './evaluate.ts';
import { parseQuery } from './parser.ts';
import { QueryError } from './queryError.ts';

const rows = [
  {
    name: 'a',
    type: 'x/one',
    location: 'westeurope',
    properties: { size: 3, deep: { state: 'Running' }, list: ['p'] },
    tags: null,
  },
  {
    name: 'b',
    type: 'x/one',
    location: 'northeurope',
    properties: { size: 10, deep: { state: 'Stopped' }, list: [] },
    tags: { env: 'prod' },
  },
  { name: 'C', type: 'x/two', location: 'westeurope', properties: { size: 7 }, tags: null },
];

describe('queries', () => {
  for (const [query, names] of [
    ['Resources', ['a', 'b', 'C']],
    ["Resources | where type == 'x/one'", ['a', 'b']],
    ["Resources | where type == 'X/ONE'", []],
    ['resources | where type =~ \'X/ONE\' and location != "westeurope"', ['b']],
    ["where type in~ ('X/TWO', 'x/three')", ['C']],
    ["Resources | where type !in ('x/two') or name =~ 'c'", ['a', 'b', 'C']],
    ["Resources | where type =~ 'x/two' or type =~ 'x/one' and name == 'a'", ['a', 'C']],
    ["Resources | where (type =~ 'x/two' or type =~ 'x/one') and name == 'a'", ['a']],
    ['Resources | where properties.size >= 7', ['b', 'C']],
    ["Resources | where properties.deep.state == 'Running'", ['a']],
    ["Resources | where properties['deep']['state'] =~ 'stopped'", ['b']],
    ["Resources | where tostring(properties.list[0]) == 'p'", ['a']],
    ['Resources | where isnotempty(properties.deep)', ['a', 'b']],
    ["Resources | where isnull(tags) and not(name == 'a')", ['C']],
    ["Resources | where tags.env == 'prod'", ['b']],
    ["Resources | where type contains 'ONE' and name !contains 'B'", ['a']],
    ["Resources | where type startswith 'X/t' or name endswith 'b'", ['b', 'C']],
    ["Resources | where location has 'westeurope' // a comment\n| where type has 'two'", ['C']],
    ['Resources | order by name asc', ['C', 'a', 'b']],
    ['Resources | sort by tolower(name)', ['C', 'b', 'a']],
    ['Resources | order by location asc, properties.size desc', ['b', 'C', 'a']],
    ['Resources | take 2', ['a', 'b']],
    ['Resources | order by properties.size asc | limit 1', ['a']],
  ] as const) {
    it(query, () => {
      assert.deepEqual(
        run(query).map(({ name }) => name),
        names,
      );
    });
  }

  it('projects, extends, counts and groups', () => {
    assert.deepEqual(run("Resources | project id = strcat(name, '!'), properties.deep.state | limit 1"), [
      { id: 'a!', properties_deep_state: 'Running' },
    ]);
    assert.deepEqual(
      run("Resources | where name == 'a' | extend n = properties.size | project-away properties, tags"),
      [{ name: 'a', type: 'x/one', location: 'westeurope', n: 3 }],
    );
    assert.deepEqual(run('Resources | count'), [{ Count: 3 }]);
    assert.deepEqual(run('Resources | summarize count() by type'), [
      { type: 'x/one', count_: 2 },
      { type: 'x/two', count_: 1 },
    ]);
    assert.deepEqual(run('Resources | distinct location'), [{ location: 'westeurope' }, { location: 'northeurope' }]);
    assert.deepEqual(run("Resources | limit 1 | project Column = iff(name == 'a', 'yes', 'no'), when = ago(1d)"), [
      { Column: 'yes', when: '1969-12-31T00:00:00.000Z' },
    ]);
  });

  for (const [query, token, code] of [
    ['Resources | join (x) on id', 'join', 'ParserFailure'],
    ['Resources | where', '<EOF>', 'ParserFailure'],
    ['Resources | where name = 1', '=', 'ParserFailure'],
    ["Resources | where name == 'open", "'", 'ParserFailure'],
    ['Resources | where nothing == 1', 'nothing', 'InvalidQuery'],
    ['Resources | project name | where type == 1', 'type', 'InvalidQuery'],
    ['Resources | where constructor(name)', 'constructor', 'UnknownFunction'],
    [`Resources | where ${'('.repeat(500)}`, '(', 'ParserFailure'],
  ] as const) {
    it(`refuses ${query.slice(0, 40)}`, () => {
      assert.throws(
        () => run(query),
        (error) => error instanceof QueryError && error.token === token && error.code === code,
      );
    });
  }
});

function run(text: string): readonly Readonly<Record<string, unknown>>[] {
  const query = parseQuery(text);
  return runSteps({ columns: ['name', 'type', 'location', 'properties', 'tags'], rows }, query.steps, 0).rows;
}
