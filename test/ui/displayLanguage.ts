// The language that VS Code would run in, chosen for one page after the other.

import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/project.ts';

/** A language's tag and texts by their English original. */
export interface DisplayLanguage {
  readonly tag: 'en' | 'pt-br';
  readonly texts: Readonly<Record<string, string>>;
}

const english: DisplayLanguage = { tag: 'en', texts: {} };
const chosen = { language: english };

/** What the stand-in for VS Code answers with now. */
export function currentLanguage(): DisplayLanguage {
  return chosen.language;
}

/** Lets everything run in a language from now on. */
export function chooseLanguage(tag: DisplayLanguage['tag']): void {
  chosen.language = tag === 'en' ? english : { tag, texts: readBundle(tag) };
}

/** Runs an action in a language. */
export function withLanguage<T>(tag: DisplayLanguage['tag'], action: () => T): T {
  chooseLanguage(tag);
  try {
    return action();
  } finally {
    chosen.language = english;
  }
}

function readBundle(tag: string): Readonly<Record<string, string>> {
  const file = path.join(projectRoot, 'l10n', `bundle.l10n.${tag}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>;
}
