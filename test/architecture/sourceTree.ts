// Reads the sources for the tests of this room: which file imports what, statically, lazily or for types only.

import fs from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

/** The project's top folder. */
export const projectRoot = path.resolve(import.meta.dirname, '../..');

/** One import of a file. */
export interface ImportEdge {
  /** The importing file, relative to the project, with slashes. */
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** The imported file relative to the project, or undefined for a package. */
  readonly target: string | undefined;
  readonly kind: 'static' | 'dynamic' | 'type';
}

/** All TypeScript files below a folder, relative to the project. */
export function listSources(folder: string): string[] {
  const root = path.join(projectRoot, folder);
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.relative(projectRoot, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .toSorted();
}

export function readSource(file: string): string {
  return fs.readFileSync(path.join(projectRoot, file), 'utf8');
}

/** Every import of a source text: static, re-exported, dynamic, and of types only. */
export function importsOf(file: string, source: string): ImportEdge[] {
  const { module, program } = parseSync(file, source);
  const edges: ImportEdge[] = [];
  const add = (specifier: string, kind: ImportEdge['kind']): void => {
    const target = specifier.startsWith('.')
      ? path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier))
      : undefined;
    edges.push({ from: file, specifier, target, kind });
  };
  for (const statement of module.staticImports) {
    const isType = statement.entries.length > 0 && statement.entries.every((entry) => entry.isType);
    add(statement.moduleRequest.value, isType ? 'type' : 'static');
  }
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest !== null) {
        add(entry.moduleRequest.value, entry.isType ? 'type' : 'static');
      }
    }
  }
  for (const expression of module.dynamicImports) {
    const { start, end } = expression.moduleRequest;
    const literal = /^['"](.+)['"]$/.exec(source.slice(start, end));
    add(literal?.[1] ?? `<computed: ${source.slice(start, end)}>`, 'dynamic');
  }
  for (const specifier of typeImports(program)) {
    add(specifier, 'type');
  }
  return edges;
}

/** `import('x').T` inside types, which the module record does not list. */
function typeImports(node: unknown): string[] {
  if (Array.isArray(node)) {
    return node.flatMap(typeImports);
  }
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const record = node as Readonly<Record<string, unknown>>;
  const inner = Object.values(record).flatMap(typeImports);
  if (record['type'] === 'TSImportType') {
    const source = (record['source'] ?? record['argument']) as
      { value?: unknown; literal?: { value?: unknown } } | undefined;
    const value = source?.value ?? source?.literal?.value;
    return typeof value === 'string' ? [value, ...inner] : inner;
  }
  return inner;
}

/** All imports of all sources of a folder. */
export function allImports(folder: string): ImportEdge[] {
  return listSources(folder).flatMap((file) => importsOf(file, readSource(file)));
}
