// The manifest against the sources: commands, settings, views and texts are the same on both sides, in every language.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  commandIds,
  explorerViewId,
  receiverStateKey,
  receiverViewId,
  treeStateKey,
} from '../../src/host/contributions.ts';
import { settingLimits } from '../../src/host/settingLimits.ts';
import { listSources, projectRoot, readSource } from './sourceTree.ts';

interface SettingProperty {
  readonly type: string;
  readonly scope?: string;
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, SettingProperty>>;
    };
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}

const manifestText = readSource('package.json');
const manifest = JSON.parse(manifestText) as Manifest;
const readTexts = (file: string): Record<string, string> => JSON.parse(readSource(file)) as Record<string, string>;

/** Keys of the typed settings, read from their interface: types have no run time. */
function settingKeys(): string[] {
  return [...readSource('src/host/contributions.ts').matchAll(/readonly '(wirewatch\.[\w.]+)':/g)].map(
    (match) => match[1] ?? '',
  );
}

/** The JSON schema type of a setting's default. */
function typeNameOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'number' ? 'integer' : typeof value;
}

/** Places for values, links and code in a text: a translation has the same ones. */
function places(text: string): string[] {
  return (text.match(/\{\d\}|\]\(command:[\w.]+\)|`~`/g) ?? []).toSorted();
}

describe('manifest', () => {
  it('contributes exactly the commands of the code', () => {
    assert.deepEqual(
      manifest.contributes.commands.map((each) => each.command).toSorted(),
      Object.values(commandIds).toSorted(),
    );
  });

  it('registers each command once in the sources', () => {
    const text = listSources('src/host/command').map(readSource).join('\n');
    for (const name of Object.keys(commandIds)) {
      assert.equal(
        text.split(new RegExp(`registerCommand\\(host, commandIds\\.${name}\\b`)).length - 1,
        1,
        `${name} is not registered exactly once`,
      );
    }
  });

  it('declares exactly the settings of the code', () => {
    assert.deepEqual(Object.keys(manifest.contributes.configuration.properties).toSorted(), settingKeys().toSorted());
  });

  it('declares the types, defaults and limits that the code holds values to', () => {
    const declared = Object.entries(manifest.contributes.configuration.properties).map(
      ([key, { type, default: value, minimum, maximum }]) =>
        [key, type === 'integer' ? { default: value, minimum, maximum } : { default: value }] as const,
    );
    assert.deepEqual(Object.fromEntries(declared), settingLimits);
    for (const [key, { type, default: value }] of Object.entries(manifest.contributes.configuration.properties)) {
      assert.equal(type, typeNameOf(value), key);
    }
  });

  it('lets no workspace choose a program or a folder', () => {
    for (const key of ['wirewatch.wiresharkPath', 'wirewatch.downloadFolder']) {
      assert.equal(manifest.contributes.configuration.properties[key]?.scope, 'machine');
      assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(key));
    }
    // What starts captures in a person's name, or opens a port, is the person's own alone.
    for (const [key, { scope }] of Object.entries(manifest.contributes.configuration.properties)) {
      assert.equal(scope === 'application', key.startsWith('wirewatch.alertReceiver.'), key);
    }
  });

  it('has the view of the code, and a welcome for every state that shows no tree', () => {
    assert.equal(manifest.contributes.views['wirewatch']?.[0]?.id, explorerViewId);
    const states = ['loading', 'signedOut', 'cloudNotConfigured', 'noSubscriptions', 'unreachable', 'failed'];
    assert.deepEqual(
      manifest.contributes.viewsWelcome.map((each) => each.when).toSorted(),
      [
        ...states.map((state) => `${treeStateKey} == ${state}`),
        `${receiverStateKey} != on`,
        `${receiverStateKey} == on`,
      ].toSorted(),
    );
    assert.ok(manifest.contributes.views['wirewatch']?.some(({ id }) => id === receiverViewId));
  });

  it('uses in menus and welcomes only commands that exist', () => {
    const known = new Set<string>(Object.values(commandIds));
    const texts = readTexts('package.nls.json');
    const used = [
      ...Object.values(manifest.contributes.menus).flatMap((items) => items.map((item) => item.command)),
      ...Object.values(texts).flatMap((text) =>
        [...text.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1] ?? ''),
      ),
    ];
    assert.ok(used.length > 20);
    assert.deepEqual(
      used.filter((command) => !known.has(command)),
      [],
    );
  });

  it('pins every dependency exactly', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies };
    assert.deepEqual(
      Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)),
      [],
    );
  });

  it('gives the reason for each runtime dependency in ARCHITECTURE.md', () => {
    const text = readSource('ARCHITECTURE.md');
    assert.deepEqual(
      Object.keys(manifest.dependencies).filter((name) => !text.includes(`\`${name}\``)),
      [],
    );
  });
});

describe('languages', () => {
  it('has every text of the manifest in English and Portuguese, and no other', () => {
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? '');
    assert.deepEqual(Object.keys(readTexts('package.nls.json')).toSorted(), [...new Set(used)].toSorted());
    assert.deepEqual(Object.keys(readTexts('package.nls.pt-br.json')), Object.keys(readTexts('package.nls.json')));
  });

  it('has every text of the code in Portuguese', () => {
    const english = readTexts('l10n/bundle.l10n.json');
    const portuguese = readTexts('l10n/bundle.l10n.pt-br.json');
    assert.ok(Object.keys(english).length > 80);
    assert.deepEqual(Object.keys(portuguese).toSorted(), Object.keys(english).toSorted());
  });

  it('keeps the places for values in every translation', () => {
    for (const [file, other] of [
      ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.pt-br.json'],
      ['package.nls.json', 'package.nls.pt-br.json'],
    ] as const) {
      const translated = readTexts(other);
      for (const [key, text] of Object.entries(readTexts(file))) {
        assert.deepEqual(places(translated[key] ?? ''), places(text), key);
      }
    }
  });

  it('has the texts of the code in the bundle, and no forgotten ones', () => {
    const bundle = readTexts('l10n/bundle.l10n.json');
    const text = listSources('src').map(readSource).join('\n');
    const literal = /l10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;
    const used = [...text.matchAll(literal)].map((match) => (match[1] ?? match[2] ?? '').replaceAll(/\\(['"])/g, '$1'));
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(bundle).toSorted());
  });

  it('ships what it declares', () => {
    for (const file of ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.pt-br.json', 'package.nls.pt-br.json']) {
      assert.ok(fs.existsSync(path.join(projectRoot, file)), file);
    }
  });
});
