// The walls between the rooms: who may import what, no cycles, and what the entry file reaches.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allImports, importsOf, listSources } from './sourceTree.ts';
import type { ImportEdge } from './sourceTree.ts';

/** What a room may import. Packages by name; a trailing `*` stands for any rest. */
interface Wall {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const walls: Readonly<Record<string, Wall>> = {
  'src/base': { rooms: [], packages: [] },
  'src/domain': { rooms: ['src/base'], packages: ['valibot'] },
  'src/protocol': { rooms: ['src/base', 'src/domain'], packages: ['valibot'] },
  'src/app': { rooms: ['src/base', 'src/domain'], packages: ['@vscode/l10n'] },
  'src/adapters': {
    rooms: ['src/base', 'src/domain', 'src/app'],
    packages: ['@azure/*', 'ws', 'https-proxy-agent', 'node:*', '@vscode/l10n'],
  },
  'src/host': {
    rooms: ['src/base', 'src/domain', 'src/app', 'src/protocol'],
    packages: ['vscode', '@microsoft/vscode-azext-*', 'node:*', '@vscode/l10n'],
  },
  // Templates of projects that run elsewhere: they know nothing of Wirewatch.
  'media/scaffold': { rooms: [], packages: ['@azure/functions', 'node:*'] },
  media: { rooms: ['src/base', 'src/domain', 'src/protocol'], packages: ['lit', 'lit/*'] },
  'test/sandbox': {
    rooms: ['src/base'],
    packages: ['node:*', 'rhea', 'ws', '@azure/*'],
  },
};

/** The rooms of the product proper; `compose.ts` and `extension.ts` stand above them. */
function roomOf(file: string): string | undefined {
  return Object.keys(walls).find((room) => file.startsWith(`${room}/`));
}

function isAllowedPackage(specifier: string, allowed: readonly string[]): boolean {
  return allowed.some((name) => (name.endsWith('*') ? specifier.startsWith(name.slice(0, -1)) : specifier === name));
}

/** One sentence for each import that breaks a wall. */
function violations(edges: readonly ImportEdge[]): string[] {
  return edges.flatMap((edge) => {
    const room = roomOf(edge.from);
    const wall = room === undefined ? undefined : walls[room];
    if (room === undefined || wall === undefined) {
      return [];
    }
    if (edge.target === undefined) {
      return isAllowedPackage(edge.specifier, wall.packages)
        ? []
        : [`${edge.from} imports the package ${edge.specifier}, which ${room} may not`];
    }
    const targetRoom = roomOf(edge.target);
    if (targetRoom === room || (targetRoom !== undefined && wall.rooms.includes(targetRoom))) {
      return [];
    }
    return [
      `${edge.from} imports ${edge.target}, and ${room} may not import ${targetRoom ?? 'what stands above the rooms'}`,
    ];
  });
}

/** Groups of files that import each other in a circle, types included. */
function cycles(edges: readonly ImportEdge[]): string[] {
  const graph = new Map<string, string[]>();
  for (const { from, target } of edges) {
    if (target !== undefined) {
      graph.set(from, [...(graph.get(from) ?? []), target]);
    }
  }
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'done') {
      return;
    }
    if (state.get(file) === 'open') {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) {
      visit(next, [...trail, file]);
    }
    state.set(file, 'done');
  };
  for (const file of graph.keys()) {
    visit(file, []);
  }
  return found;
}

/** Files reached from one file through static imports, with what each reaches outside. */
function staticReach(edges: readonly ImportEdge[], entry: string): ImportEdge[] {
  const reached = new Set<string>([entry]);
  const passed: ImportEdge[] = [];
  for (const file of reached) {
    for (const edge of edges.filter((each) => each.from === file && each.kind === 'static')) {
      passed.push(edge);
      if (edge.target !== undefined) {
        reached.add(edge.target);
      }
    }
  }
  return passed;
}

function typeEdge(from: string, target: string): ImportEdge {
  return { from, target, specifier: target, kind: 'type' };
}

/** Files that may name vscode: those that stand at the editor's side of the border. */
function mayNameVscode(file: string): boolean {
  return file.startsWith('src/host/') || file === 'src/compose.ts' || file === 'src/extension.ts';
}

describe('imports', () => {
  const source = allImports('src');
  const everything = [...source, ...allImports('media'), ...allImports('test/sandbox')];

  it('sees the sources at all', () => {
    assert.ok(source.length > 100, `only ${source.length} imports were found`);
    assert.ok(listSources('test/sandbox').length > 10);
  });

  it('finds every way to import', () => {
    const text = `import a from './a.ts'; export { b } from './b.ts'; import type { C } from './c.ts';
      const d = import('./d.ts'); type E = import('./e.ts').E; import 'vscode'; export type { F } from './f.ts';`;
    const found = importsOf('src/domain/x.ts', text).map((edge) => `${edge.kind} ${edge.specifier}`);
    assert.deepEqual(found.toSorted(), [
      'dynamic ./d.ts',
      'static ./a.ts',
      'static ./b.ts',
      'static vscode',
      'type ./c.ts',
      'type ./e.ts',
      'type ./f.ts',
    ]);
  });

  it('names a wall that would be broken', () => {
    const bad = importsOf(
      'src/domain/x.ts',
      `import 'vscode'; import type { A } from '../app/a.ts'; const b = import('node:fs');`,
    );
    assert.equal(violations(bad).length, 3);
  });

  it('finds a circle', () => {
    assert.equal(cycles([typeEdge('a', 'b'), typeEdge('b', 'c'), typeEdge('c', 'a')]).length, 1);
  });

  it('keeps the walls between the rooms (invariants 1, 2 and 3)', () => {
    assert.deepEqual(violations(everything), []);
  });

  it('lets src and media import nothing of the tests', () => {
    assert.deepEqual(
      everything.filter((edge) => !edge.from.startsWith('test/') && edge.target?.startsWith('test/')),
      [],
    );
  });

  it('has no circles (invariant 5)', () => {
    assert.deepEqual(cycles(everything), []);
  });

  it('reaches no Azure SDK from extension.ts through static imports (invariant 4)', () => {
    const reached = staticReach(source, 'src/extension.ts');
    assert.ok(reached.some((edge) => edge.target === 'src/compose.ts'));
    assert.deepEqual(
      reached
        .filter((edge) => edge.specifier.startsWith('@azure/') || edge.specifier.includes('azext-azureauth'))
        .map((edge) => edge.from),
      [],
    );
  });

  it('imports lazily only with literal names', () => {
    assert.deepEqual(
      source.filter((edge) => edge.specifier.startsWith('<computed')),
      [],
    );
  });

  it('names vscode only in the host, the composition root and the entry (invariant 2)', () => {
    assert.deepEqual(
      source.filter((edge) => edge.specifier === 'vscode' && !mayNameVscode(edge.from)).map((edge) => edge.from),
      [],
    );
  });
});
