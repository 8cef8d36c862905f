// azext-utils keeps one text for each step of a wizard and puts it into every input box that the step opens, before the box's own
// value. A step that asks several things would fill each box with the answer to the one before.

/** What the library's wizard is asked for, as far as this file knows it. */
interface CachingWizard {
  getCachedInputBoxValue(): string | undefined;
}

/** Runs prompts of one step, each of which begins with the value it was given; Back and the title stay the wizard's. */
export async function withOwnValues<T>(ui: object, run: () => Promise<T>): Promise<T> {
  const holder = ui as { wizard?: CachingWizard };
  const { wizard } = holder;
  if (wizard === undefined) {
    return await run();
  }
  holder.wizard = Object.create(wizard, { getCachedInputBoxValue: { value: () => undefined } }) as CachingWizard;
  try {
    return await run();
  } finally {
    holder.wizard = wizard;
  }
}
