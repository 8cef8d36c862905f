// The box at the top of VS Code in which a person picks and types: steps of wizards, the command palette.
import type { Locator, Page } from 'playwright-core';

/** The one quick input of a page; its parts are locators, so they may be asked for before it opens. */
export class QuickInput {
  readonly widget: Locator;
  readonly title: Locator;
  readonly input: Locator;
  /** Every option shown. */
  readonly options: Locator;
  /** Prompt or validation text under the input. */
  readonly message: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget');
    this.title = this.widget.locator('.quick-input-title');
    this.input = this.widget.locator('.quick-input-box input');
    this.options = this.widget.getByRole('option');
    this.message = this.widget.locator('.quick-input-message');
  }

  /** An option by a part of its label. */
  option(label: string | RegExp): Locator {
    return this.widget.getByRole('option', { name: label }).first();
  }

  /** Waits for the step with this title. */
  async waitForTitle(title: string | RegExp): Promise<void> {
    await this.title.filter({ hasText: title }).waitFor();
  }

  /** Waits for an option and clicks it. */
  async pick(label: string | RegExp): Promise<void> {
    await this.option(label).click();
  }

  /** Replaces the text, without accepting it. */
  async fill(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /** Replaces the text and presses Enter. */
  async enter(text: string): Promise<void> {
    await this.fill(text);
    await this.accept();
  }

  async accept(): Promise<void> {
    await this.#page.keyboard.press('Enter');
  }

  /** Escape, until the box is gone. */
  async dismiss(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }
}
