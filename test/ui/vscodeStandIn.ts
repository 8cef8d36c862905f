// The little of the vscode module that making a page needs, so that tests get the very HTML and texts of the product.

import type { DisplayLanguage } from './displayLanguage.ts';
import { currentLanguage } from './displayLanguage.ts';

interface FakeUri {
  readonly path: string;
}

/** Paths only. */
export const Uri = {
  joinPath: (base: FakeUri, ...parts: readonly string[]): FakeUri => ({ path: [base.path, ...parts].join('/') }),
};

/** The language of the test's page. */
export const env = {
  get language(): DisplayLanguage['tag'] {
    return currentLanguage().tag;
  },
};

/** Looks a text up in the bundle of the language. */
export const l10n = {
  t: (text: string): string => currentLanguage().texts[text] ?? text,
};
