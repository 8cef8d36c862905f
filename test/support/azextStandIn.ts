// The little of the Azure extensions' library that steps of wizards are made of, for tests of theirs, and answers to its prompts.

import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import type { Disposable } from '../../src/base/disposable.ts';

const source = `export class AzureWizard {}
export class AzureWizardPromptStep {}
export const parseError = (error) => ({ errorType: error?.constructor?.name ?? '' });`;

/** Lets modules that are loaded from now on have it in place of the library. */
export function standInForAzext(): Disposable {
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const hooks = registerHooks({
    resolve: (name, context, next) =>
      name === '@microsoft/vscode-azext-utils' ? { url, shortCircuit: true, format: 'module' } : next(name, context),
  });
  return { dispose: () => hooks.deregister() };
}

interface Item {
  readonly label: string;
  readonly description?: string;
}

/** Prompts that a test answers in advance, one after another. */
export class ScriptedPrompts {
  /** The items of each pick, as they were shown. */
  readonly shown: (readonly Item[])[] = [];
  readonly #answers: ((shown: { readonly items: readonly Item[]; readonly value: string }) => unknown)[];

  /** @param answers texts are typed; expressions pick the first item whose label fits, lists of them several; `enter` takes what is proposed */
  constructor(...answers: readonly (string | RegExp | readonly RegExp[] | typeof enter)[]) {
    this.#answers = answers.map((answer) => ({ items, value }) => {
      const find = (label: RegExp): Item => {
        const found = items.find((item) => label.test(item.label));
        assert.ok(found !== undefined, `${String(label)} is not among ${items.map((item) => item.label).join(' | ')}`);
        return found;
      };
      return answer === enter
        ? value
        : typeof answer === 'string'
          ? answer
          : answer instanceof RegExp
            ? find(answer)
            : answer.map(find);
    });
  }

  readonly ui = {
    showQuickPick: async (items: readonly Item[] | Promise<readonly Item[]>): Promise<unknown> => {
      const list = await items;
      this.shown.push(list);
      return this.#next({ items: list, value: '' });
    },
    showInputBox: (options: {
      readonly value?: string;
      readonly validateInput?: (text: string) => unknown;
    }): Promise<unknown> => {
      const text = this.#next({ items: [], value: options.value ?? '' });
      assert.equal(options.validateInput?.(String(text)), undefined);
      return Promise.resolve(text);
    },
  };

  #next(shownNow: { readonly items: readonly Item[]; readonly value: string }): unknown {
    const answer = this.#answers.shift();
    assert.ok(answer !== undefined, 'more is asked than the test answers');
    return answer(shownNow);
  }
}

/** Enter alone. */
export const enter = Symbol('enter');
