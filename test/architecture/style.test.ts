// Rules of STYLE.md that a program can hold: forbidden words and constructs, sizes, opening sentences, documentation.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statementsOf } from './astRules.ts';
import { listSources, readSource } from './sourceTree.ts';

const product = [...listSources('src'), ...listSources('media')];
const sandbox = listSources('test/sandbox');

/** Words of the language table's "not" column, as parts of names. */
const wrongWords = /(?:Manager|Helper|Utils?)\b|\bdump[A-Z]|correlationId\b/;

describe('style', () => {
  it('has no `any`, no default exports, no enums, no suppressed types', () => {
    const found = [...product, ...sandbox].flatMap((file) => {
      const text = readSource(file);
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*/g, '');
      return [
        ...(/(?::|<|\bas) any\b/.test(code) ? [`${file}: any`] : []),
        ...(/^export default\b/m.test(code) ? [`${file}: default export`] : []),
        ...(/^\s*(?:export )?(?:const )?enum\b/m.test(code) ? [`${file}: enum`] : []),
        ...(/@ts-(?:ignore|expect-error|nocheck)/.test(text) ? [`${file}: suppressed type error`] : []),
      ];
    });
    assert.deepEqual(found, []);
  });

  it('has no empty catch', () => {
    const empty = [...product, ...sandbox].filter((file) => /catch(?:\s*\(\w*\))?\s*\{\s*\}/.test(readSource(file)));
    assert.deepEqual(empty, []);
  });

  it('has no barrels', () => {
    const barrels = product.filter((file) => {
      const statements = statementsOf(file, readSource(file));
      return (
        statements.length > 0 &&
        statements.every(
          (each) => each.type.startsWith('Export') && each['source'] !== null && each['source'] !== undefined,
        )
      );
    });
    assert.deepEqual(barrels, []);
  });

  it('opens each file with a sentence', () => {
    const silent = [...product, ...sandbox].filter(
      (file) => !/^(?:#![^\n]*\n)?(?:\/\/ |\/\*\*? )[^\n]{20,}/.test(readSource(file)),
    );
    assert.deepEqual(silent, []);
  });

  it('keeps files small: none above 600 lines, nine of ten below 300, the median below 120', () => {
    const sizes = product
      .map(
        (file) =>
          readSource(file)
            .split('\n')
            .filter((line) => line.trim() !== '').length,
      )
      .toSorted((a, b) => a - b);
    const at = (share: number): number => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))] ?? 0;
    assert.ok(at(1) <= 600, `the longest file has ${at(1)} lines`);
    assert.ok(at(0.9) <= 300, `the ninth tenth is at ${at(0.9)} lines`);
    assert.ok(at(0.5) <= 120, `the median is ${at(0.5)} lines`);
  });

  it('uses the words of the language', () => {
    const wrong = product.flatMap((file) => {
      const names = readSource(file).match(/(?:class|function|interface|type|const)\s+\w+/g) ?? [];
      return names.filter((name) => wrongWords.test(name)).map((name) => `${file}: ${name}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('documents nine of ten exports of the pure rooms and of app', () => {
    const rooms = product.filter((file) => /^src\/(?:base|domain|app|protocol)\//.test(file));
    const exports = rooms.flatMap((file) =>
      [...readSource(file).matchAll(/(^|\n)(?<doc>[^\n]*)\nexport (?!\{|type \{|\*)[^\n]*/g)].map((match) => ({
        file,
        doc: match.groups?.['doc'] ?? '',
        text: match[0],
      })),
    );
    const bare = exports.filter(({ doc }) => !doc.trimEnd().endsWith('*/'));
    assert.ok(exports.length > 100, `only ${exports.length} exports were found`);
    assert.ok(
      bare.length <= exports.length / 10,
      `without a sentence: ${bare.map(({ file, text }) => `${file}${text}`).join('\n')}`,
    );
  });

  it('names no machine path and no registry', () => {
    const found = [...product, ...sandbox, 'package.json', 'esbuild.mjs'].filter((file) =>
      /(?:\/home\/\w|\/root\/|registry\.npmjs)/.test(readSource(file)),
    );
    assert.deepEqual(found, []);
  });
});
