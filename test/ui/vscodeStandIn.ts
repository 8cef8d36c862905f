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

/** What a test wants of VS Code's own questions and clipboard, and what it was asked. */
export const desk: {
  readonly copied: string[];
  /** Text and detail of each question, joined by a line end. */
  readonly asked: string[];
  /** Chooses among the buttons of a question. */
  answer: (buttons: readonly string[]) => string | undefined;
} = { copied: [], asked: [], answer: () => undefined };

/** The language of the test's page, and the clipboard. */
export const env = {
  get language(): DisplayLanguage['tag'] {
    return currentLanguage().tag;
  },
  clipboard: {
    writeText: (text: string): Promise<void> => {
      desk.copied.push(text);
      return Promise.resolve();
    },
  },
};

/** Questions, answered as the test wants. */
export const window = {
  showWarningMessage: (
    text: string,
    { detail }: { readonly detail?: string },
    ...buttons: readonly string[]
  ): Promise<string | undefined> => {
    desk.asked.push(`${text}\n${detail ?? ''}`);
    return Promise.resolve(desk.answer(buttons));
  },
};

/** One folder is open. */
export const workspace = { workspaceFolders: [{}] };

/** Looks a text up in the bundle of the language. */
export const l10n = {
  t: (text: string, ...values: readonly string[]): string =>
    (currentLanguage().texts[text] ?? text).replaceAll(/\{(\d)\}/g, (place, at) => values[Number(at)] ?? place),
};
