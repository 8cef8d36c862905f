// Invariants 1 and 5 on the syntax trees: domain never waits, reads a clock or throws, and no module keeps state.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { impurities, moduleState } from './astRules.ts';
import { listSources, readSource } from './sourceTree.ts';

function found(rule: (file: string, source: string) => string[], files: readonly string[]): string[] {
  return files.flatMap((file) => rule(file, readSource(file)));
}

describe('domain is pure (invariant 1)', () => {
  it('never waits, reads a clock, draws a random number or throws', () => {
    const files = listSources('src/domain');
    assert.ok(files.length > 10);
    assert.deepEqual(found(impurities, files), []);
  });

  for (const [source, what] of [
    ['const now = () => Date.now();', 'Date.now'],
    ['const now = () => globalThis.Date["now"]();', 'Date.now'],
    ['const { length } = [].map(Date.now);', 'Date.now'],
    ['export function f() { return new Date(); }', 'the present Date'],
    ['const f = () => Date();', 'the present Date'],
    ['const f = () => performance.now();', 'performance'],
    ['class A { b() { return Math.random(); } }', 'Math.random'],
    ['const f = () => setTimeout(g, 1);', 'setTimeout'],
    ['const f = () => { if (a) { setInterval(g, 1); } };', 'setInterval'],
    ['function f() { throw new Error(); }', 'throw'],
    ['const f = async () => 1;', 'an async function'],
    ['const a = { async b() {} };', 'an async function'],
    ['export const a = await b;', 'await'],
    ['for await (const a of b) {}', 'for await'],
  ] as const) {
    it(`names ${what} in: ${source}`, () => {
      assert.deepEqual(impurities('x.ts', `\n${source}`), [`x.ts:2: ${what}`]);
    });
  }

  it('lets a given moment be read, and words stand in texts', () => {
    const source =
      "const f = (at: number) => new Date(at).toISOString(); // Date.now()\nconst g = 'throw performance';";
    assert.deepEqual(impurities('x.ts', source), []);
  });
});

describe('no module keeps state (invariant 5)', () => {
  it('has no let, no collection and no changeable literal at the top of a module', () => {
    assert.deepEqual(found(moduleState, [...listSources('src'), ...listSources('media')]), []);
  });

  it('has no let and no collection at the top of a module of the sandbox', () => {
    const literal = /the module-level (?:object|array) "/;
    assert.deepEqual(
      found(moduleState, listSources('test/sandbox')).filter((each) => !literal.test(each)),
      [],
    );
  });

  for (const [source, what] of [
    ['let a = 1;', 'let'],
    ['export var a;', 'var'],
    ['const a = new Map();', 'Map "a"'],
    ['export const a = new Set<string>();', 'Set "a"'],
    ['const a = {};', 'object "a"'],
    ['export const a = [1];', 'array "a"'],
    ['const a: string[] = [];', 'array "a"'],
    ['const a: Record<string, number> = { b: 1 };', 'object "a"'],
    ['const a = { b: 1 } satisfies C;', 'object "a"'],
    ['const a = [] as string[];', 'array "a"'],
  ] as const) {
    it(`names the ${what} in: ${source}`, () => {
      assert.deepEqual(moduleState('x.ts', source), [
        `x.ts: ${what === 'let' || what === 'var' ? 'a' : 'the'} module-level ${what}`,
      ]);
    });
  }

  it('lets constants be', () => {
    for (const source of [
      'const a = 1;',
      'const a = { b: [1] } as const;',
      'const a = [1] as const satisfies readonly number[];',
      'const a: readonly string[] = [];',
      'const a: Readonly<Record<string, number>> = {};',
      'const a: ReadonlyMap<string, B> = new Map();',
      'function f() { let a = []; return a; }',
    ]) {
      assert.deepEqual(moduleState('x.ts', source), [], source);
    }
  });
});
