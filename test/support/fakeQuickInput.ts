// An input box or quick pick of VS Code that a test answers.

import { Emitter } from '../../src/base/event.ts';

/** Stands for QuickInputButtons.Back. */
export const backButton = { tooltip: 'Back' };

interface FakeItem {
  readonly label: string;
}

/** Both kinds in one; as in VS Code it hides when it is disposed of. */
export class FakeInput {
  title = '';
  prompt = '';
  placeholder = '';
  value = '';
  step = 0;
  totalSteps = 0;
  ignoreFocusOut = false;
  validationMessage: string | undefined;
  buttons: readonly unknown[] = [];
  items: readonly FakeItem[] = [];
  activeItems: readonly FakeItem[] = [];
  selectedItems: readonly FakeItem[] = [];
  isShown = false;
  readonly #accepts = new Emitter<void>();
  readonly #hides = new Emitter<void>();
  readonly #values = new Emitter<string>();
  readonly #buttons = new Emitter<unknown>();
  readonly onDidAccept = this.#accepts.event;
  readonly onDidHide = this.#hides.event;
  readonly onDidChangeValue = this.#values.event;
  readonly onDidTriggerButton = this.#buttons.event;

  show(): void {
    this.isShown = true;
  }

  dispose(): void {
    this.hide();
  }

  /** As Escape does. */
  hide(): void {
    if (this.isShown) {
      this.isShown = false;
      this.#hides.fire();
    }
  }

  /** Types and presses Enter; without a text what stands there is taken. */
  enter(text = this.value): void {
    this.value = text;
    this.#values.fire(text);
    this.#accepts.fire();
  }

  /** Picks an item, or the one that is active. */
  pick(label = this.activeItems[0]?.label ?? this.items[0]?.label): void {
    this.selectedItems = this.items.filter((item) => item.label === label);
    this.#accepts.fire();
  }

  back(): void {
    this.#buttons.fire(backButton);
  }
}
