// Stands in for the client of the Azure Resources extension in the bundle: azext-utils asks it whether a tree node is that extension's.
// Ours never are, and we use neither its commands nor its tree.

/** No node of ours is wrapped. */
export function isWrapper(): boolean {
  return false;
}

/** What a command was called with, as it is. */
export function unwrapArgs<T>(args: T): T {
  return args;
}

const offered = {} as const;

// Passed on by azext-utils, under the package's own name, to who asks for it; nobody here does.
export { offered as apiUtils };
