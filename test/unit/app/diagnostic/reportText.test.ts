// A report as Markdown: sentence first, tables that stay tables whatever Azure's names hold.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reportText } from '../../../../src/app/diagnostic/reportText.ts';
import { layoutTopology } from '../../../../src/domain/diagnostic/topologyLayout.ts';

describe('reportText', () => {
  it('writes every part', () => {
    const text = reportText({
      kind: 'topology',
      title: 'Title',
      verdict: { tone: 'good', text: 'It works.' },
      sections: [
        { kind: 'facts', title: 'Facts', facts: [{ label: 'A', value: '1' }] },
        {
          kind: 'table',
          title: 'Table',
          columns: ['Name', 'Kind'],
          rows: [{ cells: ['a|b\nc', '<img src=x>'], mark: 'decides' }, { cells: ['d', '[x](y)'] }],
        },
        {
          kind: 'hops',
          title: 'Way',
          hops: [
            { title: 'web-1', address: '10.1.0.4', issues: [{ isError: true, text: 'Stopped.' }], latency: '' },
            { title: 'db-1', address: '', issues: [], latency: '2 ms' },
          ],
        },
        {
          kind: 'picture',
          title: 'Picture',
          summary: '',
          picture: layoutTopology({ nodes: [], edges: [] }),
          kindNames: {},
        },
      ],
    });
    assert.equal(
      text,
      String.raw`# Title

It works.

## Facts

- A: 1

## Table

| Name | Kind | Mark |
| --- | --- | --- |
| a\|b c | \<img src=x\> | decides |
| d | \[x\](y) |  |

## Way

1. web-1, 10.1.0.4
   - Stopped.
2. db-1, 2 ms
`,
    );
  });
});
