// VS Code's own command line, as far as its test tools use it: options may be repeated, and a value follows "=" or is the next word.

/** A parsed command line. */
export interface CodeCommandLine {
  /** The values of an option, in order; an option without value has 'true'. */
  all(name: string): readonly string[];
  /** The last value of an option. */
  last(name: string): string | undefined;
  /** Folders, workspaces and files to open. */
  readonly paths: readonly string[];
}

/** Options that take the next word as their value. */
const WITH_VALUE = new Set([
  'extensionTestsPath',
  'extensionDevelopmentPath',
  'extensionDevelopmentKind',
  'extensions-dir',
  'user-data-dir',
  'install-extension',
  'uninstall-extension',
  'disable-extension',
  'enable-proposed-api',
  'locale',
  'log',
  'profile',
  'folder-uri',
  'file-uri',
  'inspect-extensions',
  'inspect-brk-extensions',
]);

/** Parses the words after the name of the executable. */
export function parseCodeCommandLine(words: readonly string[]): CodeCommandLine {
  const options = new Map<string, string[]>();
  const paths: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('--')) {
      paths.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    const value = equals >= 0 ? word.slice(equals + 1) : WITH_VALUE.has(name) ? (words[++at] ?? '') : 'true';
    options.set(name, [...(options.get(name) ?? []), value]);
  }
  return {
    all: (name) => options.get(name) ?? [],
    last: (name) => options.get(name)?.at(-1),
    paths,
  };
}
