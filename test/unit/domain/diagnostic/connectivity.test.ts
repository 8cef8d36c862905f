// The way of a connection in order, what stopped it, and the service's words for how it went.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import {
  connectivityStatusOf,
  decisiveIssue,
  hopsInOrder,
  issueContext,
} from '../../../../src/domain/diagnostic/connectivity.ts';
import type { ConnectivityHop, ConnectivityIssue } from '../../../../src/domain/diagnostic/connectivity.ts';

function hop(id: string, nextIds: readonly string[], ...issues: readonly ConnectivityIssue[]): ConnectivityHop {
  return { id, type: 'VirtualMachine', nextIds, issues };
}

const ids = (hops: readonly ConnectivityHop[]): string => hops.map(({ id }) => id).join('');

describe('hopsInOrder', () => {
  it('follows the way from its source, in whatever order the hops come', () => {
    const hops = [hop('a', ['b', 'c']), hop('b', ['d']), hop('c', ['d']), hop('d', [])];
    fc.assert(
      fc.property(fc.shuffledSubarray(hops, { minLength: 4 }), (mixed) =>
        assert.equal(ids(hopsInOrder(mixed)), 'abcd'),
      ),
    );
  });

  it('gives every hop once, also of ways that go in circles or nowhere', () => {
    const names = ['a', 'b', 'c', 'd'];
    const way = fc.tuple(...names.map((id) => fc.subarray([...names, 'gone']).map((next) => hop(id, next))));
    fc.assert(
      fc.property(way, (hops) =>
        assert.equal(
          hopsInOrder(hops)
            .map(({ id }) => id)
            .toSorted()
            .join(''),
          'abcd',
        ),
      ),
    );
  });
});

describe('decisiveIssue', () => {
  const issue = (type: string, isError: boolean): ConnectivityIssue => ({
    origin: 'Local',
    isError,
    type,
    context: [],
  });

  it('is the first error along the way', () => {
    const hops = [
      hop('b', [], issue('NetworkSecurityRule', true)),
      hop('a', ['b'], issue('CPU', false), issue('UserDefinedRoute', true)),
    ];
    const found = decisiveIssue(hops);
    assert.deepEqual([found?.hop.id, found?.issue.type], ['a', 'UserDefinedRoute']);
  });

  it('is a warning where there is no error, and nothing where there is none', () => {
    assert.equal(decisiveIssue([hop('a', [], issue('CPU', false))])?.issue.type, 'CPU');
    assert.equal(decisiveIssue([hop('a', [])]), undefined);
  });
});

describe('connectivityStatusOf', () => {
  for (const [word, status] of [
    ['Reachable', 'reachable'],
    ['Connected', 'reachable'],
    ['Degraded', 'degraded'],
    ['unreachable', 'unreachable'],
    ['Disconnected', 'unreachable'],
    ['New', 'unknown'],
    [undefined, 'unknown'],
  ] as const) {
    it(`takes ${word ?? 'nothing'} for ${status}`, () => assert.equal(connectivityStatusOf(word), status));
  }
});

describe('issueContext', () => {
  it('finds a value by its name without case', () => {
    const issue = {
      origin: 'Outbound',
      isError: true,
      type: 'NetworkSecurityRule',
      context: [['ruleName', 'A']],
    } as const;
    assert.equal(issueContext(issue, 'RuleName'), 'A');
    assert.equal(issueContext(issue, 'other'), undefined);
  });
});
